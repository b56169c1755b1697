"""Every page in a real browser, with nothing, one job and thousands of jobs behind it."""

import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from services.jobs.model import new_job_id
from tests.dashboard.conftest import Site, Visit
from tests.dashboard.seeding import Done, done, no_answer, right, training, wrong
from tests.verifiers import beam_wordings as w

pytestmark = pytest.mark.chromium

MANY = 5_000
_EVERYWHERE = ["", "/bottleneck", "/runs", "/jobs", "/completions", "/review", "/workers"]


def one() -> list[Done]:
    return [done(["It is \\boxed{1}."], [right()], run="exp-42", step=0, job_id=f"f{1:031x}")]


def many() -> list[Done]:
    return training(MANY)


def pages_of(job_id: str) -> list[str]:
    runs = [
        "/run?run=exp-42",
        "/run?run=exp-42&with=exp-42",
        "/breakdown?run=exp-42",
        "/breakdown?run=exp-42&with=exp-42",
    ]
    return [*_EVERYWHERE, *runs, f"/jobs/{job_id}", f"/jobs/{job_id}/0/0", f"/jobs/{job_id}/0/0?reward=dense"]


@pytest.mark.parametrize(
    ("name", "jobs"), [("none", list), ("one", one), ("many", many)], ids=["none", "one", "many"]
)
def test_every_page_is_sound_and_accessible_whatever_there_is_to_show(
    visit: Visit, site: Site, name: str, jobs: Callable[[], Sequence[Done]]
) -> None:
    site.hold(name, jobs)
    found = newest_job(site) if name != "none" else None
    for path in _EVERYWHERE if found is None else pages_of(found):
        visit.go(path)
        expect(visit.page.locator("h1")).to_have_count(1)
        assert visit.findings() == [], path
        assert visit.complaints == [], path


def test_the_accessibility_check_sees_a_field_without_a_label(visit: Visit, site: Site) -> None:
    visit.go("/jobs")
    visit.page.evaluate(
        "document.querySelector('label[for=q]').remove(); document.getElementById('q').placeholder = ''"
    )
    assert [finding for finding in visit.findings() if finding.startswith("label: ")]


def newest_job(site: Site) -> str:
    with urllib.request.urlopen(f"{site.server.url}/v1/jobs?limit=1") as answer:
        return str(json.load(answer)["jobs"][0]["job_id"])


def test_jobs_are_filtered_searched_and_paged_through(visit: Visit, site: Site) -> None:
    site.hold("many", many)
    visit.go("/jobs")
    expect(visit.page.locator("#count")).to_have_text("5,000")
    seen: set[str] = set()
    for _ in range(3):
        seen |= set(visit.page.locator("#jobs tbody th code").all_inner_texts())
        visit.page.locator("#next-page").click()
        visit.page.wait_for_load_state()
    assert len(seen) == 150
    visit.go("/jobs")
    visit.page.get_by_label("Run", exact=True).fill("exp-41")
    visit.page.get_by_label("State").select_option("done")
    visit.page.get_by_role("button", name="Show").click()
    expect(visit.page.locator("#jobs tbody tr")).to_have_count(50)
    assert set(visit.page.locator("#jobs tbody td:nth-child(3)").all_inner_texts()) == {"exp-41"}
    visit.page.get_by_label("State").select_option("failed")
    visit.page.get_by_role("button", name="Show").click()
    expect(visit.page.locator("#jobs tbody")).to_have_text("No such job.")
    wanted = sorted(seen)[17]
    visit.go(f"/jobs?q={wanted}")
    assert visit.page.locator("#jobs tbody th code").all_inner_texts() == [wanted]


def test_two_runs_stand_side_by_side(visit: Visit, site: Site) -> None:
    site.hold("many", many)
    visit.go("/run?run=exp-42")
    visit.page.get_by_label("Side by side with").fill("exp-41")
    visit.page.get_by_role("button", name="Compare").click()
    expect(visit.page.locator("#live table").first.locator("thead th")).to_have_text(
        ["Figure", "exp-42", "exp-41"]
    )
    visit.page.locator("#passed-summary").click()
    header = visit.page.locator("#passed-numbers thead th")
    expect(header).to_have_text(["step", "exp-42", "exp-41"])
    rows = visit.page.locator("#passed-numbers tbody tr")
    assert rows.count() == 200
    newest = rows.first.locator("th, td").all_inner_texts()
    assert newest[0] == "199"
    assert float(newest[1].removesuffix(" %")) > float(newest[2].removesuffix(" %"))


