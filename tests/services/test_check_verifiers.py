"""A dry run over verifiers: what is read, what is compared as text only, what is refused and why."""

from typing import Any

import httpx
import pytest

from tests.parts import Server


def check(server: Server, *verifiers: Any) -> list[Any]:
    answer = httpx.post(f"{server.url}/v1/verifiers/check", json={"verifiers": verifiers}, timeout=60)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["verifiers"]
    return found


def math(truth: Any) -> dict[str, Any]:
    return {"kind": "math", "ground_truth": truth}


@pytest.mark.parametrize(
    ("truth", "kind"),
    [
        ("\\frac{3}{7}", "number"),
        ("x^2 + 1", "expression"),
        ("x > 2", "relation"),
        ("\\{1, 2\\}", "set"),
        ("5 \\text{ cm}", "quantity"),
        ("a mitochondrion is the powerhouse", "text"),
    ],
)
def test_a_ground_truth_s_kind_is_told(server: Server, truth: str, kind: str) -> None:
    (found,) = check(server, math(truth))
    assert (found["usable"], found["read_as"]) == (True, [kind])
    assert [one["code"] for one in found["warnings"]] == ["ground_truth_compared_as_text"] * (kind == "text")


def test_each_of_several_ground_truths_is_told_of(server: Server) -> None:
    (found,) = check(server, math(["4", "four apples and a pear"]))
    assert found["read_as"] == ["number", "text"]


def test_what_is_refused_says_why_and_the_others_are_looked_at(server: Server) -> None:
    refused, unknown, fine = check(
        server, math("notfound"), {"kind": "bogus"}, {"kind": "choice", "ground_truth": "B"}
    )
    assert (refused["usable"], refused["field"]) == (False, "ground_truth")
    assert not unknown["usable"]
    assert unknown["reason"]
    assert fine == {"usable": True, "field": None, "reason": None, "read_as": [], "warnings": []}


def test_an_answer_warns_of_each_group_whose_ground_truth_is_compared_as_text(server: Server) -> None:
    truths = ("7", "whatever the sea brings", "a mitochondrion is the powerhouse")
    groups = [{"verifier": math(truth), "completions": ["\\boxed{7}"]} for truth in truths]
    answer = httpx.post(f"{server.url}/v1/verify", json={"groups": groups}, timeout=60).json()
    stored = httpx.get(f"{server.url}/v1/jobs/{answer['job_id']}/results", timeout=60).json()
    found = [(one["code"], one["group"]) for one in answer["warnings"]]
    assert found == [("ground_truth_compared_as_text", 1), ("ground_truth_compared_as_text", 2)]
    assert stored["warnings"] == answer["warnings"]
