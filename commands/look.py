"""What is looked at: a waybill, a message."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, out, sites_of


def show(
    waybill: Annotated[
        str, typer.Argument(help="020-12345675, 020-12345675/HOUSE for a house or parcel, or a postal item.")
    ],
    site: Site = None,
    lake: Lake = LAKE,
) -> None:
    """Show everything known of a waybill, and why it is on the list or is not.

    Example: `accu show 020-12345675 --site almaty`
    """
    from flows.show import show as lines_of
    from flows.unit import open_unit

    reasons = []
    for name in sites_of(site):
        try:
            for line in lines_of(open_unit(lake, name), waybill):
                out.print(line, soft_wrap=True, markup=False, highlight=False)
            return
        except ValueError as error:
            reasons.append(str(error))
    raise UsageError("; ".join(reasons))


def read(
    files: Annotated[list[Path], typer.Argument(help="Files with messages.")],
    received: Annotated[
        str | None, typer.Option(help="Day of reception, to place dates without a year; default: the file's.")
    ] = None,
) -> None:
    """Print what messages say, as JSON: the canonical tables and the problems (a list of these for several files).

    Example: `accu read message.txt --received 2026-03-01`
    """
    from manifests.as_json import as_json
    from manifests.files import read_file

    said = []
    for path in files:
        try:
            content = path.read_bytes()
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        at = datetime.combine(day_of(received), datetime.min.time(), UTC) + timedelta(hours=12) if received else changed
        said.append(as_json(path.name, read_file(content, path.name, at)))
    sys.stdout.write(json.dumps(said[0] if len(said) == 1 else said, ensure_ascii=False, indent=1) + "\n")
