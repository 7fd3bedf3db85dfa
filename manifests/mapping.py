"""Mappings: which header of a table means which canonical column. A new list is a new TOML, no code.

A mapping lives in sites/mappings/<name>.toml. Headers are compared plain: CamelCase taken apart, one case,
punctuation and underscores as blanks ("GrossWeightKg" and "Gross weight, kg" are both "gross weight kg").
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lake.tables import KINDS, TOLD_BY
from manifests.converters import COLUMNS, CONVERTERS, ELEMENTS
from manifests.header_patterns import HeaderPatterns, compiled

MAPPINGS = Path(__file__).parent.parent / "sites" / "mappings"
LONGEST_HEADER = 120
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTER = re.compile(r"[^\W\d_]")


def plain_header(header: str) -> str:
    """A header as it is compared with the mapping's patterns.

    >>> plain_header("ConsigneeTaxId"), plain_header("Вес брутто, кг"), plain_header("HS_Code"), plain_header("GTİP")
    ('consignee tax id', 'вес брутто кг', 'hs code', 'gtip')
    """
    capitals = header[:LONGEST_HEADER].replace("№", " ").replace("İ", "I")  # a Turkish capital folds to two characters
    apart = _CAMEL.sub(" ", unicodedata.normalize("NFKC", capitals))
    return " ".join(re.sub(r"[\W_]+", " ", apart.casefold().replace("ё", "е")).split())


def _one_of(words: tuple[str, ...]) -> AfterValidator:
    def known(said: str) -> str:
        if said not in words:
            raise ValueError(f"{said!r} is none of {', '.join(words)}")
        return said

    return AfterValidator(known)


Kind = Annotated[str, _one_of(KINDS)]
ToldBy = Annotated[str, _one_of(TOLD_BY)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MappedColumn(_Strict):
    """Headers (patterns that match the whole plain header) and the converter of their cells.

    A pattern may name the unit of its column in a group, of weights or of money: `weight (?P<unit>kg|g)`,
    `value (?P<unit>usd|eur)`. A converter that is left out is the usual one of the column.
    """

    converter: str = "text"
    headers: tuple[str, ...] = Field(min_length=1)

    @field_validator("converter")
    @classmethod
    def _known_converter(cls, name: str) -> str:
        if name not in CONVERTERS:
            raise ValueError(f"no such converter: {name!r}; there are: {', '.join(CONVERTERS)}")
        return name

    @field_validator("headers")
    @classmethod
    def _patterns(cls, headers: tuple[str, ...]) -> tuple[str, ...]:
        return compiled(headers)


class Alone(_Strict):
    """What a row without the row key tells of: the waybill or receptacle that its `column` names.

    Without it such a row continues the consignment above it. A `kind` that is left out is not known.
    """

    column: str
    kind: Kind | None = None
    told_by: ToldBy | None = None


class Mapping(_Strict):
    """One kind of table, as its TOML declares it.

    Attributes:
        told_by: what its consignments are believed to be, and which versions replace each other (cases/telling.py).
        row_key: the column that names the consignment; a row without it continues the one above.
        alone: what a row without the row key tells of, where it is more than a continuation.
        required: columns without which a table is not of this kind, beside the row key.
        fixed: what every row of this feed has and no column says, by column.
        without: elements of ELEMENTS that this feed never says; `accu mapping check` does not ask for them.
        carried_down: columns that are blank where the cell above is merged over the row.
        total_rows: patterns of the first word(s) of a row of totals.
        ignored: patterns of headers that are known and not used; any other header is reported.
        minimum_headers: as many columns must be recognised before a table is taken for this kind.
        fallback_encodings: tried in this order when the bytes are not UTF-8 or UTF-16.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    format: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    stream: Literal["cargo", "courier", "mail"]
    kind: Kind
    told_by: ToldBy = "register"
    row_key: str
    alone: Alone | None = None
    required: tuple[str, ...] = ()
    carried_down: tuple[str, ...] = ()
    minimum_headers: int = Field(default=4, ge=1)
    fallback_encodings: tuple[str, ...] = ("cp1251",)
    total_rows: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    fixed: dict[str, str | int | float] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    columns: dict[str, MappedColumn]

    @model_validator(mode="before")
    @classmethod
    def _usual(cls, said: dict[str, Any]) -> dict[str, Any]:
        """What may be left out: the format is the mapping's name, a column's converter its usual one."""
        columns = said.get("columns", {})
        if isinstance(columns, dict):
            usual = {name: {"converter": COLUMNS[name][0]} for name in columns if name in COLUMNS}
            columns = {n: usual.get(n, {}) | told if isinstance(told, dict) else told for n, told in columns.items()}
        return {"format": said.get("name"), **said, "columns": columns}

    @field_validator("total_rows", "ignored")
    @classmethod
    def _patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return compiled(patterns)

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
        if faults := [*self._unknown_names(), *self._wrong_converters(), *self._wrong_constants()]:
            raise ValueError("; ".join(faults))
        return self

    def _unknown_names(self) -> Iterator[str]:
        if unknown := sorted({*self.columns, *self.fixed} - COLUMNS.keys()):
            yield f"no column of consignments or goods: {', '.join(unknown)}"
        named = {self.row_key, *self.carried_down, *self.required, *([self.alone.column] if self.alone else [])}
        if missing := sorted(named - set(self.columns)):
            yield f"row_key, alone, required or carried_down without a column: {', '.join(missing)}"
        if self.row_key not in ("waybill", "house_waybill"):
            yield f"row_key is waybill or house_waybill, not {self.row_key}"
        if self.alone and self.alone.column != "master_waybill":
            yield f"alone.column is master_waybill, not {self.alone.column}"
        if unknown := sorted(set(self.without) - set(ELEMENTS)):
            yield f"without names what is not asked for: {', '.join(unknown)}"

    def _wrong_converters(self) -> Iterator[str]:
        for name, column in self.columns.items():
            if column.converter not in (fitting := COLUMNS.get(name, (column.converter,))):
                yield f"columns.{name} takes {' or '.join(fitting)}, not {column.converter}"

    def _wrong_constants(self) -> Iterator[str]:
        for name, value in self.fixed.items():
            if name in COLUMNS and (CONVERTERS[COLUMNS[name][0]](str(value))[0] is None or name in self.columns):
                yield f"fixed.{name} has a column too, or {value!r} is no {COLUMNS[name][0]}"

    @cached_property
    def constants(self) -> dict[str, Any]:
        """What `fixed` says, as values of the columns."""
        return {name: CONVERTERS[COLUMNS[name][0]](str(value))[0] for name, value in self.fixed.items()}

    @cached_property
    def _headers(self) -> HeaderPatterns:
        return HeaderPatterns((name, header) for name, column in self.columns.items() for header in column.headers)

    @cached_property
    def _ignored(self) -> HeaderPatterns:
        return HeaderPatterns(("ignored", pattern) for pattern in self.ignored)

    @cached_property
    def _totals(self) -> HeaderPatterns:
        return HeaderPatterns(("total", pattern) for pattern in self.total_rows)

    def column_of(self, header: str) -> tuple[str, str | None] | None:
        """The canonical column of a header and the unit it names; None when the mapping does not know it."""
        return self._headers.find(plain_header(header)) if _LETTER.search(header) else None

    def ignores(self, header: str) -> bool:
        """Whether a header is named as known and not used, or blank."""
        plain = plain_header(header)
        return not plain or self._ignored.find(plain) is not None

    def is_total(self, first_cell: str) -> bool:
        """Whether the first filled cell of a row says that the row is a total."""
        return self._totals.find(plain_header(first_cell)) is not None

    def knows(self, cells: Sequence[str]) -> int:
        """How many columns are recognised in a row of headers; 0 when too few, or none names what a row is of."""
        found = {match[0] for cell in cells if cell and (match := self.column_of(cell))}
        keyed = self.row_key in found or (self.alone is not None and self.alone.column in found)
        return len(found) if keyed and found.issuperset(self.required) and len(found) >= self.minimum_headers else 0


