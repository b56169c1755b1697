"""The questions of a training run's owner, each answered by clicks from the overview; numbers equal a hand count.

The history is small and made by rule, so that every figure can be counted by hand:

- ``exp-42`` and ``exp-41`` have 20 steps of 4 prompts, 4 completions each: 320 completions a run.
- Prompt ``p0`` is never solved and ``p1`` always; of ``p2`` the first two completions are right;
  ``p3`` is solved by ``exp-42`` from step 10 on, and by ``exp-41`` never.
- From step 12 on the last completion of ``exp-42`` for ``p0`` looks for the tests: 8 completions.
- One completion of step 7 says something that no other says.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Site, Visit
from tests.dashboard.seeding import Done, done, right, wrong
from tests.dashboard.test_explorer import found
from verifiers.verdict import Verdict

pytestmark = pytest.mark.chromium

STEPS, FLAGGED_FROM, SOLVED_FROM = 20, 12, 10
PLANTED = "the tortoise was there first"


def is_right(run: str, step: int, prompt: int, place: int) -> bool:
    solved = run == "exp-42" and step >= SOLVED_FROM
    return (False, True, place < 2, solved)[prompt]


def verdict_of(run: str, step: int, prompt: int, place: int) -> Verdict:
    if is_right(run, step, prompt, place):
        return right()
    is_flagged = (run, prompt, place) == ("exp-42", 0, 3) and step >= FLAGGED_FROM
    return replace(wrong(), flags=("hidden_test",)) if is_flagged else wrong()


def text_of(run: str, step: int, prompt: int, place: int) -> str:
    text = "right!" if is_right(run, step, prompt, place) else "certainly not right"
    return f"{text} {PLANTED}" if (run, step, prompt, place) == ("exp-42", 7, 0, 1) else text


def history() -> Iterator[Done]:
    for run in ("exp-41", "exp-42"):
        for step in range(STEPS):
            for prompt in range(4):
                places = [(run, step, prompt, place) for place in range(4)]
                texts, verdicts = [text_of(*one) for one in places], [verdict_of(*one) for one in places]
                yield done(texts, verdicts, run=run, step=step, group=f"p{prompt}")


@pytest.fixture
def overview(visit: Visit, site: Site) -> Visit:
    site.hold("questions", lambda: list(history()))
    assert found(site)["total"] == 640
    visit.go()
    return visit


def go(visit: Visit, *links: str) -> None:
    for link in links:
        with visit.page.expect_navigation(wait_until="domcontentloaded"):
            visit.page.get_by_role("link", name=link, exact=True).click()


def numbers(visit: Visit, chart: str, step: int) -> list[str]:
    """What a chart's table has for a step."""
    visit.page.locator(f"#{chart}-summary").click()
    row = visit.page.locator(f"#{chart}-numbers tbody tr").nth(STEPS - 1 - step)
    return [row.locator("th").inner_text(), *row.locator("td").all_inner_texts()]


def test_1_and_2_what_the_trainer_waits_for_and_what_to_scale(overview: Visit) -> None:
    go(overview, "Bottleneck")
    expect(overview.page.locator("#waits tbody tr")).to_have_count(2)
    expect(overview.page.locator("#waits tbody td:nth-child(2)")).to_have_text(["80", "80"])
    expect(overview.page.locator("#sentence")).to_contain_text("Run exp-4")
    assert overview.findings() == []


def test_3_whether_the_reward_rises_for_the_right_reason(overview: Visit) -> None:
    go(overview, "Runs", "exp-42")
    assert numbers(overview, "reward", 9) == ["9", "0.375"]
    overview.page.reload()
    assert numbers(overview, "reward", 10) == ["10", "0.625"]
    assert numbers(overview, "length-0", 10) == ["10", "6", "19"]
    assert numbers(overview, "flags-0", 11) == ["11", "0"]
    overview.page.reload()
    assert numbers(overview, "flags-0", 12) == ["12", "1"]
    assert overview.findings() == []


