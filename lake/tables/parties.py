"""Tables of who is who: what a key was seen with, which keys are one party, and what watch lists say of them."""

from lake.column import Column, Table
from lake.tables.parts import ARRIVED, COUNTRY

PARTY_KEYS = Table(
    "party_keys",
    "What an atomic key was first seen with: a row for each new combination of its name, address, phone and id.",
    ("key", "message_id", "record", "role"),
    (
        *ARRIVED,
        Column("key", "string", "Atomic party key (parties/keys.py).", required=True),
        Column("role", "string", "Whom the message names so.", required=True, one_of=("consignor", "consignee")),
        Column("name", "string", "The name as the message writes it.", required=True),
        Column("address_key", "string", "Key of street and place; null where it is too little."),
        Column("phone_key", "string", "Telephone, E.164 where its country is known."),
        Column("email", "string", "E-mail address, small letters."),
        Column("tax_id", "string", "Tax number; a person's only as a keyed hash."),
        Column("city", "string", "Place, simplified."),
        Column("country", "string", "Country, ISO 3166 alpha-2.", pattern=COUNTRY),
    ),
)

PARTY_LINKS = Table(
    "party_links",
    "Which party a key belongs to since a moment. Append-only: the newest row of a key before as_of counts.",
    ("key", "known_at", "party_id"),
    (
        Column("key", "string", "Atomic party key.", required=True),
        Column("party_id", "string", "The key of the party that was known first; a key without a row is its own party.",
               required=True),
        Column("other_key", "string", "The key that the evidence is about.", required=True),
        Column("probability", "float64", "That the two are one; 1 where an officer says so.", required=True, minimum=0,
               maximum=1),
        Column("evidence", "string", "What agrees and what does not, as name 0.97, phone equal, address none.",
               required=True),
        Column("how", "string", "Who says so.", required=True, one_of=("linked", "officer")),
        Column("known_at", "timestamp", "When the later of the two keys became known, or the officer's word came.",
               required=True),
    ),
)  # fmt: skip

WATCH_SCORES = Table(
    "watch_scores",
    "What was looked up on a version of a watch list, once: a row for each entry alike to it, or one without an entry.",
    ("list_version", "what", "text", "entry_id"),
    (
        Column("list_version", "string", "SHA-256 of the list's file.", required=True),
        Column("what", "string", "What was looked up.", required=True, one_of=("name", "address", "phone", "id")),
        Column("text", "string", "The name, key or hash that was looked up.", required=True),
        Column("entry_id", "string", "An entry that is alike; null when none is alike enough."),
        Column("score", "float64", "Likeness, 0 to 1; null without an entry.", minimum=0, maximum=1),
    ),
)

WATCH_HITS = Table(
    "watch_hits",
    "Parties of a case that are alike to an entry of a watch list, as of one moment.",
    ("as_of", "case_id", "role", "what", "list_name", "entry_id"),
    (
        Column("as_of", "timestamp", "The moment of the run.", required=True),
        Column("case_id", "string", "The case.", required=True),
        Column("role", "string", "Which party of the case.", required=True,
               one_of=("consignor", "consignee", "notify", "forwarder")),
        Column("what", "string", "What is alike.", required=True, one_of=("name", "address", "phone", "id")),
        Column("list_name", "string", "The list, as the site's TOML names it.", required=True),
        Column("list_version", "string", "SHA-256 of the list's file.", required=True),
        Column("entry_id", "string", "The entry.", required=True),
        Column("entry_name", "string", "Its name."),
        Column("owner", "string", "Who put it there, and can be asked."),
        Column("reason", "string", "Why it is there."),
        Column("score", "float64", "Likeness, 0 to 1.", required=True, minimum=0, maximum=1),
    ),
)  # fmt: skip
