"""Pages from templates: everything is escaped, and a name that a template lacks is a fault, not a blank."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

Filter = Callable[..., object]
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Signs that a page would swallow, or that turn the writing round them: each is named instead, for a reader to see."""


def visible(value: object) -> object:
    """Return what a template shows of a value: a text's unseen signs by their names.

    >>> visible("EXE\u202efdp.")
    'EXE[U+202E]fdp.'
    """
    if not isinstance(value, str) or not UNSEEN.search(value):
        return value
    return UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)


def template(path: Path, filters: Mapping[str, Filter], known: Mapping[str, object] | None = None) -> Template:
    """Return a template that may include others of its folder.

    Args:
        path: of the template.
        filters: by the name they have in it.
        known: names it knows besides those it is given when it is written.
    """
    environment = Environment(
        loader=FileSystemLoader(path.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters |= filters
    environment.globals |= known or {}
    return environment.get_template(path.name)
