"""What tests of the sheets share: listings of the example, one with a text wherever others write, and the files."""

import csv
import io
from dataclasses import replace
from functools import cache

import openpyxl

from benchmarks.publishing import example
from lake.collect import collect
from targets.language import codes, load
from targets.outputs.output import Output

OUTPUTS = {output.name: output for output in collect("targets.outputs", Output)}
CODES = codes()
FREE = ("goods_description", "consignor_name", "consignee_name", "uld", "house_waybill")
"""Columns of a case that hold what anybody wrote."""
listing = cache(example)
"""A listing of so many lines, cases and, where it is said, language."""


def officers():
    return listing(30, 400)


def supervisors():
    return replace(officers(), random_shown=True)


def hostile(texts, given=None, made_for=None):
    """A listing with a line a text, which stands in every place that others write."""
    given = given or officers()
    lines = []
    for number, text in enumerate(texts, start=1):
        line = given.lines[number % len(given.lines)]
        case = line.case | dict.fromkeys(FREE, text)
        case |= {"route": [text], "consignor_country": None, "consignee_country": None, "consignor_city": text}
        target = line.target | {"line": number, "batch": text, "standby": False, "action": "xray"}
        reasons = tuple(replace(reason, text=text) for reason in line.reasons[:1])
        lines.append(replace(line, target=target, case=case, reasons=reasons))
    return replace(given, lines=tuple(lines), warnings=tuple(texts), model=texts[0], made_for=made_for or texts[0])


def write(name, given, code="en"):
    return OUTPUTS[name].write(given, load(code))


def workbook(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def book(given, code="en"):
    return workbook(write("xlsx", given, code))


def table(given, code="en"):
    return list(csv.reader(io.StringIO(write("csv", given, code).decode("utf-8-sig"), newline="")))
