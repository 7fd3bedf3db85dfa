"""A small written lake to grade: shifts with what they could hold and what their lists name, and a truth beside."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from exercises.nights import TRUTH
from lake import sites
from lake.runs import commit, stamp, start
from lake.sites import Site
from lake.store import Store
from simulation.tables import truth_folder

SITE, DAY = "almaty", date(2026, 3, 1)
FAMILY = {"narcotics": "prohibited", "undervaluation": "revenue"}


def unit(lake: Path, name: str = SITE) -> tuple[Store, Site]:
    return Store(lake / name), sites.load(name)


def shift(
    lake: Path, day: date, cases: Sequence[str], listed: Sequence[str], *, hours: int = 0, name: str = SITE
) -> None:
    """A run of a shift, `hours` after its cut-off; a case's stream and origin are told by its first letter."""
    store, site = unit(lake, name)
    as_of = site.as_of(day) + timedelta(hours=hours)
    run = start(store, "night", name, (as_of,))
    streams = [{"P": "courier", "M": "mail"}.get(case[0], "cargo") for case in cases]
    origins = [{"P": "IST", "M": None}.get(case[0], "DXB") for case in cases]
    told = pa.table({"case_id": list(cases), "stream": streams, "origin_airport": pa.array(origins, pa.string())})
    run.parts.append(store.write("cases", told, run.run_id, stamp(as_of)))
    standby = [case.endswith("?") for case in listed]
    lines = pa.table({"case_id": [case.rstrip("?") for case in listed], "standby": standby})
    run.parts.append(store.write("targets", lines, run.run_id))
    commit(store, run)


def truth(lake: Path, rows: Sequence[tuple[str, str, str, float, date, bool]], name: str = SITE) -> None:
    """Rows of case, method, finding, severity, day, trace."""
    folder = truth_folder(unit(lake, name)[0])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TRUTH)
        for case, method, finding, severity, day, trace in rows:
            writer.writerow((case, method, FAMILY[finding], finding, severity, day, "yes" if trace else "no"))
