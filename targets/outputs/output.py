"""What an output is: a module of this folder declares one as OUTPUT, and it is published."""

from collections.abc import Callable
from dataclasses import dataclass

from targets.language import Language
from targets.listing import Listing


@dataclass(frozen=True)
class Output:
    """One way to hand out a list.

    Attributes:
        name: `html`, `xlsx`, ...
        suffix: of the file, with its dot.
        write: the same listing and language always give the same bytes.
        doc: one sentence for whom it is.
        each_language: whether every language of the site has its own file; else the first one's alone.
        tells_selection: whether it says which lines are random: it is for machines and supervisors, and no part of an
            officer's copy.
    """

    name: str
    suffix: str
    write: Callable[[Listing, Language], bytes]
    doc: str
    each_language: bool = False
    tells_selection: bool = False
