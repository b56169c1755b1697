"""Stored verdicts of turns and steps under another reward: the same as if the job had asked for it."""

from typing import Any

import httpx
import pytest

from tests.parts import Server
from tests.services.test_trajectories import CODE, MATH, dialogue, program

TURNS = [dialogue("\\boxed{41}", "\\boxed{42}"), dialogue("\\boxed{42}", "\\boxed{7}")]
EACH = {**MATH, "looks_at": "each_turn"}
JUDGE = {"kind": "judge", "judge": "j", "looks_at": "each_step", "how": {"mode": "ordinal", "criterion": "good"}}
STEPS = [{"steps": ["First chances .1 .1 .2 .4 .2", "Then more"]}]
SCORED = [{"steps": ["a", "\\boxed{42}"], "details": {"step_scores": [0.95, 0.4]}}]
BOTH = {"kind": "composite", "parts": [
    {"name": "answer", "verifier": MATH}, {"name": "each", "verifier": EACH, "required": False}]}  # fmt: skip
CALLS = {"kind": "tool_calls", "ground_truth": [{"name": "search", "arguments": {"q": "a"}}]}


@pytest.fixture
def server(asking: Server) -> Server:
    return asking


def rewarded(answer: httpx.Response) -> list[tuple[Any, Any, Any]]:
    assert answer.status_code == 200, answer.text
    results = [one for group in answer.json()["groups"] for one in group["results"]]
    return [(one["reward"], one["turn_rewards"], one["step_rewards"]) for one in results]


def ask(server: Server, verifier: dict[str, Any], completions: list[Any], reward: Any) -> httpx.Response:
    body = {"groups": [{"verifier": verifier, "completions": completions}], "reward": reward}
    return httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)


def rescored(server: Server, verifier: dict[str, Any], completions: list[Any], reward: Any) -> httpx.Response:
    job = ask(server, verifier, completions, "binary").json()["job_id"]
    return httpx.post(f"{server.url}/v1/jobs/{job}/rescore", json={"reward": reward}, timeout=60)


@pytest.mark.parametrize(
    ("verifier", "completions", "reward"),
    [
        (EACH, TURNS, "turn_scores"),
        (EACH, TURNS, "potential"),
        (EACH, [{**TURNS[0], "details": {"judgements": [True, None, True]}}], "reseek"),
        (JUDGE, STEPS, "ppr"),
        (MATH, SCORED, {"use": "clip_delta", "process_coef": 1.0}),
        (MATH, SCORED, "value_labels"),
        (CODE, [dialogue(program("2"), program("2 * x"))] * 2, "verpo"),
        (BOTH, TURNS, {"use": "turn_scores", "part": "each"}),
        (CALLS, [dialogue("I call nothing.")], "turn_scores"),
    ],
)
def test_a_stored_trajectory_is_scored_as_a_new_one(
    server: Server, verifier: dict[str, Any], completions: list[Any], reward: Any
) -> None:
    again = rewarded(rescored(server, verifier, completions, reward))
    assert again == rewarded(ask(server, verifier, completions, reward))


@pytest.mark.parametrize(
    ("verifier", "completions", "reward", "words"),
    [
        (MATH, TURNS, "turn_scores", "each_turn"),
        (MATH, [{"steps": ["a", "b"]}], "step_scores", "each_step"),
        (BOTH, TURNS, {"use": "turn_scores", "part": "answer"}, "each_turn"),
    ],
)
def test_verdicts_that_tell_of_no_turn_are_not_rescored_to_nothing(
    server: Server, verifier: dict[str, Any], completions: list[Any], reward: Any, words: str
) -> None:
    again = rescored(server, verifier, completions, reward)
    assert (again.status_code, words in again.text) == (422, True), again.text
