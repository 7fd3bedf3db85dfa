"""How names are made up and how they get dirty on their way into a message."""

import re
from random import Random

from exercises.dice import chance

_CYRILLIC = {
    "а": "A", "б": "B", "в": "V", "г": "G", "д": "D", "е": "E", "ё": "E", "ж": "ZH", "з": "Z", "и": "I", "й": "Y",
    "к": "K", "л": "L", "м": "M", "н": "N", "о": "O", "п": "P", "р": "R", "с": "S", "т": "T", "у": "U", "ф": "F",
    "х": "KH", "ц": "TS", "ч": "CH", "ш": "SH", "щ": "SHCH", "ъ": "", "ы": "Y", "ь": "", "э": "E", "ю": "YU", "я": "YA",
    "қ": "K", "ғ": "G", "ү": "U", "ұ": "U", "ә": "A", "ө": "O", "ң": "N", "і": "I", "ў": "U", "ҳ": "H",
}  # fmt: skip
_OTHER_CYRILLIC = _CYRILLIC | {
    "ж": "J", "х": "H", "й": "I", "я": "IA", "ю": "IU", "қ": "Q", "ғ": "GH", "ц": "C", "ү": "UE", "ә": "AE", "ё": "YO",
}  # fmt: skip
_GEORGIAN = {
    "ა": "A", "ბ": "B", "გ": "G", "დ": "D", "ე": "E", "ვ": "V", "ზ": "Z", "თ": "T", "ი": "I", "კ": "K", "ლ": "L",
    "მ": "M", "ნ": "N", "ო": "O", "პ": "P", "ჟ": "ZH", "რ": "R", "ს": "S", "ტ": "T", "უ": "U", "ფ": "P", "ქ": "K",
    "ღ": "GH", "ყ": "Q", "შ": "SH", "ჩ": "CH", "ც": "TS", "ძ": "DZ", "წ": "TS", "ჭ": "CH", "ხ": "KH", "ჯ": "J",
    "ჰ": "H",
}  # fmt: skip
_OTHER_GEORGIAN = _GEORGIAN | {"ღ": "G", "ყ": "K", "წ": "C", "ხ": "X", "ძ": "Z", "ჭ": "TCH", "ფ": "F", "ჟ": "J"}
_SCHEMES = (_CYRILLIC | _GEORGIAN, _OTHER_CYRILLIC | _OTHER_GEORGIAN)
_FORMS = {
    "ТОО": ("TOO", "LLP", "LLC"),
    "ИП": ("IP", "IE"),
    "АО": ("AO", "JSC"),
    "ООО": ("OOO", "LLC", "MCHJ"),
    "შპს": ("SHPS", "LLC", "LTD"),
    "სს": ("SS", "JSC"),
}  # fmt: skip
_NOT_WIRE = re.compile(r"[^A-Z0-9 .\-]")


def latin(text: str, scheme: int) -> str:
    """Turn Cyrillic or Georgian letters into Latin ones by scheme 0 or 1, in capitals.

    >>> latin("Жақсы", 0), latin("Жақсы", 1)
    ('ZHAKSY', 'JAQSY')
    """
    table = _SCHEMES[scheme]
    return "".join(table.get(letter, letter) for letter in text.lower()).upper()


def wire(text: str, limit: int) -> str:
    """Only what a teletype can carry (A-Z 0-9 blank . -), cut at `limit` characters.

    >>> wire("Ltd. & Co", 8)
    'LTD. CO'
    """
    return " ".join(_NOT_WIRE.sub(" ", text.upper()).split())[:limit].rstrip()


def local_form(form: str, rng: Random) -> str:
    """A local legal form as an English-writing clerk puts it."""
    return rng.choice(_FORMS[form])


def coined(rng: Random, syllables: list[str], least: int = 2) -> str:
    """A word of `least` or one more syllables that is no word."""
    return "".join(rng.choice(syllables) for _ in range(least + (chance(rng, 0.4))))


def variants(name: str, forms: list[str], rng: Random) -> tuple[str, ...]:
    """The ways one company's Latin name is written: with this or that legal form, or without."""
    written = [f"{name} {form}" for form in rng.sample(forms, min(2, len(forms)))]
    return tuple(written + ([name] if chance(rng, 0.3) else []))


def local_variants(native: str, form: str, rng: Random) -> tuple[str, ...]:
    """The ways a Cyrillic or Georgian company's name reaches a waybill."""
    both = (latin(native, 0), latin(native, 1))
    own = local_form(form, rng)
    return (f"{both[0]} {own}", f"{both[1]} {own}", f"{local_form(form, rng)} {both[0]}")


def dirtied(text: str, rng: Random) -> str:
    """`text` with one slip of the hand: two letters swapped, one lost, or one doubled."""
    if len(text) < 6:  # a slip in a short word makes another word
        return text
    at = rng.randrange(1, len(text) - 2)
    slip = rng.randrange(3)
    if slip == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if slip == 1 else text[:at] + text[at] + text[at:]
