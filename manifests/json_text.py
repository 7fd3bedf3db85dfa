"""Safe JSON: bytes to a value, or the reason why not.

Size, values and depth are bounded before and after parsing; NaN, infinities and lone surrogates are not JSON; a whole
number beyond 64 bits becomes the nearest float. A name twice in one object is refused: parsers keep one of the two
values and say nothing (RFC 7493 forbids it for that reason). Nothing is fetched: a context is only a name here.
"""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from manifests.reading import Problem

MAX_BYTES = 16 << 20
MAX_VALUES = 1_000_000
"""A value takes some 60 bytes when it is parsed, an empty object or list as much: this many take 60 to 100 MB."""
_INSIDE = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+'
_TEXT = re.compile(_INSIDE + rb'(?:"|\\?\Z)', re.DOTALL)
"""A text, or one that is not closed: else each quote in it would be tried for the beginning of one."""
_TOKEN = re.compile(rb"(" + _INSIDE + rb'")(\s*+:)?|[{}]', re.DOTALL)


@dataclass(frozen=True)
class Json:
    """A JSON message: its value, and its bytes (for the second counter, not for readers)."""

    value: Any
    data: bytes


def looks_like_json(data: bytes) -> bool:
    """Whether the first character that is no blank opens an object or a list."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def open_json(data: bytes) -> Json | Problem:
    """Return the message, or the error that says why it is refused."""
    if len(data) > MAX_BYTES:
        return Problem("message_too_large", "error", detail=f"{len(data)} bytes, at most {MAX_BYTES}")
    if len(data) > MAX_VALUES and _separators(data) > MAX_VALUES and _separators(_TEXT.sub(b"", data)) > MAX_VALUES:
        return Problem("too_many_elements", "error", detail=f"more than {MAX_VALUES} values")
    try:
        value = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        what = "json_too_deep" if "depth" in str(error) else "json_malformed"
        return Problem(what, "error", error.lineno, detail=str(error)[:200])
    try:
        quotes = orjson.dumps(value).count(b'"')
    except orjson.JSONEncodeError:  # orjson writes 254 levels and reads 1,024
        return Problem("json_too_deep", "error")
    suspect = quotes != data.count(b'"') or (b"\\" in data and b"\\u00" in data)  # a quote written with its number
    return (_repeated(data) if suspect else None) or Json(value, data)


def _separators(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _repeated(data: bytes) -> Problem | None:
    """The first name that stands twice in its object: what is parsed has fewer quotes then, each name having two."""
    objects: list[set[str]] = []
    for found in _TOKEN.finditer(data):
        if found[0] == b"{":
            objects.append(set())
        elif found[0] == b"}":
            objects.pop()
        elif found[2]:
            name = orjson.loads(found[1])
            if name in objects[-1]:
                line = data.count(b"\n", 0, found.start()) + 1
                return Problem("json_name_repeated", "error", line, detail=name[:200])
            objects[-1].add(name)
    return None
