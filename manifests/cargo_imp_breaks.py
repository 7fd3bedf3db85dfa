"""Line breaks that a mail took away or put inside a waybill number: where they were."""

import re
from collections.abc import Callable

from manifests.reading import Problem, Reading

Line = tuple[int, str]
"""Physical line number from 1, and its text."""
Breaking = Callable[[str], list[str]]
"""From a text without line breaks to its lines."""

_NAMES = (
    r"(?:MBI|HBS|TXT|HTS|FLT|RTG|AGT|SSR|ACC|CVD|RTD|OTH|PPD|CER|ISU|OSI|CDC|REF|COI|SII|ARD|NOM|SPH|SRI"
    r"|OPI|OCI|NAM|ADR|LOC|ULD|DIM)/|(?:SHP|CNE|NFY)\s*(?:NAM)?/|(?:COR|COL)/"
)
_SEGMENTS = re.compile(rf"(?<!/)\s*(?={_NAMES})|\s+(?=/)|(?<=^)\s*(?=\d{{3}}-\d{{8}})")
CUT_NUMBER = re.compile(r"\n *+[0-9]{1,3}+(?:-[0-9]{0,7}+)?+ *+\r?\n")
"""Finds a line that may be the beginning of a waybill number, in a body."""
_CUT = re.compile(r"\d{1,3}(?:-\d{0,7})?", re.ASCII)
_WHOLE = re.compile(r"\d{3}-\d{8} ?[A-Z]{0,6}/[TPSDM]\d{1,5}[KL]\d", re.ASCII)


def breaking_at(pattern: re.Pattern[str]) -> Breaking:
    """A breaking that takes away what the pattern matches; a run of blanks counts as one."""
    return lambda line: pattern.split(" ".join(line.split()))  # a run would be looked at from each of its blanks


at_segments = breaking_at(_SEGMENTS)


def join_cut_numbers(lines: list[Line], reading: Reading) -> list[Line]:
    """Return the lines, those whose waybill number was broken in two put together again and reported.

    >>> join_cut_numbers([(2, "074-1000"), (3, "0012ISTALA/T4K80")], Reading("fwb"))
    [(2, '074-10000012ISTALA/T4K80')]
    """
    out: list[Line] = []
    for number, line in lines:
        if out and _CUT.fullmatch(out[-1][1]) and _WHOLE.match(out[-1][1] + line):
            reading.problems.append(Problem("line_broken", "warning", number, detail=line))
            out[-1] = (out[-1][0], out[-1][1] + line)
        else:
            out.append((number, line))
    return out


_POINT = r"[A-Z]{3}(?:/NIL)?(?:/\d{2}[A-Z]{3}(?:\d{4})?)*"
_WAYBILL = r"\d{3}-\d{8} ?[A-Z]{0,6}/[TPSDM]\d"
_MANIFEST_HEAD = re.compile(
    r"(\d{1,3}/[A-Z0-9]{2} ?\d{1,4}[A-Z]?/\d{2}[A-Z]{3}(?:\d{4})?/[A-Z]{3}(?:/[A-Z0-9-]{2,10}?)?)"
    rf"(?: ?({_POINT}))?(?= ?(?:{_WAYBILL}|ULD/|LAST|CONT))",
    re.ASCII,
)
_MANIFEST = re.compile(
    rf" ?(?={_WAYBILL}|(?<!/)(?:ULD|OSI|COR|OCI|DIM)/|(?:LAST|CONT) ?$)"
    r"| (?=/)"
    r"| ?(?=([A-Z]{3}) ?(?:ULD/[A-Z0-9-]{8,12} ?)?\d{3}-\d{8}(?:[A-Z]{3})?\1/)"
    rf"|(?:(?<= /[A-Z]{{3}})|(?<=/[A-Z]{{3}}/[A-Z]{{3}})) (?={_POINT} ?(?:{_WAYBILL}|ULD/))"
    rf"| (?=[A-Z]{{3}}(?:/NIL|/\d{{2}}[A-Z]{{3}}(?:\d{{4}})?)+ ?(?:{_WAYBILL}|ULD/|[A-Z]{{3}}|LAST|CONT))",
    re.ASCII,
)
"""Before a waybill, a segment, the end, a slant after a blank, a point that is the next waybill's destination or that
stands after handling codes or tells a time. Another point looks like the end of a description and is left there."""


def at_manifest_lines(line: str) -> list[str]:
    """Return the lines of a manifest that came as one.

    >>> at_manifest_lines("1/KC0912/28FEB/IST/UPB3701 ALA 074-10000012ISTALA/T2K41/TOYS /GEN/EAP LAST")
    ['1/KC0912/28FEB/IST/UPB3701', 'ALA', '074-10000012ISTALA/T2K41/TOYS', '/GEN/EAP', 'LAST']
    >>> at_manifest_lines("1/KC0912/28FEB/ISTALA074-10000012ISTALA/T2K41/M6TSE074-10000023ISTTSE/T1K1/TOYSLAST")[2:]
    ['074-10000012ISTALA/T2K41/M6', 'TSE', '074-10000023ISTTSE/T1K1/TOYS', 'LAST']
    """
    text = " ".join(line.split())
    head = _MANIFEST_HEAD.match(text)
    begun = [head[1], head[2]] if head else []
    rest = _MANIFEST.sub("\n", text[head.end() :] if head else text)
    return [part for part in (*begun, *rest.split("\n")) if part]
