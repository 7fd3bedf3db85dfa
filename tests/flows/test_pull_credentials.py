"""Who logs in to a feed: the environment says it, or a Prefect block, and nothing repeats a secret."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.feeds.credentials import Credentials, credentials

ROOT = Path(__file__).parents[2]


def test_every_word_is_taken_from_the_environment():
    words = ("user", "password", "key_file", "key_password", "known_hosts", "token")
    said = {f"ACCU_FEED_FAR_OFF_{word.upper()}": word for word in words}
    assert credentials("almaty", "far_off", said) == Credentials(**{word: word for word in words})
    assert credentials("almaty", "far", said) == Credentials()


def test_the_words_of_a_site_go_before_those_of_all_and_an_empty_one_is_none():
    said = {"ACCU_FEED_FAR_USER": "all", "ACCU_FEED_ALMATY_FAR_USER": "one", "ACCU_FEED_FAR_TOKEN": ""}
    assert credentials("almaty", "far", said) == Credentials(user="one")
    assert credentials("tbilisi", "far", said) == Credentials(user="all")


def test_a_secret_is_not_in_what_credentials_look_like():
    told = repr(Credentials(user="officer", password="sesame", key_password="sesame", token="sesame"))  # noqa: S106
    assert "officer" in told and "sesame" not in told


def test_prefect_is_not_even_imported_where_the_environment_does_not_name_it():
    code = (
        "import sys; from flows.feeds.credentials import credentials;"
        "credentials('almaty', 'far', {}); print('prefect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "False\n"


BLOCKS = """
from prefect.blocks.system import Secret
Secret(value={"user": "officer", "password": "sesame"}).save("accu-feed-far-off")
Secret(value={"user": "one"}).save("accu-feed-tbilisi-far-off")
Secret(value={"pass": "sesame"}).save("accu-feed-odd")
Secret(value="sesame").save("accu-feed-text")
"""
ASKED = """
import dataclasses, json, os, sys
from flows.feeds.credentials import credentials
from flows.feeds.source import FeedError
for site, feed in (words.split("/") for words in sys.argv[1:]):
    try:
        found = dataclasses.asdict(credentials(site, feed))
        print(json.dumps({word: text for word, text in found.items() if text}))
    except FeedError as error:
        print(json.dumps(str(error)))
"""


def told(environment: dict[str, str], code: str, *words: str) -> list[Any]:
    """What a Python of its own prints, in JSON lines: Prefect takes its settings when it is imported."""
    done = subprocess.run(  # noqa: S603  own words
        [sys.executable, "-c", code, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("{", '"'))]


@pytest.mark.slow
def test_a_block_of_a_real_prefect_is_asked_for_what_the_environment_does_not_say(tmp_path: Path):
    from test_scheduled import awaited, free_port, running  # which imports Prefect
    from test_scheduled import environment as prefect_environment

    port = free_port()
    there = prefect_environment(tmp_path, port)
    more = there | {"ACCU_FEED_FAR_OFF_KNOWN_HOSTS": "/hosts", "ACCU_FEED_SURE_TOKEN": "t"}

    def healthy() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{there['PREFECT_API_URL']}/health", timeout=5).is_success
        return False

    log = tmp_path / "server.log"
    asked = ("almaty/far_off", "tbilisi/far_off", "almaty/none", "almaty/sure", "almaty/odd", "almaty/text")
    with running(log, there, "server", "start", "--host", "127.0.0.1", "--port", str(port)):
        awaited(healthy, 180, log)
        told(there, BLOCKS)
        *given, odd, text = told(more, ASKED, *asked)
    known = {"known_hosts": "/hosts"}
    assert given == [{"user": "officer", "password": "sesame"} | known, {"user": "one"} | known, {}, {"token": "t"}]
    assert "block accu-feed-odd holds pass; there are user, password" in odd
    assert "block accu-feed-text must hold JSON" in text and "sesame" not in odd + text
    assert told(more, ASKED, *asked[:1]) == [known], "a Prefect that is away gives nothing, and stops nothing"
