"""The table of what officers decided and found."""

from lake.column import Column, Table
from lake.findings import ALL_FINDINGS, METHODS, RESULTS, SELECTED_AS
from lake.tables.parts import ARRIVED, HS

INSPECTIONS = Table(
    "inspections",
    "What an officer decided and found; a row comes home on the outcome sheet.",
    ("inspection_id", "message_id"),
    (
        *ARRIVED,
        Column("inspection_id", "string", "list line or case, and the moment it was decided.", required=True),
        Column("case_id", "string", "The case.", required=True),
        Column("list_id", "string", "List that the row names; null when none."),
        Column("list_line", "int64", "Line of the list; null when the officer added it.", minimum=1),
        Column(
            "selected_as", "string", "Why, as the sheet says; of a listed line targets says it.", one_of=SELECTED_AS
        ),
        Column(
            "selection_probability", "float64", "Probability of the selection; 1 when not drawn.", minimum=0, maximum=1
        ),
        Column("decision", "string", "Decision.", one_of=("accepted", "declined", "not_reached")),
        Column("decision_reason", "string", "Why it was declined."),
        Column("decided_at", "timestamp", "When it was decided; null when the sheet does not say."),
        Column("presented", "bool", "Whether the goods were presented."),
        Column("method", "string", "Strongest method used.", one_of=METHODS),
        Column("started_at", "timestamp", "Start of the examination."),
        Column("finished_at", "timestamp", "End of the examination."),
        Column("result", "string", "Result; unknown is never clear.", one_of=RESULTS),
        Column("finding", "string", "What was found, one of a short list.", one_of=ALL_FINDINGS),
        Column("hs", "string", "HS code of what was found.", pattern=HS),
        Column("quantity", "float64", "Quantity found.", minimum=0),
        Column("unit", "string", "Unit of the quantity."),
        Column("value", "float64", "Value of what was found.", minimum=0),
        Column("concealment", "string", "Where it was concealed."),
        Column("pieces_found", "int64", "Pieces counted.", minimum=0),
        Column("kg_found", "float64", "Weight measured, kg.", minimum=0),
        Column("xray_image_id", "string", "Number of the x-ray image."),
        Column("officer_id", "string", "Keyed hash of the officer, or of whom the copy was made for."),
        Column("remarks", "string", "Remarks."),
        Column("recorded_at", "timestamp", "When the officer wrote it."),
    ),
)
