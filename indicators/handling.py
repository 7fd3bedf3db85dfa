"""Special handling codes, in the groups that rules ask for; the codes are on waybills and in manifests."""

import ibis
from ibis import _

DANGEROUS = (
    "DGR", "DGD", "CAO", "EBI", "EBM", "ELI", "ELM", "ICE", "MAG", "RBI", "RBM", "RCL", "RCM", "RCX",
    "RDS", "RFG", "RFL", "RFS", "RFW", "RGX", "RIS", "RLI", "RLM", "RMD", "RNG", "ROP", "ROX", "RPB", "RPG", "RRE",
    "RRW", "RRY", "RSB", "RSC", "RXB", "RXC", "RXD", "RXE", "RXG", "RXS",
)  # fmt: skip
MEDICINE = ("PIL", "PIP", "CRT", "ERT", "COL", "LHO")
LIVING = ("AVI", "AVF", "HEG", "PEA", "PEB", "PEF", "PES", "PHY", "SPF")
"""Animals and plants; PEA is what is made of protected ones."""
PERISHABLE = ("PER", "PEF", "PES", "PEM", "PEP")
"""Source: IATA special handling codes, as carriers publish them."""


def carries(*codes: str) -> ibis.Deferred:
    """Whether one of `codes` is among the handling codes; no code at all is none of them, so it is never null."""
    met = _.handling_codes.contains(codes[0])
    for code in codes[1:]:
        met |= _.handling_codes.contains(code)
    return met.fill_null(False)
