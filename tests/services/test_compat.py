"""The protocols of trainers, spoken as their clients do."""

import base64
import json
import math
import zlib
from typing import Any

import httpx
import pytest

from services.gateway.compat.samples import response_of, verifier_of
from tests.parts import Server
from verifiers.registry import Registry

PROMPT = "<|im_start|>user\nWhat is 1/2 + 1/4?<|im_end|>\n<|im_start|>assistant\n"
RIGHT, WRONG = "It is \\boxed{\\frac{3}{4}}.<|im_end|>\n", "It is \\boxed{2/6}.<|im_end|>"
KINDS = Registry().kinds
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
    assert verifier_of(label, KINDS) == verifier


@pytest.mark.parametrize("label", [None, True, [], {"no": "kind"}, [None]])
def test_what_is_neither_is_refused(label: Any) -> None:
    with pytest.raises(ValueError, match=r"truth|layout"):
        verifier_of(label, KINDS)


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


def test_openrlhf_gets_the_mean_of_the_prompt_where_we_failed_unless_it_asked_for_another_number(
    server: Server,
) -> None:
    prompts, labels = ["mean?"] * 4, [FAILS] * 4
    body = {"query": ["mean?yes", "mean?yes", "mean?no", "mean?fail"], "prompts": prompts, "labels": labels}
    answer = post(server, "openrlhf/get_reward", body, run="means").json()
    assert answer["rewards"] == [1.0, 1.0, 0.0, pytest.approx(2 / 3)]
    assert answer["extra_logs"]["no_verdict"] == [0.0, 0.0, 0.0, 1.0]
    alone = {"query": ["fail"], "prompts": [""], "labels": [FAILS]}
    assert post(server, "openrlhf/get_reward", alone, no_verdict="-1").json()["rewards"] == [-1.0]
    assert math.isnan(post(server, "openrlhf/get_reward", alone, no_verdict="nan").json()["rewards"][0])


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


def test_slime_gets_a_number_where_we_failed(server: Server) -> None:
    body = {"prompt": "?", "response": "fail", "label": json.dumps(FAILS)}
    assert post(server, "slime/rm", body, run="nothing known").json() == 0.0
    assert post(server, "slime/rm", body, no_verdict="0.5").json() == 0.5


def test_the_mean_of_a_run_is_known_to_a_gateway_that_has_just_started(server: Server) -> None:
    """What no door of this gateway has seen is asked of the store."""
    right_and_wrong = {
        "verifier": {"kind": "math", "ground_truth": "3"},
        "completions": ["\\boxed{3}", "\\boxed{4}"],
    }
    verified = httpx.post(f"{server.url}/v1/verify", json={"run": "seen", "groups": [right_and_wrong]}, timeout=60)
    assert verified.status_code == 200
    body = {"prompt": "never seen", "response": "fail", "label": json.dumps(FAILS)}
    assert post(server, "slime/rm", body, run="seen").json() == 0.5


def test_answers_without_a_verdict_are_counted(server: Server) -> None:
    def count() -> float:
        name = 'steelyard_door_answers_total{door="slime",verdict="no"}'
        lines = httpx.get(f"{server.url}/metrics").text.splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(name)), 0.0)

    before = count()
    post(server, "slime/rm", {"prompt": "?", "response": "fail", "label": json.dumps(FAILS)})
    assert count() == before + 1


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


def test_nemo_gym_is_told_to_leave_out_what_we_failed_to_judge(server: Server) -> None:
    row = _rollout("fail", verifier=json.dumps(FAILS), instance_config={"kept": 1})
    answer = post(server, "nemo-gym/verify", row).json()
    assert (answer["reward"], answer["mask_sample"], answer["failure_kind"]) == (0.0, True, "verifier_error")
    assert answer["instance_config"] == {"kept": 1, "mask_sample": True}
    assert answer["failure_reason"]


