"""Personal numbers stand as keyed hashes."""

import hmac

import pytest

from lake.personal import DEVELOPMENT_KEY, keyed_hash


@pytest.mark.parametrize("key", [None, "short", "k" * 64, "long " * 40, "ключ"])
def test_a_keyed_hash_is_an_hmac(key, monkeypatch):
    if key is None:
        monkeypatch.delenv("ACCU_ID_KEY", raising=False)
    else:
        monkeypatch.setenv("ACCU_ID_KEY", key)
    said = (key or DEVELOPMENT_KEY).encode()
    for number in ("900115301234", "AB 12", "номер"):
        assert keyed_hash(number) == hmac.digest(said, number.encode(), "sha256").hex()[:32]
