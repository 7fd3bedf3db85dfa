"""Bytes to messages: decoding, Type-B and mail envelopes, several messages in one file.

Nothing is lost: the texts of the pieces, put together again, are the text of the file.
"""

import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

_LINE_END = re.compile(r"\r{0,2}\n|\r")
LOOKALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅавекмнорстухіјѕ", "ABEKMHOPCTYXIJSabekmhopctyxijs")
"""Cyrillic letters that look like Latin ones."""
_FOLD = {ord(lower): lower.upper() for lower in "abcdefghijklmnopqrstuvwxyz"}
_FOLD |= {cyrillic: chr(latin).upper() for cyrillic, latin in LOOKALIKE.items()}
_FOLD |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
FOLD: dict[int, str] = _FOLD | {0xA0: " ", 0x09: " "}
"""Lower case, Cyrillic look-alikes, long dashes and odd blanks, one character for one."""
_CLEAN = bytes({*b"\n\r", *range(0x20, 0x7F)} - set(b"abcdefghijklmnopqrstuvwxyz"))

_NAMES = "FFM|FWB|FHL|FZB|FSU|FSA|FBL|FBR|FFA|FFR|FFC|FNA|FMA|FMB|FAD|FDA|FRC|FRH|FRI|FSN|FSC|FSI|FXX|PSN|PER|CSN"
START = re.compile(
    rf"\n[ \x01\x02\ufeff]*(?=[FPC])(?:({_NAMES})/\d{{1,2}}[ \x03]*$"
    r"|(FNA|FMA)[ ]*$(?=\n+(?:ACK|ERR)/)"
    r"|(FFM)(?:[ ]*\n+(?=\d{1,3}/[A-Z0-9]{2}\d))"
    r"|(FFM)(?:(?:/\d{1,2}?)?[ ]*\n*)(?=\d{1,3}/[A-Z0-9]{2} ?\d{1,4}[A-Z]?/\d{2}[A-Z]{3}(?:\d{4})?/[A-Z]{3})"
    r"|(FS[UA])(?:/\d{1,2}|[ ])[ ]*(?=\d{3}-\d{8})"
    r"|(PSN|PER)[ ]*$(?=\n+(?:[^\n]{0,80}\n+)?(?:CSN|ERR)/)"
    r"|(FWB)(?:(?:/\d{1,2}?)?[ ]*\n*)(?=\d{3}-\d{8})"
    r"|(FHL)(?:(?:/\d{1,2})?[ ]*\n*)(?=MBI/))",
    re.MULTILINE,
)
"""A start line after the end of the line before it, which is faster to find than a beginning of a line."""
_ADDRESS = r"[A-Z]{3}[A-Z0-9]{4}"
_ADDRESS_LINE = re.compile(rf"[\x01\x02 ]*(?:(?:QU|QK|QD|QX|SS|QN|QP|QS)\s+)?{_ADDRESS}(?:\s+{_ADDRESS})*\s*")
_ORIGIN_LINE = re.compile(rf"[\x01\x02 ]*\.({_ADDRESS})(?:\s+(\d\d(?:[01]\d|2[0-3])[0-5]\d))?(?:\s+(\S+))?.*", re.ASCII)
_OPENING = re.compile(
    rf"[ ]*(?:\x01|=[A-Z]{{2,}}|(?:QU|QK|QD|QX|SS)\s+{_ADDRESS}"
    r"|(?:FROM|TO|CC|SUBJECT|DATE|SENT|RECEIVED|MESSAGE-ID|REPLY-TO|MIME-VERSION|CONTENT-[A-Z-]+)[ ]*:)"
)
_WITH_ECHO = frozenset({"FNA", "FMA", "PER"})


@dataclass(frozen=True)
class Piece:
    """One message of a file: its text with the envelope before it.

    Attributes:
        kind: the three letters it starts with.
        text: envelope and body, line ends as they came.
        envelope: lines of `text` that stand before the body.
        body: the text from the start line on.
        sender: Type-B or PIMA address of the origin line.
        stamp: day, hour and minute of the origin line (DDHHMM, UTC).
    """

    kind: str
    text: str
    envelope: int = 0
    body: str = ""
    sender: str | None = None
    stamp: str | None = None


