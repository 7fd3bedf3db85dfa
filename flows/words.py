"""What descriptions mean, learned each ISO week from what was known before it began, and the judgement of cases."""

from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from cases.case import CASES
from flows.unit import Unit
from goods.classifier import Classifier, cold_start, load, save, train
from goods.grams import text_key
from goods.headings import Example, is_heading
from lake.past import Past
from lake.runs import stamp
from lake.tables import TABLES
from lake.words import each

FEW_LINES = 500
"""Fewer own texts than this teach nothing that the words of the headings do not say better."""
LOOK_BACK = timedelta(days=365)
"""How far back lines are learned from: the cost of a week does not grow with the years behind it."""
NEW_HEADING = 5
"""Own texts that a heading must have which is not among those of lake/reference: fewer are slips of the keyboard."""
FITS = pa.schema({
    "as_of": CASES.schema.field("as_of").type,
    "case_id": pa.string(),
    "hs_fit": pa.float64(),
    "hs_rank": pa.int64(),
    "text_class": pa.string(),
    "text_class_fit": pa.float64(),
})  # fmt: skip


def words(unit: Unit, past: Past) -> int:
    """Learn and store the classifier of each week of the run's moments that has none yet; return the texts learned."""
    stored, learned = past.parts("goods_model"), 0
    for week in sorted({week_of(moment) for moment in past.run.moments}):
        if stamp(week) not in stored:
            examples = lines_before(past, week)
            learned += len(examples)
            rows = save(train(examples) if examples else cold_start())
            past.run.parts.append(unit.store.write("goods_model", rows, past.run.run_id, stamp(week)))
    return learned


def week_of(moment: datetime) -> datetime:
    """Return Monday 00:00 UTC of the moment's ISO week.

    >>> week_of(datetime(2026, 3, 1, 23, tzinfo=UTC)).date()
    datetime.date(2026, 2, 23)
    """
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def lines_before(past: Past, moment: datetime) -> list[Example]:
    """What was declared before a moment, as texts with a heading: none where there are fewer than FEW_LINES.

    A text weighs by how many consignors write it with the heading, each counted once however often he does; 1, 2-3,
    4-7, ... of them weigh 1, 2, 3, ...: a text that many copy is no better proof for each copy.
    """
    told = _declared(past, moment).to_pyarrow()
    keyed = pa.table({"text": each(told["text"], text_key), "hs4": told["hs4"], "consignor": told["consignor"]})
    distinct = keyed.filter(pc.is_valid(keyed["text"])).group_by(keyed.column_names).aggregate([])
    counted = distinct.group_by(["text", "hs4"]).aggregate([([], "count_all")]).to_pylist()
    if distinct.num_rows < FEW_LINES:
        return []
    found = [Example(row["text"], row["hs4"], row["count_all"].bit_length()) for row in counted]
    return _of_known_headings(sorted(found, key=lambda example: (example.text, example.hs4)))


def fits(unit: Unit, past: Past, cases: pa.Table) -> pa.Table:
    """Return how the texts of cases fit their headings, by the classifier of each moment's week (schema FITS).

    Args:
        unit: whose classifiers are stored.
        past: of a run that has carried out `words`.
        cases: rows with as_of, case_id, goods_description and hs_codes.

    Returns:
        A row a case, by as_of and case_id. hs_fit is the probability of the declared heading that fits best and
        hs_rank its place (1 is first): null where none is declared, none is known to the classifier, or the text
        says nothing. text_class is the heading that fits the text best, text_class_fit its probability.
    """
    found = []
    for moment in pc.unique(cases["as_of"]).to_pylist():
        at = cases.filter(pc.equal(cases["as_of"], pa.scalar(moment, cases.schema.field("as_of").type)))
        classifier = load(unit.store.read(past.parts("goods_model")[stamp(week_of(moment))]))
        found.append(_fits(at, classifier))
    ordered = pa.concat_tables(found) if found else FITS.empty_table()
    return ordered.sort_by([("as_of", "ascending"), ("case_id", "ascending")])


def _declared(past: Past, moment: datetime) -> ibis.Table:
    """Distinct description, heading and consignor of goods lines, and of consignments with one code."""
    within = (_.known_at < moment) & (_.known_at >= moment - LOOK_BACK)
    rows = past.table("consignments", TABLES["consignments"].schema).filter(within)
    ids = ["message_id", "consignment_id"]
    senders = rows.group_by(ids).agg(consignor_key=_.consignor_key.min())
    lines = past.table("goods", TABLES["goods"].schema).filter(within)
    lines = lines.left_join(senders, ids).select("goods_description", "hs_code", "consignor_key")
    whole = rows.filter(_.hs_codes.length() == 1).select(
        "goods_description", hs_code=_.hs_codes[0], consignor_key=_.consignor_key
    )
    both = lines.union(whole).filter(_.goods_description.notnull() & _.hs_code.notnull())
    return both.select(
        text=_.goods_description, hs4=_.hs_code.substr(0, 4), consignor=ibis.coalesce(_.consignor_key, "")
    ).distinct()


def _of_known_headings(examples: list[Example]) -> list[Example]:
    known = set(cold_start().headings)
    texts: dict[str, int] = {}
    for example in examples:
        texts[example.hs4] = texts.get(example.hs4, 0) + 1
    fine = {hs4 for hs4, count in texts.items() if hs4 in known or (is_heading(hs4) and count >= NEW_HEADING)}
    return [example for example in examples if example.hs4 in fine]


def _fits(cases: pa.Table, classifier: Classifier) -> pa.Table:
    """The same for the cases of one moment: each distinct pair of text and heading is judged once."""
    asked = _asked(cases)
    pairs = asked.group_by(["text", "hs4"]).aggregate([]).sort_by([("text", "ascending"), ("hs4", "ascending")])
    told = classifier.fit(pairs["text"].to_pylist(), pairs["hs4"].to_pylist())
    best = [(name, how) for name, how in (("fit", "max"), ("rank", "min"), ("best", "max"), ("best_fit", "max"))]
    judged = asked.join(told, ["text", "hs4"]).group_by("row").aggregate(best)
    rows = pa.table({"row": pa.array(range(cases.num_rows), pa.int64())}).join(judged, "row").sort_by("row")
    columns = [cases["as_of"], cases["case_id"], *(rows[f"{name}_{how}"] for name, how in best)]
    return pa.table(columns, schema=FITS)


def _asked(cases: pa.Table) -> pa.Table:
    """Row, text and heading: a row for each declared heading of a case with a text, "" where none is declared."""
    codes = cases["hs_codes"].combine_chunks()
    declared = pa.table({
        "row": pc.list_parent_indices(codes).cast(pa.int64()),
        "hs4": pc.utf8_slice_codeunits(pc.list_flatten(codes).cast(pa.string()), 0, 4),
    })  # fmt: skip
    texts = pa.table({"row": pa.array(range(cases.num_rows), pa.int64()), "text": cases["goods_description"]})
    rows = texts.filter(pc.is_valid(texts["text"])).join(declared, "row")
    rows = rows.set_column(rows.schema.get_field_index("hs4"), "hs4", pc.fill_null(rows["hs4"], ""))
    return rows.group_by(["row", "text", "hs4"]).aggregate([])
