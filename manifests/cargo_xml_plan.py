"""Which elements of a Cargo-XML message are read, and the one walk that finds them.

Elements are matched by their local name. Named as ignored: those of manifests/cargo_xml_names.py.
"""

from dataclasses import dataclass
from typing import Any

from manifests.cargo_xml_names import IGNORED
from manifests.markup import local

Element = Any
"""lxml's element, which has no types."""
_MOST_TAGS = 512
_MOST_ODD = 64


class Instead(str):
    """A column whose text is read where the usual element does not say it."""

    __slots__ = ()
    one = False


class Plan(dict[str, Any]):
    """Which children of an element are read, by local name: a text by its column, an element with a plan of its own.

    A column with `~` before it stands in where the column itself is not known.

    Attributes:
        slot: what the element is called among the fields (with a mark, as no column is) or the parts of its part.
        one: whether only the first such element counts; else each becomes a part of its own.
        first: whether further ones are usual and need no word.
    """

    __slots__ = ("first", "one", "slot")

    def __init__(self, slot: str, *, many: bool = False, first: bool = False, **steps: "str | Plan | None") -> None:
        for name, step in steps.items():
            self[name] = Instead(step[1:]) if isinstance(step, str) and step[0] == "~" else step
        self.slot, self.one, self.first = slot if many else f"@{slot}", not many, first

    def __missing__(self, tag: str) -> Any:
        name = local(tag)
        step = self.get(name, None if name in IGNORED else UNKNOWN)
        if step is not UNKNOWN and len(self) < _MOST_TAGS:
            self[tag] = step
        return step


UNKNOWN = Plan("?", many=True)


@dataclass(slots=True)
class Part:
    """A message, or an element of it that may repeat.

    Attributes:
        element: where it is.
        fields: its elements with a text, by column.
        parts: the parts inside it, by slot.
        instead: elements that stand in for a field, by column.
        number: of the record that it is, from 1.
    """

    element: Element
    fields: dict[str, Element]
    parts: dict[str, list["Part"]]
    instead: dict[str, Element] | None = None
    number: int = 0

    def line(self, column: str) -> int | None:
        """The physical line of a field; of the part where it has none."""
        element: Element = self.fields.get(column, self.element)
        return element.sourceline


Odd = list[tuple[str, Element]]


def walk(element: Element, plan: Plan, part: Part, odd: Odd) -> None:
    """Put what the plan names into the part. One look at every child; what is not planned is not entered."""
    fields = part.fields
    for found in element.getchildren():  # faster than iterating, and this is where the time goes
        step = plan[found.tag]
        if step.__class__ is str:
            if step not in fields:
                fields[step] = found
            else:
                _note(odd, "repeated_element", found)
        elif step is None:
            continue
        elif step.one and step.slot not in fields:
            fields[step.slot] = found
            walk(found, step, part, odd)
        else:
            _enter(found, step, part, odd)


def _enter(element: Element, plan: Plan | Instead, part: Part, odd: Odd) -> None:
    """Walk an element that is a part of its own. Of others only the first counts."""
    if isinstance(plan, Instead):
        part.instead = {plan: element} | (part.instead or {})
    elif plan is UNKNOWN:
        _note(odd, "unknown_element", element)
    elif not plan.one:
        inner = Part(element, {}, {})
        part.parts.setdefault(plan.slot, []).append(inner)
        walk(element, plan, inner, odd)
    elif not plan.first:
        _note(odd, "repeated_element", element)


def _note(odd: Odd, what: str, element: Element) -> None:
    if len(odd) < _MOST_ODD:
        odd.append((what, element))
