"""How fast Cargo-IMP is read: messages, lines and megabytes a CPU second, beside a bare split into lines.

Run: python benchmarks/reading.py [seconds per format]. The messages are fictitious.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from manifests.files import read_file

RECEIVED_AT = datetime(2026, 3, 1, 18, tzinfo=UTC)
PARTY = (
    "NAM/{0} TRADING COMPANY LTD\r\nADR/{1} LONG HARBOUR STREET\r\nLOC/SAMPLETOWN/ST\r\n/{2}/100{1}/TE/0099012{1}\r\n"
)
FWB = (
    "FWB/17\r\n074-{0:07d}{1}ISTALA/T12K345.5MC2.1\r\nFLT/KC0912/01\r\nRTG/ALAKC\r\nSHP\r\n"
    + PARTY.format("BLUE KETTLE", 14, "TR")
    + "CNE\r\n"
    + PARTY.format("GREEN LADDER", 27, "KZ")
    + "AGT//1234567/0005\r\n/SAMPLE FORWARDING\r\n/ISTANBUL\r\nSSR/KEEP DRY\r\nCVD/USD//PP/NVD/NCV/XXX\r\n"
    "RTD/1/P12/K345.5/CQ/W350/R4.25/T1487.50\r\n/NG/COTTON CURTAINS AND\r\n/2/NG/TOWELS\r\n/3/NH/630260\r\n"
    "/4/ND//CMT60-40-40/12\r\nOTH/P/AWC15MYC60\r\nPPD/WT1487.5\r\n/OC75/CT1562.5\r\nCER/BLUE KETTLE\r\n"
    "ISU/28FEB26/ISTANBUL/SAMPLE FORWARDING\r\nREF/ISTFFTK\r\nSPH/EAP/GEN\r\nOCI/TR/SHP/T/9990001112\r\n"
)
HOUSE = "HBS/BK{0:07d}/ISTALA/2/K20.5/2/TOWELS\r\n/GEN\r\nTXT/TOWELS OF COTTON\r\nHTS/630260\r\n"
FHL = "FHL/5\r\nMBI/074-{0:07d}{1}ISTALA/T40K410\r\n"
LINE = "074-{0:07d}{1}ISTALA/T2K41.5MC0.25/COTTON TOWELS\r\n/GEN/EAP\r\n"


def messages() -> dict[str, list[bytes]]:
    """A thousand waybills, a hundred lists of twenty houses, fifty manifests of two hundred lines."""
    waybills = [FWB.format(n, n % 7).encode() for n in range(1_000_000, 1_001_000)]
    lists = [
        (FHL.format(n, n % 7) + "".join(HOUSE.format(n + k) for k in range(20))).encode()
        for n in range(1_000_000, 1_000_100)
    ]
    head = "FFM/8\r\n1/KC0912/01MAR/IST/UPB3701\r\nALA\r\n"
    manifests = [
        (head + "".join(LINE.format(n + k, (n + k) % 7) for k in range(200)) + "LAST\r\n").encode()
        for n in range(1_000_000, 1_010_000, 200)
    ]
    return {"fwb": waybills, "fhl": lists, "ffm": manifests}


def rate(work: Callable[[bytes], object], texts: list[bytes], seconds: float) -> float:
    """Messages a second over at least `seconds` of CPU time."""
    done, start = 0, process_time()
    while process_time() - start < seconds:
        for text in texts:
            work(text)
        done += len(texts)
    return done / (process_time() - start)


def main(seconds: float = 2.0) -> None:
    """Print a table."""
    print(f"{'format':8}{'messages/s':>12}{'records/s':>12}{'lines/s':>12}{'MB/s':>8}{'bare split MB/s':>17}")
    for name, texts in messages().items():
        size = sum(map(len, texts)) / len(texts)
        lines = texts[0].count(b"\n")
        records = read_file(texts[0], name, RECEIVED_AT, "messages")[0].reading.records
        reading = rate(lambda text: read_file(text, "a.txt", RECEIVED_AT, "messages"), texts, seconds)
        bare = rate(lambda text: text.decode().splitlines(), texts, seconds / 4)
        print(
            f"{name:8}{reading:12.0f}{reading * records:12.0f}{reading * lines:12.0f}"
            f"{reading * size / 1e6:8.1f}{bare * size / 1e6:17.1f}"
        )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
