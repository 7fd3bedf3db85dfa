"""Which goods descriptions say nothing: lists of words that are data (reference/vague_descriptions.csv), and few rules.

`kind` of a row says what its word does:
    alone            no description when it stands alone, or among others of its kind ("gifts and toys")
    joint            joins two of them
    package          a unit of packing, with `numbering` words and a figure a package number ("12 PCS", "CTN NO 1-5")
    waybill          stands before the number of a waybill
    handling_code    a special handling code
    company          the form of a company, at an end of its name
    street_after, street_before, address_part   what makes an address of names and figures
    extension        the ending of a file's name
A language or a word is added by a row; `idea` names the item of the guide's list that it says.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "reference"
LONGEST = 16
"""Words: what is longer says something, whatever it is."""
COMPANY_WORDS, ADDRESS_WORDS, LONGEST_FORM = 5, 3, 3
"""Words of a name beside a company's form, of a street's, and of such a form."""
_LATIN = str.maketrans({
    "ç": "c", "ğ": "g", "ı": "i", "ö": "o", "ş": "s", "ü": "u", "â": "a", "î": "i", "û": "u", "ä": "a", "é": "e",
    "è": "e", "ñ": "n", "ё": "е",
})  # fmt: skip
"""Turkish and other Latin letters as they are typed without their marks, and the Russian yo."""
_ASCII = {code: None if chr(code) == "'" else " " for code in range(128) if not chr(code).isalnum()} | {ord("`"): None}
_FIGURE = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[a-z]{0,4}\d{7,}[a-z]{0,2}")
_FIGURES = re.compile(r"\d+|\D+")
_COUNTS = re.compile(r"[nub]+|w+|[jx]")
_HAN_COMPANY = re.compile(r"[^\d\W]{2,}(?:公司|集团)")
_HAN_ADDRESS = re.compile(r"[^\W]*(?:路|街|道|大道)[^\W]*\d+(?:号|室|楼|栋)[^\W]*")
_BEFORE = frozenset({"ru", "kk", "ka"})
"""Languages in which the form of a company also stands before its name."""
_PREPOSITIONS = frozenset({"for", "from", "by", "to", "with", "для", "от", "из"})


@dataclass(frozen=True)
class _Words:
    """The lists in the form they are compared in; `phrases` by their first word, the longest first.

    `starts` are words that a listed text in Latin letters begins with, `forms` those at an end of a company's form.
    """

    phrases: dict[str, tuple[tuple[str, ...], ...]]
    starts: frozenset[str]
    forms: frozenset[str]
    one: dict[str, frozenset[str]]
    company: tuple[frozenset[str], frozenset[str]]
    goods: frozenset[str]


def plain_words(text: str) -> str:
    """One case, letters of any script, single blanks; the Uzbek o' and g' keep their mark."""
    folded = text.casefold().replace("\u0307", "")  # what is left of a Turkish capital I with a dot
    return " ".join(re.sub(r"[^\w']|_", " ", re.sub(r"[ʻʼ‘’`]", "'", folded)).split())


def is_filler(text: str) -> bool:
    """Whether a text has no letter (figures, symbols, nothing), or is one letter three times or more.

    Source: the guide refuses such a name, address or description alike.

    >>> is_filler("1004"), is_filler("- . /"), is_filler("XXX"), is_filler("AB"), is_filler("5 Main St")
    (True, True, True, False, False)
    """
    return _fills(plain_words(text).replace("'", "").split())


@lru_cache(maxsize=1 << 16)
def is_vague(text: str) -> bool:
    """Whether a goods description says nothing about the goods.

    True when it is filler, when it consists of listed words alone, or when it is only a number of packages or of a
    waybill, handling codes, the name of a company, an address or the ending of a file's name.

    Source: Transport Canada, Pre-load Air Cargo Targeting, technical guide 1.9 (list of unacceptable descriptions).

    >>> is_vague("GIFT"), is_vague("Spare parts & accessories"), is_vague("xxx"), is_vague("12-34")
    (True, True, True, True)
    >>> is_vague("CTN NO 1-20"), is_vague("HAWB EX10001"), is_vague("EAP/PER"), is_vague("SAMPLE TRADING CO LTD")
    (True, True, True, True)
    >>> is_vague("Spare parts for pumps"), is_vague("tea"), is_vague("Подарки"), is_vague("PHONE COVER")
    (False, False, True, False)
    """
    tokens = _key(text)
    if _fills(tokens):
        return True
    if len(tokens) > LONGEST:
        return False
    words = _words()
    first, last = tokens[0], tokens[-1]
    if (first in words.starts or not first.isalpha() or not first.isascii()) and _listed(tokens, words):
        return True
    if (last in words.forms or first in words.forms or len(tokens) == 1) and _company(tokens, words):
        return True
    return _FIGURE.search(text) is not None and (_only_numbers(tokens, words) or _address(tokens, words))


def _key(text: str) -> list[str]:
    if text.isascii():  # most are; the same, sooner
        return text.lower().translate(_ASCII).split()
    return plain_words(text).translate(_LATIN).replace("'", "").split()


def _fills(tokens: list[str]) -> bool:
    said = "".join(tokens)
    return not _LETTER.search(said) or all(len(token) > 2 and len(set(token)) == 1 for token in tokens)  # noqa: PLR2004 - three


@cache
def _words(folder: Path = FOLDER) -> _Words:
    phrases: dict[str, set[tuple[str, ...]]] = {}
    one: dict[str, set[str]] = {}
    company: tuple[set[str], set[str]] = (set(), set())
    with (folder / "vague_descriptions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = tuple(_key(row["word"]))
            if row["kind"] == "alone":
                phrases.setdefault(words[0], set()).add(words)
            elif row["kind"] == "company":
                company[0].add(" ".join(words))
                company[1].update([" ".join(words)] if row["language"] in _BEFORE else [])
            else:
                one.setdefault(row["kind"], set()).update(words)
    with (folder / "goods_words.csv").open(encoding="utf-8", newline="") as lines:
        goods = frozenset(plain_words(row["word"]) for row in csv.DictReader(lines))
    starts = frozenset(phrases).union(*(one[kind] for kind in ("package", "numbering", "handling_code", "extension")))
    edges = frozenset(edge for form in company[0] for edge in (form.split()[0], form.split()[-1]))
    longest = {first: tuple(sorted(found, key=len, reverse=True)) for first, found in phrases.items()}
    ends = (frozenset(company[0]), frozenset(company[1]))
    return _Words(longest, starts, edges, {kind: frozenset(found) for kind, found in one.items()}, ends, goods)


def _listed(tokens: list[str], words: _Words) -> bool:
    """Listed words alone, with counts of packages among them; or handling codes, or the ending of a file's name."""
    if all(token in words.one["handling_code"] for token in tokens):
        return True
    if len(tokens) == 1 and tokens[0] in words.one["extension"]:
        return True
    runs = _COUNTS.findall(_kinds(tokens, words))
    if any(run == "x" for run in runs) or runs[0] == "j" or runs[-1] == "j":
        return False
    counted = all(("n" in run and ("u" in run or "b" in run)) or set(run) <= {"b"} for run in runs if run[0] in "nub")
    return counted and any(run != "j" for run in runs)


