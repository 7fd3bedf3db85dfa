"""Which files a page of an HTTPS server names: a listing as nginx and Apache write it, or a plain list of names."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, unquote, urljoin

AS_IT_STANDS = "%/:?#[]@!$&'()*+,;=~"
"""What a link may hold as it stands; the rest is coded."""


LONGEST = 8_192
"""Letters of a link; what is longer is none, and nginx would not answer to it."""
_LINK = re.compile(r"""<a\s[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)
"""A link; Python's HTML parser takes time in the square of a hostile page, and raises on some."""


def listed(page: str, base: str) -> Iterator[str]:
    """URLs of the files (and, with a slash at their end, folders) below `base` that a listing page links to.

    Anything that leads elsewhere, to another server or above the folder, is no file of this feed.

    >>> list(listed('<a href="../">Up</a><a href="a%20b.txt">a b</a><a href="?C=N">Name</a>', "https://h/in/"))
    ['https://h/in/a%20b.txt']
    """
    links = (found[1] or found[2] or "" for found in _LINK.finditer(page))
    for link in map(unescape, dict.fromkeys(links)):
        if len(link) > LONGEST:
            continue
        url = _joined(base, quote(link.strip(), safe=AS_IT_STANDS, errors="surrogateescape"))
        if url and below(url, base):
            yield url


def named(page: str, base: str) -> Iterator[str]:
    r"""URLs of the files that a plain list names, one on a line below `base`; blank lines and # lines are passed over.

    >>> list(named("# new\na b.txt\n../secret\n", "https://h/in/"))
    ['https://h/in/a%20b.txt']
    """
    for line in dict.fromkeys(page.split("\n")):
        name = line.strip("\r")
        if len(name) > LONGEST:
            continue
        url = base + quote(name, errors="surrogateescape")
        if name.strip() and not name.startswith("#") and below(url, base):
            yield url


def below(url: str, base: str) -> str | None:
    """The name of a URL below `base`, as it is meant; None when it leads elsewhere."""
    if not url.startswith(base) or "?" in url or "#" in url:
        return None
    name = unquote(url.removeprefix(base), errors="surrogateescape")
    parts = name.removesuffix("/").split("/")
    return None if any(part in ("", ".", "..") for part in parts) else name


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None
