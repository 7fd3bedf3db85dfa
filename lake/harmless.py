"""Keeps text from turning into a formula where a table is opened, and gives it back.

Source: OWASP, CSV injection (leading = + - @ tab CR LF), and the ways around it: blanks of any kind or a
full-width sign before, a new line inside, a semicolon where it separates columns.
"""

import re
import unicodedata

SIGNS = "=+-@"
_ESCAPED = re.compile(r"\\(\\|x[0-9a-f]{2}|u[0-9a-f]{4})")
_CODED = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff\ufffe\uffff]")
"""Control characters, the backslash, and what no workbook can hold."""


def risky(text: str) -> bool:
    r"""Return whether a sheet might take the text for a formula.

    >>> [risky(text) for text in ("=1+1", "\u00a0@SUM(A1)", "\uff1d1", "-20 C", "tea-box", "")]
    [True, True, True, True, False, False]
    """
    if text[:1] in ("\t", "\r", "\n"):
        return True
    visible = text.lstrip("".join(c for c in set(text) if c.isspace() or unicodedata.category(c) in ("Cf", "Cc")))
    return unicodedata.normalize("NFKC", visible[:1])[:1] in tuple(SIGNS)


def harmless(text: str) -> str:
    r"""Return the text so that no programme runs it; `original` undoes it, any text comes back whole.

    Control characters become \xNN, what is no character \uNNNN, and a backslash two; a text that looks like a
    formula, or begins with the mark itself, gets a ' before it; a semicolon before a sign becomes \x3b.

    >>> harmless("=1+1"), harmless("plain; text"), harmless("a;=1")
    ("'=1+1", 'plain; text', 'a\\x3b=1')
    """
    mark = "'" if risky(text) or text.startswith("'") else ""
    safe = _CODED.sub(_coded, text)
    parts = safe.split(";")
    for place in range(len(parts) - 1):
        parts[place] += r"\x3b" if risky(parts[place + 1]) else ";"
    return mark + "".join(parts)


def _coded(found: re.Match[str]) -> str:
    return "\\\\" if found[0] == "\\" else _number(ord(found[0]))


def visible(text: str) -> str:
    r"""Return the text as one that a terminal shows and does not obey: what cannot be printed by its number.

    Control characters, marks that turn the direction of writing, and line ends are what it is for.

    >>> visible("a\x1b[31mb\u202ec\tЖ")
    'a\\x1b[31mb\\u202ec\\x09Ж'
    """
    return "".join(c if c.isprintable() else _number(ord(c)) for c in text)


def _number(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - what two and four hex digits hold


def original(cell: str) -> str:
    r"""Return the text that `harmless` made the cell from.

    >>> original("'=1+1"), original(r"a\x3b=1")
    ('=1+1', 'a;=1')
    """
    return _ESCAPED.sub(lambda found: "\\" if found[1] == "\\" else chr(int(found[1][1:], 16)), cell.removeprefix("'"))
