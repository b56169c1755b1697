"""The smaller verifiers through a whole server."""

from typing import Any

import httpx
import pytest

from tests.parts import Server

CALL = {"name": "search", "arguments": {"q": "a"}}
SAID = '<tool_call>{"name": "search", "arguments": {"q": "a"}}</tool_call>'


@pytest.mark.parametrize(
    ("verifier", "completions", "rewards"),
    [
        ({"kind": "choice", "ground_truth": "B"}, ["Answer: (B)", "Answer: A or B"], [1.0, 0.0]),
        (
            {"kind": "text_overlap", "ground_truth": "a b c"},
            ["a b c", "x y z w v"],
            [1.0, pytest.approx((1 / 360) ** 0.25)],
        ),
        (
            {"kind": "tool_calls", "ground_truth": [CALL]},
            [SAID, SAID.replace('"a"', '"b"')],
            [1.0, pytest.approx(2 / 3)],
        ),
        (
            {"kind": "qa", "ground_truth": ["The Mill"]},
            ["<answer>mill</answer>", "<answer>boat</answer>"],
            [1.0, 0.0],
        ),
        ({"kind": "json", "json_schema": {"type": "array"}}, ["[1]", "{}"], [1.0, 0.0]),
        ({"kind": "countdown", "numbers": [2, 3], "target": 6}, ["<answer>2*3</answer>", "6"], [1.0, 0.0]),
        (
            {"kind": "assignment", "ground_truth": {"Mia": "knave"}},
            ["Mia is a knave", "Mia is a king"],
            [1.0, 0.0],
        ),
        (
            {"kind": "grid", "header": ["a"], "rows": [["b"]]},
            ['{"header": ["a"], "rows": [["b"]]}', "c"],
            [1.0, 0.0],
        ),
        (
            {"kind": "sudoku", "puzzle": [[1, 0, 0, 0], [0] * 4, [0] * 4, [0] * 4]},
            ["1234\n3412\n2143\n4321", "1234\n3412\n2143\n4312"],
            [1.0, 0.0],
        ),
        (
            {"kind": "instructions", "instructions": [{"id": "punctuation:no_comma"}]},
            ["Ebb and flood", "Ebb, flood"],
            [1.0, 0.0],
        ),
        ({"kind": "regex", "patterns": [{"pattern": "^ebb"}]}, ["ebb tide", "flood"], [1.0, 0.0]),
        (
            {"kind": "quantity", "ground_truth": "1500", "unit": "m"},
            ["\\boxed{1.5\\ \\mathrm{km}}", "\\boxed{1.5\\ \\mathrm{kg}}"],
            [1.0, 0.0],
        ),
        (
            {
                "kind": "sql",
                "ground_truth": "select a from t where a > 1",
                "databases": ["create table t(a); insert into t values (1), (2)"],
            },
            ["```sql\nselect max(a) from t\n```", "```sql\nselect a from t\n```"],
            [1.0, 0.0],
        ),
        (
            {
                "kind": "reasoning_gym",
                "dataset": "leg_counting",
                "entry": {"question": "Two dogs?", "answer": "8", "metadata": {"source_dataset": "leg_counting"}},
            },
            ["<answer>8</answer>", "<answer>6</answer>"],
            [1.0, 0.0],
        ),
    ],
)
def test_a_kind_judges_as_documented(
    server: Server, verifier: dict[str, Any], completions: list[str], rewards: list[float]
) -> None:
    body = {"groups": [{"verifier": verifier, "completions": completions}], "reward": "dense"}
    response = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)
    assert response.status_code == 200, response.text
    assert [one["reward"] for one in response.json()["groups"][0]["results"]] == rewards


@pytest.mark.parametrize(
    ("verifier", "field"),
    [
        ({"kind": "choice", "ground_truth": "Z", "options": {"A": "x", "B": "y"}}, "ground_truth"),
        ({"kind": "text_overlap", "ground_truth": " "}, "ground_truth"),
        ({"kind": "tool_calls", "ground_truth": [], "answer": "!"}, "answer"),
        ({"kind": "json", "json_schema": {"type": "nothing"}}, "json_schema"),
        ({"kind": "sudoku", "puzzle": [[1, 0, 0, 0, 0]] * 5}, "puzzle"),
        ({"kind": "instructions", "instructions": [{"id": "no:such"}]}, "instructions.0.id"),
        ({"kind": "quantity", "ground_truth": "5", "unit": "blorps"}, "unit"),
    ],
)
def test_what_nothing_can_be_judged_against_is_refused(
    server: Server, verifier: dict[str, Any], field: str
) -> None:
    body = {"groups": [{"verifier": verifier, "completions": ["x"]}]}
    refused = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)
    assert refused.status_code == 422
    groups, place, verifier_, *path = refused.json()["errors"][0]["loc"]
    assert (groups, place, verifier_, ".".join(map(str, path))) == ("groups", 0, "verifier", field)
