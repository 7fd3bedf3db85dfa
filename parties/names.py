"""Names of parties in one skeleton, whatever script and transliteration they were written in.

The skeleton is for comparing, not for reading: it folds what transliteration tables disagree on (GOST 7.79, ISO 9,
BGN/PCGN, passports, Kazakh and Uzbek Latin, Georgian national, Turkish) into one sign each. What this costs: names
that differ only there are one. It says nothing of the person behind the name, and nothing may be read off it.
"""

import re
from functools import cache, lru_cache

from lake.reference import legal_forms
from lake.words import simplify

_REGION = str.maketrans({
    "ә": "a", "қ": "q", "ң": "n", "ғ": "g", "ү": "u", "ұ": "u", "ө": "o", "һ": "h", "і": "i",  # Kazakh
    "ў": "o", "ҳ": "h", "ё": "yo", "ҷ": "j", "ӯ": "u", "ӣ": "i",  # Uzbek, Tajik
    "š": "sh", "ş": "sh", "ș": "sh", "ŝ": "sh", "č": "ch", "ç": "ch", "ž": "zh", "ŋ": "n", "ə": "a",  # Latin signs
})  # fmt: skip
"""Letters that anyascii says otherwise than the region does; it strips the signs of the last line."""

_CYRILLIC_ALIKE = "авеіјкмнорстухһ"
_LATIN_ALIKE = "abeijkmhopctyxh"
_TO_LATIN = str.maketrans(_CYRILLIC_ALIKE, _LATIN_ALIKE)
_TO_CYRILLIC = str.maketrans(_LATIN_ALIKE, _CYRILLIC_ALIKE)
_WORD = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?)+(?:[^\W\d_]\b)?")
_SPELLED = 3
"""Letters with full stops that are a form, as S.R.L.; two are the initials of a person."""
_FORM_SIGNS = {
    "ი/მ": "ип", "а/о": "ао", "a.ş.": "aş", "a.ş": "aş",
    "股份有限公司": " ltd", "有限责任公司": " ltd", "有限公司": " ltd",
}  # fmt: skip
"""Forms that lose their sense with their signs, or stand without a blank."""

_FOLDS = (
    ("SHCH", "S"), ("SCH", "S"), ("SHH", "S"), ("SH", "S"), ("TCH", "CH"), ("TS", "S"), ("TZ", "S"), ("CZ", "S"),
    ("DZH", "J"), ("DJ", "J"), ("ZH", "J"), ("DZ", "Z"), ("KS", "H"), ("KH", "H"), ("X", "H"), ("GH", "G"),
    ("PH", "F"), ("CE", "SE"), ("CI", "SI"), ("CY", "SI"), ("CH", "#"), ("C", "K"), ("#", "CH"), ("Q", "K"),
    ("W", "V"), ("Y", "I"), ("II", "I"), ("IA", "A"), ("IE", "E"), ("IO", "O"), ("IU", "U"), ("OU", "U"),
)  # fmt: skip
"""One sign for what tables of transliteration write in several ways. A fold shortens or never comes back."""
_J_OF_A_DIPHTHONG = re.compile(r"(?<=[AEIOU])J(?![AEIOU])")
_DOUBLE = re.compile(r"([A-Z])\1+")


def latin(text: str) -> str:
    """Return `text` in Latin capitals as the region reads it, look-alike letters of another script mended.

    >>> latin("Қазақ Өнімдері"), latin("Oʻzbek gʻallasi"), latin("Рoмaшкa")
    ('QAZAQ ONIMDERI', 'OZBEK GALLASI', 'ROMASHKA')
    """
    small = text if text.isascii() else _WORD.sub(_one_script, text.lower()).translate(_REGION)
    return simplify(small)


def _one_script(match: re.Match[str]) -> str:
    """A word in the script of its letters that have no twin in the other; a word of one script stays."""
    word = match[0]
    if not (any("a" <= letter <= "z" for letter in word) and any("\u0400" <= letter <= "\u04ff" for letter in word)):
        return word
    twins = word.translate(_TO_CYRILLIC)
    if any("\u0400" <= letter <= "\u04ff" and letter not in _CYRILLIC_ALIKE for letter in word):
        return twins
    return word.translate(_TO_LATIN)


@lru_cache(maxsize=1 << 18)
def fold(word: str) -> str:
    """Return the skeleton of a word of Latin capitals; a word with a digit stays as it is.

    >>> {fold(word) for word in ("SHCHERBAKOV", "SCHERBAKOV", "SHERBAKOV")}, fold("BAKHTIYOR"), fold("B12")
    ({'SERBAKOV'}, 'BAHTOR', 'B12')
    """
    if not word.isalpha():
        return word
    folded = _folded(word)
    return word if folded == word else fold(folded)


def _folded(word: str) -> str:
    for written, sign in _FOLDS:
        word = word.replace(written, sign)
    if "J" in word:
        word = _J_OF_A_DIPHTHONG.sub("I", word)
    return _DOUBLE.sub(r"\1", word)


def name_words(name: str) -> list[str]:
    """Return the words of a name that say who it is: in Latin capitals, in their order, legal forms off both ends.

    At the front only forms go that stand there in the region: San Marino is no Marino. A name of forms only stays.
    """
    if name.isascii():
        spelled = name.upper()
    else:
        spelled = name.lower()
        for form, plain in _FORM_SIGNS.items():
            spelled = spelled.replace(form, plain)
    if "." in spelled:
        spelled = _DOTTED.sub(_letters, spelled)
    return without_forms(latin(spelled).split())


def _letters(match: re.Match[str]) -> str:
    letters = [letter for letter in match[0] if letter.isalpha()]
    return " " + ("" if len(letters) >= _SPELLED else " ").join(letters) + " "


def without_forms(words: list[str]) -> list[str]:
    """Return `words` of Latin capitals without the legal forms at their ends; all of them when they are forms only."""
    at_end, in_front = forms()
    longest = max(map(len, at_end))
    kept = list(words)
    while size := _fits(kept, longest, at_end, -1):
        del kept[-size:]
    while size := _fits(kept, longest, in_front, 1):
        del kept[:size]
    return kept or words


def _fits(words: list[str], longest: int, known: frozenset[tuple[str, ...]], side: int) -> int:
    """How many words at an end are a form; 0 when none."""
    for size in range(min(longest, len(words)), 0, -1):
        if tuple(words[-size:] if side < 0 else words[:size]) in known:
            return size
    return 0


@cache
def forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Words of each legal form (lake/reference/legal_forms.csv) that may stand last, and of those that may stand first.

    What may stand first may stand last. A form counts without the signs of its letters too: STI is ŞTI.
    """
    written = ((say(row["form"]).split(), row["place"]) for row in legal_forms() for say in (latin, simplify))
    found = [(tuple(words), place) for words, place in written]
    return frozenset(words for words, _ in found), frozenset(words for words, place in found if place == "both")
