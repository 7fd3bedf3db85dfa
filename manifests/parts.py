"""Parts of a manifest that came in one file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from manifests.reading import Reading

_TAKEN_BACK = frozenset({"part_missing", "cont_not_continued"})


def complete(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a file, those of a flight's manifest completed by their neighbours.

    Parts of one (carrier, flight, date, loading point) are all complete when 1 to n are here and LAST
    closes the n-th; what a part alone had to report (its part 1 or its continuation is missing) is taken
    back. Parts that come in several files are put together where the lake is read.
    """
    groups: dict[str, dict[int, int]] = defaultdict(dict)
    for index, reading in enumerate(readings):
        for flight in reading.rows.get("flights", ()):
            if reading.format == "ffm" and flight["part"]:
                groups[flight["flight_id"]][flight["part"]] = index
    out = list(readings)
    for parts in groups.values():
        numbers = sorted(parts)
        whole = numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1
        closed = whole and bool(readings[parts[numbers[-1]]].rows["flights"][0]["last"])
        for number in numbers:
            if len(numbers) > 1:
                out[parts[number]] = _joined(readings[parts[number]], set(numbers), closed)
    return out


def _joined(reading: Reading, numbers: set[int], closed: bool) -> Reading:
    part = reading.part or 1
    here = {"part_missing": set(range(1, part)) <= numbers, "cont_not_continued": part + 1 in numbers}
    problems = [p for p in reading.problems if not (p.what in _TAKEN_BACK and here[p.what])]
    flights = [{**row, "complete": True} if closed else row for row in reading.rows["flights"]]
    return replace(reading, problems=problems, rows={**reading.rows, "flights": flights})
