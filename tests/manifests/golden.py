"""Golden messages: what each becomes. `python tests/manifests/golden.py` writes it again; read the diff."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
RECEIVED_AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
TABLES = ("courier", "outcome")
"""Folders of tables, which have their own way (golden_tables.py); every other folder is a format."""


def messages() -> list[Path]:
    """Every golden message, by name."""
    found = (path for path in FOLDER.glob("*/*.*") if path.parent.name not in TABLES)
    return sorted(path for path in found if not path.name.endswith(".expected.json"))


def expected(path: Path) -> Path:
    """Where what becomes of a message is kept."""
    return path.with_name(f"{path.stem}.expected.json")


def became(path: Path) -> dict[str, Any]:
    """What the readers make of it now."""
    from manifests.as_json import as_json
    from manifests.files import read_file

    return as_json(path.name, read_file(path.read_bytes(), path.name, RECEIVED_AT, "messages"))


def compact(rows: dict[str, Any]) -> str:
    """JSON with one line a row, without the columns that say nothing."""
    told = {
        name: [{k: v for k, v in row.items() if v not in (None, [])} for row in value]
        if isinstance(value, list)
        else value
        for name, value in rows.items()
    }
    lines = []
    for name, value in told.items():
        body = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value:
            body = "[\n  " + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n ]"
        lines.append(f' "{name}": {body}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def rewrite() -> None:
    """Write what every golden message becomes."""
    for path in messages():
        expected(path).write_text(compact(became(path)), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    rewrite()
