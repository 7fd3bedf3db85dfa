"""The quarantine as a place to work in: listed, shown, read again; a small lake that only took in its files."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from ibis import _
from lakes import AS_OF, SITE
from rich.cells import cell_len

from flows.prepare import known
from flows.quarantine import Wanted, listed, open_past, reasons, standing, waiting
from flows.refused_record import shown
from flows.retry import retry
from flows.unit import Unit
from lake.past import Past
from lake.runs import Run, committed
from lake.tables import READ_TABLES, TABLES
from tests.flows.small import NEW, OLD, drop, took_in, unit_with

pytestmark = pytest.mark.slow

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WAITS = Wanted()
HALF = "hawb;ref;pcs;kg;goods;shipper\nX1;;1;1.5;shirts;EXAMPLE\n;R2;2;2.5;socks;SAMPLE\nX3;;3;3.5;hats;EXAMPLE\n"
WHOLE = "paket;n;w;goods\nP1;1;1;tea\nP2;2;2;cups\n;3;3;pots\n"
STOPPED = "hawb;ref;pcs;kg;goods\n" + "".join(f"{f'S{n}' if n < 4 else ''};Q{n};1;1;pens\n" for n in range(12))
RUBBISH = b"\x1b[31mred\x1b[0m \xe2\x80\xae name\nsecond line\n"
MANIFEST = b"FFM/8\n1/Q10001/28FEB/IST\nALA\n901-10000012ISTALA/T4K80/SHIRTS\nSG-10000023ISTALA/T2K20/SOCKS\nLAST\n"


@pytest.fixture(scope="module")
def waits(made_once) -> Path:
    """A lake in which much waits: half a list, a whole one, a stopped feed, a manifest line, rubbish."""

    def fill(to: Path) -> None:
        made = unit_with(to, OLD)
        drop(made, "courier/half.csv", HALF, AS_OF - 3 * HOUR)
        drop(made, "courier/whole.csv", WHOLE, AS_OF - 2 * HOUR)
        drop(made, "parcels/list.csv", STOPPED, AS_OF - 2 * HOUR)
        drop(made, "cargo/manifest.txt", MANIFEST, AS_OF - DAY / 2)
        drop(made, "cargo/rubbish.txt", RUBBISH, AS_OF - HOUR)
        took_in(made, AS_OF)

    return made_once("waits", fill)


@pytest.fixture
def unit(waits, tmp_path) -> Unit:
    """A copy of it."""
    shutil.copytree(waits, tmp_path, dirs_exist_ok=True)
    return unit_with(tmp_path, OLD)


@pytest.fixture
def mended(unit, tmp_path) -> Unit:
    """The same lake after its mappings were mended."""
    return unit_with(tmp_path, NEW)


def rows(unit: Unit, name: str, as_of: datetime) -> list[dict]:
    table = Past(unit.store, Run("reader", "night", SITE, (as_of,))).table(name, TABLES[name].schema)
    return sorted(table.to_pyarrow().to_pylist(), key=str)


def houses(unit: Unit, as_of: datetime) -> set[str]:
    return {row["house_waybill"] for row in rows(unit, "consignments", as_of) if row["house_waybill"]}


def test_the_list_counts_reasons_by_feed_and_carrier_newest_first(unit):
    found = reasons(waiting(open_past(unit), unit, WAITS))
    said = [(one.rule, one.feed, one.carrier, one.records) for one in found]
    assert said == [
        ("unknown_message", "cargo", "-", 1),
        ("field_missing", "parcels", "-", 8),
        ("feed_stopped", "parcels", "-", 4),
        ("header_missing", "courier", "-", 1),
        ("field_missing", "courier", "-", 1),
        ("awb_format", "cargo", "Q1", 1),
    ]
    lines = list(listed(unit, WAITS))
    assert "16 records wait" in lines[0] and max(map(len, lines)) <= 100
    ids = {row["message_id"][:8] for row in standing(open_past(unit)).to_pyarrow().to_pylist()}
    assert {line.split()[-1].partition("/")[0] for line in lines[2::2]} <= ids
    assert not any("\x1b" in line for line in lines)


def test_the_list_can_be_narrowed(unit):
    past = open_past(unit)
    assert {one.feed for one in reasons(waiting(past, unit, Wanted(feed="courier")))} == {"courier"}
    assert [one.rule for one in reasons(waiting(past, unit, Wanted(carrier="Q1")))] == ["awb_format"]
    assert "awb_format" not in {one.rule for one in reasons(waiting(past, unit, Wanted(since=date(2026, 3, 1))))}
    assert list(listed(unit, Wanted(feed="cargo", carrier="Q9"))) == ["Almaty: nothing waits in quarantine"]


def test_a_lake_without_a_run_says_what_to_do(tmp_path):
    with pytest.raises(ValueError, match="accu night --site almaty"):
        list(listed(unit_with(tmp_path, OLD), WAITS))


def message_of(unit: Unit, name: str) -> str:
    return next(row["message_id"] for row in rows(unit, "messages", AS_OF) if row["file_name"] == name)


def test_a_record_is_shown_with_its_line_its_problem_and_what_it_would_be(unit, mended):
    said = list(shown(unit, f"{message_of(unit, 'half.csv')[:6]}/2"))
    text = "\n".join(said)
    assert "file half.csv of feed courier, received 2026-02-28 20:00 UTC" in text
    at = next(number for number, line in enumerate(said) if ";R2;2;2.5;socks;SAMPLE" in line)
    assert said[at].split()[0] == "3" and "^ error field_missing house_waybill" in said[at + 1]
    assert "still refused by field_missing at line 3" in text
    text = "\n".join(shown(mended, f"{message_of(unit, 'half.csv')[:6]}/2"))
    assert "By today's readers it would be:" in text and "consignment_id R2" in text and "gross_kg 2.5" in text
    assert max(map(len, said)) <= 100


def test_what_a_terminal_would_obey_is_shown_as_text(unit):
    said = "\n".join(shown(unit, message_of(unit, "rubbish.txt")))
    assert r"\x1b[31mred\x1b[0m \u202e name" in said and "\x1b" not in said and "\u202e" not in said


def test_long_lines_are_shown_about_what_is_at_fault_and_fit_where_letters_are_wide(unit):
    drop(unit, "parcels/wide.csv", "hawb;ref;pcs;kg;goods\n;;1;x;" + "礼" * 300 + "\n", AS_OF + HOUR)
    took_in(unit, AS_OF + DAY)
    wide = next(row["message_id"] for row in rows(unit, "messages", AS_OF + DAY) if row["file_name"] == "wide.csv")
    said = list(shown(unit, wide))
    assert max(map(cell_len, said)) <= 100 and any("礼" in line for line in said)
    assert max(map(cell_len, listed(unit, WAITS))) <= 100


def test_a_message_is_named_by_the_beginning_of_its_id_where_only_one_begins_so(unit):
    with pytest.raises(ValueError, match="no message begins with 'zzz'"):
        list(shown(unit, "zzz"))
    with pytest.raises(ValueError, match="no message begins with ''"):
        list(shown(unit, ""))
    with pytest.raises(ValueError, match="no number of a record"):
        list(shown(unit, "abc/x"))


def test_a_retry_without_anything_new_changes_nothing(unit):
    before = len(committed(unit.store))
    retried = retry(unit, WAITS)
    assert retried.tried.total() == 16 and retried.released.total() == 0 and len(committed(unit.store)) == before


def test_what_is_understood_now_is_released_and_the_counts_add_up(unit, mended):
    assert houses(unit, AS_OF + DAY) == {"X1", "X3"}
    retried = retry(mended, WAITS)
    assert dict(retried.tried) == {"cargo": 2, "courier": 2, "parcels": 12}
    assert dict(retried.released) == {"courier": 2, "parcels": 12}
    assert retried.found == 1 + 2 + 12 and not retried.notes
    assert {feed: retried.tried[feed] for feed in retried.tried} == {
        feed: retried.released[feed] + retried.refused[feed] for feed in retried.tried
    }
    (run,) = [run for run in committed(mended.store) if run.kind == "retry"]
    assert run.as_of == AS_OF and run.counts["retry"]["found"] == 15
    assert houses(mended, AS_OF + DAY) == {"X1", "X3", "R2", "P1", "P2", *(f"S{n}" for n in range(4)),
                                           *(f"Q{n}" for n in range(4, 12))}  # fmt: skip
    left = reasons(waiting(open_past(mended), mended, WAITS))
    assert {(one.rule, one.feed) for one in left} == {
        ("unknown_message", "cargo"), ("awb_format", "cargo"), ("field_missing", "courier"),
    }  # fmt: skip


def test_a_past_night_never_changes(unit, mended):
    names = ("messages", "receipts", "problems", "quarantine", *READ_TABLES)
    before = {name: rows(unit, name, AS_OF) for name in names}
    retry(mended, WAITS)
    assert {name: rows(mended, name, AS_OF) for name in names} == before
    assert rows(mended, "released", AS_OF) == []


def test_a_second_retry_changes_nothing_and_tries_what_is_left(unit, mended):
    retry(mended, WAITS)
    runs = len(committed(mended.store))
    again = retry(mended, WAITS)
    assert again.tried.total() == 3 and again.released.total() == 0 and len(committed(mended.store)) == runs


def test_a_dry_run_says_the_same_and_writes_nothing(unit, mended):
    files = sorted(path for path in mended.store.folder.rglob("*") if path.is_file())
    dry = retry(mended, WAITS, dry=True)
    assert sorted(path for path in mended.store.folder.rglob("*") if path.is_file()) == files
    assert retry(mended, WAITS) == dry
    assert "would be released" in next(dry.told("Almaty", dry=True))


def test_a_message_refused_as_a_whole_is_taken_with_all_its_records(unit, mended):
    retry(mended, Wanted(messages=(message_of(unit, "whole.csv")[:12],)))
    whole = message_of(unit, "whole.csv")
    (before,) = [row for row in rows(mended, "messages", AS_OF) if row["message_id"] == whole]
    (now,) = [row for row in rows(mended, "messages", AS_OF + DAY) if row["message_id"] == whole]
    assert (before["records"], now["records"], now["records_counted"], now["reading"]) == (1, 3, 3, 2)
    refused = [row for row in rows(mended, "quarantine", AS_OF + DAY) if row["message_id"] == whole]
    assert {(row["record"], row["rule"]) for row in refused} == {(1, "header_missing"), (3, "field_missing")}
    waits = [row for row in waiting(open_past(mended), mended, WAITS).to_pylist() if row["message_id"] == whole]
    assert [(row["record"], row["feed"]) for row in waits] == [(3, "courier")]
    noted = known(Past(mended.store, Run("reader", "night", SITE, (AS_OF + DAY,)))).problems
    errors = noted.filter((_.message_id == whole) & (_.severity == "error")).to_pyarrow()
    assert errors["what"].to_pylist() == ["field_missing"]


def test_a_duplicate_that_comes_later_counts_with_the_records_it_has_now(unit, mended):
    retry(mended, WAITS)
    drop(mended, "courier/again.csv", WHOLE, AS_OF + HOUR)
    run = took_in(mended, AS_OF + DAY)
    courier = run.counts["feeds"]["courier"]
    assert (courier["records"], courier["counted"], courier["duplicate"]) == (3, 3, 3)
    assert not [note for note in run.notes if "add up" in note]


def test_what_is_released_enters_the_history_once(unit, mended):
    retry(mended, WAITS)
    took_in(mended, AS_OF + DAY)
    took_in(mended, AS_OF + 2 * DAY)
    past = Past(mended.store, Run("reader", "night", SITE, (AS_OF + 3 * DAY,)))
    schema = pa.schema({"entity": pa.string(), "cutoff": pa.timestamp("us", tz="UTC"), "shipments": pa.int64()})
    sums = past.everything("history", schema).filter(_.entity == "consignor").group_by("cutoff")
    found = sums.agg(shipments=_.shipments.sum()).to_pyarrow().to_pylist()
    assert {row["cutoff"]: row["shipments"] for row in found} == {AS_OF: 2, AS_OF + DAY: 1}


def test_a_file_that_holds_another_number_of_records_now_waits_on_and_says_so(unit, tmp_path):
    other = unit_with(tmp_path, NEW)
    lists = [feed.model_copy(update={"holds": "messages", "mapping": None}) for feed in other.site.feeds]
    gone = Unit(other.site.model_copy(update={"feeds": tuple(lists)}), other.lake)
    retried = retry(gone, Wanted(messages=(message_of(unit, "half.csv")[:12],)))
    assert retried.released.total() == 0
    assert retried.notes == (
        f"Message {message_of(unit, 'half.csv')[:8]} was not tried: it has 1 records now, where it had 3.",
    )


def test_a_file_that_is_divided_otherwise_now_is_taken_as_the_messages_it_holds(tmp_path):
    before = unit_with(tmp_path, OLD)
    texts = [f"FWB/16\n901-100000{number}ISTALA/T4K80\n" for number in (12, 23)]
    drop(before, "courier/two.txt", "".join(texts), AS_OF - HOUR)
    took_in(before, AS_OF)
    assert [row["rule"] for row in rows(before, "quarantine", AS_OF)] == ["header_missing"]
    feeds = [feed.model_copy(update={"holds": "messages", "mapping": None}) for feed in before.site.feeds]
    mended = Unit(before.site.model_copy(update={"feeds": tuple(feeds)}), before.lake)
    retried = retry(mended, WAITS)
    assert (retried.tried.total(), retried.released.total(), retried.found, retried.notes) == (1, 1, 2, ())
    assert {row["waybill"] for row in rows(mended, "consignments", AS_OF + DAY)} == {"90110000012", "90110000023"}
    receipts = rows(mended, "receipts", AS_OF + DAY)
    assert {row["known_at"] for row in receipts} == {AS_OF - HOUR, AS_OF} and len(receipts) == 3
    assert not waiting(open_past(mended), mended, WAITS).num_rows and len(rows(mended, "receipts", AS_OF)) == 1
    drop(mended, "courier/again.txt", "".join(texts), AS_OF + HOUR)
    courier = took_in(mended, AS_OF + DAY).counts["feeds"]["courier"]
    assert (courier["records"], courier["duplicate"]) == (2, 2)


def test_a_stopped_feed_stays_stopped_while_most_of_it_cannot_be_read(unit):
    retried = retry(unit, Wanted(feed="parcels"))
    assert retried.released.total() == 0
    assert [note for note in retried.notes if note.startswith("What was stopped of parcels")]
