"""Rules over a night and over stored nights: what is kept, what a dry run says, whom the unit trusts."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from ibis import _
from lakes import AS_OF, DAYS, SITE, TONIGHT, copied, last_night, rows

from cases.case import CASES
from features.catalogue import feature_schema
from features.describe import ROW
from flows.choose import rules
from flows.described import PARTS, stored_features
from flows.rule_records import records
from flows.rules import Recent, dry_run, named, trusted
from flows.unit import Unit
from indicators.apply import INDICATORS
from indicators.record import FIRED, Rate
from lake import sites
from lake.past import Past
from lake.runs import Run, commit, committed, stamp, start
from lake.tables import TABLES

RULE = named("weight_over_limit")
HEAVY = replace(RULE, name="heavy", fires=_.gross_kg > 100, reason="{gross_kg} kg")
MORNING = timedelta(hours=3)
LIST = b"name,owner,valid_from,valid_to\nAlfa Mill,A. Chief,2026-01-01,2026-12-31\n"


def case(case_id: str, at: datetime, **said: object) -> dict[str, object]:
    times = dict.fromkeys(("first_known_at", "last_known_at"), at - MORNING)
    fixed = {"level": "direct", "case_type": "cargo-direct", "traffic": "import", "stream": "cargo"}
    return {"as_of": at, "case_id": case_id, **fixed, **times, "gross_kg": 200.0, "pieces": 1} | said


def inspection(case_id: str, decided: datetime, result: str, **said: object) -> dict[str, object]:
    known_at = decided + MORNING
    return {
        "message_id": f"sheet-{case_id}-{decided:%d}", "record": 1, "known_at": known_at, "case_id": case_id,
        "inspection_id": f"{case_id}-{decided:%d}", "decided_at": decided, "decision": "accepted", "presented": True,
        "method": "full_opening", "result": result, "finding": "narcotics" if result == "hit" else None,
        "selected_as": "model", "list_id": f"before-{decided:%d}", "list_line": 1,
    } | said  # fmt: skip


def unit_of(tmp_path, *nights, results=(), kind="backfill") -> Unit:
    """A lake of nights, each of some cases, and of results that came with the last of them."""
    unit = Unit(sites.load(SITE), tmp_path)
    for day, cases in nights:
        at = unit.site.as_of(day)
        run = start(unit.store, kind, SITE, (at,))
        found = pa.Table.from_pylist([case(name, at, **said) for name, said in cases.items()], CASES.schema)
        tables = {"cases": found, **_nothing_known(found)}
        run.parts += [unit.store.write(name, table, run.run_id, stamp(at)) for name, table in tables.items()]
        commit(unit.store, run)
    put(unit, results)
    return unit


def _nothing_known(cases: pa.Table) -> dict[str, pa.Table]:
    """The features of cases of which nothing is known, group by group as they are stored."""
    rows = pa.Table.from_pylist(cases.select(list(ROW)).to_pylist(), feature_schema())
    return {name: rows.select([*ROW, *columns]) for name, columns in PARTS.items()}


def put(unit: Unit, results) -> None:
    run = start(unit.store, "retry", SITE, (AS_OF + timedelta(days=9),))
    inspections = pa.Table.from_pylist(list(results), TABLES["inspections"].schema)
    receipts = [{"message_id": row["message_id"], "known_at": row["known_at"], "feed": "results"} for row in results]
    receipts = pa.Table.from_pylist(
        [row | {"file_name": "sheet.csv", "bytes": 1} for row in receipts], _nullable(TABLES["receipts"].schema)
    )
    run.parts += [
        unit.store.write("inspections", inspections, run.run_id),
        unit.store.write("receipts", receipts, run.run_id),
    ]
    commit(unit.store, run)


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])


def nights(count: int, *names: str) -> list[tuple[date, dict[str, dict[str, object]]]]:
    return [(TONIGHT + timedelta(days=n), {name: {} for name in names}) for n in range(count)]


def test_a_case_of_several_nights_is_hit_once_and_its_result_counts_once(tmp_path):
    decided = AS_OF + MORNING
    said = {"A": "hit", "B": "clear", "light": "clear"}
    results = [inspection(name, decided, result) for name, result in said.items()]
    days = [(day, cases | {"light": {"gross_kg": 1.0}}) for day, cases in nights(3, "A", "B", "C")]
    found = dry_run(unit_of(tmp_path, *days, results=results), HEAVY, TONIGHT, TONIGHT + timedelta(days=2))
    assert (len(found.nights), found.cases, found.hit, found.inspected) == (3, 4, 3, 2)
    assert (found.found, found.every, found.drawn) == (Rate(1, 2), Rate(1, 3), Rate(0, 0))


def test_only_the_nights_that_were_asked_for_are_tried(tmp_path):
    unit = unit_of(tmp_path, *nights(3, "A"))
    assert len(dry_run(unit, HEAVY, TONIGHT, TONIGHT).nights) == 1
    with pytest.raises(ValueError, match="no night from 2026-02-01 to 2026-02-02 is stored for almaty"):
        dry_run(unit, HEAVY, date(2026, 2, 1), date(2026, 2, 2))


def test_a_lake_without_a_run_has_no_night_to_try(tmp_path):
    with pytest.raises(ValueError, match="no night"):
        dry_run(Unit(sites.load(SITE), tmp_path), HEAVY, TONIGHT, TONIGHT)


def test_a_result_that_was_decided_before_the_rule_could_fire_is_none_of_its_own(tmp_path):
    early = [inspection("A", AS_OF - MORNING, "hit"), inspection("B", AS_OF + MORNING, "hit")]
    found = dry_run(unit_of(tmp_path, *nights(1, "A", "B"), results=early), HEAVY, TONIGHT, TONIGHT)
    assert (found.inspected, found.found) == (2, Rate(1, 1))


def test_a_weak_look_is_inspected_and_not_settled(tmp_path):
    weak = [
        inspection("A", AS_OF + MORNING, "clear", method="documents"),
        inspection("B", AS_OF + MORNING, "clear", pieces_found=1),
    ]
    unit = unit_of(tmp_path, (TONIGHT, {"A": {}, "B": {"pieces": 10}}), results=weak)
    found = dry_run(unit, replace(HEAVY, family="prohibited"), TONIGHT, TONIGHT)
    assert (found.inspected, found.found) == (2, Rate(0, 0))


def test_a_rule_is_tried_outside_its_dates_and_the_page_says_so(tmp_path):
    unit, days = unit_of(tmp_path, *nights(1, "A")), (TONIGHT, TONIGHT)
    future = replace(HEAVY, valid_from=date(2027, 1, 1))
    found = dry_run(unit, future, *days)
    assert found.hit == 1
    assert "holds from 2027-01-01, not on all of these days" in "\n".join(found.told("Almaty", days))
    assert "not on all of these days" not in "\n".join(dry_run(unit, HEAVY, *days).told("Almaty", days))


def test_few_results_are_said_to_be_few_and_none_to_say_nothing(tmp_path):
    few = [inspection("A", AS_OF + MORNING, "hit")]
    unit = unit_of(tmp_path, (TONIGHT, {"A": {}, "B": {}, "light": {"gross_kg": 1.0}}), results=few)
    days = (TONIGHT, TONIGHT)
    text = "\n".join(dry_run(unit, HEAVY, *days).told("Almaty", days))
    assert "Only 1 settled results, fewer than 20" in text
    assert "hit rate 100.0 % (95 %: 2.5 to 100.0 %)" in text
    assert "would have hit       2 of 3 cases (66.67%), 2.0 a night" in text
    nothing = replace(HEAVY, fires=_.case_id == "B")
    assert "says how many, not how good" in dry_run(unit, nothing, *days).caution


def test_lift_is_told_over_all_inspected_and_over_the_random_draw(tmp_path):
    names = [f"C{n:02d}" for n in range(60)]
    cases = {name: {"gross_kg": 200.0 if n < 30 else 1.0} for n, name in enumerate(names)}
    results = [
        inspection(name, AS_OF + MORNING, "hit" if n < 15 or n in (30, 31, 32) else "clear",
                   selected_as="random" if n >= 30 else "model")
        for n, name in enumerate(names)
    ]  # fmt: skip
    found = dry_run(unit_of(tmp_path, (TONIGHT, cases), results=results), HEAVY, TONIGHT, TONIGHT)
    assert (found.found, found.every, found.drawn) == (Rate(15, 30), Rate(18, 60), Rate(3, 30))
    over_all, over_drawn = found.lift_over_inspected, found.lift_over_drawn
    assert over_all is not None
    assert over_drawn is not None
    assert (over_all.value, over_drawn.value) == (pytest.approx(5 / 3), pytest.approx(5))
    assert 1 < over_all.low < over_all.high <= 2
    text = "\n".join(found.told("Almaty", (TONIGHT, TONIGHT)))
    assert "drawn at random      3 of 30" in text
    assert "The inspected were chosen, not drawn" in text


def test_a_rule_that_names_a_column_of_no_night_cannot_be_tried(tmp_path):
    odd = replace(HEAVY, fires=_.moon_phase > 1)
    with pytest.raises(ValueError, match="no column moon_phase"):
        dry_run(unit_of(tmp_path, *nights(2, "A")), odd, TONIGHT, TONIGHT + timedelta(days=1))


def test_an_unknown_rule_is_answered_with_the_nearest_names():
    with pytest.raises(ValueError, match="no rule 'structured_parcel'; did you mean structured_parcels"):
        named("structured_parcel")
    with pytest.raises(ValueError, match="accu rules list"):
        named("zzzz")


def fired(unit: Unit, at: datetime, *hits: tuple[str, str], kind="night", pieces=1) -> Run:
    run = start(unit.store, kind, SITE, (at,))
    found = [
        {"as_of": at, "case_id": name, "indicator": rule, "action": "review", "family": "prohibited", "pieces": pieces}
        for name, rule in hits
    ]
    run.parts.append(unit.store.write("fired", pa.Table.from_pylist(found, FIRED.schema), run.run_id, stamp(at)))
    commit(unit.store, run)
    return run


def test_a_record_counts_what_really_fired_each_case_once_in_its_windows(tmp_path):
    unit = Unit(sites.load(SITE), tmp_path)
    fired(unit, AS_OF - timedelta(days=366), ("Z", RULE.name))
    fired(unit, AS_OF - timedelta(days=40), ("A", RULE.name), ("B", RULE.name))
    fired(unit, AS_OF - timedelta(days=2), ("B", RULE.name), ("C", RULE.name), ("C", "gone_since"))
    decided = AS_OF - timedelta(days=1)
    put(unit, [inspection("B", decided, "hit"), inspection("C", decided, "clear"), inspection("Z", decided, "hit")])
    run = Run("tonight", "night", SITE, (AS_OF + timedelta(hours=1),))
    found = {row.name: row for row in records(unit, Past(unit.store, run))}
    row = found[RULE.name]
    assert (row.fired_30d, row.fired_365d, row.inspected, row.settled, row.hits) == (2, 3, 2, 2, 1)
    assert (row.share, row.low, row.high) == (0.5, Rate(1, 2).low, Rate(1, 2).high)
    assert (found["gone_since"].fired_365d, found["gone_since"].hits) == (1, 0)
    assert {rule.name for rule in INDICATORS} < set(found)
    assert found["data_quality_hold"].share is None


def test_no_file_from_more_than_a_year_ago_is_opened_for_a_record(tmp_path):
    unit = Unit(sites.load(SITE), tmp_path)
    old = fired(unit, AS_OF - timedelta(days=400), ("A", RULE.name))
    (unit.store.folder / old.parts[0].path).unlink()
    fired(unit, AS_OF - timedelta(days=4), ("B", RULE.name))
    run = Run("tonight", "night", SITE, (AS_OF,))
    assert {row.fired_365d for row in records(unit, Past(unit.store, run)) if row.name == RULE.name} == {1}
    assert set(Recent(unit.store, run, since=AS_OF - timedelta(days=365)).parts("fired")) == {
        stamp(AS_OF - timedelta(days=4))
    }


def trust(unit: Unit, run: Run) -> list[str]:
    return [row.owner for row in trusted(unit, run)]


def test_the_list_of_trusted_traders_is_the_one_of_the_first_run_for_a_moment(tmp_path):
    unit = Unit(sites.load(SITE), tmp_path)
    unit.store.folder.mkdir(parents=True)
    path = unit.store.folder / "trusted_traders.csv"
    path.write_bytes(LIST)
    run = start(unit.store, "night", SITE, (AS_OF,))
    assert trust(unit, run) == ["A. Chief"]
    commit(unit.store, run)
    path.write_bytes(LIST.replace(b"A. Chief", b"B. Chief"))
    assert trust(unit, start(unit.store, "night", SITE, (AS_OF,))) == ["A. Chief"]
    assert trust(unit, start(unit.store, "night", SITE, (AS_OF + timedelta(days=1),))) == ["B. Chief"]


def test_a_night_without_a_list_trusts_nobody_when_it_is_looked_at_later(tmp_path):
    unit = Unit(sites.load(SITE), tmp_path)
    run = start(unit.store, "night", SITE, (AS_OF,))
    assert trust(unit, run) == []
    commit(unit.store, run)
    (unit.store.folder / "trusted_traders.csv").write_bytes(LIST)
    assert trust(unit, committed(unit.store)[0]) == []


def test_a_row_of_the_list_that_cannot_be_used_is_noted_once(tmp_path):
    unit = Unit(sites.load(SITE), tmp_path)
    unit.store.folder.mkdir(parents=True)
    (unit.store.folder / "trusted_traders.csv").write_bytes(LIST.replace(b"A. Chief", b""))
    run = start(unit.store, "night", SITE, (AS_OF,))
    assert [trust(unit, run), trust(unit, run)] == [[], []]
    assert [note for note in run.notes if "no owner" in note] == run.notes
    assert len(run.notes) == 1


def test_a_night_keeps_what_fired_and_its_quality_page_tells_the_record(worked, tmp_path):
    unit = copied(worked, tmp_path)
    run = last_night(unit)
    kept = rows(unit, run, "fired")
    keys = [(row["as_of"], row["case_id"], row["indicator"]) for row in kept.to_pylist()]
    assert keys == sorted(keys)
    assert keys
    features = stored_features(unit, Past(unit.store, run), run.as_of)
    said = rules(unit, run, rows(unit, run, "cases"), features)
    assert kept.select(["case_id", "indicator"]).equals(said.select(["case_id", "indicator"]))
    page = (unit.store.folder / run.outputs["quality"]).read_text("utf-8")
    assert "Rules and what they led to" in page
    assert all(f"<code>{name}</code>" in page for name in set(kept["indicator"].to_pylist()))


def test_a_dry_run_over_real_nights_hits_what_the_night_itself_fired(worked, tmp_path):
    unit = copied(worked, tmp_path)
    kept = rows(unit, last_night(unit), "fired").to_pylist()
    name = max({row["indicator"] for row in kept}, key=lambda rule: sum(row["indicator"] == rule for row in kept))
    assert dry_run(unit, named(name), TONIGHT, TONIGHT).hit == sum(row["indicator"] == name for row in kept)
    past = dry_run(unit, named(name), DAYS[0], DAYS[-1])
    assert len(past.nights) == len(DAYS)
    assert past.every.settled >= past.found.settled
    assert past.every.settled > 0