def decode(data: bytes) -> str:
    """Return the text: UTF-16 with a byte order mark, strict UTF-8, else cp1251; the mark is taken off."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def split_lines(text: str) -> list[str]:
    """Return the lines without their ends: CR LF, LF, CR, or CR CR LF as old teletypes send."""
    plain = text.replace("\r\n", "\n")
    return _LINE_END.split(text) if "\r" in plain else plain.split("\n")


def is_clean(text: str) -> bool:
    r"""Whether a text has nothing but capitals, digits, marks, blanks and line ends.

    >>> is_clean("FFM/8\r\n"), is_clean("FFM\t8"), is_clean("ffm/8"), is_clean("FFМ/8")
    (True, False, False, False)
    """
    return text.isascii() and not text.encode().translate(None, _CLEAN)


def fold(text: str) -> str:
    """Return the text in capitals, look-alikes and dashes replaced; as long as it was."""
    return text if is_clean(text) else text.translate(FOLD)


def split(text: str) -> list[Piece]:
    """Return the messages of a file in order; an empty list when no line starts a Cargo-IMP message.

    What stands before the first start line is the envelope of the first message. Between two messages
    the envelope of the second begins with its first typical line; what is before it stays with the first.
    """
    plain = fold(text).replace("\r\n", "\n")
    folded = split_lines(plain) if "\r" in plain else []
    plain = "\n".join(folded) or plain
    starts = _starts(plain)
    if not starts:
        return []
    if starts[0][0] == 0 and len(starts) == 1:
        return [Piece(starts[0][1], text, 0, text)]
    folded = folded or plain.split("\n")
    rows = [plain.count("\n", 0, starts[0][0])]
    for (before, _), (here, _) in pairwise(starts):
        rows.append(rows[-1] + plain.count("\n", before, here))
    heads = [0] + [_head(folded, a, b) for a, b in pairwise(rows)]
    offsets = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    pieces = []
    for index, (_, kind) in enumerate(starts):
        stop = heads[index + 1] if index + 1 < len(heads) else len(folded)
        first, row = heads[index], rows[index]
        sender, stamp = _origin(folded[first:row])
        body = text[offsets[row] : offsets[stop]]
        pieces.append(Piece(kind, text[offsets[first] : offsets[stop]], row - first, body, sender, stamp))
    return pieces


def _starts(plain: str) -> list[tuple[int, str]]:
    """Offsets and kinds of the start lines; the message echoed inside a refusal starts none."""
    found: list[tuple[int, str]] = []
    echo = False
    for match in START.finditer("\n" + plain):
        kind = next(name for name in match.groups() if name)
        if echo and not _envelope_between(plain[found[-1][0] : match.start()]):
            echo = False
            continue
        found.append((match.start(), kind))
        echo = kind in _WITH_ECHO
    return found


def _envelope_between(text: str) -> bool:
    lines = text.split("\n")[1:]
    return any(_OPENING.match(line) or _ORIGIN_LINE.fullmatch(line) for line in lines)


def _head(folded: list[str], start: int, row: int) -> int:
    """Row where the envelope of the message at `row` begins, after the message at `start`."""
    for number in range(start + 1, row):
        if _OPENING.match(folded[number]):
            return number
    head = row
    while head > start + 1 and (_ADDRESS_LINE.fullmatch(folded[head - 1]) or _ORIGIN_LINE.fullmatch(folded[head - 1])):
        head -= 1
    return head


def _origin(envelope: list[str]) -> tuple[str | None, str | None]:
    """Sender and time stamp: of `.ADDRESS DDHHMM REFERENCE`, or of an =ORIGIN block."""
    for number, line in enumerate(envelope):
        match = _ORIGIN_LINE.fullmatch(line)
        if match:
            reference = match[3]
            return (reference if reference and "/" in reference else match[1]), match[2]
        if line.strip() == "=ORIGIN" and number + 1 < len(envelope):
            return envelope[number + 1].strip() or None, None
    return None, None


def sent_at(stamp: str | None, received_at: datetime) -> datetime | None:
    """Return the moment of a DDHHMM stamp: the latest such moment that is at most a day after reception.

    >>> sent_at("281530", datetime(2026, 3, 1, 6, tzinfo=UTC)).isoformat()
    '2026-02-28T15:30:00+00:00'
    """
    if stamp is None:
        return None
    limit = received_at + timedelta(days=1)
    for back in range(62):
        day = limit - timedelta(days=back)
        if day.day == int(stamp[:2]):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            moment = midnight + timedelta(hours=int(stamp[2:4]), minutes=int(stamp[4:]))
            if moment <= limit:
                return moment
    return None
