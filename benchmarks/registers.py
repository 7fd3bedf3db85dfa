"""How fast long registers are read, and in how much memory: rows a CPU second of one core, beside bare CSV readers.

Run: python benchmarks/registers.py [thousands of rows] [megabytes of the large register]. The registers are fictitious
and of 20 columns; a third of the rows has a quoted cell. The damaged one has one broken row in a thousand, of five
kinds. The large one is read piece by piece by a process of its own, whose largest memory is printed; 0 leaves it out.
"""

import csv
import io
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
from pyarrow import csv as arrow_csv

from manifests.files import Message, read_file, read_path
from manifests.mapping import load_mapping

RECEIVED_AT = datetime(2026, 3, 1, 18, tzinfo=UTC)
HEADER = (
    "MAWB,HAWB,Pieces,GrossWeightKg,GoodsDescription,HSCode,Quantity,UnitValue,TotalValue,Currency,OriginCountry,"
    "ShipperName,ShipperCountry,ConsigneeName,ConsigneeAddress,ConsigneeCity,ConsigneePostcode,ConsigneeCountry,"
    "ConsigneePhone,ConsigneeTaxId\n"
)
GOODS = (
    "Cotton shirts",
    "Leather shoes",
    "Phone covers",
    "Kitchen knives",
    "Reading lamps",
    "Hair dryers",
    "Sport bags",
)
FIRST = ("Tilo", "Mara", "Anvar", "Lena", "Odil", "Saule", "Nino", "Aziz")
LAST = ("Samplov", "Testova", "Example", "Namuna", "Probe")
CITIES = ("Almaty", "Tashkent", "Tbilisi", "Samarkand", "Batumi")
HS = ("6403999800", "4202210000", "6214100000", "8517130000", "6109100000")


def rows(number: int) -> Iterator[str]:
    """Rows of houses, each of one row, five hundred to a master."""
    draw = random.Random(7)
    for n in range(number):
        serial = 1_000_000 + n // 500
        comma = "," if n % 3 == 0 else ""
        quote = '"' if comma else ""
        value = draw.randrange(100, 90_000) / 100
        yield (
            f"074-{serial}{serial % 7},EX{10_000_000 + n},1,{draw.randrange(5, 3_000) / 100:.2f},"
            f"{draw.choice(GOODS)} {draw.randrange(5_000)},{draw.choice(HS)},1,{value:.2f},{value:.2f},USD,CN,"
            f"Sample Shop {draw.randrange(3_000)},CN,{draw.choice(FIRST)} {draw.choice(LAST)},"
            f"{quote}{draw.randrange(1, 200)} Synak St{comma} apt {draw.randrange(1, 99)}{quote},{draw.choice(CITIES)},"
            f"05{draw.randrange(10_000):04d},KZ,+7700{draw.randrange(10**7):07d},{draw.randrange(10**11, 10**12)}\n"
        )


DAMAGE: tuple[Callable[[bytes], bytes], ...] = (
    lambda line: line.replace(b",Sample", b',"Sample', 1),  # a stray quote
    lambda line: line.replace(b",CN,", b",", 1),  # too few cells
    lambda line: line.replace(b",CN,", b",CN,more,", 1),  # too many
    lambda line: line.replace(b"Synak", b"S\xff\xfenak", 1),  # bytes of no encoding
    lambda line: line[: len(line) // 2] + b"\n",  # a line cut off
)


def damaged(clean: bytes) -> bytes:
    """The register with every thousandth row broken."""
    lines = clean.splitlines(keepends=True)
    for kind, at in enumerate(range(500, len(lines), 1_000)):
        lines[at] = DAMAGE[kind % len(DAMAGE)](lines[at])
    return b"".join(lines)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the best of two runs."""
    times = []
    for _ in range(2):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def bare_rows(data: bytes) -> int:
    """All that the standard library does: cells, nothing converted or checked."""
    return sum(1 for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", "replace", newline="")))


def arrow_rows(data: bytes) -> int:
    """All that Arrow does; a row of another width is skipped, a stray quote is not noticed."""
    parse = arrow_csv.ParseOptions(invalid_row_handler=lambda _: "skip")
    read = arrow_csv.ReadOptions(use_threads=False, encoding="latin-1")
    return int(arrow_csv.read_csv(pa.BufferReader(data), read, parse).num_rows)


def told(message: Message) -> str:
    """Where the records of a message ended."""
    reading = message.reading
    placed = reading.records - len(reading.quarantined) - reading.ignored
    if placed != len({row["record"] for row in reading.every("goods")}):
        raise SystemExit("a record is neither placed, nor quarantined, nor ignored")
    return (
        f"{reading.records:,} records, {message.counted:,} by the second counter: {placed:,} placed, "
        f"{len(reading.quarantined):,} quarantined, {reading.ignored:,} ignored; {len(reading.problems):,} problems"
    )


def rates(number: int) -> None:
    """Print rows a second."""
    clean = (HEADER + "".join(rows(number))).encode()
    mapping = load_mapping("courier")
    print(f"{number:,} rows, {len(clean) / number:.0f} bytes a row; rows a CPU second of one core")
    for name, data in (("clean", clean), ("damaged", damaged(clean))):
        read: list[Message] = []

        def work(data: bytes = data, read: list[Message] = read) -> None:
            read[:] = read_file(data, "list.csv", RECEIVED_AT, "tabular", mapping)

        spent = seconds(work)
        print(f"  {name:8} read_file {number / spent:12,.0f}   {told(read[0])}")
        for other in (bare_rows, arrow_rows):
            spent = seconds(lambda other=other, data=data: other(data))
            print(f"  {name:8} {other.__name__:9} {number / spent:12,.0f}   {other(data):,} rows")


def large(path: Path) -> None:
    """Read a register piece by piece and print what it took: run in a process of its own."""
    start, records, counted, pieces = process_time(), 0, 0, 0
    for message in read_path(path, path.name, RECEIVED_AT, "tabular", load_mapping("courier")):
        records, counted, pieces = records + message.reading.records, counted + message.counted, pieces + 1
    spent, peak = process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{path.stat().st_size / 1e6:,.0f} MB in {pieces} pieces, {records / spent:,.0f} rows a CPU second:")
    print(f"  {records:,} records, {counted:,} by the second counter; peak memory {peak / 1e3:,.0f} MB")


def main(thousands: int = 100, megabytes: int = 100) -> None:
    """Print all figures; the large register first, as a process begins with the peak of the one that started it."""
    if megabytes:
        with TemporaryDirectory() as folder:
            path, written = Path(folder) / "list.csv", len(HEADER)
            with path.open("w") as file:
                file.write(HEADER)
                for row in rows(megabytes * 10_000):
                    written += file.write(row)
                    if written >= megabytes * 1_000_000:
                        break
            subprocess.run([sys.executable, __file__, str(path)], check=True)  # noqa: S603 - this file
    rates(thousands * 1_000)


if __name__ == "__main__":
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    if sys.argv[1:] and not sys.argv[1].isdigit():
        large(Path(sys.argv[1]))
    else:
        main(*map(int, sys.argv[1:3]))