def test_six_runs_stand_side_by_side_and_no_more(visit: Visit, site: Site) -> None:
    site.hold("six", lambda: [done(["\\boxed{1}"], [right()], run=f"exp-{number}", step=1) for number in range(7)])
    beside = "".join(f"&with=exp-{number}" for number in range(1, 6))
    visit.go(f"/run?run=exp-0{beside}")
    expect(visit.page.locator("#live table").first.locator("thead th")).to_have_count(7)
    expect(visit.page.locator("#passed-figure .u-legend tr")).to_have_count(7)  # the step and six runs
    assert visit.findings() == []
    answer = visit.page.request.get(f"{site.url}/run?run=exp-0{beside}&with=exp-6")
    assert answer.status == 422


def test_charts_are_drawn_smoothed_and_drawn_again_after_live_updates(visit: Visit, site: Site) -> None:
    site.hold("charts", lambda: [done(["\\boxed{1}"], [right()], run="exp-42", step=step) for step in range(1, 4)])
    visit.go("/run?run=exp-42")
    plot = visit.page.locator("#reward-figure .plot canvas")
    expect(plot).to_have_count(1)
    expect(visit.page.locator("#reward-figure svg.chart")).to_be_hidden()
    visit.page.get_by_label("Smoothing").select_option("0.9")
    site.add([done(["\\boxed{2}"], [wrong()], run="exp-42", step=4)])
    visit.page.locator("#reward-summary").click()
    expect(visit.page.locator("#reward-numbers tbody tr")).to_have_count(4)
    expect(plot).to_have_count(1)
    site.holds = None


def test_mathematics_and_code_are_rendered_and_what_was_written_stays_a_click_away(
    visit: Visit, site: Site
) -> None:
    text = (
        "So $\\frac{1}{2}$ <b>is</b> it:\n\n```python\ndef f():\n    return 1\n```\n"
        "and \\boxed{1}, $\\href{javascript:alert(1)}{x}$."
    )
    job_id = f"f{8:031x}"
    site.hold("rendered", lambda: [done([text, "\\boxed{2}"], [right(), wrong()], job_id=job_id)])
    visit.go(f"/jobs/{job_id}/0/0")
    expect(visit.page.locator("#text")).to_be_visible()
    visit.page.get_by_role("button", name="Rendered").click()
    shown = visit.page.locator(".rendered")
    expect(shown.locator(".katex .mfrac")).to_have_count(1)
    expect(shown.locator("pre .hljs-keyword").first).to_have_text("def")
    expect(shown).to_contain_text("<b>is</b>")
    expect(shown.locator("a, b, img")).to_have_count(0)
    expect(visit.page.locator("#text")).to_be_hidden()
    assert visit.findings() == []
    visit.page.get_by_role("button", name="As it was written").click()
    expect(visit.page.locator("#text")).to_be_visible()
    visit.go("/review?queue=positives")
    expect(visit.page.locator(".rendered .katex .mfrac")).to_have_count(1)


def test_a_group_stands_side_by_side_with_the_signs_of_its_advantages(visit: Visit, site: Site) -> None:
    job_id = f"f{9:031x}"
    texts = ["\\boxed{1}", "\\boxed{2}", "?"]
    site.hold("group", lambda: [done(texts, [right(), wrong(), no_answer()], job_id=job_id, run="r", step=3)])
    visit.go(f"/jobs/{job_id}/0/0")
    rows = visit.page.locator("#group tbody tr")
    expect(rows).to_have_count(3)
    assert [rows.nth(place).locator("td").nth(2).inner_text() for place in range(3)] == [
        "+ 0.6667",
        "− 0.3333",
        "− 0.3333",
    ]
    visit.page.get_by_role("link", name="Next in its group").click()
    expect(visit.page.locator("h1")).to_contain_text("Completion 0.1")
    visit.page.get_by_label("Where this is").get_by_role("link", name="step 3").click()
    expect(visit.page.locator("#jobs tbody tr")).to_have_count(1)


