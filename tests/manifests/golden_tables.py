"""Golden tables: what each becomes. `python tests/manifests/golden_tables.py` writes it again; read the diff."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.manifests.golden import FOLDER, RECEIVED_AT, compact, expected

HOLDS = {"courier": "tabular", "outcome": "outcome"}


def tables() -> list[Path]:
    """Every golden table, by name."""
    return sorted(path for name in HOLDS for path in (FOLDER / name).glob("*.csv"))


def became(path: Path) -> dict[str, Any]:
    """What the readers make of it now."""
    from manifests.as_json import as_json
    from manifests.files import read_file

    return as_json(path.name, read_file(path.read_bytes(), path.name, RECEIVED_AT, HOLDS[path.parent.name]))


def rewrite() -> None:
    """Write what every golden table becomes."""
    for path in tables():
        expected(path).write_text(compact(became(path)), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
