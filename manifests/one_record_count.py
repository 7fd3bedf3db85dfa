"""The second counter of ONE Record: waybills and transport movements in the bytes, found token by token."""

import re

_RECORDS = (b"Waybill", b"TransportMovement")
_PROPERTIES = (b"waybillNumber", b"transportIdentifier")
_TOKEN = re.compile(
    rb'(?:[^"{}\[\]]++|"(?!@type"|@context")[^"]*+'
    rb'(?<!Waybill)(?<!TransportMovement)(?<!waybillNumber)(?<!transportIdentifier)")*+'
    rb'(?:"@type"\s*+:\s*+(?P<typed>"[^"]*+"|\[|)|"@context"\s*+:\s*+(?P<context>[{\[]|)'
    rb'|"(?P<text>[^"]*+)"(?P<name>\s*+:)?|(?P<mark>[{}\[\]]))'
)
"""What comes next that matters: an opening or closing mark, a type, a context, a text with one of the endings."""
_OPENING = (b"{", b"[")
_STRING = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTEXT, _TYPED, _KIND, _NAMED, _TYPES = 1, 2, 4, 8, 16
"""What is known of an object or list that is not closed yet: inside a context, has a type, one of ours, has a property
that only ours have; a list of types."""


def count_objects(data: bytes) -> int:
    """Return how many objects are waybills or movements, by type or, without one, by property; none of a context."""
    found = 0
    stack = [0]
    ended = data.rstrip()  # behind the last mark each blank would be looked at from each
    for token in _TOKEN.finditer(_plain(ended) if b"\\" in ended else ended):
        mark = token["mark"]
        if mark is None:
            _note(stack, token)
        elif mark in _OPENING:
            stack.append(stack[-1] & _CONTEXT)
        else:
            known = stack.pop()
            if mark == b"}" and not known & _CONTEXT and known & (_KIND if known & _TYPED else _NAMED):
                found += 1
    return found


def _note(stack: list[int], token: re.Match[bytes]) -> None:
    """Note what a type, a context or a text tells of the object or list that is open."""
    typed, context, text, name, _ = token.groups()
    if typed is not None:
        stack[-1] |= _TYPED | (_KIND if _ends(typed[1:-1], _RECORDS) else 0)
        if typed == b"[":
            stack.append((stack[-1] & _CONTEXT) | _TYPES)
    elif context:
        stack.append(_CONTEXT)
    elif name is not None:
        stack[-1] |= _NAMED if _ends(text, _PROPERTIES) else 0
    elif text and stack[-1] & _TYPES and _ends(text, _RECORDS):
        stack[-2] |= _KIND


def _ends(text: bytes, names: tuple[bytes, ...]) -> bool:
    """Whether the last part of an IRI is one of the names."""
    return any(text == name or text.endswith((b"#" + name, b"/" + name, b":" + name)) for name in names)


def _plain(data: bytes) -> bytes:
    """The same without escapes; what would end a text, and what cannot be a part of our names, becomes a mark."""
    return _STRING.sub(lambda text: b'"' + _ESCAPE.sub(_meant, text[1]) + b'"', data)


def _meant(escape: re.Match[bytes]) -> bytes:
    letter = chr(int(escape[1], 16)) if escape[1] else escape[2].decode("latin-1") if escape[2] == b"/" else "?"
    return letter.encode() if letter.isascii() and letter.isprintable() and letter not in '"\\' else b"?"
