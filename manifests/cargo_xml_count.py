"""The second counter of Cargo-XML: elements by their opening tags in the bytes, without the parser."""

import re
from functools import cache

from manifests.opening_tags import tags

_LONGEST_TAG = 80


def count_elements(data: bytes, name: str) -> int:
    """Return how many elements of this local name open, in comments, CDATA and instructions none.

    Where every mention of the name is a tag under one prefix, as in any usual message, counting bytes is enough.

    >>> count_elements(b"<a><r:Item>1</r:Item><r:Item>2</r:Item></a>", "Item")
    2
    >>> count_elements(b"<a><r:Item/><!-- <r:Item> --><Item>:Item></Item></a>", "Item")
    2
    """
    plain = name.encode()
    at = data.find(plain)
    if at >= 0 and b"!" not in data and data.find(b"?", data.find(b"?>") + 1) < 0:
        start = data.rfind(b"<", max(at - _LONGEST_TAG, 0), at)
        tag = data[start + 1 : at] + plain + b">"
        opened = 0 if tag.startswith(b"/") else data.count(b"<" + tag)
        told = opened + data.count(b"</" + tag)
        if opened and (
            told == data.count(plain) or (told == data.count(plain + b">") and not _odd(plain).search(data))
        ):
            return opened
    return sum(1 for _ in tags(data, name))


@cache
def _odd(name: bytes) -> re.Pattern[bytes]:
    """The name before a blank or a slant: a tag with attributes, one that is empty at once, or a word of a text."""
    return re.compile(re.escape(name) + rb"[ \t\r\n/]")
