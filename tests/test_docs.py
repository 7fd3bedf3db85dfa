"""Pages say what is there: links resolve, commands and options exist."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

import accu

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "exercises").rglob("*.md")])
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}
COMMANDS = get_command(accu.app).commands


def accu_lines(text: str) -> list[list[str]]:
    """The words of every line that calls accu."""
    found = re.findall(r"(?:^\s*(?:\S*/)?|`)accu ([^`\n#]+)", text, re.MULTILINE)
    return [line.split() for line in found]


@pytest.mark.parametrize("page", TEXTS)
def test_local_links_resolve(page: str):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", TEXTS[page])
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", TEXTS)
def test_commands_of_accu_are_there_with_their_options(page: str):
    for words in accu_lines(TEXTS[page]):
        if words[0].startswith("-") or not words[0].isalpha():
            continue
        assert words[0] in COMMANDS, f"accu {words[0]} is no command"
        command = COMMANDS[words[0]]
        if within := getattr(command, "commands", {}):
            assert words[1] in within, f"accu {words[0]} {words[1]} is no command"
            command = within[words[1]]
        known = {option for parameter in command.params for option in parameter.opts}
        used = {word.partition("=")[0].strip("`.,)") for word in words if word.startswith("--")}
        assert used <= known | {"--help"}, f"accu {words[0]} has no {used - known}"


def test_the_readme_names_every_command_or_its_help_and_stays_short():
    assert len(TEXTS["README.md"].splitlines()) <= 150
    assert {"show", "read", "night", "runs", "train"} <= {words[0] for words in accu_lines(TEXTS["README.md"])}


@pytest.mark.parametrize("page", TEXTS)
def test_verbs_of_make_are_there(page: str):
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = set(re.findall(r"(?:`|^\s{4,})make ([a-z-]+)", TEXTS[page], re.MULTILINE))
    assert used <= rules


def test_every_command_teaches_by_an_example():
    assert [name for name, command in COMMANDS.items() if f"accu {name}" not in (command.help or "")] == []
