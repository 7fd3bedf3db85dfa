"""Parties of Cargo-XML, and what its customs notes say of them.

Named as ignored: contact persons, fax and telex numbers, internal identifiers of a party, parties that are neither
consignor, consignee, forwarder nor the one to notify; customs notes of security, dangerous goods and regimes.
"""

from manifests.cargo_xml import Converters, fill, plain
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import words
from manifests.cells import phone
from manifests.codes import country
from manifests.reading import Row
from manifests.record import Record
from manifests.tax_id import tax_id

_NOTIFIED = frozenset({"NI", "NFY", "N1", "N2", "NP"})
"""Roles of one to notify: UN/EDIFACT 3035, and Cargo-IMP's word for it."""
_SUBJECTS = {"SHP": "consignor", "CNE": "consignee"}
_BOTH = tuple((who, f"{who}_name", f"{who}_country") for who in ("consignor", "consignee"))
_NOTIFY = Converters({"notify_name": words, "notify_country": country})
NOTES = Plan("notes", many=True, ContentCode="kind", Content="text", SubjectCode="subject", CountryID="country")
OTHERS = Plan(
    "others",
    many=True,
    RoleCode="role",
    Name="notify_name",
    PostalStructuredAddress=Plan("address", CountryID="notify_country", CountryName="~notify_country"),
)
FORWARDER = Plan("forwarder", Name="forwarder_name", CargoAgentID="forwarder_code", FreightForwarderAddress=None)


def party_plan(who: str) -> Plan:
    """The plan of a consignor or consignee; a box, a code or a name stands in where the usual field is missing."""
    return Plan(
        who,
        Name=f"{who}_name",
        AccountID=f"{who}_account",
        PostalStructuredAddress=Plan(
            f"{who} address",
            PostcodeCode=f"{who}_postcode",
            StreetName=f"{who}_address",
            PostOfficeBox=f"~{who}_address",
            CityName=f"{who}_city",
            CityID=f"~{who}_city",
            CountryID=f"{who}_country",
            CountryName=f"~{who}_country",
            CountrySubDivisionName=f"{who}_region",
            CountrySubDivisionID=f"~{who}_region",
        ),
        DefinedTradeContact=Plan(
            f"{who} contact",
            first=True,
            DirectTelephoneCommunication=Plan(f"{who} telephone", first=True, CompleteNumber=f"{who}_phone"),
            URIEmailCommunication=Plan(f"{who} mail", first=True, URIID=f"{who}_email"),
        ),
    )


def add_notified(row: Row, others: list[Part], record: Record) -> None:
    """Add the first party that is to be notified."""
    for other in others:
        if (plain(other.fields.get("role")) or "").upper() in _NOTIFIED:
            fill(row, other, _NOTIFY, record)
            return


def add_notes(row: Row, notes: list[Part], record: Record) -> None:
    """Add tax number (T), telephone (CT) and e-mail (MU user, MD domain) of the parties.

    A note without a subject is about the subject of the note before it, as in Cargo-IMP. What the message says of a
    party elsewhere goes first.
    """
    subject = ""
    users: dict[str, str] = {}
    for note in notes:
        fields = note.fields
        subject = plain(fields.get("subject")) or subject
        who = _SUBJECTS.get(subject)
        text = plain(fields.get("text")) if who else None
        if who is None or text is None:
            continue
        kind = plain(fields.get("kind"))
        if kind == "T":
            _put(row, f"{who}_tax_id", tax_id(text)[0])
        elif kind == "CT":
            _put(row, f"{who}_phone", phone(text)[0])
        elif kind == "MU":
            users.setdefault(who, text)
        elif kind == "MD" and who in users:
            _put(row, f"{who}_email", f"{users[who]}@{text}")


def _put(row: Row, column: str, value: str | None) -> None:
    if row.get(column) is None:
        row[column] = value


def check_parties(row: Row, record: Record) -> None:
    """Report a consignor or consignee without a name or a country."""
    for who, name, country_of in _BOTH:
        if row.get(name) is None:
            record.warn("party_missing", None, name, who)
        elif row.get(country_of) is None:
            record.warn("party_without_country", None, country_of, who)
