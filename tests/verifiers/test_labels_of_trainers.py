"""Rows and labels in the shapes that trainers' own preparation scripts write, and what none of them may become."""

import json
from typing import Any

import pytest

from sandbox.refusing import RefusingSandbox
from sandbox.sandbox import Sandbox
from verifiers.labels.reading import Reading, Refused, read_label
from verifiers.registry import Registry

REGISTRY = Registry()
PROMPT = [{"role": "user", "content": "How far is it?"}]
WORDS = "length_constraints:number_words"
ASSERTED = "assert Solution().reach([4, 1], 2) == 7"


def read(value: Any) -> Reading:
    return read_label(value, REGISTRY.kinds)


def status(reading: Reading, completion: str, sandbox: Sandbox) -> str:
    verifier = REGISTRY.parse(json.dumps(reading.verifier).encode())
    verifier.ensure_usable()
    return verifier.verify(completion, sandbox).status


def verl(truth: Any, **details: Any) -> dict[str, Any]:
    model = {"style": "rule", "ground_truth": truth}
    return {"data_source": "own", "prompt": PROMPT, "reward_model": model, "extra_info": {"index": 3, **details}}


def skyrl(truth: Any) -> dict[str, Any]:
    return {"prompt": PROMPT, "env_class": "own", "reward_spec": {"method": "rule", "ground_truth": truth}}


@pytest.mark.parametrize(
    ("row", "right", "wrong"),
    [
        (skyrl("640"), "#### 640", "#### 641"),
        (skyrl({"target": ["Elin Dahl"]}), "<answer>Elin Dahl</answer>", "<answer>Jo Berg</answer>"),
        (skyrl({"target": 24, "numbers": [8, 2, 5]}), "<answer>8*(5-2)</answer>", "<answer>8*3</answer>"),
        ({"reward": {"ground_truth": "640", "source": "own"}, "prompt": PROMPT}, "\\boxed{640}", "\\boxed{64}"),
        ({"value": "640", "pass_at_n": 0.25}, "\\boxed{640}", "\\boxed{64}"),
        ({"question": "…", "info": {"ground_truth": "640"}}, "\\boxed{640}", "\\boxed{64}"),
        ({"prompt": "…", "solutions": ["\\boxed{-\\frac{2}{9}}"]}, "\\boxed{-2/9}", "\\boxed{2/9}"),
        ({"problem": "…", "solution": "<answer> 12 </answer>"}, "<answer>12</answer>", "<answer>13</answer>"),
        ({"question": "…", "answer": "640", "unit": "m"}, "\\boxed{0.64\\,\\text{km}}", "\\boxed{64}"),
        (
            {"question": "…", "final_answer": ["$2.5$"], "unit": "m/s", "error": "1e-1"},
            "\\boxed{2.55}",
            "\\boxed{2.7}",
        ),
        (
            {"expected_answer": 3.1, "match": {"rule": "abs_window", "abs_tol": 0.2}},
            "\\boxed{3.25}",
            "\\boxed{3.4}",
        ),
        (
            {"question": "…", "option_0": "tin", "option_1": "zinc", "answer": "B", "answer_index": 1},
            "\\boxed{B}",
            "\\boxed{A}",
        ),
        ({"question": "…", "options": ["(A)1", "(B)2"], "label": "B", "answer": None}, "\\boxed{B}", "\\boxed{A}"),
        ("c", "\\boxed{C}", "\\boxed{B}"),
        (
            verl(
                [{"num_words": 3, "relation": "at least"}], instruction_id_list=["length_constraints:number_words"]
            ),
            "one two three",
            "one",
        ),
        (
            {"question": "…", "ground_truth": ["open_lock(gate='north', metres=2)"]},
            '<tool_call>{"name": "open_lock", "arguments": {"gate": "north", "metres": 2}}</tool_call>',
            '<tool_call>{"name": "open_lock", "arguments": {"gate": "south", "metres": 2}}</tool_call>',
        ),
        (
            '[Open Lock(gate="north"), Ring(times=2)]',
            '<tool_call>{"name": "Open Lock", "arguments": {"gate": "north"}}</tool_call>'
            '<tool_call>{"name": "Ring", "arguments": {"times": 2}}</tool_call>',
            '<tool_call>{"name": "Ring", "arguments": {"times": 2}}</tool_call>',
        ),
        (
            {"expected_call": {"name": "ring", "arguments": {"times": 2}}},
            '<tool_call>{"name": "ring", "arguments": {"times": 2}}</tool_call>',
            '<tool_call>{"name": "ring", "arguments": {"times": 3}}</tool_call>',
        ),
    ],
)
def test_what_is_right_earns_it_and_what_is_wrong_does_not(row: Any, right: str, wrong: str) -> None:

    reading, sandbox = read(row), RefusingSandbox("nothing is run")
    assert status(reading, right, sandbox) == "correct"
    assert status(reading, wrong, sandbox) != "correct"