def _kinds(tokens: list[str], words: _Words) -> str:
    """A letter for every token or phrase: w listed, u unit of packing, b both, n figures, j joint, x another."""
    kinds, at = "", 0
    while at < len(tokens):
        token = tokens[at]
        phrase = next((p for p in words.phrases.get(token, ()) if tuple(tokens[at : at + len(p)]) == p), None)
        unit = token in words.one["package"] or token in words.one["numbering"]
        if phrase is not None:
            kinds += "b" if unit and len(phrase) == 1 else "w"
            at += len(phrase)
            continue
        kinds += _kind(token, words, unit=unit)
        if kinds[-1] == "x":  # what is left does not matter
            return kinds
        at += 1
    return kinds


def _kind(token: str, words: _Words, *, unit: bool) -> str:
    if unit:
        return "u"
    if token.isdecimal():
        return "n"
    if token in words.one["joint"]:
        return "j"
    if _figured(token):
        parts = [_kind(part, words, unit=part in words.one["package"]) for part in _FIGURES.findall(token)]
        return "x" if "x" in parts else "".join(parts)
    return "w" if _HAN.search(token) and _of_phrases(token, words) else "x"


def _of_phrases(token: str, words: _Words) -> bool:
    """Whether a text written without blanks is made of listed words."""
    reached = {0}
    for end in range(1, len(token) + 1):
        if any(at in reached and token[at:end] in words.phrases for at in range(max(0, end - LONGEST), end)):
            reached.add(end)
    return len(token) in reached


def _only_numbers(tokens: list[str], words: _Words) -> bool:
    """A label of a waybill and numbers, or one long number."""
    if len(tokens) == 1:
        return _NUMBER.fullmatch(tokens[0]) is not None
    one = words.one
    rest = [token for token in tokens if token not in one["waybill"] and token not in one["numbering"]]
    labelled = any(token in one["waybill"] for token in tokens)
    return labelled and bool(rest) and all(map(_figured, rest))


def _company(tokens: list[str], words: _Words) -> bool:
    """The form of a company at an end, and a few words that are no goods."""
    if len(tokens) == 1:
        return _HAN_COMPANY.fullmatch(tokens[0]) is not None
    at_end, at_start = words.company
    for size in range(1, min(LONGEST_FORM, len(tokens) - 1) + 1):
        if " ".join(tokens[-size:]) in at_end and _is_name(tokens[:-size], words, COMPANY_WORDS):
            return True
        if " ".join(tokens[:size]) in at_start and _is_name(tokens[size:], words, COMPANY_WORDS):
            return True
    return False


def _is_name(tokens: list[str], words: _Words, most: int) -> bool:
    return len(tokens) <= most and not any(token in words.goods or token in _PREPOSITIONS for token in tokens)


def _address(tokens: list[str], words: _Words) -> bool:
    """A street with a figure: its name before the word for it or after, as the language has it."""
    if len(tokens) == 1:
        return _HAN_ADDRESS.fullmatch(tokens[0]) is not None
    after, before, part = (words.one[kind] for kind in ("street_after", "street_before", "address_part"))
    figures = [at for at, token in enumerate(tokens) if _figured(token)]
    streets = [at for at, token in enumerate(tokens) if token in after or token in before]
    names = [at for at, t in enumerate(tokens) if at not in figures and at not in streets and t not in part]
    if not figures or not streets or not _is_name([tokens[at] for at in names], words, ADDRESS_WORDS):
        return bool(figures) and not names
    last = streets[-1]
    return all(at < last for at in names) if tokens[last] in after else all(at > streets[0] for at in names)


def _figured(token: str) -> bool:
    return any(map(str.isdecimal, token))
