"""The protocols of trainers, spoken as their clients do."""

import json
import math
from typing import Any

import httpx
import pytest

from services.gateway.compat.samples import response_of, verifier_of
from tests.parts import Server

PROMPT = "<|im_start|>user\nWhat is 1/2 + 1/4?<|im_end|>\n<|im_start|>assistant\n"
RIGHT, WRONG = "It is \\boxed{\\frac{3}{4}}.<|im_end|>\n", "It is \\boxed{2/6}.<|im_end|>"
FAILS = {"kind": "obedient", "ground_truth": "yes"}


def post(server: Server, route: str, body: dict[str, Any], **query: str) -> httpx.Response:
    return httpx.post(f"{server.url}/compat/{route}", json=body, params=query, timeout=60)


@pytest.mark.parametrize(
    ("label", "verifier"),
    [
        ("3/4", {"kind": "math", "ground_truth": "3/4"}),
        (0.75, {"kind": "math", "ground_truth": "0.75"}),
        (["3/4", "0.75"], {"kind": "math", "ground_truth": ["3/4", "0.75"]}),
        ("{1, 2}", {"kind": "math", "ground_truth": "{1, 2}"}),
        ('{"kind": "choice", "ground_truth": "B"}', {"kind": "choice", "ground_truth": "B"}),
        ({"kind": "choice", "ground_truth": "B"}, {"kind": "choice", "ground_truth": "B"}),
    ],
)
def test_a_label_is_a_verifier_or_a_ground_truth(label: Any, verifier: dict[str, Any]) -> None:
    assert verifier_of(label) == verifier


@pytest.mark.parametrize("label", [None, True, [], {"no": "kind"}, [None]])
def test_what_is_neither_is_refused(label: Any) -> None:
    with pytest.raises(ValueError, match="a label is"):
        verifier_of(label)


@pytest.mark.parametrize("cut", [0, 1, 20, len(PROMPT) - 8])
def test_the_response_is_found_behind_a_prompt_that_was_cut_from_the_left(cut: int) -> None:
    assert response_of(PROMPT[cut:] + "so: 7</s>", PROMPT) == "so: 7"


def test_a_response_that_repeats_the_prompt_is_kept_whole() -> None:
    assert response_of(PROMPT + PROMPT + "7", PROMPT) == PROMPT + "7"


def test_openrlhf_gets_lists_of_numbers_with_the_same_names_every_time(server: Server) -> None:
    body = {"query": [PROMPT + RIGHT, PROMPT + WRONG], "prompts": [PROMPT, PROMPT], "labels": ["3/4", "3/4"]}
    answer = post(server, "openrlhf/get_reward", body).json()
    assert (answer["rewards"], answer["scores"]) == ([1.0, 0.0], [1.0, 0.0])
    assert answer["extra_logs"] == {"correct": [1.0, 0.0], "no_answer": [0.0, 0.0], "no_verdict": [0.0, 0.0]}


def test_openrlhf_gets_nan_where_we_failed_or_the_number_it_asked_for(server: Server) -> None:
    body = {"query": [PROMPT + "fail"], "prompts": [PROMPT], "labels": [FAILS]}
    assert math.isnan(post(server, "openrlhf/get_reward", body).json()["rewards"][0])
    asked = post(server, "openrlhf/get_reward", body, no_verdict="-1")
    assert asked.json()["rewards"] == [-1.0]


def test_a_reward_and_a_run_ride_in_the_url(server: Server) -> None:
    body = {"query": [PROMPT + WRONG], "prompts": [PROMPT], "labels": ["3/4"]}
    reward = json.dumps(
        {"sum": [{"use": "binary", "coef": 2.0}], "transform": [{"use": "clip", "min": -1, "max": 1}]}
    )
    assert post(server, "openrlhf/get_reward", body, reward=reward, run="compat").json()["rewards"] == [0.0]
    jobs = httpx.get(f"{server.url}/v1/jobs", params={"run": "compat"}).json()["jobs"]
    assert [job["total"] for job in jobs] == [1]
    assert post(server, "openrlhf/get_reward", body, reward="no_such_scheme").status_code == 422


def test_slime_gets_a_bare_number_or_an_object(server: Server) -> None:
    body = {"prompt": [{"role": "user", "content": "?"}], "response": "\\boxed{0.75}", "label": "3/4"}
    assert post(server, "slime/rm", body).text == "1.0"
    assert post(server, "slime/rm", body, details="true").json() == {
        "reward": 1.0,
        "score": 1.0,
        "status": "correct",
    }


def test_slime_is_told_to_come_back_where_we_failed_unless_it_names_a_number(server: Server) -> None:
    body = {"prompt": "?", "response": "fail", "label": json.dumps(FAILS)}
    assert post(server, "slime/rm", body).status_code == 503
    assert post(server, "slime/rm", body, no_verdict="0.5").json() == 0.5


def _rollout(text: str, **row: Any) -> dict[str, Any]:
    said = {"type": "output_text", "text": text, "annotations": []}
    message = {"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": [said]}
    response = {"id": "r", "created_at": 0, "model": "m", "object": "response", "output": [message], "tools": []}
    return {"responses_create_params": {"input": "?"}, "response": response, **row}


def test_nemo_gym_gets_its_request_back_with_the_reward(server: Server) -> None:
    row = _rollout("\\boxed{0.75}", question="1/2 + 1/4?", expected_answer="3/4")
    answer = post(server, "nemo-gym/verify", row).json()
    assert {name: answer[name] for name in row} == row
    assert (answer["reward"], answer["reward_components"]) == (1.0, {"correct": 1.0})
    assert post(server, "nemo-gym/seed_session", {}).json() == {}


@pytest.mark.parametrize(
    "unit_tests",
    [
        {"inputs": ["1 2\n"], "outputs": ["3\n"]},
        {"inputs": [[1, 2]], "outputs": [3], "fn_name": "add"},
        {"inputs": ["1\n2"], "outputs": ["3"], "fn_name": "add"},
    ],
)
def test_nemo_gym_rows_with_unit_tests_are_run(server: Server, unit_tests: dict[str, Any]) -> None:
    program = "def add(a, b):\n    return a + b\n"
    program += "" if "fn_name" in unit_tests else "print(add(*map(int, input().split())))\n"
    row = _rollout(f"```python\n{program}```", verifier_metadata={"unit_tests": unit_tests})
    assert post(server, "nemo-gym/verify", row).json()["reward"] == 1.0


def test_nemo_gym_is_told_of_our_failure_by_name(server: Server) -> None:
    answer = post(server, "nemo-gym/verify", _rollout("fail", verifier=FAILS)).json()
    assert (answer["reward"], answer["_ng_failure_class"]) == (0.0, "verifier_infrastructure")


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("openrlhf/get_reward", {"query": ["a"], "prompts": ["b", "c"], "labels": ["1"]}),
        ("openrlhf/get_reward", {"query": ["a"], "prompts": [""], "labels": [None]}),
        ("slime/rm", {"response": "a", "label": "\\frac{"}),
        ("nemo-gym/verify", {"response": {}}),
        ("nemo-gym/verify", {"response": {}, "verifier_metadata": {"unit_tests": 5}}),
    ],
)
def test_what_cannot_be_judged_is_refused_by_every_protocol(
    server: Server, route: str, body: dict[str, Any]
) -> None:
    assert post(server, route, body).status_code == 422
