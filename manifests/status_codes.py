"""Codes of what happens to a consignment: those of a status message, in text and in XML."""

CODES = frozenset({
    "ARR", "AWD", "AWR", "BKD", "CCD", "CRC", "DDL", "DEP", "DIS", "DLV", "DOC", "DPU", "FIW", "FOH", "FOW", "MAN",
    "NFD", "OCI", "OSI", "PRE", "RCF", "RCS", "RCT", "TFD", "TGC", "TRM",
})  # fmt: skip
"""Statuses (code list 1.18 of Cargo-XML, the same in Cargo-IMP)."""
DISCREPANCIES = frozenset({
    "DFLD", "FDAV", "FDAW", "FDCA", "FDMB", "MSAV", "MSAW", "MSCA", "MSMB", "OFLD", "OVCD", "SSPD",
})  # fmt: skip
"""What may be wrong where the status is DIS: loaded, found, missing, offloaded, overcarried, shortshipped."""
PLANNED = frozenset({"BKD", "MAN", "PRE"})
"""Statuses that name the day of a flight to come, and not the day they came about."""
