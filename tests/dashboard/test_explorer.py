"""The explorer's page and its address in the API, on a server whose explorer runs as a process of its own."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Site, Visit
from tests.dashboard.seeding import Done, done, right, training, wrong
from tests.parts import until

pytestmark = pytest.mark.chromium

PLANTED = "a cat sat on the Steelyard's beam"


def with_a_planted_text() -> list[Done]:
    texts = [f"The answer is \\boxed{{2}}. {PLANTED}", "\\boxed{1}"]
    planted = done(
        texts,
        [wrong(), right()],
        run="exp-42",
        step=7,
        group="p17",
        prompt="What is half of two?",
        tags={"topic": "x"},
    )
    return [*training(1_000), planted]


def found(site: Site, **which: object) -> dict[str, Any]:
    """What the API finds, once the explorer has read every job."""
    answer: dict[str, Any] = {}

    def is_complete() -> bool:
        try:
            with urllib.request.urlopen(f"{site.server.url}/v1/completions?{urlencode(which)}") as response:
                answer.update(json.load(response))
        except urllib.error.HTTPError:
            return False  # the explorer's process has not started yet
        return bool(answer["is_complete"])

    until(is_complete, 60)
    return answer


def test_a_text_is_found_among_all_and_leads_to_its_completion(visit: Visit, site: Site) -> None:
    site.hold("planted", with_a_planted_text)
    assert found(site)["total"] == 1_002
    visit.go()
    visit.page.get_by_role("link", name="Completions", exact=True).click()
    visit.page.get_by_label("Text of the completion").fill("STEELYARD'S beam")
    visit.page.get_by_role("button", name="Find").click()
    expect(visit.page.locator("#count")).to_have_text("1")
    expect(visit.page.locator("#completions mark")).to_have_text("Steelyard's beam")
    assert visit.findings() == []
    visit.page.locator("#completions tbody a").first.click()
    expect(visit.page.locator("#text")).to_contain_text(PLANTED)
    expect(visit.page.locator("#prompt")).to_have_text("What is half of two?")


def test_filters_narrow_and_pages_lead_on(visit: Visit, site: Site) -> None:
    site.hold("planted", with_a_planted_text)
    wrong_ones = found(site, run="exp-42", status="incorrect", to_step=100)["total"]
    visit.go(f"/completions?{urlencode({'run': 'exp-42', 'status': 'incorrect', 'to_step': 100})}")
    expect(visit.page.locator("#count")).to_have_text(f"{wrong_ones:,}")
    visit.page.locator("#next-page").click()
    expect(visit.page.locator("#count")).to_have_text(f"{wrong_ones - 50:,}")
    for which, total in (
        ({"tag": "topic:x"}, 2),
        ({"prompt": "HALF of two"}, 2),
        ({"prompt": "p17", "min_reward": 1}, 1),
        ({"check": "answer", "tag": "topic:x"}, 1),
        ({"flag": "hidden_test"}, 0),
    ):
        assert found(site, **which)["total"] == total, which


def test_filters_that_are_none_are_refused_or_said(visit: Visit, site: Site) -> None:
    for query in ("status=bogus", "colour=red", "step=-1", "tag=topic", "min_reward=much", "cursor=1"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{site.server.url}/v1/completions?{query}")
        assert refused.value.code == 422
        assert json.load(refused.value)["errors"][0]["loc"][1] == query.partition("=")[0]
    visit.go("/completions?colour=red&status=")
    expect(visit.page.get_by_role("status").first).to_contain_text("colour")
    answer = visit.page.goto(f"{site.url}/completions?status=bogus")
    assert answer is not None
    assert answer.status == 422
    expect(visit.page.locator("main")).to_contain_text("status")
    visit.complaints.clear()  # the browser says of the last page that it failed to load


def broken_down() -> list[Done]:
    """Two runs over three prompts: one never solved, one always, one now and then; ``b`` solves the first too."""
    solved = {"a": ["00", "11", "01"], "b": ["10", "11", "01"]}
    return [
        done(
            [f"completion {place}" for place in range(2)],
            [right() if one == "1" else wrong() for one in pattern],
            run=run,
            step=step,
            group=f"p{number}",
        )
        for run, patterns in solved.items()
        for step in range(3)
        for number, pattern in enumerate(patterns)
    ]


def test_a_run_says_what_fails_most_which_prompts_teach_nothing_and_how_it_differs(
    visit: Visit, site: Site
) -> None:
    site.hold("broken down", broken_down)
    assert found(site)["total"] == 36
    visit.go()
    visit.page.get_by_role("link", name="Runs", exact=True).click()
    visit.page.get_by_role("link", name="a", exact=True).click()
    visit.page.get_by_role("link", name="Checks and prompts").click()
    for place in ("none-right", "mixed", "all-right"):
        expect(visit.page.locator(f"#{place}")).to_have_text("1")
    assert visit.findings() == []
    expect(visit.page.locator("#prompts tbody th")).to_have_text(["p0", "p2", "p1"])
    expect(visit.page.locator("#prompts tbody tr").first).to_contain_text("0: 0/2")
    visit.page.get_by_label("Beside the run").fill("b")
    visit.page.get_by_role("button", name="Show").click()
    expect(visit.page.locator("#prompts tbody tr").first).to_contain_text("+50 points")
    visit.page.locator("#checks tbody a").click()
    expect(visit.page.locator("#count")).to_have_text("9")
    assert found(site, run="a", check="answer")["total"] == 9
    visit.page.go_back()
    visit.page.locator("#none-right a").click()
    expect(visit.page.locator("#prompts tbody th")).to_have_text(["p0"])
    visit.page.locator("#prompts tbody a").click()
    expect(visit.page.locator("#count")).to_have_text("6")


def test_texts_of_a_group_are_compared(visit: Visit, site: Site) -> None:
    site.hold("broken down", broken_down)
    visit.go("/jobs")
    visit.page.locator("#jobs tbody a").first.click()
    visit.page.locator("#c-0-1").click()
    visit.page.get_by_role("link", name="Difference to 0.0").click()
    expect(visit.page.locator("#difference del")).to_have_text("1")
    expect(visit.page.locator("#difference ins")).to_have_text("0")
    assert visit.findings() == []
