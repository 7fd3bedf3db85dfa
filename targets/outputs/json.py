"""The list as JSON: every number untouched, for another system of the unit; docs/list-schema.json is made from here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.case import CASES
from lake.column import Table
from targets.language import Language
from targets.listing import Listing
from targets.outputs.output import Output
from targets.reasons import Reason
from targets.requests import Request
from targets.schema import SIMPLE, Schema, closed, of_table, of_type, or_null, plain
from targets.target import TARGETS
from targets.ulds import UldChoice

SCHEMA = "urn:accu:list:2"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
DOC = (
    "A supervisor's file: it tells how each line was selected and what it scored, which an officer's copy does not. "
    "Its form is docs/list-schema.json. Times are UTC."
)
TEXT, COUNT = SIMPLE[str], {"type": "integer", "minimum": 0}


def _row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with every column of its table: one that was stored before a column came has null there."""
    return {column.name: row.get(column.name) for column in table.columns}


@dataclass(frozen=True)
class Field:
    """One field of the file, or of a line of it: what it is, and where it is taken from."""

    name: str
    schema: Schema
    doc: str
    of: Callable[[Any], Any]

    @property
    def described(self) -> Schema:
        """Its schema with what it means."""
        return self.schema | {"description": self.doc}


LINE = (
    Field("target", of_table(TARGETS), "The row of the table targets.", lambda line: _row(TARGETS, line.target)),
    Field(
        "case",
        or_null(of_table(CASES)),
        "The row of the table cases; null when it is no case of this run any more.",
        lambda line: _row(CASES, line.case) if line.case else None,
    ),
    Field(
        "level",
        {"type": "integer", "minimum": 0, "maximum": 3},
        "0 not estimated, 1 ordinary, 2 raised (from 3 times the mean priority of all cases), 3 high (from 10 times).",
        lambda line: line.level,
    ),
    Field(
        "severity",
        of_type(float | None),
        "What a hit of the aim weighs; null without a model.",
        lambda line: line.severity,
    ),
    Field(
        "reasons",
        of_type(tuple[Reason, ...]),
        "As the officer reads them. For and against carry feature, value, usual and n as in the features table, and "
        "contribution, its part of the margin; group is the feature's, or a rule's source, whose feature is the rule.",
        lambda line: line.reasons,
    ),
    Field(
        "groups",
        of_type(dict[str, float]),
        "What each group of features adds to the margin of the line's aim; empty where none explains it.",
        lambda line: line.groups,
    ),
)
FIELDS = (
    Field("list_id", TEXT, "site-day of the shift; the same in all its revisions.", lambda it: it.list_id),
    Field("revision", {"type": "integer", "minimum": 1}, "1 for the night's list.", lambda it: it.revision),
    Field("site", TEXT, "Title of the unit.", lambda it: it.title),
    Field("day", {"type": "string", "format": "date"}, "The shift.", lambda it: it.day),
    Field("as_of", {"type": "string", "format": "date-time"}, "Up to when things were known.", lambda it: it.as_of),
    Field("timezone", TEXT, "The site's own.", lambda it: it.timezone),
    Field("language", TEXT, "Of its sentences.", lambda it: it.language),
    Field("made_for", of_type(str | None), "Whose copy it is; null: the unit's own.", lambda it: it.made_for),
    Field("random_shown", SIMPLE[bool], "Whether officers' copies tell random lines.", lambda it: it.random_shown),
    Field("model", TEXT, "What ranked the list.", lambda it: it.model),
    Field("warnings", of_type(tuple[str, ...]), "What was missing, as sentences.", lambda it: it.warnings),
    Field("seen", COUNT, "Cases of the run.", lambda it: it.seen),
    Field("capacity", COUNT, "Lines that a shift can do.", lambda it: it.capacity),
    Field("selected", of_type(dict[str, int]), "Lines by what selected them.", lambda it: it.split),
    Field(
        "lines",
        {"type": "array", "items": closed({field.name: field.described for field in LINE}, "One line.")},
        "In the order of their number.",
        lambda it: [{field.name: field.of(line) for field in LINE} for line in it.lines],
    ),
    Field("requests", of_type(tuple[Request, ...]), "Questions to forwarders and carriers.", lambda it: it.requests),
    Field("ulds", of_type(tuple[UldChoice, ...]), "ULDs worth breaking down, best first.", lambda it: it.ulds),
)


def list_schema() -> Schema:
    """Return the JSON Schema (2020-12) of the file."""
    own = {"schema": {"const": SCHEMA, "description": "Names this schema."}, "doc": {"const": DOC}}
    return {"$schema": DRAFT, "$id": SCHEMA, **closed(own | {field.name: field.described for field in FIELDS}, DOC)}


def write(listing: Listing, language: Language) -> bytes:
    """Return the list as UTF-8 JSON, keys in order; it names its schema."""
    del language  # the listing's sentences are in it already
    document = {"schema": SCHEMA, "doc": DOC} | {field.name: plain(field.of(listing)) for field in FIELDS}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    # what a browser might take for markup stays inside its string even where somebody pastes it into a page
    return text.replace("<", "\\u003c").encode() + b"\n"


OUTPUT = Output(
    "json",
    ".json",
    write,
    "For another system of the unit: a supervisor's file, it tells the selection.",
    tells_selection=True,
)
