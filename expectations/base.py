"""The rules of a table: those that follow from its declared columns, and its own from expectations/<table>.py."""

from expectations.rule import Between, Expects, Matches, NotNull, OneOf, Prepared, Rule, Severity
from lake.collect import collect
from lake.column import Column, Table
from lake.tables import READ_TABLES, TABLES

CHECKED = ("messages", *READ_TABLES)
"""Tables that are checked. Problems, receipts and the quarantine are written by our own code from these."""


def derived(table: Table) -> tuple[Rule, ...]:
    """Return the rules that follow from the declared columns of `table`, in their order.

    Limits of the key and of required columns are errors: such a row cannot be placed. Limits of other columns are
    warnings: a wrong country code or a weight out of range must not lose a consignment. A row of `messages` is the
    receipt of a message and is never refused. Columns of kind "strings" have no declared limits but `required`;
    what their entries must be is said in the table's own file.
    """
    return tuple(
        Rule(f"{table.name}.{column.name}.{kind}", _severity(table, column), doc, expects)
        for column in table.columns
        for kind, doc, expects in _limits(column)
    )


def rules() -> dict[str, tuple[Rule, ...]]:
    """Return the rules per table name: derived ones first, own ones by file; `feeds` has only own ones.

    Raises:
        ValueError: two rules have one name, or an own rule is of a table that is not checked.
    """
    own = collect("expectations", Rule)
    found = {name: derived(TABLES[name]) for name in CHECKED} | {"feeds": ()}
    for name in found:
        found[name] += tuple(rule for rule in own if rule.table == name)
    names = [rule.name for table_rules in found.values() for rule in table_rules]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two rules have one name: {', '.join(twice)}")
    if lost := sorted(rule.name for rule in own if rule.table not in found):
        raise ValueError(f"rules of tables that are not checked: {', '.join(lost)}")
    return found


def prepared() -> dict[str, Prepared]:
    """Return what is computed within the slice before a table's own rules, by table name."""
    return {value.table: value for value in collect("expectations", Prepared)}


def _severity(table: Table, column: Column) -> Severity:
    placed_by = column.required or column.name in table.key
    return "error" if table.name in READ_TABLES and placed_by else "warning"


def _limits(column: Column) -> list[tuple[str, str, Expects]]:
    found: list[tuple[str, str, Expects]] = []
    if column.required:
        found.append(("not_null", f"{column.name} is known.", NotNull(column.name)))
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f" at least {column.minimum:g}"
        high = "" if column.maximum is None else f" at most {column.maximum:g}"
        doc = f"{column.name} is{' and'.join(part for part in (low, high) if part)}."
        found.append(("between", doc, Between(column.name, column.minimum, column.maximum)))
    if column.pattern is not None:
        doc = f"{column.name} is written as {column.pattern}."
        found.append(("pattern", doc, Matches(column.name, column.pattern)))
    if column.one_of:
        doc = f"{column.name} is one of {', '.join(column.one_of)}."
        found.append(("one_of", doc, OneOf(column.name, column.one_of)))
    return found