def test_the_way_leads_from_jobs_to_one_completion_by_keyboard_alone(visit: Visit, site: Site) -> None:
    site.hold("one", one)
    visit.go("/jobs")
    visit.page.locator(f"#job-f{1:031x}").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("h1")).to_contain_text(f"Job f{1:031x}")
    visit.page.locator("#c-0-0").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#verdict")).to_have_text("correct")
    expect(visit.page.locator("#text mark")).to_have_text("1")
    expect(visit.page.get_by_text("decided by the layer of numbers")).to_be_visible()
    expect(visit.page.locator("#curl")).to_have_value(
        "".join(
            [
                f"curl -s {site.server.url}/v1/verify -H 'Content-Type: application/json' -d '",
                json.dumps(
                    {
                        "feedback": "full",
                        "groups": [
                            {
                                "id": "p1",
                                "verifier": {"kind": "math", "ground_truth": "1"},
                                "completions": [{"text": "It is \\boxed{1}."}],
                            }
                        ],
                    }
                ),
                "'",
            ]
        )
    )


def test_figures_change_without_a_reload_and_opened_tables_stay_open(visit: Visit, site: Site) -> None:
    site.hold("live", list)
    visit.go()
    visit.page.evaluate("window.stillHere = true")
    expect(visit.page.locator("#completions-hour")).to_have_text("0")
    visit.page.locator("#statuses-summary").click()
    site.add(one())
    expect(visit.page.locator("#completions-hour")).to_have_text("1")
    expect(visit.page.locator("#statuses-numbers")).to_contain_text("correct")
    expect(visit.page.locator("#statuses-numbers")).to_have_attribute("open", "")
    assert visit.page.evaluate("window.stillHere")
    site.holds = None


def test_new_jobs_appear_in_the_list_without_a_reload(visit: Visit, site: Site) -> None:
    site.hold("live list", one)
    visit.go("/jobs")
    job_id = new_job_id()
    site.add([done(["\\boxed{2}"], [wrong()], job_id=job_id)])
    expect(visit.page.locator(f"#job-{job_id}")).to_be_visible(timeout=60_000)
    site.holds = None


def test_labels_arrive_in_the_rates_with_their_intervals(visit: Visit, site: Site) -> None:
    site.hold("review", lambda: [done(["\\boxed{1}", "\\boxed{2}", "?"], [right(), wrong(), no_answer()])])
    visit.go("/review")
    expect(visit.page.locator("#rates tbody")).to_have_text("No labels yet.")
    for button in ("The completion is right", "The completion is wrong"):
        visit.page.get_by_role("button", name=button).click()
        visit.page.wait_for_load_state()
    expect(visit.page.locator("#nothing")).to_be_visible()
    visit.go("/review?queue=positives")
    visit.page.get_by_role("button", name="The completion is right").click()
    row = visit.page.locator("#rates tbody tr")
    expect(row).to_contain_text("1 of 2: 50 % (95 %: 9.453 % to 90.55 %)")
    expect(row).to_contain_text("0 of 1: 0 % (95 %: 0 % to 79.35 %)")
    # Of two right completions one was judged wrong; of wrong ones none was judged right.
    correction = json.loads(visit.page.locator(".correction").inner_text())
    assert correction == {"use": "noise_backward", "fp": 0.0, "fn": 0.5}
    with urllib.request.urlopen(f"{site.url}/review/labels.jsonl") as answer:
        labels = [json.loads(line) for line in answer]
    assert sorted((one["truth"], one["status"] == "correct") for one in labels) == [
        ("right", False),
        ("right", True),
        ("wrong", False),
    ]
    site.holds = None


