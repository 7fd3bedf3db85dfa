"""A folder of an HTTPS server: a listing page or a plain list says what is there, HEAD how each file is, GET brings it.

Redirects are not followed: a list of goods goes from and to nobody but the server that the site's TOML names.
"""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from fsspec.asyn import get_loop, sync
from yarl import URL

from flows.feeds.credentials import Credentials
from flows.feeds.folder import DEPTH
from flows.feeds.links import below, listed, named
from flows.feeds.names import recorded
from flows.feeds.source import SLICE, ChangedError, FeedError, FromTheStartError, LostError, Offered, moment, same

T = TypeVar("T")
MAX_PAGE = 16 << 20
"""Bytes of a listing: some 100,000 files of a listing page."""
MAX_PAGES = 1_000
BUFFER = 128 << 10
"""Bytes that aiohttp reads ahead, up to twice: it drops them when the line drops, and they are asked for again."""
OK, PARTIAL, REDIRECT, CLIENT, SERVER = 200, 206, 300, 400, 500
BUSY = (408, 425, 429)
NO_HEAD = (405, 501)
NOT_THAT_FAR = 416


class Https:
    """The files that a page of a server links to, below the page."""

    local, several = False, True

    def __init__(self, url: str, given: Credentials, seconds: float, ca_file: str | None):
        self._url, self._given, self._seconds, self._ca_file = url, given, seconds, ca_file
        self._base = url[: url.rindex("/") + 1]
        self._host = urlsplit(url).hostname or ""
        self._session: aiohttp.ClientSession | None = None

    def offered(self) -> Iterator[Offered]:
        """Every file that the listing names, and those of folders below; details come with `look`."""
        waiting, seen = [(self._url, 0)], {self._url}
        while waiting:
            url, depth = waiting.pop()
            for link in self._links(url):
                name = recorded(below(link, self._base) or "")
                if not link.endswith("/"):
                    yield Offered(name, link)
                elif depth >= DEPTH or len(seen) >= MAX_PAGES:
                    yield Offered(name, link, why_not="a folder too deep, or one of too many")
                elif link not in seen:
                    seen.add(link)
                    waiting.append((link, depth + 1))

    def _links(self, url: str) -> Iterator[str]:
        response = self._asked("GET", url)
        try:
            parts, size = [], 0
            for chunk in self._body(response):
                parts.append(chunk)
                size += len(chunk)
                if size > MAX_PAGE:
                    raise FeedError(f"the listing has more than {MAX_PAGE} bytes")
        finally:
            self._let_go(response)
        page = b"".join(parts).decode("utf-8", "surrogateescape")
        return listed(page, url) if url.endswith("/") else named(page, self._base)

    def look(self, file: Offered) -> Offered:
        """The file as the answer to HEAD describes it, or to GET where the server knows no HEAD."""
        response = self._asked("HEAD", file.place, passed=NO_HEAD)
        if response.status in NO_HEAD:
            self._let_go(response)
            response = self._asked("GET", file.place)
        self._let_go(response)
        return _described(file, response.headers)

    def read(self, file: Offered, start: int) -> Generator[bytes]:
        """The bytes of a file, from any byte on if the server can go on with this very file."""
        headers = {}
        if start:
            if not file.mark or file.mark.startswith("W/"):
                raise FromTheStartError
            headers = {"Range": f"bytes={start}-", "If-Range": file.mark}
        response = self._asked("GET", file.place, headers, passed=(NOT_THAT_FAR,))
        try:
            _compared(file, start, response)
            yield from self._body(response)
        finally:
            self._let_go(response)

    def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session:
            sync(get_loop(), session.close)

    def _asked(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, passed: tuple[int, ...] = ()
    ) -> aiohttp.ClientResponse:
        response = self._do(self._request, method, url, headers or {})
        if fault := None if response.status in passed else _refusal(response):
            self._let_go(response)
            raise fault
        return response

    async def _request(self, method: str, url: str, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        if self._session is None:
            self._session = self._opened()
        request = self._session.request(method, URL(url, encoded=True), headers=headers, allow_redirects=False)
        return await asyncio.wait_for(request, self._seconds)

    def _opened(self) -> aiohttp.ClientSession:
        try:
            context = ssl.create_default_context(cafile=self._ca_file)
        except OSError as error:
            raise FeedError(f"the certificates of {self._ca_file} cannot be read") from error
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=context),
            timeout=aiohttp.ClientTimeout(total=None, connect=self._seconds, sock_read=self._seconds),
            headers={"Accept-Encoding": "identity"} | _authorization(self._given),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            read_bufsize=BUFFER,
        )

    def _body(self, response: aiohttp.ClientResponse) -> Iterator[bytes]:
        while chunk := self._do(response.content.read, SLICE):
            yield chunk

    def _let_go(self, response: aiohttp.ClientResponse) -> None:
        async def closed() -> None:
            response.close()

        self._do(closed)

    def _do(self, ask: Callable[..., Awaitable[T]], *words: Any) -> T:
        """Ask on the loop that fsspec keeps for this, and wait."""
        try:
            return sync(get_loop(), ask, *words)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError) as error:
            raise FeedError(f"the certificate of {self._host} is not one to trust ({error})") from error
        except TimeoutError as error:
            raise LostError(f"{self._host} gave no answer for {self._seconds} s") from error
        except (aiohttp.ClientError, ConnectionError, ValueError) as error:
            raise LostError(f"the line to {self._host} dropped ({error or type(error).__name__})") from error


def _authorization(given: Credentials) -> dict[str, str]:
    if given.token:
        return {"Authorization": f"Bearer {given.token}"}
    if given.user:
        return {"Authorization": "Basic " + b64encode(f"{given.user}:{given.password or ''}".encode()).decode()}
    return {}


def _refusal(response: aiohttp.ClientResponse) -> OSError | None:
    """What an answer that is none means."""
    status = response.status
    if status in (OK, PARTIAL):
        return None
    said = f"the server says {status} {response.reason or ''}".rstrip()
    if status >= SERVER or status in BUSY:
        return LostError(said)
    if REDIRECT <= status < CLIENT:
        return FeedError(f"{said} and points to {response.headers.get('Location', 'nowhere')}, which is not followed")
    return FeedError(said)


def _compared(file: Offered, start: int, response: aiohttp.ClientResponse) -> None:
    """Whether an answer is the rest of this very file, as it is, unpacked by nobody."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FeedError("the server packs what was asked for as it is")
    if response.status == NOT_THAT_FAR:
        raise FromTheStartError if start else ChangedError
    if start and response.status == PARTIAL:
        if not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            raise FromTheStartError
    elif not same(_described(file, response.headers), file):
        raise ChangedError
    elif start:
        raise FromTheStartError


def _described(file: Offered, headers: Mapping[str, str]) -> Offered:
    length, changed = headers.get("Content-Length"), headers.get("Last-Modified")
    return Offered(
        file.name,
        file.place,
        int(length) if length and length.isdecimal() else None,
        _date(changed),
        headers.get("ETag") or changed,
    )


def _date(text: str | None) -> Any:
    try:
        return moment(parsedate_to_datetime(text).timestamp()) if text else None
    except (ValueError, TypeError, OverflowError):
        return None