def test_4_why_a_completion_got_0(overview: Visit) -> None:
    go(overview, "Completions")
    overview.page.get_by_label("Status").select_option("incorrect")
    overview.page.get_by_text("More filters").press("Enter")  # a click may miss while the page is laid out
    overview.page.get_by_label("Reward to").fill("0")
    overview.page.get_by_role("button", name="Find").click()
    wrong_ones = sum(not is_right(run, *rest) for run, *rest in every_place())
    expect(overview.page.locator("#count")).to_have_text(str(wrong_ones))
    overview.page.locator("#completions tbody th a").first.click()
    expect(overview.page.get_by_role("region", name="Checks")).to_contain_text("wrong answer")


def every_place() -> Iterator[tuple[str, int, int, int]]:
    runs = ("exp-41", "exp-42")
    return (
        (run, step, prompt, place)
        for run in runs
        for step in range(STEPS)
        for prompt in range(4)
        for place in range(4)
    )


def test_5_who_cheats_how_and_since_when(overview: Visit) -> None:
    go(overview, "Runs", "exp-42")
    flag = overview.page.get_by_role("region", name="Flags").locator("tbody tr")
    expect(flag).to_have_text([f"hidden test{STEPS - FLAGGED_FROM}{FLAGGED_FROM}"])
    go(overview, "hidden test")
    expect(overview.page.locator("#count")).to_have_text(str(STEPS - FLAGGED_FROM))


def test_6_and_7_what_fails_most_and_which_prompts_give_no_signal(overview: Visit) -> None:
    go(overview, "Runs", "exp-42", "Checks and prompts")
    failed = sum(not is_right("exp-42", *rest) for run, *rest in every_place() if run == "exp-42")
    expect(overview.page.locator("#checks tbody tr")).to_have_text([f"answermath{failed}"])
    for place, count in (("none-right", "1"), ("mixed", "2"), ("all-right", "1")):
        expect(overview.page.locator(f"#{place}")).to_have_text(count)
    expect(overview.page.locator("#prompts tbody th")).to_have_text(["p0", "p2", "p3", "p1"])
    go(overview, str(failed))
    expect(overview.page.locator("#count")).to_have_text(str(failed))


def test_8_how_two_runs_differ_prompt_by_prompt(overview: Visit) -> None:
    go(overview, "Runs", "exp-42")
    overview.page.get_by_label("Side by side with").fill("exp-41")
    overview.page.get_by_role("button", name="Compare").click()
    go(overview, "Checks and prompts")
    rows = overview.page.locator("#prompts tbody tr")
    expect(rows.first).to_contain_text("p3")
    expect(rows.first).to_contain_text("-50 points")
    expect(rows.nth(1)).to_contain_text("+0 points")


def test_9_where_a_text_is(overview: Visit) -> None:
    go(overview, "Completions")
    overview.page.get_by_label("Text of the completion").fill("Tortoise WAS there")
    overview.page.get_by_role("button", name="Find").click()
    expect(overview.page.locator("#count")).to_have_text("1")
    expect(overview.page.locator("#completions tbody td.n").first).to_have_text("7")
    overview.page.locator("#completions tbody th a").click()
    expect(overview.page.locator("#text")).to_contain_text(PLANTED)


def test_10_and_11_what_is_shown_next_month_and_read_into_a_notebook(overview: Visit, tmp_path: Path) -> None:
    go(overview, "Runs", "exp-42")
    kept = saved(overview, "this page as one file", tmp_path / "run.html").read_text()
    assert "exp-42" in kept
    assert 'src="/' not in kept  # it needs no server
    rows = [
        json.loads(line)
        for line in saved(overview, "completions (JSON lines)", tmp_path / "run").read_text().splitlines()
    ]
    assert len(rows) == 4 * 4 * STEPS
    assert sum(row["reward"] for row in rows) == sum(is_right(*one) for one in every_place() if one[0] == "exp-42")


def saved(visit: Visit, link: str, path: Path) -> Path:
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name=link, exact=True).click()
    download.value.save_as(path)
    return path


def test_12_who_is_told_when_it_goes_wrong(overview: Visit) -> None:
    expect(overview.page.locator("#told")).to_contain_text("STEELYARD_WEBHOOKS_FILE names who else is told")
