"""A judge that calls our verifiers as tools, through a running server, asked over HTTP."""

import json
from typing import Any

import httpx
import pytest

from tests.parts import Server
from tests.services.judge_server import ModelServer

SECRET = "48571"
MATH: dict[str, Any] = {"kind": "math", "ground_truth": SECRET}


@pytest.fixture
def server(asking: Server) -> Server:
    return asking


def judge(tools: dict[str, Any], **how: Any) -> dict[str, Any]:
    return {
        "kind": "judge",
        "judge": "j",
        "how": how or {"mode": "principle", "principle": "is right"},
        "tools": tools,
    }


def post(server: Server, verifier: dict[str, Any], texts: list[str]) -> httpx.Response:
    body = {"groups": [{"verifier": verifier, "completions": texts}], "reward": "score", "cache": "off"}
    return httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)


def judged(server: Server, verifier: dict[str, Any], *texts: str) -> list[dict[str, Any]]:
    answer = post(server, verifier, list(texts))
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["groups"][0]["results"]
    return results


def conversations(models: ModelServer, since: int) -> list[list[dict[str, Any]]]:
    return [request["messages"] for request in models.requests[since:]]


def test_a_judge_answers_by_what_its_tool_says_and_learns_no_ground_truth(
    server: Server, models: ModelServer
) -> None:
    before = len(models.requests)
    right, wrong = judged(server, judge({"check_math": MATH}), f"It is \\boxed{{{SECRET}}}.", "It is \\boxed{7}.")
    assert [right["reward"], wrong["reward"]] == [1.0, 0.0]
    evidence = [one["verdict"]["checks"][0]["evidence"] for one in (right, wrong)]
    assert [said.rpartition("; ")[2] for said in evidence] == [
        "tools: check_math correct",
        "tools: check_math incorrect",
    ]
    told = models.requests[before:]
    assert len(told) == 4
    assert {tool["function"]["name"] for request in told for tool in request["tools"]} == {"check_math"}
    of_the_wrong_one = [json.dumps(request) for request in told if SECRET not in request["messages"][1]["content"]]
    assert len(of_the_wrong_one) == 2
    assert not any(SECRET in text for text in (*of_the_wrong_one, json.dumps(wrong)))


def test_what_a_tool_runs_it_runs_in_the_sandbox(server: Server) -> None:
    tests = [{"type": "call", "function": "f", "args": [3], "expected": 9}]
    verifier = judge({"run_tests": {"kind": "code", "language": "python", "tests": tests}})
    programs = ["x * x", "x + x", "__import__('os')._exit(0)", "open('/etc/passwd').read()"]
    found = judged(server, verifier, *(f"```python\ndef f(x):\n    return {one}\n```" for one in programs))
    assert [one["reward"] for one in found] == [1.0, 0.0, 0.0, 0.0]


def test_a_judge_that_calls_for_ever_has_to_answer(server: Server, models: ModelServer) -> None:
    before = len(models.requests)
    (found,) = judged(server, judge({"check_math": MATH}), f"please loop \\boxed{{{SECRET}}}")
    assert found["reward"] == 1.0
    *calling, last = models.requests[before:]
    assert [request["tool_choice"] for request in (*calling, last)] == ["auto"] * 4 + ["none"]
    results = [message for message in last["messages"] if message["role"] == "tool"]
    assert len(results) == 36
    assert sum("status" in json.loads(one["content"]) for one in results) == 16


def test_calls_that_cannot_be_read_are_told_so(server: Server, models: ModelServer) -> None:
    before = len(models.requests)
    (found,) = judged(server, judge({"check_math": MATH}), "please mumble \\boxed{1}")
    assert found["verdict"]["status"] == "correct"  # nothing spoke against it
    first, second = conversations(models, before)
    assert len(first) == 2
    assert ["error" in json.loads(one["content"]) for one in second if one["role"] == "tool"] == [True] * 3


def test_one_token_is_asked_for_once_no_tool_is_called(server: Server, models: ModelServer) -> None:
    before = len(models.requests)
    verifier = judge({"check_math": MATH}, mode="principle", principle="is right", soft=True)
    (found,) = judged(server, verifier, f"\\boxed{{{SECRET}}}")
    assert found["reward"] == pytest.approx(0.75)
    assert [request["max_tokens"] for request in models.requests[before:]] == [1024, 1024, 1]


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        ({"other": {"kind": "judge", "judge": "j", "how": {"mode": "principle", "principle": "p"}}}, "kind"),
        ({"rm": {"kind": "reward_model", "judge": "rm"}}, "kind"),
        ({"a b": MATH}, "pattern"),
        ({f"t{number}": MATH for number in range(9)}, "at most 8"),
        ({"countdown": {"kind": "countdown", "numbers": [], "target": 1}}, "numbers"),
        ({"matches": {"kind": "regex", "patterns": [{"pattern": "("}]}}, "tools"),
    ],
)
def test_tools_that_cannot_be_called_are_refused(server: Server, tools: dict[str, Any], words: str) -> None:
    answer = post(server, judge(tools), ["\\boxed{1}"])
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_the_part_of_a_composite_may_have_tools(server: Server) -> None:
    parts = [{"name": "judge", "verifier": judge({"check_math": MATH})}]
    (found,) = judged(server, {"kind": "composite", "parts": parts}, f"\\boxed{{{SECRET}}}")
    assert found["reward"] == 1.0
    assert "check_math correct" in found["verdict"]["checks"][0]["evidence"]
