"""Parties and customs notes of ONE Record.

Named as ignored: parties with another role (airline, airport, broker, customs, handler, post, trucker), fax and telex
numbers, post office boxes, security and dangerous goods notes.
"""

from manifests import cells, codes
from manifests.cargo_imp_party import customs_notes
from manifests.one_record_graph import Graph
from manifests.one_record_names import Node
from manifests.reading import Row
from manifests.record import Record, Said
from manifests.tax_id import tax_id

ROLES = {"SHP": "consignor", "CNE": "consignee", "NFY": "notify", "FFW": "forwarder", "AGT": "forwarder"}
_OTHER_ROLES = frozenset({"AIR", "APT", "BRK", "CAG", "CTM", "DCL", "DEC", "GHA", "PTT", "TRK"})
_TAX_WORDS = ("TAX", "VAT", "EORI", "TIN", "BIN", "IIN", "PINFL")
_CONTACTS = {"PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email"}


def add_parties(row: Row, holders: list[Node], graph: Graph, record: Record) -> None:
    """Add the parties of a waybill and its shipment; the first of a role is taken. Says what is missing of them."""
    parties = [party for holder in holders for party in graph.all(holder, "involvedParties")]
    taken: set[str] = set()
    for party in parties:
        role = graph.code(party.get("partyRole"))
        who = ROLES.get(role or "")
        if who is None and role not in _OTHER_ROLES:
            record.once("unknown_code", detail=f"role {role}")
        elif who is not None and who not in taken:
            taken.add(who)
            _add_party(row, who, party, graph, record)
    for who in ("consignor", "consignee") if parties else ():
        if f"{who}_name" not in row:
            record.warn("party_missing", None, None, who)
        elif f"{who}_country" not in row:
            record.warn("party_without_country", None, None, who)


def _add_party(row: Row, who: str, party: Node, graph: Graph, record: Record) -> None:
    company = graph.one(party, "partyDetails")
    if company is None:
        return
    said = {"name": _name(company, graph), **_place(company, who, graph, record)}
    said |= _contacts(company, who, graph, record)
    accounts = graph.all(party, "accountNumbers")
    said["account"] = graph.text(accounts[0].get("textualValue")) if accounts else None
    if who == "forwarder":
        said = {"name": said["name"], "code": graph.text(company.get("iataCargoAgentCode"))}
    elif who == "notify":
        said = {"name": said["name"], "country": said["country"]}
    else:
        said["tax_id"] = _tax_number([party, company], graph)
    for column, text in said.items():
        if text and (clean := cells.text(text)[0]):
            row[f"{who}_{column}"] = clean


def _name(company: Node, graph: Graph) -> str | None:
    """The name of a company, or the parts of a person's."""
    said = graph.text(company.get("name")) or graph.text(company.get("shortName"))
    parts = (graph.text(company.get(part)) for part in ("firstName", "middleName", "lastName"))
    return said or " ".join(filter(None, parts)) or None


def _place(company: Node, who: str, graph: Graph, record: Record) -> dict[str, str | None]:
    location = graph.one(company, "basedAtLocation")
    address = graph.one(location, "address") if location is not None else None
    if address is None:
        return {"country": None}
    country = graph.code(address.get("country"))
    return {
        "address": " ".join(graph.texts(address.get("streetAddressLines"))),
        "city": graph.text(address.get("cityName")) or graph.code(address.get("cityCode")),
        "region": graph.text(address.get("regionName")) or graph.code(address.get("regionCode")),
        "postcode": graph.text(address.get("textualPostCode")) or graph.code(address.get("postalCode")),
        "country": record.take(codes.country, Said(country), f"{who}_country") if country else None,
    }


def _contacts(company: Node, who: str, graph: Graph, record: Record) -> dict[str, str | None]:
    """Telephone and e-mail of the company, else of its contact persons; the first of each."""
    said: dict[str, str | None] = {}
    holders = [company, *graph.all(company, "contactPersons")]
    for detail in (detail for holder in holders for detail in graph.all(holder, "contactDetails")):
        column = _CONTACTS.get(graph.code(detail.get("contactDetailType")) or "")
        text = graph.text(detail.get("textualValue"))
        if column == "phone" and text:
            text = record.take(cells.phone, Said(text), f"{who}_phone")
        if column and text:
            said.setdefault(column, text)
    return said


def _tax_number(holders: list[Node], graph: Graph) -> str | None:
    for identifier in (found for holder in holders for found in graph.all(holder, "otherIdentifiers")):
        kind = (graph.text(identifier.get("otherIdentifierType")) or "").upper()
        text = graph.text(identifier.get("textualValue"))
        if text and any(word in kind for word in _TAX_WORDS):
            return tax_id(text)[0]
    return None


def add_notes(row: Row, holders: list[Node], graph: Graph) -> None:
    """Add tax number (T), telephone (CT) and e-mail (MU user, MD domain) that customs notes tell of the parties.

    A note without country or subject has those of the note before it, as the lines of OCI.
    """
    notes = (_line(note, graph) for holder in holders for note in graph.all(holder, "customsInformation"))
    users: dict[str, str] = {}
    for _, subject, kind, text in customs_notes(("OCI", [(0, line) for line in notes])):
        who = ROLES.get(subject)
        if who not in ("consignor", "consignee") or not text:
            continue
        if kind == "T":
            row.setdefault(f"{who}_tax_id", tax_id(text)[0])
        elif kind == "CT":
            row.setdefault(f"{who}_phone", cells.phone(text)[0])
        elif kind == "MU":
            users.setdefault(who, text)
        elif kind == "MD" and who in users:
            row.setdefault(f"{who}_email", f"{users[who]}@{text}")


def _line(note: Node, graph: Graph) -> str:
    """A note as a line of OCI: country, subject, content and text."""
    codes_said = (graph.code(note.get(name)) or "" for name in ("country", "subjectCode", "contentCode"))
    text = next((said for name in ("note", "otherCustomsInformation") if (said := graph.text(note.get(name)))), "")
    return "/".join(["", *(code.replace("/", " ") for code in codes_said), " ".join(text.split())])
