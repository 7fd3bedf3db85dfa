"""The words that leave with a list and come home on its sheet, in every language: one TOML a language beside this file.

A table of a file is a column of the sheet (`result`, `finding` ...) with a word for each of its codes, and
`sheet_column` has the labels of the columns. Words under `also` are understood when they come home and never written.
What words mean is read on a higher floor (manifests/outcome_cells.py); nothing here folds or guesses.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sheet_words"
UNDERSTOOD = "also"
Words = Mapping[str, Mapping[str, str]]


def codes() -> list[str]:
    """Return the languages there are, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def words(code: str) -> Words:
    """Return what is written in a language: table to code to word.

    Raises:
        ValueError: there is no such language.
    """
    return {table: said for table, said in _read(code).items() if table != UNDERSTOOD}


def understood(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield every word that may come home for a table, in all languages: (language, code, word)."""
    for language in codes():
        written = _read(language)
        yield from ((language, code, word) for code, word in written.get(table, {}).items())
        others: Mapping[str, Sequence[str]] = written.get(UNDERSTOOD, {}).get(table, {})
        yield from ((language, code, word) for code, said in others.items() for word in said)


@cache
def _read(code: str) -> dict[str, Any]:
    if code not in codes():
        raise ValueError(f"unknown language {code!r}; there are: {', '.join(codes())}")
    return tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))