@pytest.mark.parametrize(
    "row",
    [
        json.dumps([{"input": "[4, 1]\n2", "output": "7", "metadata": {"func_name": "reach"}}]),
        verl(json.dumps({"functional": f"def check_reach():\n    {ASSERTED}\n\ncheck_reach()\n"})),
    ],
)
def test_functions_whose_names_stand_beside_each_test(row: Any, local_sandbox: Sandbox) -> None:
    program = (
        "```python\nclass Solution:\n    def reach(self, a: List[int], k: int):\n        return sum(a) {} k\n```"
    )
    assert status(read(row), program.format("+"), local_sandbox) == "correct"
    assert status(read(row), program.format("-"), local_sandbox) != "correct"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (skyrl("640") | {"reward_spec": {"method": "model", "ground_truth": "640"}}, "judged by a model"),
        (verl(json.dumps({"functional": "def f(x):\n    return x + 1"})), "every program would pass"),
        ({"ground_truth": "2048", "dataset": "up_to_max_length"}, "length in tokens"),
        ({"expected_answer": "0.5,0.25", "max_dist": 0.1}, "max_dist"),
        ({"expected_answer": "5", "match": {"rule": "substructure"}}, "a rule of its own"),
        ({"expected_answer": "[]", "problem_type": "parents"}, "is empty"),
        ("{}", "no layout"),
        (["heron", "egret", "stork"], "items in order"),
        ({"question": "…", "answer": ["True", "False", "True"]}, "items in order"),
        ({"question": "…", "answer": ["$300", "three"], "answer_type": "multi-span"}, "all asked for"),
        (["B", "D"], "several letters"),
        ({"A": "x", "B": "y", "C": "z", "question": "…", "answer": 2}, "count from 0"),
        ("root\n|-- hull\n'-- mast\n.", "no answer could be compared"),
        ("Every boat that left the harbour came back.", "no answer could be compared"),
        ("<svg><path d='M0 0'/></svg>", "markup"),
        (["tests/test_hull.py::test_floats"], "of a repository"),
        ("diff --git a/hull.py b/hull.py\n--- a/hull.py", "of a repository"),
        ("theorem two : 1 + 1 = 2 := by norm_num", "formal statement"),
        ("Human: How deep is it?", "a conversation"),
        ('[Open Lock(gate="north", when=now())]', "calls that could not be read"),
        ({"ground_truth": "ahoy!"}, "what a program prints"),
        ({"problem": "…", "solution": "<answer>[{'box': [1, 2]}]</answer>"}, "data that no comparison"),
        ({"language": "cpp", "tests": "}\nint main() { assert(two() == 2); }"}, "inside of the function"),
        ({"language": "rust", "tests": "#[test]\nfn a() { assert_eq!(two(), 2); }"}, "test runner"),
    ],
)
def test_what_could_only_be_judged_wrongly_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(value)


def test_details_may_stand_in_a_column_of_labels(local_sandbox: Sandbox) -> None:
    row = {
        "content": 'def two(n: int) -> int:\n    """Twice as much."""\n',
        "labels": '{"entry_point": "two"}',
        "test": "def check(candidate):\n    assert candidate(4) == 8\n    assert candidate(0) == 0\n",
    }
    assert status(read(row), "    return 2 * n\n", local_sandbox) == "correct"
    assert status(read(row), "```python\ndef two(n):\n    return n\n```", local_sandbox) != "correct"


@pytest.mark.parametrize("index", [0, 3])
def test_the_first_and_the_last_option_say_where_columns_count_from(index: int) -> None:
    row = {"question": "…", "A": "x", "B": "y", "C": "z", "answer": index}
    assert read(row).verifier["ground_truth"] == ("A" if index == 0 else "C")


def test_names_of_one_thing_stay_alternatives() -> None:
    assert read(["Hollis", "Holliss", "M. Hollis"]).kind == "qa"
    assert read(["2", "two"]).kind == "qa"
