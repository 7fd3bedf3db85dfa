"""One way to join: on columns of the same name, and no copies of them left behind."""

import ibis


def left(table: ibis.Table, other: ibis.Table, on: list[str]) -> ibis.Table:
    """Every row of `table` with the columns of `other` where it matches, null where it does not.

    Null keys match nothing. Columns of `other` that `table` has already are not taken.
    """
    return _bare(table.left_join(other, on))


def inner(table: ibis.Table, other: ibis.Table, on: list[str]) -> ibis.Table:
    """Rows of `table` that have a match, with the columns of `other` that it has not already."""
    return _bare(table.join(other, on))


def _bare(joined: ibis.Table) -> ibis.Table:
    copies = [name for name in joined.columns if name.endswith("_right")]
    return joined.drop(*copies) if copies else joined
