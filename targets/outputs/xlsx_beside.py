"""What a workbook has beside the list: how to fill it in, what stands at the top and foot of its pages, the choices."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from lake.findings import ALL_FINDINGS, METHODS, RESULTS
from lake.tables import INSPECTIONS
from targets.language import Language
from targets.listing import Listing

CHOICES: dict[str, tuple[str, ...]] = {
    "decision": INSPECTIONS.column("decision").one_of,
    "presented": ("yes", "no"),
    "method": METHODS,
    "result": RESULTS,
    "finding": ALL_FINDINGS,
}
CHOICES_SHEET = "choices"
"""Hidden: a list inside a rule holds 255 characters at most and no comma, and Georgian words of finds are longer."""
PART = 75
"""Characters of one part of a header: Excel allows 255 for all three with their marks."""
A4 = 9


def choices(book: Any, language: Language) -> dict[str, str]:
    """Write the words of each choice into a hidden sheet; return the range of each."""
    sheet = book.add_worksheet(CHOICES_SHEET)
    ranges = {}
    for column, (name, codes) in enumerate(CHOICES.items()):
        for row, code in enumerate(codes):
            sheet.write_string(row, column, language.say(f"{name}.{code}"))
        letter = chr(ord("A") + column)
        ranges[name] = f"={CHOICES_SHEET}!${letter}$1:${letter}${len(codes)}"
    sheet.protect("")
    sheet.hide()
    return ranges


def how_to(book: Any, listing: Listing, language: Language) -> None:
    """Write the second sheet: what to fill in, and what the results mean."""
    say = language.say
    sheet = book.add_worksheet(say("sheet.how"))
    wide = {"text_wrap": True, "valign": "top", "font_size": 11}
    text, strong = book.add_format(wide), book.add_format(wide | {"bold": True})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 62)
    lines: list[str | tuple[str, str]] = [
        say("sheet.fill"),
        say("sheet.results"),
        *((say(f"result.{code}"), say(f"meaning.{code}")) for code in RESULTS),
        say("sheet.unknown"),
        say("sheet.finding", hit=say("result.hit")),
        say("sheet.add"),
        say("sheet.times", zone=listing.timezone),
        say("sheet.both"),
        " · ".join(part for part in reference(listing, language) if part),
    ]
    for row, line in enumerate(lines):
        if isinstance(line, tuple):
            sheet.write_string(row, 0, line[0], strong)
            sheet.write_string(row, 1, line[1], text)
            sheet.set_row(row, 15 * (1 + len(line[1]) // 55))
        else:
            sheet.merge_range(row, 0, row, 1, "", text)
            sheet.write_string(row, 0, line, text)
            sheet.set_row(row, 15 * (1 + len(line) // 80))  # merged cells do not grow by themselves
    sheet.protect("")
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def reference(listing: Listing, language: Language) -> tuple[str, str, str]:
    """Return which list it is, up to when things were known, and whose copy; the last is empty without a name."""
    known = language.moment(listing.as_of.astimezone(listing.zone))
    return (
        f"{listing.list_id} / {listing.revision}",
        language.say("sheet.known", moment=known, zone=listing.timezone),
        language.say("sheet.made_for", name=listing.made_for) if listing.made_for else "",
    )


def on_paper(sheet: Worksheet, listing: Listing, language: Language) -> None:
    """Lay the list out on A4: one page wide, its head repeated, which list it is on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.3, 0.3, 0.6, 0.6)
    sheet.fit_to_pages(1, 0)
    which, known, whose = (_plain(part) for part in reference(listing, language))
    title = _plain(f"{listing.title} · {language.say('sheet.list')}")
    day = _plain(language.moment(listing.day, day=True))
    sheet.set_header(f"&L{title}&C{whose}&R{day}")
    sheet.set_footer(f"&L{which}&C{known}&R{language.say('sheet.page', page='&P', pages='&N')}")


def _plain(text: str) -> str:
    """Return text for a header, where & would begin a mark."""
    return text.replace("&", "&&")[:PART].rstrip("&")
