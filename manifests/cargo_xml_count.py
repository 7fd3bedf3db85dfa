"""The second counter of Cargo-XML: elements by their opening tags in the bytes, without the parser."""

from manifests.opening_tags import tags

_LONGEST_TAG = 80


def count_elements(data: bytes, name: str) -> int:
    """Return how many elements of this local name open, in comments, CDATA and instructions none.

    Where every mention of the name is a plain tag under one prefix, or of the items inside it, as in any usual message,
    counting bytes is enough; else every tag is looked at.

    >>> count_elements(b"<a><r:Part>1</r:Part><r:Part>2</r:Part><r:PartItem/></a>", "Part")
    2
    >>> count_elements(b"<a><r:Part/><!-- <r:Part> --><Part>:Part></Part></a>", "Part")
    2
    """
    plain = name.encode()
    at = data.find(plain)
    start = data.rfind(b"<", max(at - _LONGEST_TAG, 0), max(at, 0))
    if start >= 0 and b"!" not in data and data.find(b"?", data.find(b"?>") + 1) < 0:
        tag = data[start + 1 : at] + plain + b">"
        opened = 0 if tag.startswith(b"/") else data.count(b"<" + tag)
        told, mentioned = opened + data.count(b"</" + tag), data.count(plain)
        if opened and told in (mentioned, mentioned - data.count(plain + b"Item")):
            return opened
    return sum(1 for _ in tags(data, name))
