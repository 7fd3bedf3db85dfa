"""Writes the pages of docs/ that follow from code: tables, features, indicators, formats, outputs.

`make docs` rewrites them; `python docs/generate.py --check` fails when one is out of date.
"""

import sys
from pathlib import Path

from cases.case import CASES
from features.docs import features_page
from indicators.apply import INDICATORS
from indicators.docs import indicators_page
from lake.collect import collect
from lake.column import Column, Table
from lake.reference import problem_meanings
from lake.sheet import SHEET
from lake.tables import TABLES
from manifests.mapping import mapping_titles
from manifests.reading import Format
from targets.docs import outputs_page, schema_page
from targets.target import TARGETS

DOCS = Path(__file__).parent
MADE = "<!-- made by docs/generate.py from code: edit the code, then `make docs` -->\n"


def tables_page() -> str:
    """Every table with its columns, limits and meaning."""
    parts = [MADE, "# Tables\n", "Times are UTC, unknown is null. Declared in `lake/tables/`, `cases/case.py`,"]
    parts.append("`targets/target.py`; the Parquet schema and the base expectations follow from the same lines.\n")
    for table in (*TABLES.values(), CASES, TARGETS):
        parts += _table(table)
    parts += ["## The outcome sheet\n", "| column | label | filled by |", "|---|---|---|"]
    parts += [f"| {c.name} | {c.label} | {'the officer' if c.filled else 'accu'} |" for c in SHEET]
    return "\n".join(parts) + "\n"


def _table(table: Table) -> list[str]:
    head = [f"## {table.name}\n", f"{table.doc} Ordered by {', '.join(table.key)}.\n"]
    rows = ["| column | type | limits | meaning |", "|---|---|---|---|"]
    rows += [f"| {c.name} | {c.kind} | {_limits(c)} | {c.doc} |" for c in table.columns]
    return [*head, *rows, ""]


def _limits(column: Column) -> str:
    said = ["required"] if column.required else []
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"{column.minimum:g}"
        high = "" if column.maximum is None else f"{column.maximum:g}"
        said.append(f"{low}..{high}")
    if column.pattern:
        said.append(f"`{column.pattern}`".replace("|", "\\|"))
    if column.one_of:
        said.append(", ".join(column.one_of))
    return "; ".join(said)


def formats_page() -> str:
    """Every message format that is read."""
    rows = [f"| {f.name} | {f.doc} |" for f in sorted(collect("manifests.formats", Format), key=lambda f: f.name)]
    tabular = [
        f"| {name} | {title} CSV, XLSX by `sites/mappings/{name}.toml` ([feeds](feeds.md)); a record is a row. |"
        for name, title in mapping_titles().items()
    ]
    tabular.append("| outcome | The sheet that officers return (CSV, XLSX); a record is a row. |")
    head = [MADE, "# Formats\n", "| format | what is read |", "|---|---|"]
    problems = [
        "",
        "## Problems\n",
        "A warning keeps the record, an error quarantines it.\n",
        "| slug | what it says |",
        "|---|---|",
    ]
    problems += [f"| {slug} | {meaning} |" for slug, meaning in problem_meanings().items()]
    return "\n".join([*head, *rows, *tabular, *problems]) + "\n"


PAGES = {
    "tables.md": tables_page,
    "formats.md": formats_page,
    "features.md": lambda: MADE + "\n" + features_page({rule.name: rule.source for rule in INDICATORS}),
    "indicators.md": lambda: MADE + "\n" + indicators_page(),
    "outputs.md": lambda: MADE + "\n" + outputs_page(),
    "list-schema.json": schema_page,
}


def main() -> int:
    """Write every page, or with --check say which are out of date."""
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, "utf-8")
    if "--check" in sys.argv and stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; `make docs` rewrites them\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
