"""Safe XML: bytes to a tree, or the reason why not. Match by local name: prefixes and namespaces vary by sender.

No DTD is accepted in any encoding, so no entity is ever resolved or silently cut; size, elements and depth are
bounded before and while parsing; nothing is fetched. Source: PROMISES.md of the task, 3.
"""

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree

from manifests.reading import Problem

MAX_BYTES = 16 << 20
MAX_ELEMENTS = 500_000
"""An empty element takes some 100 bytes in a tree: this many take 50 MB, whatever the bytes are."""
ENCODINGS = frozenset({
    "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII", "ISO-8859-1", "WINDOWS-1251", "CP1251",
    "WINDOWS-1252", "KOI8-R", "IBM866", "CP866", "GBK", "GB2312", "GB18030",
})  # fmt: skip
_OPENING = re.compile(rb"<[^/!?\x00]|<\x00[^/!?]|\x00<\x00[^/!?]")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


@dataclass(frozen=True)
class Markup:
    """An XML message: its tree, the local name of its root, and its bytes (for the second counter, not for readers)."""

    root: etree._Element
    name: str
    data: bytes


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character that is no blank is `<`, in any encoding we accept."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def open_xml(data: bytes) -> Markup | Problem:
    """Return the message, or the error that says why it is refused."""
    if len(data) > MAX_BYTES:
        return Problem("message_too_large", "error", detail=f"{len(data)} bytes, at most {MAX_BYTES}")
    if data.count(b"<") > MAX_ELEMENTS and len(_OPENING.findall(data)) > MAX_ELEMENTS:
        return Problem("too_many_elements", "error", detail=f"more than {MAX_ELEMENTS}")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        return _refused(data, error)
    told = root.getroottree().docinfo
    if told.internalDTD is not None:
        return Problem("xml_doctype", "error", 1, detail=told.doctype[:200] or "a DTD")
    if (told.encoding or "UTF-8").upper() not in ENCODINGS:
        return Problem("encoding_refused", "error", 1, detail=told.encoding)
    return Markup(root, local(root.tag), data)


def _refused(data: bytes, error: etree.XMLSyntaxError) -> Problem:
    text = str(error)
    if b"<!DOCTYPE" in data.replace(b"\x00", b"")[:4000].upper():
        return Problem("xml_doctype", "error", 1, detail=text[:200])
    what = "xml_too_deep" if "depth" in text.lower() else "xml_malformed"
    return Problem(what, "error", (error.position or (None,))[0] or None, detail=text[:200])


@cache
def local(tag: str) -> str:
    """A tag without its namespace.

    >>> local("{iata:datamodel:3}ID"), local("ID")
    ('ID', 'ID')
    """
    return tag.rpartition("}")[2]


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this local name, in order."""
    return [child for child in element if local(child.tag) == name]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at a path of local names; None where the path ends before."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local(found.tag) == name), None)
    return element


def said(element: etree._Element | None, *path: str) -> str | None:
    """The text at a path, single blanks between its words; None when it is absent, blank, or says `<null/>`."""
    found = child(element, *path)
    if found is None or found.text is None:
        return None
    return " ".join(found.text.split()) or None
