"""Pages from templates: everything is escaped, and a name that a template lacks is a fault, not a blank."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

Filter = Callable[..., object]


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
    )
    environment.filters |= filters
    environment.globals |= known or {}
    return environment.get_template(path.name)
