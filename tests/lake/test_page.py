"""Templates: what somebody wrote is escaped, and signs that nobody sees are named."""

from hypothesis import given
from hypothesis import strategies as st

from lake.page import UNSEEN, template, visible


@given(st.text())
def test_no_sign_that_turns_or_hides_writing_is_left_and_no_other_is_touched(text):
    assert not UNSEEN.search(str(visible(text)))
    assert visible(UNSEEN.sub("", text)) == UNSEEN.sub("", text)


def test_a_template_shows_what_was_written_and_runs_none_of_it(tmp_path):
    (tmp_path / "page.j2").write_text("<b>{{ text }}</b>{{ number }}")
    shown = template(tmp_path / "page.j2", {}).render(text="EXE\u202efdp.\x00<img src=x>\n", number=7)
    assert shown == "<b>EXE[U+202E]fdp.[U+0000]&lt;img src=x&gt;\n</b>7"
