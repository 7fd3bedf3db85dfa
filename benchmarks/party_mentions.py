"""Mentions of fictitious parties with the truth: which party each is, however it is written.

Hard on purpose: sister companies of one house, families behind one telephone, office buildings, pick-up points,
namesakes. A party's mentions differ by script, transliteration table, legal form, order, slips of the keyboard,
abbreviations of addresses, ways to write a telephone, and by what is left out.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import party_words as words

NIGHTS = 10
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
NAMESAKES = 0.05
"""Share of names drawn twice that stay: two parties of one name are one key, whatever is done."""
CYRILLIC_TABLES = ("gost", "iso9", "bgn", "bgn", "icao", "icao", "icao")
ROWS = {"latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"), "cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")}
TWINS = str.maketrans("аеорсх", "aeopcx")


@dataclass(frozen=True)
class Party:
    """A party as it is: names in its own script, where it is, and how it is reached."""

    party: int
    culture: str
    names: tuple[str, ...]
    trade: str | None
    street: str
    house: int
    flat: int
    phones: tuple[str, ...]
    email: str | None
    tax_id: str | None

    @property
    def person(self) -> bool:
        """Whether it is a person, not a firm."""
        return self.trade is None


def parties(dice: random.Random, count: int, half: int) -> list[Party]:
    """`count` parties of the words of one half (0 or 1); neighbours share a house, a telephone or a name."""
    found: list[Party] = []
    known: set[tuple[str, ...]] = set()
    while len(found) < count:
        made = _party(dice, len(found), half)
        group = [made, *_relatives(dice, made, half)]
        for one in group:
            called = (one.culture, *(sorted(one.names[:2]) if one.person else sorted(one.names)), one.trade or "")
            if called in known and dice.random() > NAMESAKES:
                continue
            known.add(called)
            found.append(replace(one, party=len(found)))
    return _together(dice, found[:count])


def _party(dice: random.Random, number: int, half: int) -> Party:
    culture = dice.choices(("ru", "kk", "uz", "ka", "tr", "zh"), (3, 5, 4, 2, 2, 3))[0]
    person = culture != "zh" and dice.random() < 0.5
    if person:
        stem, middle = (
            dice.choice(words.SURNAMES[culture][half::2]),
            dice.choice(words.MIDDLES.get(culture, words.MIDDLES["ru"])),
        )
        surname = stem + middle + dice.choice(words.ENDINGS[culture])
        names: tuple[str, ...] = (surname, dice.choice(words.GIVEN[culture][half::2]))
        if culture in ("ru", "kk", "uz"):
            names += (dice.choice(words.GIVEN[culture][half::2]) + "ович",) if dice.random() < 0.5 else ()
    else:
        names = tuple(dice.sample(words.FIRMS[culture][half::2], dice.choice((1, 2, 2, 2, 3))))
        names += (str(dice.randint(1, 99)),) if dice.random() < 0.04 else ()
    return Party(
        number, culture, names, None if person else dice.choice(words.TRADES[culture]),
        dice.choice(words.STREETS[culture]), dice.randint(1, 240), dice.randint(1, 120),
        tuple(_phone(dice, culture) for _ in range(dice.choice((1, 1, 1, 2)))),
        f"m{dice.randint(1, 10**9)}@example.org" if dice.random() < 0.4 else None,
        f"{dice.randint(10**11, 10**12 - 1)}" if dice.random() < 0.5 and not person else None,
    )  # fmt: skip


def _relatives(dice: random.Random, made: Party, half: int) -> list[Party]:
    """Sister companies of one house, or a family of one flat; with their own names, often one telephone."""
    if dice.random() > 0.12:
        return []
    shared = made.phones if dice.random() < 0.5 else (_phone(dice, made.culture),)
    if made.person:
        given = dice.choice([name for name in words.GIVEN[made.culture][half::2] if name != made.names[1]])
        return [replace(made, names=(made.names[0], given, *made.names[2:]), phones=shared, email=None)]
    other = dice.choice([trade for trade in words.TRADES[made.culture] if trade != made.trade])
    return [replace(made, trade=other, phones=shared, email=None, tax_id=f"{dice.randint(10**11, 10**12 - 1)}")]


def _together(dice: random.Random, found: list[Party]) -> list[Party]:
    """One in ten sits in an office building of about 25; one person in ten gives the telephone of a pick-up point."""
    moved: list[Party] = []
    buildings: dict[tuple[str, int], Party] = {}
    points: dict[tuple[str, int], Party] = {}
    for one in found:
        if dice.random() < 0.1:
            at = buildings.setdefault((one.culture, dice.randint(0, len(found) // 1500 + 1)), one)
            one = replace(one, street=at.street, house=at.house)
        if one.person and dice.random() < 0.1:
            at = points.setdefault((one.culture, dice.randint(0, len(found) // 3000 + 1)), one)
            one = replace(one, street=at.street, house=at.house, flat=at.flat, phones=at.phones[:1])
        moved.append(one)
    return moved


def _phone(dice: random.Random, culture: str) -> str:
    code, start, digits = words.DIALS[words.PLACES[culture][1]]
    return f"{code} {start}{''.join(dice.choices('0123456789', k=digits))}"


def mentions(dice: random.Random, found: list[Party], count: int) -> list[dict[str, Any]]:
    """`count` rows as `consignments` has them of one side, with `party`: a few parties have many, most have few."""
    weights = [min(40.0, dice.paretovariate(1.1)) for _ in found]
    rows = [_mention(dice, one) for one in dice.choices(found, weights, k=count)]
    for place, row in enumerate(rows):
        night, second = divmod(place * NIGHTS, count)
        row["known_at"] = FIRST + timedelta(days=night, seconds=second * 80_000 // count)
    return rows


def _mention(dice: random.Random, one: Party) -> dict[str, Any]:
    places, country = words.PLACES[one.culture]
    table = _table(dice, one.culture)
    told = dice.random
    return {
        "party": one.party,
        "name": _slips(dice, _name(dice, one, table)),
        "address": _address(dice, one, _table(dice, one.culture)) if told() < 0.7 else None,
        "city": dice.choice(places) if told() < 0.75 else None,
        "country": country if told() < 0.85 else None,
        "phone": _dialled(dice, dice.choice(one.phones)) if told() < 0.65 else None,
        "email": one.email if told() < 0.3 else None,
        "tax_id": one.tax_id if told() < 0.25 else None,
    }


def _table(dice: random.Random, culture: str) -> str:
    own = {"kk": ("kk",), "uz": ("uz", "uz", "uz"), "ru": ()}.get(culture)
    if own is None:
        return dice.choice(("own", "latin"))
    return dice.choice(("own",) * 3 + CYRILLIC_TABLES + own)


def written(text: str, culture: str, table: str) -> str:
    """`text` by a table of transliteration; "own" leaves it in its script."""
    if table == "own":
        return text
    if culture == "zh":
        return "".join(words.PINYIN.get(sign, sign) for sign in text).capitalize()
    if culture == "tr":
        return text.translate(str.maketrans("çğıöşüÇĞİÖŞÜâ", "cgiosuCGIOSUa"))
    signs = words.GEORGIAN if culture == "ka" else words.TABLES[table]
    return "".join(signs.get(sign, sign) for sign in text.lower()).title()


def _name(dice: random.Random, one: Party, table: str) -> str:
    said = [written(part, one.culture, table) for part in one.names]
    if one.person:
        if len(said) > 2 and dice.random() < 0.3:
            said.pop()
        if dice.random() < 0.04:
            said[1:] = [f"{part[0]}." for part in said[1:]]
        return " ".join(said if dice.random() < 0.7 else [*said[1:], said[0]])
    said.append(written(one.trade or "", one.culture, table))
    if dice.random() < 0.03:
        said.pop()
    name = ("" if one.culture == "zh" and table == "own" else " ").join(said)
    return _formed(dice, name, one.culture)


def _formed(dice: random.Random, name: str, culture: str) -> str:
    if dice.random() < 0.2:
        return name
    form = dice.choice(words.FORMS[culture])
    quoted = f"«{name}»" if dice.random() < 0.2 else name
    first = culture in ("ru", "kk", "uz", "ka") and form not in ("LLC", "LLP", "Ltd", "Ltd.") and dice.random() < 0.6
    return f"{form} {quoted}" if first else f"{quoted} {form}"


def _slips(dice: random.Random, name: str) -> str:
    """Capitals, blanks and look-alikes; one name in eleven with a slip of the keyboard, one in a hundred with two."""
    for odds in (0.09, 0.01):
        name = _slip(dice, name) if dice.random() < odds else name
    if dice.random() < 0.02:
        name = name.translate(TWINS)
    name = name.upper() if dice.random() < 0.5 else name
    return name.replace(" ", "  ") if dice.random() < 0.03 else name


def _slip(dice: random.Random, name: str) -> str:
    letters = [place for place, sign in enumerate(name) if sign.isalpha() and name[place - 1 : place].isalpha()]
    if not letters:
        return name
    at = dice.choice(letters)
    kind = dice.choice(("near", "drop", "twice", "swap", "near", "drop"))
    rest = name[at + 1 :]
    near = next((row for rows in ROWS.values() for row in rows if name[at].lower() in row), "")
    if kind == "near" and near:
        place = near.index(name[at].lower()) + dice.choice((-1, 1))
        return name[:at] + near[place % len(near)] + rest
    if kind == "swap":
        return name[: at - 1] + name[at] + name[at - 1] + rest
    return name[:at] + (name[at] * 2 if kind == "twice" else "") + rest


def _address(dice: random.Random, one: Party, table: str) -> str:
    form = dice.choice(words.ADDRESSES[one.culture])
    if table != "own" and not form.isascii():
        form = next(found for found in words.ADDRESSES[one.culture] if found.isascii() or found == form)
    said = form.format(street=written(one.street, one.culture, table), house=one.house, flat=one.flat)
    return _slip(dice, said) if dice.random() < 0.04 else said


def _dialled(dice: random.Random, phone: str) -> str:
    code, _, rest = phone.partition(" ")
    kind = dice.random()
    if kind < 0.15:
        return {"+7": "8", "+90": "0"}.get(code, "") + rest
    grouped = f"{code} ({rest[:3]}) {rest[3:6]}-{rest[6:]}"
    return {0: code + rest, 1: grouped, 2: (code + rest).removeprefix("+"), 3: "00" + code[1:] + rest}[int(kind * 4)]
