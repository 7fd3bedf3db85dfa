"""What every page shares: one style, the fonts, and a content policy under which nothing is asked of anywhere."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from lake.page import template
from targets.pages.fonts import faces

HERE = Path(__file__).parent


def page(
    name: str, styles: tuple[str, ...] = (), scripts: tuple[str, ...] = (), rules: str = "", **values: object
) -> bytes:
    """Return a page of this folder as UTF-8.

    The template is given `policy`, `style` and `script` besides `values`, and puts them where they belong: the policy
    in a meta element before the style, which it allows by its hash. No other style, script, picture (but inline and
    data:), frame or request is allowed.

    Args:
        name: of the template, `front.html.j2`.
        styles: files of this folder that follow the house's own style.
        scripts: files of this folder, joined.
        rules: style of this page alone; texts in it are made by `css_text`.
        values: what the template shows; everything is escaped.
    """
    style = faces() + "".join(_read(file) for file in ("house.css", *styles)) + rules
    script = "".join(_read(file) for file in scripts)
    allowed = f"; script-src '{_hash(script)}'" if script else ""
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'{allowed}; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    own = {"policy": policy, "style": Markup(style), "script": Markup(script)}  # noqa: S704 - our own files
    return _template(name).render(**own, **values).encode()


def css_text(text: str) -> str:
    r"""Return a text as a string of a style sheet, in which nothing but letters and digits stands as it is.

    >>> css_text("r1</style>")
    '"r1\\3c \\2f style\\3e "'
    """
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


@cache
def _read(file: str) -> str:
    return (HERE / file).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    return template(HERE / name, {})


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
