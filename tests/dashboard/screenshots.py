"""Makes the pictures of ``docs/dashboard.md``: ``python -m tests.dashboard.screenshots``.

A server with a made-up training history is looked at with Chromium; the pictures get few colours, to stay small.
"""

import asyncio
import json
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from services.jobs.model import new_job_id
from tests.dashboard.conftest import CHROMIUM, FLAGS
from tests.dashboard.seeding import done, fill, right, spread_over_an_hour, training, wrong
from tests.parts import ROOT, run_broker, run_server, until

_FOLDER = ROOT / "docs" / "screenshots"
_COLOURS = 96
_TEXT = (
    "We want one half of two.\n\nSo $x = \\frac{2}{2}$ and $$\\int_0^1 2x\\,dx = 1.$$\n"
    "```python\ndef half(x):\n    return x / 2\n```\nThe answer is \\boxed{1}."
)


def main() -> None:
    """Take all pictures."""
    _FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "broker").mkdir()
        with run_broker("embedded", folder / "broker") as broker:
            job_id = new_job_id()
            job = done(
                [_TEXT, "\\boxed{2}", _TEXT], [right(), wrong(), right()], job_id=job_id, run="exp-42", step=200
            )
            asyncio.run(fill(broker, [*training(3_000, size=2), job]))
            spread_over_an_hour(broker)
            settings = {"STEELYARD_REDIS_URL": broker, "STEELYARD_SANDBOX": "local", "STEELYARD_EXPLORER_MB": "64"}
            with run_server(folder, settings) as server:
                until(lambda: _has_read_all(server.url), 120)
                _take_all(server.url, job_id)


def _has_read_all(url: str) -> bool:
    """Whether the explorer has."""
    try:
        with urllib.request.urlopen(f"{url}/v1/completions?limit=1") as answer:
            return bool(json.load(answer)["is_complete"])
    except urllib.error.HTTPError:
        return False  # it has not started yet


def _take_all(url: str, job_id: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        desktop = browser.new_page(viewport={"width": 1100, "height": 820})
        phone = browser.new_page(viewport={"width": 390, "height": 780}, color_scheme="dark")
        for page, suffix in ((desktop, ""), (phone, "-phone")):
            for name, path in _pages(job_id).items():
                page.goto(url + path, wait_until="domcontentloaded")
                if name == "completion":
                    page.get_by_role("button", name="Rendered").click()
                _take(page, name + suffix)
        for button in ("right", "wrong", "wrong", "wrong"):
            desktop.goto(f"{url}/dashboard/review")
            desktop.get_by_role("button", name=f"The completion is {button}").click()
            desktop.wait_for_load_state()
        for page, suffix in ((desktop, ""), (phone, "-phone")):
            page.goto(f"{url}/dashboard/review")
            _take(page, f"review{suffix}")
        browser.close()


def _pages(job_id: str) -> dict[str, str]:
    return {
        "front": "/",
        "overview": "/dashboard",
        "runs": "/dashboard/runs",
        "run": "/dashboard/run?run=exp-42&with=exp-41",
        "jobs": "/dashboard/jobs?run=exp-42",
        "job": f"/dashboard/jobs/{job_id}",
        "completion": f"/dashboard/jobs/{job_id}/0/0",
        "completions": "/dashboard/completions?run=exp-42&text=half+of+two",
        "breakdown": "/dashboard/breakdown?run=exp-42&with=exp-41",
        "bottleneck": "/dashboard/bottleneck",
        "workers": "/dashboard/workers",
    }


def _take(page: Page, name: str) -> None:
    path = _FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
