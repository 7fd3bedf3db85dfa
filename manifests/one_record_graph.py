"""ONE Record's JSON-LD as objects with plain names: prefixes and namespaces off, links followed inside the message.

No expansion and no context is fetched: of a context only the prefixes that stand for a namespace ending in `cargo#` are
used. Objects of one @id are one object. Every object is converted once, links are followed on paths of a fixed length,
and the steps of a message are bounded, so a circle of links does no harm.
"""

from typing import Any

from manifests.amounts import LONGEST
from manifests.one_record_names import Node, code_of, items, plain_name, record_kind, tail
from manifests.reading import Problem
from manifests.record import Record

MAX_STEPS = 500_000
"""A message of 16 MB takes some 300,000."""
_LINK = frozenset({"@id", "@type"})


class Graph:
    """The objects of a message.

    Attributes:
        things: what counts as a record, in order: its kind, and the object, None where it is a link or a repetition.
        of: objects by each of their types.
    """

    def __init__(self, value: Any) -> None:
        self.things: list[tuple[str, Node | None]] = []
        self.of: dict[str, list[Node]] = {}
        self._nodes: dict[int, Node] = {}
        self._by_id: dict[str, Node] = {}
        self._prefixes = frozenset({"cargo"})
        self._missed: dict[str, list[str]] = {}
        self._steps = 0
        self._listed: set[tuple[str, int]] = set()
        self._joined: set[tuple[str, int]] = set()
        self._typed_links: list[tuple[str, str]] = []
        self._walk(value)
        for kind, identity in self._typed_links:
            if identity not in self._by_id:
                self._missed.setdefault(kind, []).append(identity)

    def _walk(self, value: Any) -> None:
        stack = [value]
        while stack:
            found = stack.pop()
            if type(found) is list:
                stack += reversed(found)
            elif type(found) is dict and not (len(found) == 1 and type(found.get("@id")) is str):
                self._add(found)
                held = [found[name] for name in found if name != "@context"]
                stack += [each for each in reversed(held) if type(each) is dict or type(each) is list]

    def _add(self, raw: Node) -> None:
        if "@context" in raw:
            self._read_context(raw["@context"])
        types = [tail(kind) for kind in items(raw.get("@type")) if type(kind) is str]
        kind = record_kind(raw, types)
        identity = raw.get("@id")
        identity = identity.strip() if type(identity) is str else ""
        if identity and raw.keys() <= _LINK:
            if kind:
                self.things.append((kind, None))
                self._typed_links.append((kind, identity))
            return
        node = self._merged(self._by_id.get(identity, {}) if identity else {}, raw)
        self._nodes[id(raw)] = node
        if identity:
            self._by_id[identity] = node
        if kind:
            self.things.append((kind, node if self._first("a record", node) else None))
        for each in types:
            if self._first(each, node):
                self.of.setdefault(each, []).append(node)

    def _first(self, what: str, node: Node) -> bool:
        known = (what, id(node)) in self._listed
        self._listed.add((what, id(node)))
        return not known

    def _merged(self, node: Node, raw: Node) -> Node:
        for key, value in raw.items():
            name = plain_name(key, self._prefixes)
            if name not in node:
                node[name] = value
            elif node[name] != value and not name.startswith("@"):
                if (name, id(node)) not in self._joined:
                    self._joined.add((name, id(node)))
                    node[name] = [*items(node[name])]
                node[name].extend(items(value))
        return node

    def _read_context(self, context: Any) -> None:
        for part in items(context):
            spaces = part.items() if type(part) is dict else ()
            self._prefixes |= {name for name, space in spaces if type(space) is str and space.endswith("cargo#")}

    def all(self, node: Node, *names: str) -> list[Node]:
        """The objects under the first of the names that is there; links to nowhere are kept for `report`."""
        name = _there(node, names)
        out: list[Node] = []
        if name is None:
            return out
        held = items(node[name])
        if not self.spend(len(held), name):
            return out
        for item in held:
            found = self._target(item)
            if found is not None:
                out.append(found)
            elif link := _link(item):
                self._missed.setdefault(name, []).append(link)
        return out

    def keys(self, node: Node, name: str) -> list[str | int]:
        """What tells the objects under a name apart: their @id, also where there is nothing else of them here."""
        held = items(node.get(name))
        if not self.spend(len(held), name):
            return []
        return [key(item) if type(item) is dict else str(item).strip() for item in held]

    def spend(self, steps: int, what: str) -> bool:
        """Whether so many more steps may be taken; where not, `report` says what was not read."""
        self._steps += steps
        if self._steps > MAX_STEPS:
            self._missed.setdefault("", []).append(what)
        return self._steps <= MAX_STEPS

    def one(self, node: Node | None, *names: str) -> Node | None:
        """The first of those objects."""
        found = self.all(node, *names) if node is not None else None
        return found[0] if found else None

    def _target(self, item: Any) -> Node | None:
        if type(item) is dict:
            node = self._nodes.get(id(item))
            return node if node is not None else self._by_id.get(_link(item) or "")
        return self._by_id.get(item.strip()) if type(item) is str else None

    def text(self, value: Any) -> str | None:
        """The text or number of a value, typed or not; of several the first."""
        if type(value) is list:
            return next((text for each in value if (text := self.text(each)) is not None), None)
        if type(value) is dict:
            return self.text(value["@value"]) if "@value" in value else None
        if type(value) is str:
            return value
        return repr(value) if type(value) in (int, float) else None

    def texts(self, value: Any) -> list[str]:
        """The texts of a value, in order."""
        return [text for item in items(value) if (text := self.text(item))]

    def code(self, value: Any) -> str | None:
        """The code that a value stands for: a code, an element of a code list, or a link into one.

        >>> graph = Graph([])
        >>> graph.code({"@id": "https://x/coreCodeLists#ParticipantIdentifier_SHP"}), graph.code("cargo:PHONE_NUMBER")
        ('SHP', 'PHONE_NUMBER')
        """
        if value is None:
            return None
        value = next(iter(items(value)), None)
        node = self._target(value)
        if node is not None and (said := self.text(node.get("code", node.get("@value")))):
            return said.strip() or None
        return code_of(_link(value) or self.text(value) or "")

    def measure(self, node: Node, *names: str) -> tuple[str | None, str | None]:
        """The figures and the unit (of weight, volume, or the currency) under the first of the names that is there."""
        name = _there(node, names)
        if name is None:
            return None, None
        value = node[name]
        figures = self.text(value) if _link(value) is None else None
        if figures is not None:
            return (figures, None) if len(figures) <= LONGEST else (figures[:LONGEST] + "?", None)
        found = self.one(node, *names)
        if found is None:
            return None, None
        unit = found.get("unit", found.get("currencyUnit"))
        return self.text(found.get("numericalValue", found.get("value"))), self.code(unit)

    def report(self, record: Record) -> None:
        """Report the links to nowhere that were followed since the last time: one problem a property."""
        for name, links in self._missed.items():
            if not name:
                detail = f"more than {MAX_STEPS} steps from object to object: {links[0]} not read"
                record.reading.problems.append(Problem("too_many_elements", "error", detail=detail))
            else:
                more = f" and {len(links) - 1} more" if links[1:] else ""
                record.warn("reference_unresolved", detail=f"{name}: {links[0][:100]}{more}")
        self._missed.clear()


def key(node: Node) -> str | int:
    """What tells an object apart: its @id, or where it stands."""
    identity = node.get("@id")
    return (identity.strip() if type(identity) is str else "") or id(node)


def _there(node: Node, names: tuple[str, ...]) -> str | None:
    for name in names:
        if name in node:
            return name
    return None


def _link(item: Any) -> str | None:
    """Where a link leads; None where it is none."""
    if type(item) is dict:
        identity = item.get("@id")
        return identity.strip() or None if type(identity) is str and item.keys() <= _LINK else None
    return item.strip() if type(item) is str and "://" in item else None
