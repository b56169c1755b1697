"""Labels over HTTP: the dry run, and the doors that take labels as they stand."""

from typing import Any

import httpx
import pytest

from tests.parts import Server


def slime(server: Server, label: Any, response: str) -> httpx.Response:
    body = {"prompt": "?", "response": response, "label": label}
    return httpx.post(f"{server.url}/compat/slime/rm", json=body, timeout=60)


def test_a_dry_run_tells_what_each_row_is_read_as(server: Server) -> None:
    rows = [
        {"question": "…", "answer": "2 and 2.\n#### 4"},
        {"choices": ["x", "y"], "answer": 1},
        {"problem": "…", "answer": "proof"},
        {"kind": "math", "ground_truth": 7},
        {"kind": "unheard_of"},
        {"test_list": ["assert f(1) == 1"], "code": "def f(n):\n    return n"},
    ]
    answer = httpx.post(f"{server.url}/v1/labels/read", json={"rows": rows}).json()["readings"]
    assert [one["kind"] for one in answer] == ["math", "choice", None, None, None, "code"]
    assert answer[0]["verifier"] == {"kind": "math", "ground_truth": "4"}
    assert answer[0]["source"] == "answer"
    assert answer[2]["refused"]["fields"] == ["problem", "answer"]
    assert "ground_truth" in answer[3]["refused"]["reason"]
    assert answer[5]["tests"] == 1
    assert answer[5]["solution"].startswith("```python")


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": 1}, {"rows": ["1"], "more": 1}])
def test_a_dry_run_of_nothing_is_not_valid(server: Server, body: dict[str, Any]) -> None:
    assert httpx.post(f"{server.url}/v1/labels/read", json=body).status_code == 422


def test_a_door_judges_by_the_label_as_it_stands(server: Server) -> None:
    label = '{"inputs": ["2 3\\n"], "outputs": ["5\\n"]}'
    assert slime(server, label, "```python\nprint(sum(map(int, input().split())))\n```").json() == 1
    assert slime(server, label, "```python\nprint(input())\n```").json() == 0


def test_a_door_refuses_a_label_that_says_nothing(server: Server) -> None:
    refused = slime(server, "notfound", "\\boxed{3}")
    assert refused.status_code == 422
    assert "without an answer" in refused.json()["errors"][0]["msg"]
