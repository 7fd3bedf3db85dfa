"""The post: items as XML (ITMATT-like) and as a table, receptacles as a table, letters that are no case.

Source: FORMATS.md of the task, 3: no public message exists, so these are its tags and a table to map.
"""

import csv
import io
from random import Random

from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.today import Numbers, Today
from exercises.waybills import Waybill
from exercises.wire import plain
from exercises.xml_text import HEAD, tag

A_RECEPTACLE = 20
ITEMS = (
    "Item ID",
    "Receptacle ID",
    "Mail class",
    "Nature of transaction",
    "Posting date",
    "Weight kg",
    "Contents",
    "HS code",
    "Quantity",
    "Value",
    "Currency",
    "Origin country",
    "Sender name",
    "Sender country",
    "Addressee name",
    "Addressee address",
    "Addressee city",
    "Addressee postcode",
    "Addressee country",
    "Addressee phone",
)
RECEPTACLES = ("Receptacle ID", "Item ID", "Item weight kg", "Flight", "Destination airport")


NATURES = {"sale": ("11", "Sale of goods"), "gift": ("31", "Gift"), "returned": ("21", "Returned goods")}
"""Code and word of the transaction."""


def nature(it: Consignment) -> str:
    """What the sender says an item is: sale, gift or returned."""
    return "gift" if it.nature == "sale" and "GIFT" in it.text.upper() else it.nature


def _nature(it: Consignment) -> tuple[str, str]:
    return NATURES[nature(it)]


def _item(it: Consignment) -> str:
    content = [
        tag("HSCode", it.hs),
        tag("Weight", plain(it.kg)),
        tag("NumberOfPieces", it.pieces),
        tag("Value", plain(it.value) if it.value else None),
        tag("Currency", it.currency if it.value else None),
        tag("OriginCountry", it.consignor.country),
        tag("Description", it.text),
    ]
    to, sender = it.consignee, it.consignor
    told = [
        tag("ItemId", it.number),
        tag("TotalWeight", f"{it.kg:.3f}"),
        tag("MailClass", it.number[0]),
        tag("NatureOfTransaction", _nature(it)[0]),
        tag("OriginCountry", sender.country),
        tag("ContentPiece", content),
        tag(
            "ReceiverAddress",
            [
                tag("Name", to.native or to.name),
                tag("Street", to.native_street or to.street),
                tag("PostCode", to.post),
                tag("City", to.city.title()),
                tag("Country", to.country),
            ],
        ),
        tag("ReceiverContactInformation", [tag("Telephone", f"+{to.phone}")]),
        tag(
            "SenderAddress",
            [
                tag("Name", sender.name),
                tag("Street", sender.street),
                tag("City", sender.city),
                tag("Country", sender.country),
            ],
        ),
    ]
    return tag("Item", told)


def items_xml(waybills: list[Waybill]) -> str:
    """Items in one XML."""
    return HEAD + tag("Items", [_item(w.consignment) + "\n" for w in waybills]) + "\n"


def _row(today: Today, it: Consignment, receptacle: str) -> tuple[str, ...]:
    to, sender = it.consignee, it.consignor
    value = (plain(it.value), it.currency) if it.value else ("", "")
    return (
        it.number,
        receptacle,
        it.number[0],
        _nature(it)[1],
        f"{today.day:%Y-%m-%d}",
        plain(it.kg),
        it.text,
        it.hs or "",
        str(it.pieces),
        *value,
        sender.country,
        sender.name,
        sender.country,
        to.native or to.name,
        to.native_street or to.street,
        to.city.title(),
        to.post,
        to.country,
        f"+{to.phone}",
    )


def items_csv(today: Today, held: list[tuple[str, list[Waybill]]], numbers: Numbers, rng: Random) -> bytes:
    """Items in a table, a row each, with the receptacle that holds them; a few letters among them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(ITEMS)
    for receptacle, waybills in held:
        writer.writerows(_row(today, waybill.consignment, receptacle) for waybill in waybills)
    for _ in range(rng.randint(0, 3)):  # letters without goods: counted at the door, no case
        number, day = numbers.item("UA", "CN"), f"{today.day:%Y-%m-%d}"
        told = (number, "", "U", "Documents", day, f"{rng.uniform(0.02, 0.2):.2f}", "Documents")
        writer.writerow((*told, *[""] * (len(ITEMS) - len(told))))
    return out.getvalue().encode()


def receptacles_csv(today: Today, held: list[tuple[str, list[Waybill]]], rng: Random) -> bytes:
    """Receptacles with their items; one in five does not say what is in it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(RECEPTACLES)
    for receptacle, waybills in held:
        flown = (waybills[0].flight.name, today.here.code)
        writer.writerow((receptacle, "", "", *flown))
        if not chance(rng, 0.2):
            writer.writerows((receptacle, w.consignment.number, plain(w.consignment.kg), *flown) for w in waybills)
    return out.getvalue().encode()


def packed(today: Today, waybills: list[Waybill]) -> list[tuple[str, list[Waybill]]]:
    """The items of each flight in receptacles, under their S9 numbers."""
    held: list[tuple[str, list[Waybill]]] = []
    for flight in dict.fromkeys(waybill.flight for waybill in waybills):
        flown = [waybill for waybill in waybills if waybill.flight is flight]
        for n, at in enumerate(range(0, len(flown), A_RECEPTACLE), 1):
            some = flown[at : at + A_RECEPTACLE]
            last = at + A_RECEPTACLE >= len(flown)
            offices = f"{flight.loading.country}{flight.loading.code}A{today.here.country}{today.here.code}A"
            dispatch = (
                f"ACN{today.day.year % 10}{(today.day.toordinal() * 31 + int(flight.service.number)) % 10_000:04d}"
            )
            kilos = min(999.9, sum(waybill.consignment.kg for waybill in some) + 0.8)
            held.append((f"{offices}{dispatch}{n:03d}{int(last)}0{round(kilos * 10):04d}", some))
    return held
