"""XFNM, what somebody answered to a Cargo-XML message. One record, recognised and not used.

Status and reasons are kept as a problem, with the name of the message they are about.
"""

from datetime import datetime

from manifests.cargo_xml import HEADER, is_of_iata, plain, read_message
from manifests.cargo_xml_plan import Plan
from manifests.markup import Markup
from manifests.reading import Format, Reading
from manifests.record import Record

PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=Plan("business", ID="about", Name="name", TypeCode=None, StatusCode="status"),
    ResponseStatus=Plan("answers", many=True, ConditionCode="condition", ReasonCode="code", Reason="reason"),
)
_REFUSED = frozenset({"rejected", "refused", "error", "errors", "failed", "fatal", "nok", "nack"})
_ACCEPTED = frozenset({"accepted", "acknowledged", "processed", "received", "validated", "success", "ok", "ack"})


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return a reading of one record that is ignored, with the answer as its problem."""
    message, reading = read_message(markup, "xfnm", PLAN)
    reading.records = reading.ignored = 1
    fields, answers = message.fields, message.parts.get("answers", [])
    status = plain(fields.get("status")) or ""
    said = {status.lower(), *((plain(answer.fields.get("condition")) or "").lower() for answer in answers)}
    told = [status]
    for answer in answers:
        told.append(" ".join(filter(None, (plain(answer.fields.get(name)) for name in ("code", "reason")))))
    about = " ".join(filter(None, (plain(fields.get("name")), plain(fields.get("about")))))
    told.append(f"about {about}" if about else "")
    what = "message_refused" if said & _REFUSED else "message_acknowledged" if said & _ACCEPTED else "unknown_code"
    line = answers[0].line("reason") if answers else message.line("status")
    Record(reading, 1).warn(what, line, None, "; ".join(filter(None, dict.fromkeys(told))) or None)
    return reading


def count(markup: Markup) -> int:
    """One answer a message."""
    return 1


FORMAT = Format(
    "xfnm",
    "Refusal or acknowledgement of a Cargo-XML message: one record, ignored.",
    "xml",
    lambda markup: markup.name == "Response" and is_of_iata(markup),
    read,
    count,
)
