"""Every output, in every language, says which list it is, up to when things were known, and whose copy."""

import io
import zipfile
from dataclasses import replace

import pytest

from tests.targets.sheets import CODES, OUTPUTS, officers, write


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_a_copy_says_which_list_it_is_up_to_when_and_for_whom(name, code):
    content = unpacked(write(name, replace(officers(), made_for="post 3"), code))
    assert b"post 3" in content and b"almaty-2026-03-02" in content
    assert any(moment in content for moment in (b"2026-03-01 23:00", b"2026-03-01T23:00", b"04:00"))
    assert b"post 3" not in unpacked(write(name, officers(), code))


def unpacked(content):
    if not content.startswith(b"PK"):
        return content
    packed = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(packed.read(part) for part in packed.namelist())
