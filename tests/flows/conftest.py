"""What the tests of pulls share: importable modules beside them, a unit with empty feeds, and servers."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lakes import SITE

from flows.unit import Unit, open_unit

sys.path.insert(0, str(Path(__file__).parent))  # importmode=importlib leaves it out
from pulls import environment, with_feed
from servers import Nginx, Sshd


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    found = open_unit(tmp_path, SITE)
    for feed in found.site.feeds:
        (found.store.folder / feed.url).mkdir(parents=True)
    return found


@dataclass(frozen=True)
class Place:
    """A folder from which a feed `far` is pulled, in one of three ways."""

    kind: str
    folder: Path
    url: str
    settings: dict[str, Any]

    def asked(self, unit: Unit, **settings: Any) -> Unit:
        return with_feed(unit, self.url, **(self.settings | settings))


@pytest.fixture(params=["folder", "sftp", "https"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    kind, name = request.param, tmp_path.name
    if kind == "folder":
        (tmp_path / "drop").mkdir()
        yield Place(kind, tmp_path / "drop", str(tmp_path / "drop"), {})
        return
    server = request.getfixturevalue("sshd" if kind == "sftp" else "nginx")
    (server.files / name).mkdir()
    settings = {} if kind == "sftp" else {"ca_file": str(server.ca_file)}
    with environment(**(server.env() if kind == "sftp" else {})):
        yield Place(kind, server.files / name, server.url(f"{name}/"), settings)


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with Sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with Nginx(tmp_path_factory.mktemp("nginx")) as server:
        yield server
