"""Judges and reward models through a running server, asked over HTTP."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.judges.configuration import read_judges
from services.settings import SettingsError
from tests.parts import Server, run_server, until
from tests.services.judge_server import ModelServer, model_server

APIS = ("classify", "score", "pooling", "sglang", "tei")


@pytest.fixture(scope="module")
def models() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def judging(tmp_path_factory: pytest.TempPathFactory, models: ModelServer) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("judging")
    (folder / "key").write_text("sesame\n")
    common = {"url": models.url, "model": "m", "retries": 2, "timeout_seconds": 1.0}
    judges: list[dict[str, Any]] = [
        {"name": "j", "concurrency": 8, "api_key_file": str(folder / "key"), **common},
        {"name": "gone", **common, "url": "http://127.0.0.1:9"},
        *({"name": api, "api": api, **common, "scale": "linear", "lowest": -2, "highest": 2} for api in APIS),
    ]
    file = folder / "judges.jsonl"
    file.write_text("\n".join(map(json.dumps, judges)))
    settings = {"STEELYARD_JUDGES_FILE": str(file), "STEELYARD_SANDBOX": "off", "STEELYARD_WORKERS": "1"}
    with run_server(folder, settings) as server:
        yield server


def verifier(judge: str = "j", **how: Any) -> dict[str, Any]:
    return {"kind": "judge", "judge": judge, "how": how or {"mode": "reference", "reference": "42"}}


def verify(server: Server, *groups: tuple[dict[str, Any], list[str]], **options: Any) -> list[dict[str, Any]]:
    body = {"groups": [{"verifier": one, "completions": texts} for one, texts in groups], **options}
    answer = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return [result for group in answer.json()["groups"] for result in group["results"]]


@pytest.mark.parametrize(
    ("how", "texts", "rewards"),
    [
        ({"mode": "reference", "reference": "42"}, ["\\boxed{42}", "\\boxed{41}", "..."], [1.0, 0.0, 0.0]),
        ({"mode": "reference", "reference": "42", "soft": True}, ["\\boxed{7}"], [0.75]),
        ({"mode": "principle", "principle": "kind"}, ["be kind", "be quick"], [1.0, 0.0]),
        ({"mode": "nuggets", "nuggets": ["red", "blue"]}, ["red sky", "grey"], [0.5, 0.0]),
        ({"mode": "ordinal", "criterion": "good"}, ["chances .1 .1 .2 .4 .2"], [0.625]),
        ({"mode": "pairwise", "reference": "short"}, ["much longer", "tiny"], [1.0, 0.0]),
        ({"mode": "listwise", "principle": "long"}, ["a", "...", "bbb", "a", "longest"], [0, 0, 0.5, 0, 1]),
        ({"mode": "pairwise_group"}, ["same", "size", "each"], [0.5, 0.5, 0.5]),
        (
            {"mode": "rubric", "items": [{"text": "ab", "hard": True}, {"text": "cd", "weight": 2.0}]},
            ["ab cd", "ab", "cd"],
            [1.0, 0.0, 0.0],
        ),
    ],
)
def test_every_mode_makes_rewards(
    judging: Server, how: dict[str, Any], texts: list[str], rewards: list[float]
) -> None:
    results = verify(judging, (verifier(**how), texts), reward="weighted")
    assert [result["reward"] for result in results] == pytest.approx(rewards)


def test_images_are_shown_behind_the_question(judging: Server, models: ModelServer) -> None:
    urls = ["data:image/png;base64,iVBORw0KGgo=", "https://images.example/a.png"]
    seen = {**verifier(mode="principle", principle="kind"), "images": urls}
    (result,) = verify(judging, (seen, ["be kind"]), cache="off")
    assert result["reward"] == 1.0
    text, *images = models.requests[-1]["messages"][1]["content"]
    assert (text["type"], "be kind" in text["text"]) == ("text", True)
    assert images == [{"type": "image_url", "image_url": {"url": url}} for url in urls]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://10.0.0.1/a.png", "data:text/html;base64,AA=="])
def test_an_image_that_no_judge_should_fetch_is_refused(judging: Server, url: str) -> None:
    body = {"groups": [{"verifier": {**verifier(), "images": [url]}, "completions": ["\\boxed{42}"]}]}
    assert httpx.post(f"{judging.url}/v1/verify", json=body, timeout=60).status_code == 422


def test_the_key_of_the_settings_is_sent(judging: Server, models: ModelServer) -> None:
    verify(judging, (verifier(), ["\\boxed{5}"]), cache="off")
    assert models.headers[-1]["Authorization"] == "Bearer sesame"


@pytest.mark.parametrize("api", APIS)
def test_every_kind_of_reward_model_is_read(judging: Server, api: str) -> None:
    (result,) = verify(judging, ({"kind": "reward_model", "judge": api}, ["xx"]), reward="dense")
    expected = {"classify": 0.625, "score": 1.0, "pooling": 0.125, "sglang": 0.6, "tei": 1.0}
    assert result["reward"] == pytest.approx(expected[api])


@pytest.mark.parametrize("wish", ["refuse", "babble", "garble"])
def test_a_judge_that_fails_gives_null_and_never_0(judging: Server, wish: str) -> None:
    failed, fine = verify(judging, (verifier(), [f"\\boxed{{please {wish}}}", "\\boxed{42}"]))
    assert (failed["reward"], failed["verdict"]["status"]) == (None, "infrastructure_error")
    assert fine["reward"] == 1.0


def test_a_judge_that_hangs_or_cannot_be_reached_gives_null(judging: Server) -> None:
    results = verify(judging, (verifier(), ["\\boxed{please hang}"]), (verifier("gone"), ["\\boxed{42}"]))
    assert [result["reward"] for result in results] == [None, None]


def test_a_tool_that_we_cannot_run_gives_null(judging: Server) -> None:
    tests = [{"type": "call", "function": "f", "args": [3], "expected": 9}]
    tools = {"tests": {"kind": "code", "language": "python", "tests": tests}}
    asked = {**verifier(mode="principle", principle="kind"), "tools": tools}
    (result,) = verify(judging, (asked, ["```python\ndef f(x): return 9\n```"]))
    assert (result["reward"], result["verdict"]["status"]) == (None, "infrastructure_error")


def test_a_busy_judge_is_asked_again(judging: Server, models: ModelServer) -> None:
    models.failures_left = 2
    (result,) = verify(judging, (verifier(), ["\\boxed{42}"]), cache="off")
    assert result["reward"] == 1.0
    assert models.failures_left == 0


def test_known_verdicts_are_not_asked_for_again(judging: Server, models: ModelServer) -> None:
    group = (verifier(mode="principle", principle="once"), ["asked only once"])
    verify(judging, group)
    before = len(models.requests)
    (result,) = verify(judging, group, reward="dense")
    assert (result["reward"], result["cached"], len(models.requests)) == (1.0, True, before)


def test_a_group_that_is_compared_is_asked_about_in_one_request_each_time(
    judging: Server, models: ModelServer
) -> None:
    texts = [f"reply {'!' * number}" for number in range(40)]
    for _ in range(2):
        before = len(models.requests)
        results = verify(judging, (verifier(mode="listwise", principle="long"), texts), reward="dense")
        assert (len(models.requests) - before, {result["reward"] for result in results}) == (1, {1.0})
    before = len(models.requests)
    results = verify(judging, (verifier(mode="pairwise_group"), texts), reward="dense")
    assert len(models.requests) - before == 78
    (drawn,) = [place for place, result in enumerate(results) if result["reward"] == 0.5]
    assert [result["reward"] for result in results] == [0.0] * drawn + [0.5] + [1.0] * (39 - drawn)


def test_a_judge_that_fails_at_a_comparison_gives_null(judging: Server) -> None:
    listwise, pairwise = verifier(mode="listwise", principle="long"), verifier(mode="pairwise_group")
    assert {result["reward"] for result in verify(judging, (listwise, ["please babble", "fine"]))} == {None}
    found = verify(judging, (pairwise, ["please babble", "fine", "finer"]))
    assert any(result["reward"] is None for result in found)
    assert all(
        result["verdict"]["status"] == "infrastructure_error" for result in found if result["reward"] is None
    )


def test_more_than_a_judge_can_compare_is_refused(judging: Server) -> None:
    body = {"groups": [{"verifier": verifier(mode="pairwise_group"), "completions": ["a"] * 65}]}
    answer = httpx.post(f"{judging.url}/v1/verify", json=body)
    assert (answer.status_code, "at most 64" in answer.text) == (422, True)


def test_judges_are_asked_side_by_side_within_their_bounds_and_hold_up_nobody(
    judging: Server, models: ModelServer
) -> None:
    until(lambda: models.at_once == 0)  # those who have given up on a judge that hangs are still there
    models.most_at_once = 0
    texts = [f"\\boxed{{please wait {number}}}" for number in range(64)]
    body = {"groups": [{"verifier": verifier(), "completions": texts}]}
    job = httpx.post(f"{judging.url}/v1/jobs", json=body).json()["job_id"]
    math: dict[str, Any] = {"kind": "math", "ground_truth": "1/2"}
    (result,) = verify(judging, (math, ["0.5"]))
    assert result["reward"] == 1.0
    while (state := httpx.get(f"{judging.url}/v1/jobs/{job}").json()["state"]) in ("queued", "running"):
        time.sleep(0.05)
    assert state == "done"
    assert 2 <= models.most_at_once <= 8


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "judge", "judge": "nobody", "how": {"mode": "reference", "reference": "1"}}, "no such judge"),
        ({"kind": "judge", "judge": "tei", "how": {"mode": "reference", "reference": "1"}}, "a reward model"),
        ({"kind": "reward_model", "judge": "j"}, "a judge"),
        ({"kind": "judge", "judge": "http://evil/", "how": {"mode": "reference", "reference": "1"}}, "pattern"),
    ],
)
def test_a_request_can_only_name_what_the_settings_have(
    judging: Server, asked: dict[str, Any], words: str
) -> None:
    body = {"groups": [{"verifier": asked, "completions": ["1"]}]}
    answer = httpx.post(f"{judging.url}/v1/verify", json=body)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_self_test_counts_what_a_judge_lets_through(judging: Server) -> None:
    found = httpx.post(f"{judging.url}/v1/judges/j/selftest", timeout=60).json()
    fooled = {attack["text"] for attack in found["attacks"] if attack["let_through"]}
    assert fooled == {"Solution"}
    assert found["false_positive_rate"] == pytest.approx(1 / len(found["attacks"]))
    assert found["false_positive_rate_guarded"] == 0.0
    assert (found["right_found"], found["of_right"], found["failures"]) == (3, 3, 0)
    assert httpx.post(f"{judging.url}/v1/judges/nobody/selftest").status_code == 404


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"name": "j"}', "line 1: url"),
        ('{"name": "j", "url": "file:///etc/passwd", "model": "m"}', "line 1: url"),
        ('{"name": "j", "url": "http://h", "model": "m", "token": "t"}', "line 1: token"),
        ("{", "line 1"),
    ],
)
def test_a_faulty_judges_file_names_its_line(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "judges.jsonl"
    file.write_text(line)
    with pytest.raises(SettingsError, match=words):
        read_judges(file)
