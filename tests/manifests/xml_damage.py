"""XML messages damaged as senders and lines damage them: in their fields, and in their bytes."""

from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

ENCODINGS = ("utf-8", "utf-16", "windows-1251", "us-ascii", "gb18030", "iso-8859-1")
TEXTS = (
    "", " ", "0", "0.0", "-1", "1,5", "4 100,00", "1.2345678E7", "8.86E+10", "1e400", "NaN", "٣", "²", "KZ", "ZZ",
    "USD", "99", "23", "EX", "2026-02-30", "31/31/31", "07/08/26", "2026-02-27T10:00:00+05:00", "074-10000012",
    "074-10000013", "074 1000 0012/VX1001", "VХ1001", "RR473124829UZ", "KC0912", "TRIST", "25:70", "null", "-",
    "\u202eGIFT", "GIFT\n\nSTREET\nTURKIYE", "900115399999", "x" * 400, "<Item>", "]]>", "true", "741", "=1+1",
)  # fmt: skip


def _steps(names):
    """Ways to change one element beside another."""
    values = ("g", "163", "EUR", "<Item>", "")
    return {
        "text": lambda draw, one, _: setattr(one, "text", draw(st.sampled_from(TEXTS))),
        "tail": lambda draw, one, _: setattr(one, "tail", draw(st.sampled_from(TEXTS))),
        "name": lambda draw, one, _: setattr(one, "tag", draw(st.sampled_from(names))),
        "drop": lambda draw, one, _: one.getparent().remove(one),
        "copy": lambda draw, one, other: other.append(deepcopy(one)),
        "unit": lambda draw, one, _: one.set("measurementUnitCode", draw(st.sampled_from(values))),
        "coin": lambda draw, one, _: one.set("currencyCode", draw(st.sampled_from(values))),
        "comment": lambda draw, one, _: one.insert(0, etree.Comment(f" <{draw(st.sampled_from(names))}> ")),
        "null": lambda draw, one, _: one.insert(0, etree.Element("null")),
    }


@st.composite
def damaged(draw, goldens, names):
    """A golden message of which some elements were changed, written in one of several encodings."""
    root = etree.fromstring(draw(st.sampled_from(goldens)))
    steps = _steps(names)
    for _ in range(draw(st.integers(1, 6))):
        elements = list(root.iter("*"))
        one, other = (
            draw(st.sampled_from(elements[1:] or [etree.SubElement(root, "x")])),
            draw(st.sampled_from(elements)),
        )
        if len(elements) < 400:
            steps[draw(st.sampled_from(sorted(steps)))](draw, one, other)
    return etree.tostring(root, encoding=draw(st.sampled_from(ENCODINGS)), xml_declaration=True)


@st.composite
def torn(draw, goldens, names):
    """A golden message of which some bytes were lost or put in."""
    data = draw(st.sampled_from(goldens))
    tags = [f"<{name}>".encode() for name in names]
    pieces = [b"", b"<", b">", b"&", b"<!-- ", b" -->", b"<![CDATA[", b"]]>", b"<?x ", b"?>", b"\x00", b"\xd0", *tags]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from(pieces)) + data[at + draw(st.integers(0, 3)) :]
    return data
