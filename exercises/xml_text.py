"""XML as text: elements from pairs, for the writers of this folder."""

from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tag(name: str, content: object = "", **attributes: str) -> str:
    """One element: text is escaped, a list of elements is put inside as it is; None gives nothing at all.

    >>> tag("ID", "A & B"), tag("Kg", 2.5, unitCode="KGM"), tag("A", [tag("B", 1)]), tag("C", None)
    ('<ID>A &amp; B</ID>', '<Kg unitCode="KGM">2.5</Kg>', '<A><B>1</B></A>', '')
    """
    if content is None:
        return ""
    inside = "".join(content) if isinstance(content, list) else escape(str(content))
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{inside}</{name.split(' ')[0]}>"
