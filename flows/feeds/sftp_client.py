"""SFTP as it is needed here, on paramiko: names as bytes, several questions at once, one login.

Paramiko's own listing stops at a name that is not UTF-8, and its reading ahead needs a thread for each file.
"""

import logging
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import paramiko
from paramiko import sftp as protocol
from paramiko.sftp import SFTPError
from paramiko.sftp_attr import SFTPAttributes

from flows.feeds.credentials import Credentials
from flows.feeds.source import ChangedError, FeedError, LostError, why

ASKED = 32 << 10
"""Bytes of one question; what every server answers (OpenSSH: 256 KiB at most)."""
AHEAD = 64
"""Questions under way at a time, as OpenSSH's own client has them."""
BROKEN = (paramiko.SSHException, SFTPError, EOFError, struct.error, LookupError, ValueError, TypeError)
"""What paramiko raises besides OSError when the line drops or a server's answer is none."""

logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what went wrong is said once, in the account


class _Refuse(paramiko.MissingHostKeyPolicy):
    """A server whose key is not known is not talked to."""

    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        """Refuse it, with what to compare."""
        raise FeedError(f"the host key of {hostname} is in no known_hosts file; it shows {key.fingerprint}")


class _Answers(dict[int, Any]):
    """Collects answers by the number of their question, in whatever order they come."""

    def _async_response(self, kind: int, answer: Any, number: int) -> None:  # the name that paramiko calls
        self[number] = (kind, answer)


class Client(paramiko.SFTPClient):
    """One SFTP session."""

    def entries(self, folder: bytes) -> list[tuple[bytes, SFTPAttributes]]:
        """Names in a folder, with what the server says of each; links are described as links."""
        _, answer = self._request(protocol.CMD_OPENDIR, folder)
        handle, found = answer.get_binary(), []
        while True:
            try:
                _, answer = self._request(protocol.CMD_READDIR, handle)
            except EOFError:
                break
            for _ in range(answer.get_int()):
                name, _ = answer.get_binary(), answer.get_binary()
                found.append((name, SFTPAttributes._from_msg(answer)))
        self._request(protocol.CMD_CLOSE, handle)
        return found

    def details(self, path: bytes) -> SFTPAttributes:
        """What the server says of a file now."""
        _, answer = self._request(protocol.CMD_LSTAT, path)
        return SFTPAttributes._from_msg(answer)

    def chunks(self, path: bytes, start: int, size: int) -> Iterator[bytes]:
        """The bytes of a file from `start` to `size`, with questions under way ahead of what is read.

        Raises:
            ChangedError: the file ends before `size`.
        """
        _, answer = self._request(protocol.CMD_OPEN, path, protocol.SFTP_FLAG_READ, SFTPAttributes())
        handle = answer.get_binary()
        try:
            yield from self._read_ahead(handle, start, size)
        finally:
            with suppress(OSError, *BROKEN):  # nobody waits for the answer
                self._async_request(type(None), protocol.CMD_CLOSE, handle)

    def _read_ahead(self, handle: bytes, place: int, size: int) -> Iterator[bytes]:
        answers, asked = _Answers(), deque[tuple[int, int, int]]()
        dropped: Exception | None = None
        while asked or place < size:
            try:
                while place < size and len(asked) < AHEAD and not dropped:
                    length = min(ASKED, size - place)
                    asked.append((self._ask(answers, handle, place, length), place, length))
                    place += length
            except (OSError, *BROKEN) as error:  # answers to what was asked before may have come all the same
                dropped = error
            if dropped and not asked:
                raise dropped
            number, at, length = asked.popleft()
            chunk = self._answered(answers, number)
            yield chunk
            at, length = at + len(chunk), length - len(chunk)
            if length > 0:  # a server may give less than it was asked for
                asked.appendleft((self._ask(answers, handle, at, length), at, length))

    def _ask(self, answers: _Answers, handle: bytes, place: int, length: int) -> int:
        return int(self._async_request(answers, protocol.CMD_READ, handle, protocol.int64(place), length))

    def _answered(self, answers: _Answers, number: int) -> bytes:
        while number not in answers:
            self._read_response()
        kind, answer = answers.pop(number)
        try:
            chunk = bytes(answer.get_binary()) if kind == protocol.CMD_DATA else self._convert_status(answer)
        except EOFError as error:
            raise ChangedError from error
        if not chunk:
            raise SFTPError("no data where data was asked for")
        return chunk


def connected(host: str, port: int, given: Credentials, seconds: float) -> tuple[paramiko.SSHClient, Client]:
    """Log in to a server whose key is known, and open a session.

    Raises:
        FeedError: the server is not the one that is known, or it refuses us, or something is not given.
        LostError: it does not answer.
    """
    if not given.known_hosts or not given.user:
        raise FeedError("SFTP needs a user and the path of a known_hosts file: set ACCU_FEED_…_USER and …_KNOWN_HOSTS")
    ssh = paramiko.SSHClient()
    ssh.set_missing_host_key_policy(_Refuse())
    watch = threading.Timer(3 * seconds, ssh.close)  # some of paramiko's waits have no end of their own
    watch.daemon = True
    watch.start()
    try:
        ssh.load_system_host_keys(given.known_hosts)
        _log_in(ssh, host, port, given, seconds)
        session = Client.from_transport(ssh.get_transport())
        session.get_channel().settimeout(seconds)
    except (OSError, *BROKEN) as error:
        ssh.close()
        raise _said(error, host, given) from error
    finally:
        watch.cancel()
    return ssh, session


def _log_in(ssh: paramiko.SSHClient, host: str, port: int, given: Credentials, seconds: float) -> None:
    ssh.connect(
        host,
        port,
        given.user,
        given.password,
        key_filename=given.key_file,
        passphrase=given.key_password,
        allow_agent=False,
        look_for_keys=False,
        timeout=seconds,
        banner_timeout=seconds,
        auth_timeout=seconds,
        channel_timeout=seconds,
    )


def _said(error: Exception, host: str, given: Credentials) -> OSError:
    """A failure to log in, in words of ours; it tells what it was about and no secret."""
    if isinstance(error, FeedError):
        return error
    if isinstance(error, paramiko.BadHostKeyException):
        return FeedError(f"{host} shows another host key than the one in {given.known_hosts}: it may not be {host}")
    if isinstance(error, paramiko.AuthenticationException):
        return FeedError(f"{host} refuses the user {given.user} with the key or password that is given")
    if isinstance(error, OSError) and error.filename is not None:
        return FeedError(f"{error.filename}: {why(error)}")
    return LostError(f"{host} does not answer ({error or type(error).__name__})")
