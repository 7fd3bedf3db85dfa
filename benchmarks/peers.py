"""What benchmarks/reading.py reads, and what it is held against: fictitious messages, and bare parsers.

XML and JSON messages are golden ones (tests/manifests/golden) with other waybill numbers, long lists are made from
their lines. A bare parser finds the same bytes' parts and does nothing with them: no field is converted or checked.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import openpyxl
import orjson
from lxml import etree

GOLDEN = Path(__file__).parents[1] / "tests" / "manifests" / "golden"
FIELDS = 14
"""Elements that the bare XML reader collects by their names."""
FIRST = 1_000_000
MANY = 100
"""Messages of a small kind: no two alike."""
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
FSU = (
    "FSU/14\r\n074-{0:07d}{1}ISTALA/T12K345.5\r\nRCS/27FEB1520/IST/T12K345.5/SAMPLE FORWARDING\r\n/MC2.1\r\n"
    "DEP/KC0912/28FEB/ISTALA/T12K345.5/A2251/E0655-N\r\nRCF/KC0912/28FEB0715-N/ALA/P11K316.7T12\r\n"
    "DIS/KC0912/28FEB0720-N/ALA/MSCA/P1K28.8T12\r\nOSI/ONE PIECE SHORT\r\nNFD/01MAR0800/ALA/P11/GREEN LADDER LLP\r\n"
)
LINE = "074-{0:07d}{1}ISTALA/T2K41.5MC0.25/COTTON TOWELS\r\n/GEN/EAP\r\n"
NUMBER = re.compile(rb"1000001(-?)2")
PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)

Work = Callable[[bytes], object]


class Peer(NamedTuple):
    """Messages of one format; a bare reader of them, its name, and bare parsing where that is less than reading."""

    texts: list[bytes]
    bare_name: str
    bare: Work
    parse: Work | None = None
    file_name: str = "a"


def peers() -> dict[str, Peer]:
    """Every format by what it is: small messages by the hundreds, long ones by a few."""
    return {
        **{name: Peer(texts, "split into lines", _lines) for name, texts in _cargo_imp().items()},
        "XFWB": _xml([_golden("xfwb/good_direct_default_namespaces.xml", n) for n in range(MANY)]),
        "XFZB": _xml([_golden("xfzb/good_house_two_items_utf16.xml", n) for n in range(MANY)]),
        "XFHL, 2 houses": _xml([_golden("xfhl/good_two_houses.xml", n) for n in range(MANY)]),
        "XFHL, 100 houses": _xml([_longer(_golden("xfhl/good_two_houses.xml", n), HOUSES, 50) for n in range(5)]),
        "XFFM, 5 lines": _xml([_golden("xffm/good_units_bulk_split.xml", n) for n in range(MANY)]),
        "XFFM, 200 lines": _xml([_longer(_golden("xffm/good_units_bulk_split.xml", n), LOADS, 200) for n in range(5)]),
        "XFSU": _xml([_golden("xfsu/good_received_departed_landed.xml", n) for n in range(MANY)]),
        "SAD": _xml([_golden("sad/good_house_of_a_master.xml", n) for n in range(MANY)]),
        "AWMDS": _xml([_golden("awmds/good_ulds_and_bulk.xml", n) for n in range(MANY)]),
        "R.043": _xml([_golden("eaeu_express/good_r043.xml", n) for n in range(MANY)]),
        "R.043 workbook": Peer(
            [(GOLDEN / "eaeu_express/good_one_sheet.xlsx").read_bytes()], "openpyxl", _cells, None, "a.xlsx"
        ),
        "ITMATT": _xml([_golden("itmatt/good_sold_parcel.xml", n) for n in range(MANY)]),
        "ONE Record": Peer(
            [_golden("onerecord/good_master_two_houses_on_uld.json", n) for n in range(MANY)], "orjson", orjson.loads
        ),
    }


def _cargo_imp() -> dict[str, list[bytes]]:
    """Waybills and statuses, lists of twenty houses, manifests of two hundred lines."""
    small, flight = range(FIRST, FIRST + 3 * MANY), "FFM/8\r\n1/KC0912/01MAR/IST/UPB3701\r\nALA\r\n"
    master = "FHL/5\r\nMBI/074-{0:07d}{1}ISTALA/T40K410\r\n"
    return {
        "FWB": [FWB.format(n, n % 7).encode() for n in small],
        "FHL, 20 houses": [
            (master.format(n, n % 7) + "".join(HOUSE.format(n + k) for k in range(20))).encode() for n in small[:50]
        ],
        "FFM, 200 lines": [
            (flight + "".join(LINE.format(n + k, (n + k) % 7) for k in range(200)) + "LAST\r\n").encode()
            for n in range(FIRST, FIRST + 4_000, 200)
        ],
        "FSU": [FSU.format(n, n % 7).encode() for n in small],
    }


def _golden(name: str, n: int) -> bytes:
    """A golden message in UTF-8 with another waybill number, its check digit right."""
    data = (GOLDEN / name).read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode().replace(b'encoding="UTF-16"', b'encoding="UTF-8"')
    serial = FIRST + n
    return NUMBER.sub(rb"%d\g<1>%d" % (serial, serial % 7), data)


NUMBERED = re.compile(rb"074-\d{8}")
HOUSES = re.compile(rb"<ram:IncludedHouseConsignment>.*</ram:IncludedHouseConsignment>", re.DOTALL)
LOADS = re.compile(
    rb"<ram:IncludedMasterConsignment>(?:(?!</ram:Incl).)*SPARE PARTS.*?</ram:IncludedMasterConsignment>"
)


def _longer(data: bytes, lines: re.Pattern[bytes], times: int) -> bytes:
    """The message with its lines repeated under other numbers."""
    found = lines.search(data)
    if found is None:
        raise SystemExit("a golden message has other lines than this benchmark repeats")
    made = []
    for serial in range(FIRST + 1_000, FIRST + 1_000 + times):
        line = found[0] if lines is HOUSES else NUMBERED.sub(b"074-%d%d" % (serial, serial % 7), found[0])
        made.append(line.replace(b"NSL000", b"NS%d" % serial))
    return data[: found.start()] + b"\n".join(made) + data[found.end() :]


def _xml(texts: list[bytes]) -> Peer:
    """Held against lxml with a parser used again: parsed, and the texts of the first fields collected by name."""
    tags = dict.fromkeys(e.tag for e in etree.fromstring(texts[0], PARSER).iter("*") if not len(e) and e.text)
    wanted = list(tags)[:FIELDS]

    def read(data: bytes) -> list[tuple[str, str | None]]:
        return [(found.tag, found.text) for found in etree.fromstring(data, PARSER).iter(*wanted)]

    return Peer(texts, "lxml, 14 fields", read, lambda data: etree.fromstring(data, PARSER))


def _lines(data: bytes) -> list[str]:
    return data.decode().splitlines()


def _cells(data: bytes) -> int:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True)
    return sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
