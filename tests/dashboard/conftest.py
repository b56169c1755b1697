"""A server that is filled for each question, and a real browser to look at it with."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from redis import Redis

from tests.dashboard.seeding import Done, fill
from tests.parts import Server, run_broker, run_server

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    *["--disable-component-update", "--disable-sync"],
]
_AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
_SERIOUS = ("serious", "critical")
_KEPT = (b"steelyard:celery:", b"steelyard:workers", b"steelyard:explorer", b"_kombu")


@dataclass
class Site:
    """A whole server and the store behind it."""

    server: Server
    broker: str
    holds: object = None

    @property
    def url(self) -> str:
        return f"{self.server.url}/dashboard"

    def empty(self) -> None:
        """Forget all jobs, but neither the worker nor the queue."""
        with Redis.from_url(self.broker) as redis:
            names = [name for name in redis.scan_iter(count=10_000) if not name.startswith(_KEPT)]
            for start in range(0, len(names), 5_000):
                redis.unlink(*names[start : start + 5_000])
        self.holds = None

    def add(self, jobs: Sequence[Done]) -> None:
        """Store jobs. In a thread of its own, for Playwright's loop is running in this one."""
        in_thread(lambda: asyncio.run(fill(self.broker, jobs)))

    def hold(self, name: object, jobs: Callable[[], Sequence[Done]]) -> None:
        """Hold exactly these jobs, unless it does already."""
        if self.holds != name:
            self.empty()
            self.add(jobs())
            self.holds = name


def in_thread(work: Callable[[], object]) -> None:
    """Do something where no event loop is running, and let its errors through."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()


@dataclass
class Visit:
    """A page that is being looked at, and everything its console has complained of."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> None:
        """Load a page of the dashboard."""
        answer = self.page.goto(self.site.url + path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def findings(self) -> list[str]:
        """What axe-core finds serious or worse."""
        session = self.page.context.new_cdp_session(self.page)  # past the page's own policy, as a reader's tool is
        session.send("Runtime.evaluate", {"expression": _AXE})
        run = "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations))"
        answer: Any = session.send(
            "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        violations = json.loads(answer["result"]["value"])
        return [
            f"{one['id']}: {node['html']}"
            for one in violations
            if one["impact"] in _SERIOUS
            for node in one["nodes"]
        ]


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "broker").mkdir()
    with run_broker("embedded", folder / "broker") as url:
        settings = {"STEELYARD_REDIS_URL": url, "STEELYARD_SANDBOX": "off", "STEELYARD_WORKERS": "1"}
        settings["STEELYARD_EXPLORER_MB"] = "64"
        with run_server(folder, settings) as server:
            yield Site(server, url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the tests of one module: while it is there, its event loop runs in the tests' own thread."""
    expect.set_options(timeout=60_000)  # five seconds are too few on a busy machine
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def visit(context: BrowserContext, site: Site) -> Iterator[Visit]:
    looking = Visit(context.new_page(), site)

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            looking.complaints.append(message.text)

    looking.page.on("console", complain)
    looking.page.on("pageerror", lambda error: looking.complaints.append(str(error)))
    yield looking
    assert looking.complaints == []