def test_completions_are_labelled_by_keys_alone_and_reviewers_are_compared(visit: Visit, site: Site) -> None:
    site.hold("keys", lambda: [done(["\\boxed{2}", "?"], [wrong(), no_answer()])])
    press = visit.page.keyboard.press

    def label(key: str) -> None:
        with visit.page.expect_navigation():
            press(key)

    visit.go("/review?reviewer=ann")
    press("c")
    visit.page.keyboard.type("r and w are words here")
    press("Escape")
    label("r")
    label("w")
    expect(visit.page.locator("#nothing")).to_be_visible()
    visit.go("/review?reviewer=bob&queue=second")
    label("s")
    label("r")
    expect(visit.page.locator("#nothing")).to_be_visible()
    row = visit.page.locator("#agreements tbody tr")
    expect(row).to_contain_text("ann and bob")
    with urllib.request.urlopen(f"{site.url}/review/labels.jsonl") as answer:
        labels = [json.loads(line) for line in answer]
    assert sorted(one["reviewer"] for one in labels) == ["ann", "ann", "bob"]
    assert [one["comment"] for one in labels if one["comment"]] == ["r and w are words here"]
    site.holds = None


HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
    "</pre></bdi><h1>not ours</h1><style>body{display:none}</style>{{ 7*7 }}"
    "\u202egnp.exe\u202c \u2066isolated \x1b[31mred\x1b[0m \x00 \x07 \u200bnothing\ufeff "
    '\'" onmouseover="window.hacked = 3 \\boxed{<b>1</b>}'
)


def test_a_hostile_completion_is_shown_harmlessly_and_whole_on_demand(visit: Visit, site: Site) -> None:
    run = '<script>window.hacked = 4</script>\u202erun"'
    text = HOSTILE + "x" * 2_000_000 + HOSTILE
    verdict = right("<b>1</b>")
    job_id = f"f{7:031x}"
    site.hold("hostile", lambda: [done([text, HOSTILE], [verdict, verdict], run=run, step=1, job_id=job_id)])
    paths = [
        f"/jobs/{job_id}",
        f"/jobs/{job_id}/0/1",
        "/jobs",
        "/runs",
        f"/run?run={quote(run)}",
        "/review?queue=positives",
    ]
    for path in [*paths, f"/jobs/{job_id}/0/0"]:
        visit.go(path)
        expect(visit.page.locator("h1")).to_have_count(1)
        assert visit.page.evaluate("window.hacked") is None, path
    shown = visit.page.locator("#text")
    expect(shown).to_contain_text("<script>window.hacked = 1</script>")
    expect(shown).to_contain_text("⟨U+202E⟩gnp.exe⟨U+202C⟩")
    expect(shown).to_contain_text("␛[31mred␛[0m ␀ ␇ ⟨U+200B⟩nothing⟨U+FEFF⟩")
    expect(shown.locator("mark")).to_have_text("<b>1</b>")
    assert len(shown.text_content() or "") < 25_000
    visit.page.locator("#show-all").click()
    expect(visit.page.locator("#show-all")).to_have_count(0)
    assert len(visit.page.locator("#text").text_content() or "") > 2_000_000
    assert visit.page.evaluate("window.hacked") is None
    visit.go(f"/jobs/{job_id}/0/1")
    assert visit.findings() == []


def test_pages_are_readable_without_scripts(browser: Browser, site: Site) -> None:
    site.hold("one", one)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/run?run=exp-42")
    page.locator("#reward-summary").click()
    expect(page.locator("#reward-numbers tbody tr")).to_have_count(1)
    page.goto(f"{site.url}/jobs")
    page.locator("#jobs tbody a").first.click()
    page.locator("#completions tbody a").first.click()
    expect(page.locator("#verdict")).to_have_text("correct")
    context.close()


