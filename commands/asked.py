"""What every command asks for, and how it speaks: options, days and moments, the one kind of mistake."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lake import sites

T = TypeVar("T")
Lake = Annotated[Path, typer.Option(help="Folder of the lake; each site has its own below it.", envvar="ACCU_LAKE")]
Site = Annotated[str | None, typer.Option(help="One site, as almaty; without it every site of sites/.")]
LAKE = Path("var/lake")
out, err = Console(), Console(stderr=True)


class UsageError(Exception):
    """Something the user asked for cannot be; the message says what to do."""


def day_of(text: str) -> date:
    """A day as it was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a day; write it as 2026-03-01") from None


def moment_of(text: str) -> datetime:
    """A moment as it was typed, as UTC."""
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        raise UsageError(f"{text!r} is not a moment; write it as 2026-03-01T04:00+05:00") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def login() -> str:
    """The login name of whoever runs the command; the number of an account without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def sites_of(site: str | None) -> list[str]:
    """The site that was named, or every one."""
    return [sites.load(site).name] if site else sites.names()


class _Shown:
    """Carries out steps with a line of progress in a terminal; silent elsewhere."""

    def __init__(self, bar: Progress) -> None:
        self.bar, self.task = bar, bar.add_task("starting", total=None)

    def __call__(self, name: str, step: Callable[[], T]) -> T:
        self.bar.update(self.task, description=name.replace("_", " "))
        return step()


@contextmanager
def progress() -> Iterator[_Shown]:
    """A line of progress on the terminal, gone at the end."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield _Shown(bar)
