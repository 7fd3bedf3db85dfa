"""Mappings: which header of a table means which canonical column. A new list is a new TOML, no code.

A mapping lives in sites/mappings/<name>.toml. Headers are compared plain: CamelCase taken apart, one case,
punctuation and underscores as blanks ("GrossWeightKg" and "Gross weight, kg" are both "gross weight kg").
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lake.tables import CONSIGNMENTS, GOODS
from manifests.grid import open_table

MAPPINGS = Path(__file__).parent.parent / "sites" / "mappings"
ConverterName = Literal[
    "waybill", "house", "text", "count", "weight", "number", "money", "hs", "country", "currency", "day", "phone",
    "personal_id",
]  # fmt: skip
COLUMNS = {column.name for table in (CONSIGNMENTS, GOODS) for column in table.columns} | {"unit_value"}
"""What a column may be: of consignments, of goods, or `unit_value` (value = unit_value x quantity)."""
LONGEST_HEADER = 120
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain_header(header: str) -> str:
    """A header as it is compared with the mapping's patterns.

    >>> plain_header("ConsigneeTaxId"), plain_header("Вес брутто, кг"), plain_header("HS_Code")
    ('consignee tax id', 'вес брутто кг', 'hs code')
    """
    apart = _CAMEL.sub(" ", header[:LONGEST_HEADER])
    return " ".join(re.sub(r"[\W_]+", " ", apart.casefold().replace("ё", "е")).split())


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MappedColumn(_Strict):
    """Headers (patterns that match the whole plain header) and the converter of their cells.

    A pattern may name the unit of its column in a group: `weight (?P<unit>kg|g)`.
    """

    converter: ConverterName
    headers: tuple[str, ...] = Field(min_length=1)

    @field_validator("headers")
    @classmethod
    def _patterns(cls, headers: tuple[str, ...]) -> tuple[str, ...]:
        return _compiled(headers)


def _compiled(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a pattern: {pattern!r}: {error}") from error
    return patterns


class Mapping(_Strict):
    """One kind of table, as its TOML declares it.

    Attributes:
        row_key: the column that names the consignment; a row without it continues the one above.
        carried_down: columns that are blank where the cell above is merged over the row.
        total_rows: patterns of the first word(s) of a row of totals.
        ignored: patterns of headers that are known and not used; any other header is reported.
        minimum_headers: as many columns must be recognised before a table is taken for this kind.
        fallback_encodings: tried in this order when the bytes are not UTF-8 or UTF-16.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    format: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    stream: Literal["cargo", "courier", "mail"]
    kind: Literal["direct", "master", "house", "parcel", "postal"]
    row_key: str
    carried_down: tuple[str, ...] = ()
    minimum_headers: int = Field(default=4, ge=1)
    fallback_encodings: tuple[str, ...] = ("cp1251",)
    total_rows: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    columns: dict[str, MappedColumn]

    @field_validator("total_rows", "ignored")
    @classmethod
    def _patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return _compiled(patterns)

    @field_validator("fallback_encodings")
    @classmethod
    def _known_encodings(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            try:
                b"a".decode(name)
            except LookupError as error:
                raise ValueError(f"no such encoding: {name!r}") from error
        return names

    @model_validator(mode="after")
    def _columns_exist(self) -> "Mapping":
        if unknown := sorted(set(self.columns) - COLUMNS):
            raise ValueError(f"no column of consignments or goods: {', '.join(unknown)}")
        if missing := sorted({self.row_key, *self.carried_down} - set(self.columns)):
            raise ValueError(f"row_key or carried_down without a column: {', '.join(missing)}")
        return self

    @cached_property
    def _patterns_of(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(name, re.compile(header)) for name, column in self.columns.items() for header in column.headers]

    @cached_property
    def _any_of_them(self) -> re.Pattern[str]:
        headers = [header.replace("?P<unit>", "?:") for column in self.columns.values() for header in column.headers]
        return re.compile("|".join(f"(?:{header})" for header in headers))

    @cached_property
    def _ignored(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.ignored) or r"(?!)")

    @cached_property
    def _total(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.total_rows) or r"(?!)")

    def column_of(self, header: str) -> tuple[str, str | None] | None:
        """The canonical column of a header and the unit it names; None when the mapping does not know it."""
        plain = plain_header(header)
        if not self._any_of_them.fullmatch(plain):  # most cells that are tried are goods, not headers
            return None
        for name, pattern in self._patterns_of:
            if found := pattern.fullmatch(plain):
                return name, found.groupdict().get("unit")
        return None

    def ignores(self, header: str) -> bool:
        """Whether a header is named as known and not used, or blank."""
        plain = plain_header(header)
        return not plain or self._ignored.fullmatch(plain) is not None

    def is_total(self, first_cell: str) -> bool:
        """Whether the first filled cell of a row says that the row is a total."""
        return self._total.fullmatch(plain_header(first_cell)) is not None

    def knows(self, cells: Sequence[str]) -> int:
        """How many columns are recognised in a row of headers; 0 when too few, or none is the row's key."""
        found = {match[0] for cell in cells if cell and (match := self.column_of(cell))}
        return len(found) if self.row_key in found and len(found) >= self.minimum_headers else 0


@cache
def load_mapping(name: str, folder: Path = MAPPINGS) -> Mapping:
    """Read one mapping.

    Raises:
        ValueError: the mapping is unknown or its TOML is wrong; all faults are named in one message.
    """
    path = folder / f"{name}.toml"
    if name not in mapping_names(folder):
        raise ValueError(f"unknown mapping {name!r}; there are: {', '.join(mapping_names(folder)) or 'none'}")
    try:
        return Mapping.model_validate({"name": name, **tomllib.loads(path.read_text("utf-8"))})
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or 'mapping'}: {e['msg']}" for e in error.errors()]
        raise ValueError(f"{path.name} has {len(faults)} fault(s): " + "; ".join(faults)) from error


def mapping_names(folder: Path = MAPPINGS) -> list[str]:
    """The mappings that have a TOML, in order."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def recognise(data: bytes, file_name: str, folder: Path = MAPPINGS) -> Mapping | None:
    """The mapping that knows most headers of a table; None when none knows enough. Never raises for `data`."""
    best: tuple[int, Mapping] | None = None
    for mapping in (load_mapping(name, folder) for name in mapping_names(folder)):
        opened = open_table(data, file_name, mapping.knows, mapping.fallback_encodings)
        score = mapping.knows(opened.header)
        if score and (best is None or score > best[0]):
            best = score, mapping
    return best[1] if best else None
