"""Opening tags of XML in its bytes: the counters' way to elements, which shares nothing with the parser.

Comments, CDATA and processing instructions are stepped over. Names of elements are ASCII, so any encoding that has
ASCII in its place is looked at as it is; of two bytes a character, and where a second byte may look like a `<`
(GBK), the text is decoded first.
"""

import re
from collections.abc import Iterator
from functools import cache

_DECLARED = re.compile(rb"\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_TWO_BYTES = {b"<\x00": "utf-16-le", b"\xff\xfe": "utf-16-le", b"\x00<": "utf-16-be", b"\xfe\xff": "utf-16-be"}
_SECOND_BYTE = frozenset({"GBK", "GB2312", "GB18030"})


def tags(data: bytes, *names: str) -> Iterator[str]:
    """Yield the local name of each element that opens with one of the names, in order.

    >>> list(tags(b"<a><x:Item/><!-- <Item> --><![CDATA[<Item>]]><Items><Item n='>'></Item></Items></a>", "Item"))
    ['Item', 'Item']
    """
    for found in _pattern(names).finditer(_text(data)):
        if found[1]:
            yield found[1]


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    told = "|".join(map(re.escape, names))
    return re.compile(
        rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^\s<>/:!?\"'=]+:)?({told})(?=[\s/>])", re.DOTALL | re.ASCII
    )


def _text(data: bytes) -> str:
    start = data.lstrip(b" \t\r\n")[:2] if data[:1] in b" \t\r\n" else data[:2]
    if start in _TWO_BYTES:
        return data.decode(_TWO_BYTES[start], "replace")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].upper().decode("ascii") in _SECOND_BYTE:
        return data.decode("gb18030", "replace")
    return data.decode("latin-1")
