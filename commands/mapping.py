"""What a mapping makes of a tabular file, shown before it goes live: `accu mapping check`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.asked import UsageError

app = typer.Typer(no_args_is_help=True)
EXIT = {"ready": 0, "doubts": 4, "not ready": 2}


@app.callback()
def mapping() -> None:
    """Mappings of tabular feeds, without code; docs/feeds.md tells how.

    Example: `accu mapping check list.csv`
    """


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file as the feed will send it.")],
    mapping: Annotated[
        str | None,
        typer.Option(help="A name in sites/mappings/, or the path of a TOML; default: the one that fits best."),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Print only the draft of a mapping for this file.")] = False,
) -> None:
    """Say what a mapping makes of a file, column by column, before it goes live.

    Exit codes: 0 ready; 4 it can be read, with doubts; 2 it cannot, or a mistake in what was asked.

    Example: `accu mapping check list.csv --mapping courier`
    """
    from commands.mapping_page import show
    from manifests.fitting import recognise
    from manifests.mapping import load_mapping
    from manifests.mapping_check import check as check_file
    from manifests.mapping_verdict import verdict

    data = _content(file)
    if draft:
        sys.stdout.write(_draft(data, file))
        return
    try:
        chosen = load_mapping(mapping) if mapping else recognise(data, file.name)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if chosen is None:
        _none_fits(data, file)
    checked = check_file(data, file.name, chosen, datetime.now(UTC))
    judged = verdict(checked)
    show(checked, judged)
    raise typer.Exit(EXIT[judged.state])


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def _draft(data: bytes, file: Path) -> str:
    from manifests.mapping_draft import draft

    text = draft(data, file.name)
    if text is None:
        raise UsageError(f"{file}: no row looks like the headers of a table; is it a CSV or XLSX file?")
    return text


def _none_fits(data: bytes, file: Path) -> NoReturn:
    """Say which headers there are and what they lack, with the draft of a mapping."""
    from commands.mapping_page import show_unknown

    text = _draft(data, file)
    show_unknown(data, file.name, text)
    raise UsageError(
        f"no mapping knows this table; write `accu mapping check {file} --draft > sites/mappings/NAME.toml`, "
        "complete it and check again with --mapping NAME"
    )