@cache
def load_mapping(name: str, folder: Path = MAPPINGS) -> Mapping:
    """Read one mapping.

    Args:
        name: of a TOML in `folder`; or, to try one out, its path: it ends in .toml.
        folder: where the mappings of the units are.

    Raises:
        ValueError: the mapping is unknown or its TOML is wrong; all faults are named in one message.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if path.parent == folder and path.stem not in mapping_names(folder):
        raise ValueError(f"unknown mapping {name!r}; there are: {', '.join(mapping_names(folder)) or 'none'}")
    try:
        return Mapping.model_validate({"name": path.stem, **tomllib.loads(path.read_text("utf-8"))})
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, e['loc'])) or 'mapping'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise ValueError(f"{path.name} has {len(faults)} fault(s): " + "; ".join(faults)) from error


def mapping_names(folder: Path = MAPPINGS) -> list[str]:
    """The mappings that have a TOML, in order."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def sound_mappings(folder: Path = MAPPINGS) -> list[Mapping]:
    """Every mapping that can be loaded, in order; one that somebody is still writing keeps none of the others away."""
    found = []
    for name in mapping_names(folder):
        try:
            found.append(load_mapping(name, folder))
        except ValueError:
            continue
    return found


def mapping_titles(folder: Path = MAPPINGS) -> dict[str, str]:
    """Name -> what the first line of its TOML, a comment, says it is for."""
    first = {name: (folder / f"{name}.toml").read_text("utf-8").partition("\n")[0] for name in mapping_names(folder)}
    return {name: line.lstrip("# ").strip() if line.startswith("#") else "" for name, line in first.items()}