def test_a_phone_shows_every_page_without_scrolling_sideways_in_light_and_dark(
    browser: Browser, site: Site
) -> None:
    site.hold("one", one)
    grounds = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
        visit = Visit(context.new_page(), site)
        for path in pages_of(f"f{1:031x}"):
            visit.go(path)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360, path
            assert scheme == "light" or visit.findings() == [], path
        grounds.add(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(grounds) == 2


def test_a_completion_is_verified_again_by_a_real_worker_and_rescored(visit: Visit, site: Site) -> None:
    site.hold(
        "again", lambda: [done(["It is \\boxed{1}.", "\\boxed{3}"], [wrong(), wrong()], job_id=f"f{5:031x}")]
    )
    visit.go(f"/jobs/f{5:031x}/0/0")
    visit.page.get_by_label("Rescore as").fill('{"use": "ternary"}')
    visit.page.get_by_role("button", name="Rescore").click()
    expect(visit.page.locator("#rescored tbody tr")).to_have_count(2)
    visit.page.get_by_role("button", name="Verify again").click()
    deadline = time.monotonic() + 60
    while visit.page.locator("#verdict").inner_text() != "correct":
        assert time.monotonic() < deadline
        visit.page.wait_for_timeout(200)
        visit.page.reload()


def test_a_worker_is_drained_and_resumed(visit: Visit, site: Site) -> None:
    visit.go("/workers")
    visit.page.get_by_role("button", name="Drain").click()
    expect(visit.page.get_by_role("cell", name="drained")).to_be_visible(timeout=60_000)
    body = {"groups": [{"verifier": {"kind": "math", "ground_truth": "1"}, "completions": ["\\boxed{1}"]}]}
    request = urllib.request.Request(
        f"{site.server.url}/v1/jobs", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        job = f"{site.server.url}{answer.headers['Location']}"
    visit.page.wait_for_timeout(1_000)
    assert state(job) == "queued"
    visit.page.get_by_role("button", name="Resume").click()
    expect(visit.page.get_by_role("cell", name="drained")).to_have_count(0)
    deadline = time.monotonic() + 60
    while state(job) != "done":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    site.holds = None


def state(job: str) -> str:
    with urllib.request.urlopen(job) as answer:
        return str(json.load(answer)["state"])


def test_the_diagrams_of_a_beam_are_drawn_beside_its_checks(visit: Visit, site: Site) -> None:
    group = {"verifier": {"kind": "beam", "spec": w.SIMPLE, "asked": w.REACTIONS}, "completions": ["\\boxed{1}"]}
    body = json.dumps({"groups": [group]}).encode()
    request = urllib.request.Request(f"{site.server.url}/v1/verify", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        job_id = json.load(answer)["job_id"]
    visit.go(f"/jobs/{job_id}/0/0")
    picture = visit.page.locator("img.diagram")
    picture.scroll_into_view_if_needed()
    deadline = time.monotonic() + 60
    while not picture.evaluate("one => one.complete && one.naturalWidth"):
        assert time.monotonic() < deadline
        visit.page.wait_for_timeout(100)
    assert visit.findings() == []
    site.holds = None


def test_parts_and_turns_of_a_completion_stand_with_their_verdicts_and_rewards(visit: Visit, site: Site) -> None:
    math = {"kind": "math", "ground_truth": "1"}
    parts = [
        {"name": "each", "verifier": {**math, "looks_at": "each_turn"}},
        {"name": "appeal", "verifier": {"kind": "math", "ground_truth": "2"}, "when": "rejected"},
    ]
    said = [("assistant", "It is \\boxed{2}."), ("user", "No."), ("assistant", "So \\boxed{1}.")]
    completion = {"turns": [{"role": role, "content": text} for role, text in said]}
    group = {"verifier": {"kind": "composite", "parts": parts}, "completions": [completion]}
    body = json.dumps({"groups": [group], "reward": {"use": "turn_scores", "part": "each"}}).encode()
    request = urllib.request.Request(f"{site.server.url}/v1/verify", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        job_id = json.load(answer)["job_id"]
    visit.go(f"/jobs/{job_id}/0/0")
    rows = visit.page.locator("#parts tbody tr")
    expect(rows.nth(0)).to_contain_text("correct")
    expect(rows.nth(1)).to_contain_text("not needed")
    turns = visit.page.locator("#turns tbody tr")
    expect(turns).to_have_count(3)
    expect(turns.nth(0)).to_contain_text("incorrect")
    expect(turns.nth(2).locator("td.n").nth(1)).to_have_text("1")
    assert visit.findings() == []
    site.holds = None
