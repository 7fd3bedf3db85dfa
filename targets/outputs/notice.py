"""The notice for people outside: that AI took part, the general grounds, who decides, whom to ask, how to object.

The lawful minimum, as Kazakhstan's law on artificial intelligence lets people ask for (docs/outputs.md says what was
checked). It is written from the head of a list alone: no line of it can get in.
"""

import textwrap

from lake.harmless import visible
from targets.language import Language
from targets.listing import Listing
from targets.outputs.output import Output

WIDTH = 78


def write(listing: Listing, language: Language) -> bytes:
    """Return the notice as UTF-8 text, with a field for the number of the waybill it is handed out for."""
    say = language.say
    known = language.moment(listing.as_of.astimezone(listing.zone))
    day = language.moment(listing.day, day=True)
    reference = say(
        "notice.reference", list_id=listing.list_id, n=listing.revision, moment=known, zone=listing.timezone
    )
    paragraphs = [
        say("notice.title"),
        say("notice.unit", title=listing.title),
        say("notice.shift", day=day),
        say("notice.waybill"),
        say("notice.holder"),
        *(say(f"notice.{key}") for key in ("ai", "person", "grounds", "person_traits", "ask")),
        listing.contact or say("notice.contact_missing"),
        say("notice.object"),
        say("notice.inside"),
        reference,
        *([say("notice.made_for", name=visible(listing.made_for))] if listing.made_for else []),
    ]
    return ("\n\n".join(textwrap.fill(said, WIDTH) for said in paragraphs) + "\n").encode()


OUTPUT = Output(
    "notice",
    ".notice.txt",
    write,
    "For people outside who ask: that AI took part, on what general grounds, who decides, whom to ask, how to object.",
    each_language=True,
)
