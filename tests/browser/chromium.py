"""Debian's Chromium, driven by Playwright: a page is opened from a file, as by an officer, and all it does is kept.

Nothing is downloaded: the browser is the system's (apt-get install chromium).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

EXECUTABLE = "/usr/bin/chromium"
SCREEN = (1366, 768)
GRAVE = ("serious", "critical")


@dataclass
class Visit:
    """A page that is open, and what came of it: requests but for the page itself, console messages, dialogs."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing was asked for, said or opened."""
        return not (self.requests or self.said or self.dialogs)

    def faults(self) -> list[str]:
        """Return the serious and critical faults of accessibility that axe-core finds, each with its first element."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]

    def texts(self, selector: str) -> list[str]:
        """Return the text of every element, as the document holds it."""
        found: list[str] = self.page.eval_on_selector_all(selector, "all => all.map(one => one.textContent)")
        return found

    def seen(self, selector: str) -> int:
        """Return how many elements are shown."""
        return self.page.locator(selector).locator("visible=true").count()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser for a while."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, content: bytes, folder: Path, *, dark: bool = False) -> Iterator[Visit]:
    """Write a page to a file, open it, and close it again."""
    path = folder / "page.html"
    path.write_bytes(content)
    scheme = "dark" if dark else "light"
    context = browser.new_context(viewport=dict(zip(("width", "height"), SCREEN, strict=True)), color_scheme=scheme)
    visited = Visit(context.new_page())

    def asked(request: Request) -> None:
        if request.url != path.as_uri() and not request.url.startswith("data:font/"):
            visited.requests.append(request.url)

    visited.page.on("request", asked)
    visited.page.on("console", lambda message: visited.said.append(message.text))
    visited.page.on("pageerror", lambda error: visited.said.append(str(error)))
    visited.page.on("dialog", lambda dialog: (visited.dialogs.append(dialog.message), dialog.dismiss()))
    visited.page.goto(path.as_uri())
    yield visited
    context.close()
