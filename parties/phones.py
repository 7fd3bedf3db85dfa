"""Telephones in one key: E.164 where the country is known, else the last digits."""

import re

import phonenumbers

LAST_DIGITS = 9
"""Digits that are compared where no country is known: a number of the region without country code or trunk 8."""
SHORTEST = 7
"""Fewer digits are an extension or a mistake, not a telephone."""
WITH_COUNTRY = 11
"""From so many digits on, a number without a plus may begin with the code of its country."""
_SIGNS = re.compile(r"[^0-9]")


def phone_key(phone: str, country: str = "") -> str | None:
    """Return a telephone as E.164; its last digits where it is no number of a known country; None with too few.

    Args:
        phone: as written; of several, the first.
        country: of the party, ISO 3166 alpha-2; "" when not known.

    >>> phone_key("8 (701) 123-45-67", "KZ"), phone_key("+7 701 123 45 67"), phone_key("7011234567"), phone_key("12")
    ('+77011234567', '+77011234567', '011234567', None)
    """
    first = next((part for part in re.split(r"[;,/]", phone) if len(_SIGNS.sub("", part)) >= SHORTEST), phone)
    digits = _SIGNS.sub("", first)
    if len(digits) < SHORTEST:
        return None
    abroad = first.strip().startswith(("+", "00"))
    said: list[tuple[str, str | None]] = [] if abroad or not country else [(digits, country)]
    if abroad or len(digits) >= WITH_COUNTRY:
        said.append((f"+{digits.removeprefix('00')}", None))
    found = (_valid(number, region) for number, region in said)
    return next((key for key in found if key), digits[-LAST_DIGITS:])


def _valid(number: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
