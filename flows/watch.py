"""Looks up the parties of cases on the unit's watch lists, each text once for each version of a list.

A moment uses the version of a list that lay there before it, pinned in the run's `inputs` with its bytes in raw/, and
the entries valid on its shift's day. Names on a list stay in the unit's lake: notes and records name lists and lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from flows.prepare import write_each
from flows.unit import Unit
from lake.notes import note
from lake.past import Past
from lake.personal import id_hasher
from lake.runs import committed, stamp
from lake.sites import WatchList
from lake.store import Part, ordered
from lake.tables import WATCH_HITS, WATCH_SCORES
from parties.watch_list import Entries, Entry, address_words, id_text, phone_digits, read
from parties.watch_match import VERSION, Matcher

ASKED = {
    ("consignor", "name"): "consignor_name", ("consignee", "name"): "consignee_name",
    ("notify", "name"): "notify_name", ("forwarder", "name"): "forwarder_name",
    ("consignor", "address"): "consignor_address_key", ("consignee", "address"): "consignee_address_key",
    ("consignor", "phone"): "consignor_phone_key", ("consignee", "phone"): "consignee_phone_key",
    ("consignor", "id"): "consignor_tax_id", ("consignee", "id"): "consignee_tax_id",
}  # fmt: skip
"""(role, what) -> the column of cases that is looked up."""
BEST = pa.schema({
    "as_of": pa.timestamp("us", tz="UTC"), "case_id": pa.string(), "watch_score": pa.float64(),
    "watch_role": pa.string(), "watch_entry": pa.string(), "watch_list": pa.string(), "watch_owner": pa.string(),
    "watch_reason": pa.string(),
})  # fmt: skip
LOOKED_UP = ["as_of", "case_id", "role", "what", "text"]
SHOWN = 5
"""Refused lines of a list that a note names; the count is of all."""
Found = tuple[str | None, float | None]


@dataclass
class _Opened:
    """A version of a list at work in a run: what is made of it is made once, and only when something is asked."""

    entries: Entries
    scores: dict[tuple[str, str], list[Found]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        return {entry.entry_id: entry for entry in self.entries.entries}

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.entries.entries)

    @cached_property
    def exact(self) -> dict[str, dict[str, list[str]]]:
        """Entries by what they have, and its key."""
        found: dict[str, dict[str, list[str]]] = {"address": {}, "phone": {}, "id": {}}
        for entry in self.entries.entries:
            for what, keys in (("address", entry.addresses), ("phone", entry.phones), ("id", entry.ids)):
                for key in keys:
                    found[what].setdefault(key, []).append(entry.entry_id)
        return found


def watch(unit: Unit, past: Past, cases: pa.Table) -> pa.Table:
    """The hits of every moment of the run, `WATCH_HITS`, stored once a moment; one that has its hits keeps them."""
    stored = [part for at, part in past.parts(WATCH_HITS.name).items() if at in map(stamp, past.run.moments)]
    kept = [unit.store.read(part) for part in stored]
    past.run.notes += _said_before(unit, stored)
    new = tuple(m for m in past.run.moments if stamp(m) not in {part.as_of for part in stored})
    opened: dict[str, _Opened] = {}
    hits: list[dict[str, object]] = []
    for moment in new:
        at = cases.filter(pc.equal(cases["as_of"], pa.scalar(moment, cases.schema.field("as_of").type)))
        asked = _asked(at)
        for listed in unit.site.watch_lists:
            version = _version(unit, past, listed, moment)
            if version is None:
                continue
            if version not in opened:
                opened[version] = _open(unit, past, listed, version)
            hits += _hits(asked, listed, _scored(unit, past, opened[version], asked), unit.site.day_of(moment))
    past.run.notes += _missing(unit, past, new)
    found = ordered(pa.Table.from_pylist(hits, WATCH_HITS.schema), WATCH_HITS.key)
    write_each(unit, past, WATCH_HITS.name, found, new)
    return pa.concat_tables([*kept, found])


def best(hits: pa.Table) -> pa.Table:
    """The best hit of each case, `BEST`, by (as_of, case_id): the highest score, then list, entry, role, what.

    Its texts are there for sentences: an entry without a name is called by its id, one without an owner says so.
    """
    order = [("as_of", "ascending"), ("case_id", "ascending"), ("score", "descending")]
    rows = hits.sort_by([*order, *((name, "ascending") for name in ("list_name", "entry_id", "role", "what"))])
    first: dict[tuple[datetime, str], dict[str, object]] = {}
    for row in rows.to_pylist():
        first.setdefault((row["as_of"], row["case_id"]), {
            "as_of": row["as_of"], "case_id": row["case_id"], "watch_score": row["score"], "watch_role": row["role"],
            "watch_entry": row["entry_name"] or row["entry_id"], "watch_list": row["list_name"],
            "watch_owner": row["owner"] or "nobody named", "watch_reason": row["reason"] or "no reason given",
        })  # fmt: skip
    return pa.Table.from_pylist(list(first.values()), BEST)


def _asked(cases: pa.Table) -> pa.Table:
    """Everything of the cases that is looked up: as_of, case_id, role, what, text."""
    parts = []
    for (role, what), column in ASKED.items():
        said = cases.select(["as_of", "case_id", column]).filter(pc.is_valid(cases[column]))
        fixed = {
            name: pa.repeat(value, said.num_rows).cast(pa.string()) for name, value in (("role", role), ("what", what))
        }
        parts.append(pa.table({"as_of": said["as_of"], "case_id": said["case_id"], **fixed, "text": said[column]}))
    return pa.concat_tables(parts)


def _version(unit: Unit, past: Past, listed: WatchList, moment: datetime) -> str | None:
    """SHA-256 of the list as it was known before a moment, its bytes in raw/; None when there was none."""
    pin = f"watch list {listed.name} {stamp(moment)}"
    earlier = [past.run, *committed(unit.store)]
    version = next((run.inputs[pin] for run in earlier if pin in run.inputs), None) or _newest(unit, listed, moment)
    if version is not None:
        past.run.inputs[pin] = version
    return version


def _newest(unit: Unit, listed: WatchList, moment: datetime) -> str | None:
    """The file when it lay there before the moment, else the version that the last moment before it used."""
    path = unit.store.folder / listed.path
    if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
        return unit.store.keep(path.read_bytes())
    pins = {pin: sha for run in committed(unit.store) for pin, sha in run.inputs.items()}
    used = [pin for pin in pins if pin.startswith(f"watch list {listed.name} ") and pin.split()[-1] < stamp(moment)]
    return pins[max(used)] if used and path.is_file() else None


def _open(unit: Unit, past: Past, listed: WatchList, version: str) -> _Opened:
    """Read a version of a list and note its refused lines by number."""
    entries = read(unit.store.raw(version), listed.format)
    if entries.refused:
        shown = "; ".join(f"line {refused.line}: {refused.why}" for refused in entries.refused[:SHOWN])
        past.run.notes.append(note("watch_refused", list=listed.name, n=len(entries.refused), lines=shown))
    return _Opened(entries)


def _scored(unit: Unit, past: Past, opened: _Opened, asked: pa.Table) -> _Opened:
    """Look up what this version was not asked yet and store the answers, also that nothing is alike."""
    distinct = asked.group_by(["what", "text"]).aggregate([])
    wanted = {(row["what"], row["text"]) for row in distinct.to_pylist()} - opened.scores.keys()
    opened.scores |= _answered(past, opened.entries.version, distinct) if wanted else {}
    new = sorted(wanted - opened.scores.keys())
    if not new:
        return opened
    names = [text for what, text in new if what == "name"]
    answers: dict[tuple[str, str], list[Found]] = {one: [] for one in new}
    if names:
        for row in opened.matcher.match(names).to_pylist():
            answers["name", row["text"]].append((row["entry_id"], row["score"]))
    for what, text in new:
        if what != "name":
            answers[what, text] += [(entry_id, 1.0) for entry_id in _exactly(opened, what, text)]
    told = [
        {"list_version": _key(opened.entries.version), "what": what, "text": text, "entry_id": entry_id, "score": score}
        for (what, text), found in answers.items()
        for entry_id, score in found or [(None, None)]
    ]
    opened.scores |= answers
    rows = ordered(pa.Table.from_pylist(told, WATCH_SCORES.schema), WATCH_SCORES.key)
    past.run.parts.append(unit.store.write(WATCH_SCORES.name, rows, past.run.run_id))
    return opened


def _key(version: str) -> str:
    """Under what answers are kept: a matcher that finds otherwise asks again."""
    return f"{version} {VERSION}"


def _answered(past: Past, version: str, distinct: pa.Table) -> dict[tuple[str, str], list[Found]]:
    """What earlier runs found of these texts on this version."""
    scores = past.everything(WATCH_SCORES.name, WATCH_SCORES.schema).filter(_.list_version == _key(version))
    known = scores.semi_join(ibis.memtable(distinct), ["what", "text"]).order_by("what", "text", "entry_id")
    found: dict[tuple[str, str], list[Found]] = {}
    for row in known.to_pyarrow().to_pylist():
        found.setdefault((row["what"], row["text"]), []).append((row["entry_id"], row["score"]))
    return found


def _exactly(opened: _Opened, what: str, text: str) -> list[str]:
    """Entries with this address, telephone or number; a number that messages keep plain is hashed to be compared."""
    if what == "id":
        plain = id_text(text)
        keys = [text, *([id_hasher()(plain)] if plain else [])]
    else:
        key = address_words(text) if what == "address" else phone_digits(text)
        keys = [key] if key else []
    return sorted({entry_id for key in keys for entry_id in opened.exact[what].get(key, [])})


def _hits(asked: pa.Table, listed: WatchList, opened: _Opened, day: date) -> Iterator[dict[str, object]]:
    """Rows of `WATCH_HITS` for what is alike enough to an entry that is valid on the day."""
    alike = {
        one: [
            (opened.by_id[entry_id], score)
            for entry_id, score in found
            if entry_id and score is not None and score >= listed.alert and opened.by_id[entry_id].holds(day)
        ]
        for one, found in opened.scores.items()
    }
    alike = {one: found for one, found in alike.items() if found}
    texts = pa.array(sorted({text for _what, text in alike}), pa.string())
    for row in asked.filter(pc.is_in(asked["text"], texts)).to_pylist():
        for entry, score in alike.get((row["what"], row["text"]), []):
            yield {name: row[name] for name in ("as_of", "case_id", "role", "what")} | {
                "list_name": listed.name, "list_version": opened.entries.version, "entry_id": entry.entry_id,
                "entry_name": entry.name or None, "owner": entry.owner, "reason": entry.reason, "score": score,
            }  # fmt: skip


def _said_before(unit: Unit, stored: list[Part]) -> list[str]:
    """What the runs noted of lists when they wrote these hits: a night that is run again says it again."""
    wrote = [run for run in committed(unit.store) if any(part in run.parts for part in stored)]
    return list(dict.fromkeys(note for run in wrote for note in run.notes if note.startswith("Watch list ")))


def _missing(unit: Unit, past: Past, moments: tuple[datetime, ...]) -> list[str]:
    """A sentence for each required list that a moment had to do without."""
    gone = [
        listed.name
        for listed in unit.site.watch_lists
        if listed.required and any(f"watch list {listed.name} {stamp(m)}" not in past.run.inputs for m in moments)
    ]
    return [note("watch_missing", list=name) for name in gone]
