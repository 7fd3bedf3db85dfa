"""Safe JSON: bytes to a value, or the reason why not."""

from dataclasses import dataclass
from typing import Any

import orjson

from manifests.reading import Problem

MAX_BYTES = 16 << 20


@dataclass(frozen=True)
class Json:
    """A JSON message: its value, and its bytes (for the second counter, not for readers)."""

    value: Any
    data: bytes


def looks_like_json(data: bytes) -> bool:
    """Whether the first character that is no blank opens an object or a list."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def open_json(data: bytes) -> Json | Problem:
    """Return the message, or the error that says why it is refused; orjson bounds the depth itself."""
    if len(data) > MAX_BYTES:
        return Problem("message_too_large", "error", detail=f"{len(data)} bytes, at most {MAX_BYTES}")
    try:
        return Json(orjson.loads(data.removeprefix(b"\xef\xbb\xbf")), data)
    except orjson.JSONDecodeError as error:
        return Problem("json_malformed", "error", error.lineno, detail=str(error)[:200])
