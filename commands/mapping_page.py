"""The page of `accu mapping check`: what a mapping makes of a file, within 100 characters a line."""

from collections.abc import Iterator
from textwrap import wrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.asked import out
from manifests.grid import Opened
from manifests.mapping import sound_mappings
from manifests.mapping_check import ColumnCheck, Example, MappingCheck
from manifests.mapping_draft import open_unknown
from manifests.mapping_verdict import UNDERSTOOD, Verdict, wanted_headers

WIDTH, NARROWEST = 100, 80
HEADER, FIGURES = 38, 18
"""Characters of the column of headers, and of the two columns of shares; the rest is for examples."""
CELL = 60
"""Characters of a cell that are looked at: an address tells enough by its beginning."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def show(check: MappingCheck, judged: Verdict) -> None:
    """Print what a mapping makes of a file; the last line is the verdict."""
    screen = _screen()
    screen.print(Text.assemble((check.file_name, "bold"), " by mapping ", (check.mapping.name, "bold")))
    screen.print(Text(f"  {_container(check.opened, check.header_lines)}"))
    if check.columns:
        screen.print()
        screen.print(_columns(check.columns, screen.width))
    for line in (*_not_used(check), *_rows(check), *_asked_for(check)):
        screen.print(line)
    for reason in judged.why:
        screen.print(_hanging(f"- {reason}", "yellow" if judged.state == "doubts" else "red"))
    screen.print(_last_line(judged))


def show_unknown(data: bytes, file_name: str, draft: str) -> None:
    """Print what the headers of a table lack for each mapping, and the draft of one."""
    screen, opened = _screen(), open_unknown(data, file_name)
    headers = ", ".join(" ".join(header.split()) for header in opened.header if header.strip())
    screen.print(Text.assemble((file_name, "bold"), " is known to no mapping"))
    screen.print(Text(f"  {_container(opened, None)}"))
    screen.print(_hanging(f"headers: {headers}"))
    for mapping in sound_mappings():
        lacking = wanted_headers(mapping, opened.header)
        screen.print(Text(f"  {mapping.name}: {lacking or 'knows the headers, and cannot read the keys below them'}"))
    screen.print(Text("\nA mapping for it would begin like this:\n", "bold"))
    screen.print(Text(draft), soft_wrap=True)


def _screen() -> Console:
    """The terminal, no wider than WIDTH; what is piped is written as wide as that."""
    return Console(width=min(WIDTH, max(NARROWEST, out.width)) if out.is_terminal else WIDTH)


def _container(opened: Opened, header: tuple[int, int] | None) -> str:
    if opened.sheet is not None:
        said = f"workbook, sheet {opened.sheet[0]!r}"
    else:
        said = f"text in {opened.encoding or 'an unknown encoding'}, {DELIMITERS[opened.delimiter]} between cells"
    if header is None:
        return said
    return f"{said}, header in " + (
        f"line {header[0]}" if header[0] == header[1] else f"lines {header[0]} to {header[1]}"
    )


def _hanging(said: str, style: str = "") -> Text:
    """A sentence, its further lines set in."""
    return Text("\n".join(wrap(said, _screen().width, initial_indent="  ", subsequent_indent="    ")), style)


def _columns(columns: tuple[ColumnCheck, ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("header: column, converter", width=HEADER, no_wrap=True, overflow="ellipsis")
    table.add_column("filled", justify="right", width=6)
    table.add_column("read", justify="right", width=5)
    table.add_column("as it stands → as it is read", width=width - HEADER - FIGURES, no_wrap=True, overflow="ellipsis")
    for column in columns:
        share = column.understood / column.filled if column.filled else 1.0
        read = Text(f"{share:.0%}" if column.filled else "-", "red" if share < UNDERSTOOD else "")
        filled = f"{column.filled / column.rows:.0%}" if column.rows else "-"
        table.add_row(_heading(column), filled, read, Text("\n").join(map(_example, column.examples)))
    return table


def _heading(column: ColumnCheck) -> Text:
    unit = f" in {column.unit}" if column.unit else ""
    lines = [Text(column.header, "bold"), Text(f"  {column.column}, {column.converter}{unit}", "cyan")]
    if column.spare:
        lines.append(Text("  only where the one above is blank", "dim"))
    lines += [Text(f"  {count} × {slug}", "yellow") for slug, count in column.problems.items()]
    return Text("\n").join(lines)


def _example(example: Example) -> Text:
    raw = example.raw[:CELL]
    if example.read is None:
        return Text.assemble(raw, (" → not understood", "red"))
    return Text(raw) if example.read == example.raw else Text.assemble(raw, " → ", (example.read[:CELL], "green"))


def _not_used(check: MappingCheck) -> Iterator[Text]:
    yield Text()
    for title, headers in (("not used, as the mapping says", check.ignored), ("not known", check.unknown)):
        if headers:
            yield Text(f"{len(headers)} header(s) {title}")
            yield _hanging(", ".join(" ".join(header.split()) for header in headers))


def _rows(check: MappingCheck) -> Iterator[Text]:
    rows = check.rows
    yield Text(f"{rows.records} row(s)")
    yield _hanging(f"{rows.read} read as {rows.consignments} consignment(s) with {rows.goods} goods line(s)")
    yield _hanging(f"{rows.ignored} ignored (totals, repeats), {rows.quarantined} to quarantine")
    for problem in rows.refused:
        what = " ".join(filter(None, (problem.what, problem.field)))
        line = Text(f"  line {problem.line}: {what}: {problem.detail or ''}".rstrip(": "))
        line.truncate(_screen().width, overflow="ellipsis")
        yield line


def _asked_for(check: MappingCheck) -> Iterator[Text]:
    if not check.elements or not check.columns:
        return
    yield Text("what is asked for, by the share of consignments that have it")
    shares = {name: "no header" if share is None else f"{share:.0%}" for name, share in check.elements.items()}
    for share in dict.fromkeys(shares.values()):
        yield _hanging(f"{share}: {', '.join(name for name in shares if shares[name] == share)}")


def _last_line(judged: Verdict) -> Text:
    if judged.state == "ready":
        return Text("ready", "bold green")
    if judged.state == "doubts":
        return Text(f"readable, with {len(judged.why)} doubt(s): see above", "bold yellow")
    return Text(f"not ready: {'; '.join(judged.why)}", "bold red")
