"""FNA, FMA and Canada's PSN, PER and CSN: what somebody answered to a message. One record, recognised and not used.

The reasons are kept as a problem, with the name and the waybill of the message they are about. Named as ignored:
the echo of that message.
"""

import re
from datetime import datetime

from manifests.cargo_imp import counted_text, starts_as, warn
from manifests.envelope import fold, split_lines
from manifests.reading import Format, Reading

_NAME = re.compile(r"[\x01\x02\ufeff ]*(FNA|FMA|PSN|PER|CSN)(?:/(\d{1,2}))?[ \x03]*(.*)", re.DOTALL)
_REASON = re.compile(r"(ACK|ERR|CSN)/(.*)")
_ECHO = re.compile(r"F[A-Z]{2}(?:/\d{1,2})?")
_WAYBILL = re.compile(r"(?<!\d)\d{3}-\d{8}(?!\d)", re.ASCII)
_REFUSING = frozenset({"FNA", "PER"})
_ANSWERS = frozenset({"PSN", "CSN"})


def read(text: str, received_at: datetime) -> Reading:
    """Return a reading of one record that is ignored, with the answer as its problem."""
    plain = fold(text)
    lines = [line.strip(" \x03\x00") for line in split_lines(plain)]
    start = _NAME.match(lines[0])
    kind, version = (start[1], start[2]) if start else (lines[0][:3], None)
    number, words, echo = _reasons(lines)
    refused = kind in _REFUSING or "ERR" in words
    what = "message_refused" if refused else "customs_answer" if kind in _ANSWERS else "message_acknowledged"
    waybill = _WAYBILL.search(plain)
    about = " ".join(filter(None, (echo, waybill[0] if waybill else "")))
    reasons = [*(reason for texts in words.values() for reason in texts), about and f"about {about}"]
    reading = Reading("fna", version=version, records=1, ignored=1)
    warn(reading, what, number, 1, "; ".join(filter(None, reasons)) or None)
    return reading


def _reasons(lines: list[str]) -> tuple[int | None, dict[str, list[str]], str]:
    """Line of the first reason, the reasons under ACK, ERR or CSN, and the name of the message that is echoed."""
    number: int | None = None
    words: dict[str, list[str]] = {}
    for line_number, line in enumerate(lines[1:], 2):
        match = _REASON.fullmatch(line)
        if match:
            number = number or line_number
            words.setdefault(match[1], []).append(match[2].strip(" /"))
        elif _ECHO.fullmatch(line):
            return number, words, line
        elif line[:1] == "/" and words:
            list(words.values())[-1].append(line.strip(" /"))
    return number, words, ""


def count(text: str) -> int:
    """One answer a message."""
    return 1 if counted_text(text) else 0


FORMAT = Format(
    "fna",
    "Refusal or acknowledgement of a message (FNA, FMA), or an answer of Canada's customs: one record, ignored.",
    "cargo_imp",
    starts_as("FNA", "FMA", "PSN", "PER", "CSN"),
    read,
    count,
)
