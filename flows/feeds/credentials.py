"""Who logs in to a feed, and with what: from the environment, or from a Prefect block. Never from the TOML."""

import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import httpx

from flows.feeds.source import FeedError

log = logging.getLogger(__name__)
SECRETS = ("password", "key_file", "token")


@dataclass(frozen=True)
class Credentials:
    """What a server is told, and how it proves who it is. Null is not given.

    Attributes:
        user: of SFTP, or of HTTPS with a password.
        password: of the user.
        key_file: path of a private key, of SFTP.
        key_password: of the private key.
        known_hosts: path of a file with the keys of SFTP servers, as OpenSSH writes it.
        token: of HTTPS, sent as a bearer token.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)
    known_hosts: str | None = None
    token: str | None = field(default=None, repr=False)


WORDS = tuple(one.name for one in fields(Credentials))


def credentials(site: str, feed: str, environment: Mapping[str, str] = os.environ) -> Credentials:
    """What is known for a feed: ACCU_FEED_<SITE>_<FEED>_USER and so on, then ACCU_FEED_<FEED>_USER, then the block.

    A Prefect block is asked for only when the environment names no secret and says where Prefect is.

    >>> credentials("almaty", "cargo", {"ACCU_FEED_CARGO_USER": "a", "ACCU_FEED_ALMATY_CARGO_TOKEN": "b"}).user
    'a'

    Raises:
        FeedError: there is a block, and it does not hold what it should.
    """
    given = _named(feed, environment) | _named(f"{site}_{feed}", environment)
    if not given.keys() & set(SECRETS) and _prefect_is_there(environment):
        given = _block(site, feed) | given
    return Credentials(**given)


def _named(feed: str, environment: Mapping[str, str]) -> dict[str, str]:
    found = {word: environment.get(f"ACCU_FEED_{feed}_{word}".upper()) for word in WORDS}
    return {word: text for word, text in found.items() if text}


def _prefect_is_there(environment: Mapping[str, str]) -> bool:
    """Whether Prefect's own settings name a server; it is imported, which takes seconds, only where it may be so."""
    if not environment.get("PREFECT_API_URL") and "prefect.settings" not in sys.modules:
        return False
    from prefect.settings import PREFECT_API_URL

    return bool(PREFECT_API_URL.value())


def _block(site: str, feed: str) -> dict[str, str]:
    """What the Prefect block of a feed holds; nothing where there is none, or no Prefect that answers."""
    from prefect.blocks.system import Secret
    from prefect.exceptions import PrefectException

    for name in (f"accu-feed-{site}-{feed}", f"accu-feed-{feed}"):
        block = name.replace("_", "-")
        try:
            loaded: Any = Secret.load(block)
        except ValueError:  # there is no such block
            continue
        except (PrefectException, httpx.HTTPError) as error:
            log.warning("no Prefect that could be asked for the block %s: %s", block, error)
            return {}
        return _checked(block, loaded.get())
    return {}


def _checked(block: str, found: Any) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise FeedError(f'the Prefect block {block} must hold JSON as {{"user": "…", "password": "…"}}')
    if unknown := sorted(found.keys() - set(WORDS)):
        raise FeedError(f"the Prefect block {block} holds {', '.join(unknown)}; there are {', '.join(WORDS)}")
    return found
