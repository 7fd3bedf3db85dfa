"""Writes docs/outputs.md and docs/list-schema.json from the outputs themselves: who gets what, and what is in it."""

import json

from lake.collect import collect
from lake.sheet import SHEET
from targets.language import load
from targets.outputs.columns import BESIDE, PRINTED, SELECTION, SUPERVISORS
from targets.outputs.json import SCHEMA, list_schema
from targets.outputs.output import Output

HEAD = """# What a list is handed out as

Every file is written by each night's run into `lists/<day>/` of the site, named `<list>-r<revision>`, then the language
where it is not the unit's own, then what stands below. `<list>-r<revision>.sha256` is written last: where it is, the
list is complete. Each file names its list, its revision, up to when things were known, and whose copy it is where it
was made for somebody. Which languages there are is `languages` in the site's TOML.
"""
SHEETS = """
## The workbook and CSV: the sheet that comes home

They hold the columns below, in words of their language. What an officer fills in has drop-downs in the workbook; in a
CSV he writes a word of any of the five languages, or the code. Of the workbook all else is locked, without a password:
against slips of the hand, not against a will; twenty empty rows below the list are for shipments he chose himself. Its
second sheet says how to fill it in. On paper it is A4 landscape, the head of the table on every page.

- Columns marked *supervisor* are in no officer's copy unless the site says `random_shown = true`: they would tell a
  line drawn at random from the others.
- Text that is read only is guarded (`lake/harmless.py`): a cell that a programme might take for a formula has a `'`
  before it, control characters are `\\xNN`, a backslash is two. `lake.harmless.original` gives the text back.
- `list_id`, `list_line`, `case_id` and `made_for` come home as they went. A CSV is UTF-8 with a byte order mark, comma,
  every cell quoted, CRLF; its columns are in the order below, a line of the list is a row.
"""
JSON = f"""
## JSON: for machines of the unit

One object a list; its form is [list-schema.json](list-schema.json) (JSON Schema 2020-12), named `{SCHEMA}` in the field
`schema`. It holds what each line was selected by and what it scored: **a supervisor's file**, not to be handed to those
who inspect. A new field, or one that means something else, is a new number of the schema.
"""
TEXTS = """
## The message

No message schema of AirCargoCOMM or ContainerComm is public: it is a text to adapt, and says so on its first lines.
One block a line, by flight and waybill, 68 characters wide, labels in capitals; what is not in Latin letters stands
again in them, in square brackets. Names of firms stand in it: a name with a legal form or a word of a trade. Any other
name, a sole trader's too, is left out: naming a person to another country is an act of the officer, under his own law.
Descriptions of goods stand as declared and may hold a name: the text asks to look them over. No reason, chance or way
of selection stands in it.

## The e-mail

At most 60 lines and 5,000 bytes; the first line is the subject. Counts by kind of inspection, the flights whose last
chance comes first, the first lines by number, what was missing, where the files are. No description of goods and no
name: waybills, flights, pieces and kilograms only. Nothing sends it: the unit's own mail does.

## The slip

What the handler is asked to present, by flight and waybill: waybill, house, ULD or bag, pieces, kg, until when, and the
kind of place. No number of the list, no kind of opening, no order by suspicion; checks of documents and second looks at
an image ask for no goods and are not on it. It is the same whatever the reasons, scores and ways of selection are, and
a test holds it to that.

## The notice

The lawful minimum for the outside. It is written from the head of the list alone, so nothing of a line can get in.
Whom to ask is `contact` in the site's TOML; where that is empty the notice says so. **Have a lawyer of the unit read it
before use.** What it rests on, and how far that was checked (2026-11, in public copies of the text, not by a lawyer):

- Law of the Republic of Kazakhstan "On artificial intelligence", No. 230-VIII of 17 November 2025, in force since
  18 January 2026 (31 articles).
- Article 17, paragraph 2: systems of low autonomy prepare recommendations, and the final choice is always a person's.
  This pipeline is meant to be one; the notice says that an officer decides.
- Article 16, paragraph 1: *users* may ask for explanations of results that touch their rights (4), and for information
  on the data that a decision rests on, within the law on personal data and confidentiality (5). A user is who uses the
  system; whether that covers the owner of a parcel was not settled: the notice grants him the minimum all the same.
- Article 21: users are told that goods, works or services are produced with artificial intelligence.
- The ministry's own account of the law (January 2026): people are told of automated processing, what follows from it,
  how to object, and how their rights are protected. Which article says so was not found.
- Not checked: what the Digital Code adds, what customs law exempts from being told, and the laws of Uzbekistan and
  Georgia. The notice cites no article, so that it can stand there too.
"""


def outputs_page() -> str:
    """Return docs/outputs.md."""
    rows = ["| output | file ends in | languages | for whom |", "|---|---|---|---|"]
    for output in sorted(collect("targets.outputs", Output), key=lambda output: output.name):
        languages = "each of the site" if output.each_language else "the unit's own"
        rows.append(f"| {output.name} | `{output.suffix}` | {languages} | {output.doc} |")
    return "\n".join([HEAD, *rows, SHEETS, *_columns(), JSON, TEXTS.strip()]) + "\n"


def _columns() -> list[str]:
    english = load("en")
    rows = ["| column | English label | filled by |", "|---|---|---|"]
    for column in SHEET:
        who = "the officer" if column.filled else "accu (supervisor)" if column.name in SELECTION else "accu"
        rows.append(f"| {column.name} | {column.label} | {who} |")
    for name in (*PRINTED, *BESIDE, *SUPERVISORS):
        who = "to read (supervisor)" if name in SUPERVISORS else "to read"
        rows.append(f"| {name} | {english.say(f'sheet.{name}', zone='the site’s zone')} | {who} |")
    return rows


def schema_page() -> str:
    """Return docs/list-schema.json."""
    return json.dumps(list_schema(), indent=1, ensure_ascii=False) + "\n"
