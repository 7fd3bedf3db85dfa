"""Sheets as officers return them, nights that take them in as far as their receipts, and what those say."""

import csv
import html
import io
import re
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from lakes import AS_OF, SITE, TONIGHT
from past_lists import case_of, line, night_of
from small import drop

from expectations.check import Checked
from flows.batch import Batch
from flows.pull import pull
from flows.receipt import receipts
from flows.returned import returned
from flows.take_in import Taken
from flows.unit import Unit
from lake import sites
from lake.past import Past
from lake.runs import commit, start
from lake.sheet import SHEET
from lake.sheet_words import words
from lake.sites import Feed
from lake.tables import QUARANTINE, TABLES
from manifests.files import read_path
from models.labels import label
from targets.language import load

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST, NEXT = f"{SITE}-{TONIGHT}", AS_OF + DAY
MORNING = (AS_OF + 3 * HOUR).replace(tzinfo=None)
OPENED = {
    "decision": "accepted", "decided_at": MORNING, "presented": "yes", "method": "full_opening", "result": "clear",
    "made_for": "Officer 7",
}  # fmt: skip


def listed(tmp_path: Path) -> Unit:
    """A unit that gets nothing but sheets, and has handed out five lines, the last of them drawn at random."""
    feed = Feed(name="results", url="inbox/results", holds="outcome", settle_seconds=0, required=False)
    found = Unit(sites.load(SITE).model_copy(update={"feeds": (feed,)}), tmp_path)
    random = {"selected_as": "random", "selection_probability": 0.02}
    flight = {"flight_id": "XY0123-20260301-IST"}
    night_of(found, AS_OF, [*(line(n, **flight) for n in range(1, 5)), line(5, **random, **flight)])
    return found


def row(number, **said):
    return {"list_id": LIST, "list_line": number, "case_id": case_of(number)} | OPENED | said


UNTOUCHED = dict.fromkeys(OPENED)


def sheet(*rows, language="en"):
    """A sheet as CSV, without the columns that an officer's copy hides."""
    names = [column.name for column in SHEET if not column.name.startswith("selec")]
    text = io.StringIO()
    made = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    made.writerow([words(language)["sheet_column"][name] for name in names])
    made.writerows([["" if row.get(name) is None else row[name] for name in names] for row in rows])
    return text.getvalue().encode()


def whole(*changed):
    """The whole list, lines that are not changed untouched."""
    others = {n: row(n, **UNTOUCHED) for n in range(1, 6)} | {r["list_line"]: r for r in changed}
    return sheet(*others.values())


def home(unit, as_of=NEXT, take=None, **files):
    """A night as far as its receipts: each file came at the moment of its own, or six hours before the night."""
    for name, content in files.items():
        data, at = content if isinstance(content, tuple) else (content, as_of - 16 * HOUR)
        drop(unit, f"results/{name}.csv", data, at)
    run = start(unit.store, "night", SITE, (as_of,))
    past = Past(unit.store, run)
    pulled = pull(unit, past)
    receipts(unit, past, pulled, (take or taken)(unit, past, pulled))
    commit(unit.store, run)
    return run


def taken(unit, past, pulled):
    """What take_in does but for the checks, which take long to load."""
    batch = Batch()
    for arrived in pulled.arrived:
        path = unit.store.raw_path(arrived.file_id)
        for message in read_path(path, arrived.file_name, arrived.received_at, "outcome"):
            batch.receive(arrived, message)
            if batch.feed_of.get(message.message_id) is None and not known_before(past, message.message_id):
                batch.add(arrived, message)
    tables = batch.tables() | {"receipts": pa.Table.from_pylist(batch.receipts, TABLES["receipts"].schema)}
    past.run.parts.extend(
        unit.store.write(name, rows, past.run.run_id) for name, rows in tables.items() if rows.num_rows
    )
    return Taken(tables["receipts"], Checked({}, QUARANTINE.schema.empty_table(), (), {}), {})


def known_before(past, message_id):
    ids = past.everything("messages", TABLES["messages"].schema).message_id.to_pyarrow().to_pylist()
    return message_id in ids


def page(unit, run, name):
    (found,) = [one for one in run.counts["receipts"] if one["file"] == f"{name}.csv"]
    return (unit.store.folder / found["page"]).read_text("utf-8"), found


def totals(found):
    return tuple(found[end] for end in ("counted", "known", "untouched", "refused"))


def said(unit, run, name, key):
    """Whether the page has this sentence, whatever it is filled with."""
    text = html.unescape(page(unit, run, name)[0])
    parts = re.split(r"\{[^}]*\}", load(unit.site.language).words[f"receipt.{key}"])
    return all(part in text for part in parts)


def labels(unit, run):
    rows = returned(Past(unit.store, run))
    return {one["case_id"]: one for one in label(rows, unit.site.strong_methods).to_pylist()}


def stored(unit, run):
    return Past(unit.store, run).table("inspections", TABLES["inspections"].schema).to_pyarrow().to_pylist()
