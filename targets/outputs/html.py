"""The list as one page: no request, no frame, a strict content policy; for the screen and for paper."""

from collections.abc import Sequence
from typing import Any

from targets.language import GAP, Language, load
from targets.listing import Line, Listing
from targets.outputs.columns import chance, flight_of, party, route, shipment, short, state, uld, waybill
from targets.outputs.output import Output
from targets.pages.house import css_text, page
from targets.pages.order import groups, together
from targets.pages.pictures import draw

LARGEST = 500_000
"""Bytes of a page. Where the pictures of a very long list are too much the last ones named here are left out."""
PICTURES = ("route", "value", "weight", "score")
PARTIES = ("consignor", "consignee")
CHOICES = ("decision", "method", "result")
"""What is ticked on paper, in the words of the sheet that comes home."""

BEFORE = {"em": "page.until", ".line .rule": "kind.rule", ".line ul>.against": "kind.against"}
"""Words that stand before the same thing on every line: said once, by the page's own style."""


def write(listing: Listing, language: Language) -> bytes:
    """Return the page as UTF-8, with as many kinds of pictures as it has room for."""
    values = _values(listing, language)
    for most in range(len(PICTURES), 0, -1):
        written = _written(listing, language, PICTURES[:most], values)
        if len(written) <= LARGEST:
            return written
    return _written(listing, language, (), values)


def _written(listing: Listing, language: Language, kinds: Sequence[str], values: dict[str, Any]) -> bytes:
    return page(
        "list.html.j2",
        ("list.css",),
        ("list.js",),
        _rules(listing, language),
        listing=listing,
        language=language,
        say=language.say,
        drawn=draw(listing.lines, language, kinds, shown=listing.random_shown),
        **values,
    )


def _values(listing: Listing, language: Language) -> dict[str, Any]:
    ordered = groups(listing.lines, listing.as_of)
    functions = (chance, flight_of, party, route, shipment, short, uld, waybill)
    return {
        "groups": ordered,
        "streams": sorted({line.case["stream"] for line in listing.lines if line.case}),
        "actions": sorted({line.target["action"] for line in listing.lines}),
        "states": _states(listing),
        "together": together(listing.lines),
        "ranked": lambda line: _ranked(line, language),
        "first_known": first_known,
        "state": lambda line: state(line, language),
        "at": lambda moment: language.moment(moment.astimezone(listing.zone)),
        "others": [
            (load(code).say("name"), code, _file(listing, code, ".html")) for code in _others(listing, language)
        ],
        "ulds_page": _file(listing, language.code, "-ulds.html") if listing.made_for is None else None,
        **{function.__name__: function for function in functions},
    }


def _others(listing: Listing, language: Language) -> list[str]:
    """Return the other languages this list is in; a copy made for somebody may travel alone and names no other file."""
    return [code for code in listing.languages if code != language.code] if listing.made_for is None else []


def _file(listing: Listing, code: str, suffix: str) -> str:
    """Return the name of a file beside this one (targets/publish.py)."""
    mark = f".{code}" if code in listing.languages[1:] else ""
    return f"{listing.list_id}-r{listing.revision}{mark}{suffix}"


def _states(listing: Listing) -> list[str]:
    """Return what may have happened to lines since the revision before, to choose from; nothing in a first list."""
    if listing.revision == 1:
        return []
    found = {"standby" if line.target["standby"] else line.target["state"] for line in listing.lines}
    return [state for state in ("new", "changed", "kept", "standby") if state in found]


def first_known(line: Line, who: str) -> bool:
    """Whether a party (consignor, consignee) was not known to the unit before: its first shipment in a year."""
    shipments = line.known.features.get(f"{who}_shipments_365d")
    return shipments is not None and shipments <= 1


def _ranked(line: Line, language: Language) -> set[str]:
    """Return what is said of how a line was ranked: once at the head of the page, and on each line only when opened."""
    weight = line.target["model_weight"]
    blended = () if weight is None else (language.say("reason.blended", weight=language.share(weight)),)
    return {language.say("reason.cold_start"), *blended}


def _rules(listing: Listing, language: Language) -> str:
    """Return the style of this page alone: what stands on every sheet of paper, and the boxes to tick with a pen."""
    made_for = f" · {language.say('page.made_for', name=listing.made_for)}" if listing.made_for else ""
    foot = f"{listing.title} · {listing.list_id} · {language.say('page.revision', n=listing.revision)}{made_for}"
    boxes = "\n".join("  ".join(f"☐{GAP}{word}" for word in _choices(language, table)) for table in CHOICES)
    return (
        f"@media print{{@page{{@bottom-left{{content:{css_text(foot)}}}"
        f'@bottom-right{{content:{css_text(language.say("page.paper") + " ")}counter(page)" / "counter(pages)}}}}'
        f".line>:nth-child(6)::before{{content:{css_text(boxes)}}}"
        f".line>:nth-child(6)::after{{content:{css_text(language.say('page.write'))}}}}}"
        + "".join(f"{where}::before{{content:{css_text(language.say(key) + ' ')}}}" for where, key in BEFORE.items())
    )


def _choices(language: Language, table: str) -> list[str]:
    """Return the words of a table of the sheet, none of which a line of boxes breaks in two."""
    return [str(word).replace(" ", GAP) for key, word in language.words.items() if key.startswith(f"{table}.")]


OUTPUT = Output(
    "html", ".html", write, "To read on the screen and to print; works without a network.", each_language=True
)
