"""Safe XML: bytes to a tree, or the reason why not. Match by local name: prefixes and namespaces vary by sender.

No DTD is accepted in any encoding, so no entity is ever resolved or silently cut; size, elements, attributes and depth
are bounded before and while parsing; nothing is fetched. Source: PROMISES.md of the task, 3.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree

from manifests.markup_encoding import ENCODINGS, encoding_of, is_cyrillic_bytes
from manifests.reading import Problem

__all__ = ["ENCODINGS", "Markup", "child", "children", "local", "looks_like_xml", "open_xml", "own_text", "said"]

MAX_BYTES = 16 << 20
LONGEST_TAG = 200
"""A longer tag is no sender's of ours and is not remembered."""
MAX_ELEMENTS = 350_000
"""Also of attributes. An empty element takes some 100 bytes in a tree, a blank after it as much, an attribute twice
that: this many of all of them take 150 MB, whatever the bytes are."""
FEW_BYTES = 1 << 20
"""A message below this cannot hold too many: four bytes an element."""
LONG_BYTES = 1 << 16
"""The parser keeps every name of a thread for ever (lxml's dictionary), so a long message gets a thread of its own:
a stranger's 8 MB of different names would stay for as long as the night runs, and the next ones beside them."""


class Markup(NamedTuple):
    """An XML message.

    Attributes:
        root: its tree.
        name: the local name of the root.
        data: its bytes, for the second counter and not for readers.
        problems: what was mended to read it at all; files.py puts them before what its reader notes.
    """

    root: etree._Element
    name: str
    data: bytes
    problems: tuple[Problem, ...] = ()


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character that is no blank is `<`, in any encoding we accept."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def open_xml(data: bytes) -> Markup | Problem:
    """Return the message, or the error that says why it is refused."""
    if len(data) > FEW_BYTES and (problem := _too_much(data)):
        return problem
    text = data if data[:1] == b"<" else _declaration_first(data)
    name, refused, override = encoding_of(text)
    if refused:
        return Problem("encoding_refused", "error", 1, detail=name)
    try:
        root = _parse(text, override)
    except etree.XMLSyntaxError as error:
        return _again(text, name, error)
    return _checked(root, data, (_mislabelled(name),) if override else ())


def _declaration_first(data: bytes) -> bytes:
    """Put blanks that stand before the declaration, where none may be, behind it: no line gets another number."""
    stripped = data.lstrip(b" \t\r\n")
    end = stripped.find(b"?>") + 2
    if len(stripped) == len(data) or not stripped.startswith(b"<?xml ") or end < 2:  # noqa: PLR2004 - not found
        return data
    return stripped[:end] + data[: len(data) - len(stripped)] + stripped[end:]


def _too_much(data: bytes) -> Problem | None:
    """The caps that bound memory. Comments and instructions count as elements, an end tag does not."""
    if len(data) > MAX_BYTES:
        return Problem("message_too_large", "error", detail=f"{len(data)} bytes, at most {MAX_BYTES}")
    elements = data.count(b"<") - data.count(b"</")
    attributes = (data.count(b'"') + data.count(b"'")) // 2
    if max(elements, attributes) > MAX_ELEMENTS:
        return Problem("too_many_elements", "error", detail=f"more than {MAX_ELEMENTS}")
    return None


def _parse(data: bytes, encoding: str | None) -> etree._Element:
    if len(data) < LONG_BYTES:
        return etree.fromstring(data, _parser(encoding))
    with ThreadPoolExecutor(1) as own:
        return own.submit(lambda: etree.fromstring(data, _new_parser(encoding))).result()


def _new_parser(encoding: str | None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )


_parser = cache(_new_parser)


def _checked(root: etree._Element, data: bytes, problems: tuple[Problem, ...]) -> Markup | Problem:
    told = root.getroottree().docinfo
    if told.internalDTD is not None:
        return Problem("xml_doctype", "error", 1, detail=told.doctype[:200] or "a DTD")
    encoding = told.encoding
    if encoding != "UTF-8" and encoding is not None and encoding.upper() not in ENCODINGS:
        return Problem("encoding_refused", "error", 1, detail=encoding)
    return Markup(root, local(root.tag), data, problems)


def _again(data: bytes, name: str, error: etree.XMLSyntaxError) -> Markup | Problem:
    """What cannot be read: once more in cp1251 where the bytes are that and said to be UTF-8, else the reason."""
    if name == "UTF-8" and is_cyrillic_bytes(data):
        try:
            return _checked(_parse(data, "cp1251"), data, (_mislabelled("UTF-8"),))
        except etree.XMLSyntaxError as second:
            error = second
    text = str(error)
    if b"<!DOCTYPE" in data[: 4 * 4000].replace(b"\x00", b""):
        return Problem("xml_doctype", "error", 1, detail=text[:200])
    what = "xml_too_deep" if "depth" in text.lower() else "xml_malformed"
    return Problem(what, "error", (error.position or (None,))[0] or None, detail=text[:200])


def _mislabelled(name: str) -> Problem:
    return Problem("encoding_mislabelled", "warning", 1, detail=name)


def local(tag: str) -> str:
    """A tag without its namespace.

    >>> local("{iata:datamodel:3}ID"), local("ID")
    ('ID', 'ID')
    """
    return _local(tag) if len(tag) <= LONGEST_TAG else tag.rpartition("}")[2]


@lru_cache(maxsize=1 << 12)
def _local(tag: str) -> str:
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
    if found is None:
        return None
    text = own_text(found) if len(found) else found.text
    return (" ".join(text.split()) or None) if text else None


def own_text(element: etree._Element) -> str:
    """All the text directly inside an element, also what stands after its children: lxml's `.text` ends before them.

    >>> own_text(etree.fromstring("<Name>ACME <br/>TRADE</Name>"))
    'ACME TRADE'
    """
    return (element.text or "") + "".join(found.tail or "" for found in element)
