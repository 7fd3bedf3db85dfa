"""Which source is behind a feed's URL."""

from pathlib import Path

from flows.feeds.credentials import credentials
from flows.feeds.elsewhere import Elsewhere
from flows.feeds.folder import Folder
from flows.feeds.source import FeedError, Source
from lake.sites import Feed

FOLDERS = ("file", "local")


def open_source(feed: Feed, site: str, lake: Path) -> Source:
    """The source of a feed; nothing is connected yet.

    Args:
        feed: the feed.
        site: whose credentials are looked for first.
        lake: folder of the site's lake; relative paths are below it.

    Raises:
        FeedError: what the feed needs is not installed, or its credentials are none.
    """
    scheme, found, path = feed.url.partition("://")
    if not found or scheme in FOLDERS:
        return Folder(feed.url, (lake / (path if found else feed.url)).resolve())
    if scheme.lower() == "sftp":
        return _sftp(feed, site)
    if scheme.lower() == "https":
        from flows.feeds.https import Https  # aiohttp is slow to import, and most feeds are folders

        ca_file = str(lake / feed.ca_file) if feed.ca_file else None
        return Https(feed.url, credentials(site, feed.name), feed.timeout_seconds, ca_file)
    return Elsewhere(feed.url)


def _sftp(feed: Feed, site: str) -> Source:
    try:
        from flows.feeds.sftp import Sftp  # paramiko is an extra
    except ModuleNotFoundError as error:
        raise FeedError("SFTP needs paramiko, which is not installed: pip install 'accu[sftp]'") from error
    return Sftp(feed.url, credentials(site, feed.name), feed.timeout_seconds)