def test_nemo_gym_tool_calls_are_items_of_their_own(server: Server) -> None:
    row = _rollout(
        "", verifier={"kind": "tool_calls", "ground_truth": [{"name": "find", "arguments": {"q": "x"}}]}
    )
    for query, reward in (("x", 1.0), ("y", 0.0)):
        call = {"type": "function_call", "call_id": "c", "name": "find", "arguments": json.dumps({"q": query})}
        row["response"]["output"] = [call]
        assert (post(server, "nemo-gym/verify", row).json()["reward"] == 1.0) == (reward == 1.0)


CITIES = [{"A": "Paris"}, {"B": "Rome"}, {"C": None}]


@pytest.mark.parametrize(
    ("text", "row", "reward"),
    [
        ("The answer is Rome", {}, 1.0),
        ("The answer is Paris", {}, 0.0),
        ("\\boxed{B}", {"grading_mode": "strict_single_letter_boxed"}, 1.0),
        ("The answer is B", {"grading_mode": "strict_single_letter_boxed"}, 0.0),
        ("Pick: A. No. Pick: B!", {"template_metadata": {"output_regex": r"pick:\s*([A-Z])"}}, 1.0),
        ("B", {"template_metadata": {"output_regex": r"pick:\s*([A-Z])"}}, 0.0),
    ],
)
def test_nemo_gym_choices_are_judged_by_the_rows_own_fields(
    server: Server, text: str, row: dict[str, Any], reward: float
) -> None:
    rollout = _rollout(text, expected_answer="B", options=CITIES, **row)
    assert post(server, "nemo-gym/verify", rollout).json()["reward"] == reward


def test_nemo_gym_packed_tests_are_unpacked(server: Server) -> None:
    tests = json.dumps({"inputs": ["1 2\n"], "outputs": ["3\n"]}).encode()
    packed = base64.b64encode(zlib.compress(tests)).decode()
    row = _rollout("```python\nprint(1 + 2)\n```", verifier_metadata={"unit_tests": {"packed": packed}})
    assert post(server, "nemo-gym/verify", row).json()["reward"] == 1.0
    row["verifier_metadata"]["unit_tests"]["packed"] = packed[:20]
    assert post(server, "nemo-gym/verify", row).status_code == 422


def test_nemo_gym_sessions_are_confirmed_with_a_cookie(server: Server) -> None:
    seed = {"resources_session_id": "s1", "episode_id": "e", "task_id": "t", "task_data": {}}
    answer = post(server, "nemo-gym/seed_session", seed)
    assert answer.json() == {"resources_session_id": "s1"}
    assert answer.cookies
    closed = post(server, "nemo-gym/close_session", {"resources_session_id": "s1", "episode_id": "e"})
    assert closed.json() == {"resources_session_id": "s1"}
    assert httpx.get(f"{server.url}/compat/nemo-gym/reverify_mode").json() == "stateless"


def test_nemo_gym_addresses_may_hold_a_port_and_a_rollout(server: Server) -> None:
    row = _rollout("\\boxed{0.75}", expected_answer="3/4")
    assert post(server, "nemo-gym:8000/ng-rollout/r-1/verify", row).json()["reward"] == 1.0
    assert httpx.get(f"{server.url}/compat/nemo-gym:8000/health").json() == {"status": "ok"}


def test_nemo_gym_metrics_leave_masked_samples_out(server: Server) -> None:
    rows = [
        {"_ng_task_index": task, "_ng_rollout_index": repeat, "reward": reward, "mask_sample": masked}
        for task, repeat, reward, masked in [
            (0, 0, 1.0, False),
            (0, 1, 0.0, False),
            (1, 0, 1.0, False),
            (1, 1, 0.0, True),
        ]
    ]
    answer = post(server, "nemo-gym/aggregate_metrics", {"verify_responses": rows}).json()
    assert answer["key_metrics"]["mean/reward"] == pytest.approx(2 / 3)
    assert answer["agent_metrics"]["coverage/masked_rollouts"] == 1
    assert [group["mean/reward"] for group in answer["group_level_metrics"]] == [0.5, 1.0]
    assert post(server, "nemo-gym/aggregate_metrics", {"verify_responses": []}).json()["agent_metrics"] == {}


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
