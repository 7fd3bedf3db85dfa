"""Names of files are data: which are wanted, how they are recorded, how they are shown. None is ever a path of ours."""

import hashlib
import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase

from flows.feeds.source import Offered
from lake.sites import Feed

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
"""Endings that senders use while they still write; a name that begins with a full stop counts as well."""
LONGEST = 255
SHOWN = 80
_HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories of characters that cannot be seen, or that turn the text around them."""


def recorded(name: str) -> str:
    r"""The name as it stands in the lake: any text stays as it is, bytes that are none and NUL become \xNN.

    >>> recorded("a\udcff.txt"), recorded("a\nb.txt"), recorded("a\0b")
    ('a\\xff.txt', 'a\nb.txt', 'a\\x00b')
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text.replace("\0", r"\x00")


def visible(name: str) -> str:
    r"""The name with everything coded that cannot be seen or turns what stands beside it; long ones end in a hash.

    >>> visible("a\u202egnp.exe"), visible("a\nb")
    ('a\\u202egnp.exe', 'a\\u000ab')
    >>> len(visible("x" * 300))
    255
    """
    text = "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in _HIDDEN else c for c in name)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 17]}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def shown(name: str) -> str:
    """The name as it stands in a sentence: `visible`, and short."""
    text = visible(name)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def wanted(feed: Feed, offered: Sequence[Offered]) -> tuple[list[Offered], int]:
    """The files that a feed is to be asked for, by name, and how many wait for the word that they are whole."""
    names = {file.name for file in offered}
    found, waiting = [], 0
    for file in sorted(offered, key=lambda file: (file.name, file.place)):
        if not _asked_for(feed, file.name):
            continue
        if feed.ready_suffix and file.name + feed.ready_suffix not in names:
            waiting += 1
        else:
            found.append(file)
    return found, waiting


def _asked_for(feed: Feed, name: str) -> bool:
    last = name.rpartition("/")[2]
    if last.startswith(".") or last.endswith(UNFINISHED):
        return False
    if feed.ready_suffix and last.endswith(feed.ready_suffix):
        return False
    return (not feed.include or _fits(name, feed.include)) and not _fits(name, feed.exclude)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns fits: one with a slash the whole name, others its last part."""
    last = name.rpartition("/")[2]
    return any(fnmatchcase(name if "/" in pattern else last, pattern) for pattern in patterns)
