"""In which encoding XML bytes are, found out before they are parsed; only those that our senders use are accepted."""

import re
from functools import lru_cache
from typing import NamedTuple

ENCODINGS = frozenset({
    "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII", "ISO-8859-1", "ISO-8859-5", "ISO-8859-9",
    "WINDOWS-1251", "CP1251", "WINDOWS-1252", "CP1252", "WINDOWS-1254", "CP1254", "KOI8-R", "IBM866", "CP866", "GBK",
    "GB2312", "GB18030",
})  # fmt: skip
_WIDE = frozenset({"UTF-16", "UTF-16LE", "UTF-16BE"})
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)[\"']")
_LONGEST_DECLARATION = 256
_FOUR_BYTES = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00", b"\x00\x00\x00<")
_TWO_BYTES = {b"\xff\xfe": "UTF-16LE", b"<\x00": "UTF-16LE", b"\xfe\xff": "UTF-16BE", b"\x00<": "UTF-16BE"}


class Encoding(NamedTuple):
    """What the bytes say of their encoding.

    Attributes:
        name: the encoding, in capitals.
        refused: whether none of our senders uses it.
        override: what to read in instead, where the name cannot be true.
    """

    name: str
    refused: bool = False
    override: str | None = None


_UTF_8 = Encoding("UTF-8")
_USUAL = b'<?xml version="1.0" encoding="UTF-8"?>'


def encoding_of(data: bytes) -> Encoding:
    """Return the encoding by its mark or declaration; UTF-8 where there is none.

    >>> encoding_of(b"<?xml version='1.0' encoding='windows-1251'?><a/>").name, encoding_of(b"<a/>").name
    ('WINDOWS-1251', 'UTF-8')
    >>> encoding_of(b"<?xml version='1.0' encoding='UTF-7'?><a/>").refused
    True
    """
    if data.startswith(_USUAL):
        return _UTF_8
    if data.startswith(b"<?xml "):
        return _declared(data[: data.find(b"?>", 0, _LONGEST_DECLARATION)][:_LONGEST_DECLARATION])
    if data[:4] in _FOUR_BYTES:
        return Encoding("UTF-32", refused=True)
    wide = _TWO_BYTES.get(data[:2])
    return Encoding(wide) if wide else _declared(data[:_LONGEST_DECLARATION].removeprefix(b"\xef\xbb\xbf"))


@lru_cache(maxsize=1 << 8)
def _declared(head: bytes) -> Encoding:
    """A text of single bytes that calls itself UTF-16 was written by a program that thinks in it: it is UTF-8."""
    found = _DECLARED.match(head)
    name = found[1].decode("ascii", "replace").strip().upper() if found else "UTF-8"
    if name in _WIDE:
        return Encoding(name, override="utf-8")
    return Encoding(name, refused=name not in ENCODINGS)


def is_cyrillic_bytes(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 can be cp1251: what cannot be decoded prevails over what can.

    A text in UTF-8 of which one byte is damaged has many characters that can be, and is not read as something else.

    >>> is_cyrillic_bytes("ТОО ЖЕТІСУ".encode("cp1251")), is_cyrillic_bytes("ТОО".encode()[:-1] + b"?")
    (True, False)
    """
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    plain = len(text.encode("ascii", "ignore"))
    return damaged > 0 and 2 * damaged > len(text) - plain
