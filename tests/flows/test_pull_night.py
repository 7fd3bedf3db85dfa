"""A whole night whose every feed is a server: the list is that of the folders, byte for byte."""

import shutil
from pathlib import Path

import pytest
from lakes import AS_OF, hashes, last_night
from pulls import environment
from servers import Nginx, Sshd

from flows.nightly import night
from flows.unit import Unit, open_unit


def moved(unit: Unit, to: Path, url: str, **settings: str) -> Unit:
    """The unit with its inbox on a server."""
    shutil.move(unit.store.folder / "inbox", to)
    feeds = [feed.model_copy(update={"url": f"{url}/{feed.url}"} | settings) for feed in unit.site.feeds]
    return Unit(unit.site.model_copy(update={"feeds": tuple(feeds)}), unit.lake)


@pytest.mark.slow
def test_a_night_through_sftp_is_the_night_through_folders(described, worked, copy, sshd: Sshd):
    unit = copy(described)
    (sshd.files / "night").mkdir()
    far = moved(unit, sshd.files / "night/inbox", sshd.url("night"))
    words = {word.removeprefix("ACCU_FEED_FAR_"): text for word, text in sshd.env().items()}
    with environment(
        **{f"ACCU_FEED_{feed.name.upper()}_{w}": text for feed in far.site.feeds for w, text in words.items()}
    ):
        run = night(far, AS_OF)
    there = open_unit(worked, unit.site.name)
    assert hashes(far, run) == hashes(there, last_night(there)) and run.notes == last_night(there).notes


@pytest.mark.slow
def test_a_night_through_https_is_the_night_through_folders(described, worked, copy, nginx: Nginx):
    unit = copy(described)
    (nginx.files / "night").mkdir()
    far = moved(unit, nginx.files / "night/inbox", nginx.url("night"), ca_file=str(nginx.ca_file))
    far = Unit(
        far.site.model_copy(
            update={"feeds": tuple(feed.model_copy(update={"url": f"{feed.url}/"}) for feed in far.site.feeds)}
        ),
        far.lake,
    )
    run = night(far, AS_OF)
    there = open_unit(worked, unit.site.name)
    assert hashes(far, run) == hashes(there, last_night(there)) and run.notes == last_night(there).notes
