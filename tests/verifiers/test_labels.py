"""Labels and rows of datasets, by layout: what each is judged by, and what is refused."""

import base64
import json
import pickle
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.sandbox import Sandbox
from verifiers.labels.reading import Reading, Refused, read_label
from verifiers.registry import Registry

REGISTRY = Registry()
EVERY = {*REGISTRY.kinds, "qa", "json", "instructions", "countdown", "reasoning_gym", "assignment", "grid", "sql"}
ASSERTS = ["assert double(2) == 4", "assert double(0) == 0"]
CHECK = "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(0) == 0\n"
PROBLEM = "Which?\n$\\textbf{(A)}\\ 11\\qquad\\textbf{(B)}\\ 12\\qquad\\textbf{(C)}\\ 13$"


def read(value: Any) -> Reading:
    return read_label(value, EVERY)


def packed(value: object) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


class Touching:
    """Loading its pickle would leave a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self.path, "w")


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("3/4", "3/4"),
        (7, "7"),
        (7.0, "7"),
        (0.75, "0.75"),
        (["3/4", "0.75"], ["3/4", "0.75"]),
        ('["\\\\frac12", "0.5"]', ["\\frac12", "0.5"]),
        ("['x+1']", "x+1"),
        ("12", "12"),
        ("{1, 2}", "{1, 2}"),
        ("[0, 1)", "[0, 1)"),
        ("6 boats and 7 crews.\n<<6*7=42>>\n#### 1,042", "1042"),
        ("First \\boxed{2}, but then \\boxed{\\frac{a}{b}}.", "\\frac{a}{b}"),
        ({"problem": "…", "solution": "Thus \\fbox{9}."}, "9"),
        ({"problem": "…", "Answer": 73}, "73"),
        ({"prompt": [], "reward_model": {"style": "rule", "ground_truth": "5"}}, "5"),
        ({"reward_model": '{"style": "rule-v2", "ground_truth": "5"}'}, "5"),
        ({"task_type": "verifiable_math", "verification_info": "{'ground_truth': '\\\\pi'}"}, "\\pi"),
        ({"verification_info": {"ground_truth": ["2", "\\sqrt{4}"]}}, ["2", "\\sqrt{4}"]),
        ({"question": "…", "expected_answer": "8", "uuid": "1"}, "8"),
        ({"answer": ["0.25P", "0.75P"]}, "0.25P, 0.75P"),
        ({"Question": "…", "Answer": "[2, 3]"}, "[2, 3]"),
        ({"question": "…", "answer": {"value": "7", "pass_at_n": 0.2}}, "7"),
        ({"answers": "\\boxed{2, 6}", "answer_type": "NV,NV", "unit": "m, m"}, "2, 6"),
        ("[4.75]", "4.75"),
        ({"question": "…", "solution": "3 \\pi"}, "3 \\pi"),
        ({"problem": "…", "ground_truth_solution": "So \\boxed{5}.", "test_cases": None}, "5"),
        ({"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]], "output": [[4]]}]}, "[[4]]"),
    ],
)
def test_mathematics(value: Any, truth: Any) -> None:
    assert read(value).verifier == {"kind": "math", "ground_truth": truth}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "null"),
        ("  ", "blank"),
        ("proof", "without an answer"),
        ({"problem": "…", "answer": "Notfound"}, "without an answer"),
        ({"question_type": "proof", "answer": "7"}, "proof"),
        (True, "true or false"),
        ([], "empty"),
        ([None], "texts and numbers"),
        ({"no": "kind"}, "no layout"),
        ('{"a": 1}', "no layout"),
        ("{'a': None}", "no layout"),
        ({"reward_model": {"style": "model", "ground_truth": "x"}}, "by a model"),
        ({"chosen": "a", "rejected": "b"}, "preferred"),
        ({"formal_statement": "theorem t : 1 = 1", "answer": "1"}, "proof assistant"),
        ({"FAIL_TO_PASS": "[]", "test_patch": "diff"}, "repository"),
        ({"verification_info": {"judging_instructions": ""}}, "language model"),
        ({"verifier": {"type": "regex", "verify_regex": ["a"]}}, "dataset's own"),
        ([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}], "conversation"),
        ("<response> Which one? </response>", "without a tool call"),
        ("<tool_call>{", "does not close"),
        ("def test_a(:\n    assert 1", "could not be read"),
        ({"input_output": ""}, "no tests"),
        ({"inputs": [], "outputs": []}, "no test"),
        ({"inputs": ["1", "2"], "outputs": ["1"]}, "lack"),
        (CHECK, "another column"),
        ({"base_input": [[1]], "plus_input": [], "entry_point": "f"}, "canonical_solution"),
        ({"input": ["1"], "output": ["1"], "input_file": "in.txt"}, "use a file"),
        ({"official_tests": [{"input": "1", "output": "1"}], "interaction_format": "ask"}, "interactive"),
        ({"opa": "a", "opb": "b", "opc": "c", "opd": "d", "cop": 2}, "count from 0"),
        ({"opa": "a", "opb": "b", "opc": "c", "opd": "d", "cop": -1}, "withheld"),
        ({"options": ["a", "b"], "answer": "B", "answer_index": 0}, "different options"),
        ({"options": ["a", "b"], "answer": "C"}, "none of the 2"),
        ({"answera": "x", "answerb": "y", "label": "1"}, "none of the 2"),
        ({"problem": "?", "answer": [1, 2]}, "alternatives or all"),
        ({"question": "?", "answer": "", "answerable": False}, "no answer in its context"),
        ({"code": "def f(x): …", "input": "[1, 2]", "output": "[2, 1]"}, "no layout"),
        ([{"from": "human", "value": "Hi"}], "conversation"),
        ({"options": ["a", "b"]}, "which is right"),
        ({"schema_str": "{}", "schema_type": "xml"}, "only json"),
        (['{"rule": "some words"}'], "no layout|texts and numbers"),
        (["Ebb and flood follow the moon, which pulls at the near side more than at the far one"], "many words"),
        ({"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]]}]}, "grids"),
        ({"schema": {"name": "a table", "columns": []}}, "no layout"),
        (
            "The tide comes in twice a day because the moon and the sun both pull at the sea, and so on",
            "many words",
        ),
    ],
)
def test_refusals_say_why(value: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(value)


def test_two_meanings_are_refused() -> None:
    with pytest.raises(Refused, match="code and as choice"):
        read({"test_list": ASSERTS, "options": ["a", "b"], "answer": "A"})


def test_a_kind_that_is_not_at_hand_is_refused_by_its_name() -> None:
    row = {"instruction_id_list": ["a:b"], "kwargs": [{"n": 2, "m": None}]}
    with pytest.raises(Refused, match="'instructions'"):
        read_label(row, {"math"})
    assert read(row).verifier["instructions"] == [{"id": "a:b", "kwargs": {"n": 2}}]


@pytest.mark.parametrize("form", [dict, json.dumps])
def test_our_own_verifier_goes_before_every_shape(form: Any) -> None:
    verifier = {"kind": "math", "ground_truth": "7"}
    assert read(form(verifier)).verifier == verifier
    assert read({"answer": "8", "verifier": form(verifier)}).verifier == verifier


@pytest.mark.parametrize(
    ("row", "right", "options"),
    [
        ({"choices": ["x", "y", "z"], "answer": 2}, "C", ["x", "y", "z"]),
        ({"options": ["20", "40"], "answer": "B", "answer_index": 1}, "B", ["20", "40"]),
        ({"options": {"A": "x", "B": "y"}, "answer": "y"}, "B", ["x", "y"]),
        ({"options": [{"A": "x"}, {"B": "y"}], "expected_answer": "A"}, "A", ["x", "y"]),
        ({"options": ["A) 3", "B) 4"], "correct": "B"}, "B", ["3", "4"]),
        ({"options": "a ) 38 , b ) 27.6", "correct": "b"}, "B", ["38", "27.6"]),
        ({"choices": {"text": ["x", "y"], "label": ["1", "2"]}, "answerKey": "2"}, "2", ["x", "y"]),
        ({"opa": "x", "opb": "y", "opc": "z", "opd": "w", "cop": 0}, "A", ["x", "y", "z", "w"]),
        ({"A": "x", "B": "y", "C": "z", "D": "w", "answer": "D"}, "D", ["x", "y", "z", "w"]),
        ({"endings": ["x", "y"], "label": "1"}, "B", ["x", "y"]),
        ({"option1": "x", "option2": "y", "answer": "2"}, "2", ["x", "y"]),
        ({"choices": ["(A) x", "(B) y"], "gold": [1]}, "B", ["x", "y"]),
        ({"answers": ["x", "y"], "question": "?", "label": 1}, "B", ["x", "y"]),
        ({"options": ["x", "y", "z"], "answer": "AC"}, ["A", "C"], ["x", "y", "z"]),
        ({"input": "Which?\n(A) x\n(B) y", "target": "(B)"}, "B", ["x", "y"]),
        ({"problem": PROBLEM, "answer": "C", "question_type": "MCQ"}, "C", ["11", "12", "13"]),
        ({"Correct Answer": "x\n", "Incorrect Answer 1": "y", "Incorrect Answer 2": "z"}, "A", ["x", "y", "z"]),
        ({"correct_answer": "x", "distractor1": "y", "distractor2": "z", "support": ""}, "A", ["x", "y", "z"]),
    ],
)
def test_choices(row: dict[str, Any], right: Any, options: list[str]) -> None:
    verifier = read(row).verifier
    assert (verifier["kind"], verifier["ground_truth"]) == ("choice", right)
    assert list(verifier["options"].values()) == options


def test_a_tolerance_in_another_column_is_taken_along() -> None:
    row = {"question": "…", "final_answer": ["$2.5$"], "error": "1e-2", "is_multiple_answer": False}
    assert read(row).verifier == {"kind": "math", "ground_truth": "$2.5$", "tolerance": {"abs": 0.01}}


def test_tests_in_another_language_follow_the_program() -> None:
    row = {"language": "js", "prompt": "function f(a){", "tests": "assert.equal(f(1), 2);"}
    verifier = read(row).verifier
    assert verifier["language"] == "javascript"
    assert verifier["tests"] == [{"type": "program", "code": row["tests"]}]


def test_a_letter_by_itself_is_the_letter_of_an_option() -> None:
    assert read("B").verifier == {"kind": "math", "ground_truth": "B", "answer_type": "choice"}


PAIRS = {"inputs": ["1 2\n", "3 4\n"], "outputs": ["3\n", "7\n"]}
SINGLE = [{"input": "1 2\n", "output": "3\n", "testtype": "stdin"}, {"input": "3 4\n", "output": "7\n"}]


@pytest.mark.parametrize(
    "value",
    [
        PAIRS,
        json.dumps(PAIRS),
        str(PAIRS),
        {"input_output": json.dumps(PAIRS), "solutions": "[]"},
        {"reward_model": {"style": "rule", "ground_truth": json.dumps(PAIRS)}},
        {"verifier_metadata": {"unit_tests": PAIRS}},
        {"tests": json.dumps(SINGLE)},
        SINGLE,
        {"public_test_cases": json.dumps(SINGLE[:1]), "private_test_cases": packed(json.dumps(SINGLE[1:]))},
        {"public_test_cases": json.dumps(SINGLE[:1]), "private_test_cases": json.dumps(SINGLE[1:])},
        packed(json.dumps(SINGLE)),
        {"unit_tests": {"packed": base64.b64encode(zlib.compress(json.dumps(PAIRS).encode())).decode()}},
        {"verification_info": {"language": "python", "test_cases": SINGLE}},
        {
            "test_input": PAIRS["inputs"],
            "test_output": PAIRS["outputs"],
            "example_input": [],
            "example_output": [],
        },
        {"unittests": [{"stdin": one["input"], "expected_stdout": one["output"]} for one in SINGLE]},
        {"ground_truth": [json.dumps(SINGLE)], "dataset": ["code_stdio"]},
        [json.dumps(one) for one in SINGLE],
    ],
)
def test_programs_that_print(value: Any) -> None:
    tests = read(value).verifier["tests"]
    assert [(test["stdin"], test["stdout"]) for test in tests] == [("1 2\n", "3\n"), ("3 4\n", "7\n")]


def test_columns_of_a_contest_are_all_taken_with_their_limits() -> None:
    columns = {name: {"input": ["1"], "output": ["2"]} for name in ("public_tests", "private_tests")}
    row = {**columns, "generated_tests": {"input": [], "output": []}, "memory_limit_bytes": 512 << 20}
    verifier = read({**row, "time_limit": {"seconds": 1, "nanos": 500_000_000}}).verifier
    assert len(verifier["tests"]) == 2
    assert verifier["limits"] == {"cpu_seconds": 1.5, "memory_mb": 512}
    assert verifier["language"] == "any"


def test_lines_and_decimals_of_what_is_printed() -> None:
    (test,) = read({"inputs": [["2", "a b"]], "outputs": [["0.50\r\n", "x"]]}).verifier["tests"]
    assert (test["stdin"], test["compare"]) == ("2\na b\n", {"float": 1e-6})
    assert "\r" not in test["stdout"]


@pytest.mark.parametrize(
    ("tests", "row", "expected"),
    [
        ({"fn_name": "f", "inputs": [[1], [2]], "outputs": [[2], [3]]}, {}, [2, 3]),
        ({"fn_name": "f", "inputs": [[1], [2]], "outputs": [[2], [3]]}, {"source": "leetcode"}, [[2], [3]]),
        (
            {"fn_name": "f", "inputs": [[1], [2]], "outputs": [[2], [3]]},
            {"starter_code": "def f(self) -> List[int]:"},
            [[2], [3]],
        ),
        ({"fn_name": "f", "inputs": [[1], [2]], "outputs": [[2], [3, 4]]}, {}, [[2], [3, 4]]),
        ({"fn_name": "f", "inputs": ["1", "2"], "outputs": ["[2, 3]", '"no"']}, {}, [[2, 3], "no"]),
    ],
)
def test_calls_and_what_wraps_their_results(tests: Any, row: dict[str, Any], expected: Any) -> None:
    calls = read({**row, "input_output": json.dumps(tests)}).verifier["tests"]
    assert [(call["type"], call["args"], call["expected"]) for call in calls] == [
        ("call", [number], value) for number, value in enumerate(expected, 1)
    ]


@pytest.mark.parametrize(
    "data",
    [packed(Touching("PATH")), packed(["a text in a list"]), packed("text") + "AAAA", packed(b"\x80" * 40)],
)
def test_nothing_is_ever_unpickled(data: str, tmp_path: Any) -> None:
    canary = tmp_path / "canary"
    hostile = packed(Touching(str(canary))) if data == packed(Touching("PATH")) else data
    for label in (hostile, {"public_test_cases": "[]", "private_test_cases": hostile}):
        with pytest.raises(Refused):
            read(label)
    assert not canary.exists()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = base64.b64encode(zlib.compress(b"0" * (80 << 20), 9)).decode()
    with pytest.raises(Refused, match="larger than"):
        read(bomb)


@pytest.mark.parametrize(
    ("value", "layout", "kinds"),
    [
        (ASSERTS, "code-asserts", ["assert", "assert"]),
        ({"test_list": ASSERTS, "challenge_test_list": ["assert double(3) == 6"]}, "code-asserts", ["assert"] * 3),
        (json.dumps({"assert_case": ASSERTS}), "code-asserts", ["assert", "assert"]),
        ({"test": CHECK, "entry_point": "double"}, "code-check", ["assert", "assert"]),
        (json.dumps({"functional": f"{CHECK}\ncheck(double)"}), "code-script", ["assert"]),
        ("from solution import double\n\ndef test_a():\n    assert double(2) == 4", "code-pytest", ["pytest"]),
        (
            "import unittest\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        double(2)",
            "code-pytest",
            None,
        ),
        (
            {
                "base_input": [[1]],
                "plus_input": [[2]],
                "entry_point": "double",
                "prompt": "def double(n):\n",
                "canonical_solution": "    return n * 2\n",
            },
            "code-reference",
            ["pytest"],
        ),
    ],
)
def test_programs_judged_by_python(
    value: Any, layout: str, kinds: list[str] | None, local_sandbox: Sandbox
) -> None:
    reading = read(value)
    assert reading.layout == layout
    assert kinds is None or [test["type"] for test in reading.verifier["tests"]] == kinds
    verifier = REGISTRY.parse(json.dumps(reading.verifier).encode())
    verifier.ensure_usable()
    right, wrong = "def double(n):\n    return n + n", "def double(n):\n    return n + 3"
    assert verifier.verify(right, local_sandbox).status == "correct"
    if kinds is not None:
        assert verifier.verify(wrong, local_sandbox).status != "correct"


def test_a_checker_that_prints_its_verdict(local_sandbox: Sandbox) -> None:
    checker = "import sys\nprint(int(open(sys.argv[3]).read().split()[0] > open(sys.argv[1]).read()))\n"
    row = {"official_tests": [{"input": "3", "output": "4"}], "generated_checker": checker, "time_limit": 2.0}
    verifier = REGISTRY.parse(json.dumps(read(row).verifier).encode())
    verifier.ensure_usable()
    assert verifier.verify("print(9)", local_sandbox).status == "correct"
    assert verifier.verify("print(2)", local_sandbox).status == "incorrect"


CALL = {"name": "f", "arguments": {"x": 1}}


@pytest.mark.parametrize(
    "value",
    [
        [CALL],
        json.dumps([CALL]),
        "[f(x=1)]",
        [{"name": "f", "arguments": {"x": 1, "of_another_row": None}}],
        {"query": "…", "tools": "[]", "answers": json.dumps([CALL])},
        {"expected_answers": [{"name": "f", "arguments": '{"x": 1}'}]},
        {"expected_action": {"type": "function_call", "name": "f", "arguments": '{"x": 1}'}},
        {"ground_truth": [{"function": {"name": "f", "arguments": {"x": 1}}}]},
        '<think>I call.</think>\n<tool_call>\n{"name": "f", "parameters": {"x": 1}}\n</tool_call>',
    ],
)
def test_tool_calls(value: Any) -> None:
    assert read(value).verifier == {"kind": "tool_calls", "ground_truth": [CALL]}


def test_calls_with_several_values_that_will_do() -> None:
    verifier = read([{"f": {"x": [1, 2], "unit": ["cm", ""]}}]).verifier
    assert verifier["ground_truth"] == [{"name": "f", "accepted": {"x": [1, 2], "unit": ["cm", ""]}}]


def test_whole_numbers_stand_for_fractional_ones_where_the_function_says_float() -> None:
    function = {"name": "f", "parameters": {"properties": {"Rate": {"type": "float"}, "n": {"type": "integer"}}}}
    row = {"function": [function], "ground_truth": [{"f": {"Rate": [5, ""], "n": [5]}}]}
    (call,) = read(row).verifier["ground_truth"]
    assert [repr(one) for one in call["accepted"]["Rate"]] == ["5.0", "''"]
    assert repr(call["accepted"]["n"]) == "[5]"


def test_numbers_of_a_puzzle_may_be_whole_floats() -> None:
    verifier = read({"target": 39.0, "nums": [5.0, 9.0, 6.0]}).verifier
    assert repr(verifier) == repr({"kind": "countdown", "numbers": [5, 9, 6], "target": 39})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (["Anna Berg", "A. Berg"], "qa"),
        (["2", "two"], "qa"),
        ({"golden_answers": ["7"], "question": "…"}, "qa"),
        ({"answers": {"text": ["7"], "answer_start": [0]}}, "qa"),
        ({"answer": {"aliases": ["a"], "value": "b"}}, "qa"),
        ({"question": "…", "answer": "a b", "answer_aliases": ["c"]}, "qa"),
        ({"question": "…", "answers": ["a b"]}, "qa"),
        ({"question": "…", "answer": False, "passage": "…"}, "qa"),
        ({"target": 9, "nums": [4, 5]}, "countdown"),
        ({"metadata": {"source_dataset": "x"}, "answer": "1", "question": "…"}, "reasoning_gym"),
        ("(1) Ann is a knight\n(2) Bo is a knave", "assignment"),
        ({"header": ["a"], "rows": [["b"]]}, "grid"),
        (
            {"question": "…", "sql": "SELECT a FROM t", "schema": "CREATE TABLE t(a); INSERT INTO t VALUES (1)"},
            "sql",
        ),
        ('```json\n{"output": [1]}\n```', "json"),
        ({"task_type": "code_output_prediction", "verification_info": '{"ground_truth": "x"}'}, "json"),
        ([{"instruction_id": ["a:b"], "kwargs": [None]}], "instructions"),
        (["[{'instruction_id': ['a:b'], 'kwargs': [None]}]"], "instructions"),
        ('{"func_name": "validate_end", "end_phrase": "x", "N": null}', "instructions"),
        ({"ground_truth": ['{"func_name": "validate_end", "end_phrase": "x"}']}, "instructions"),
        ({"instruction_id": ["punctuation:no_comma"], "kwargs": [None]}, "instructions"),
        ({"question": "…", "answers": [{"text": "Rome", "answer_start": 3}]}, "qa"),
        ({"annotations": [{"short_answers": [{"text": ["Rome"], "start_token": [1]}]}]}, "qa"),
        ({"annotations": {"short_answers": [], "yes_no_answer": [1, -1]}}, "qa"),
        ({"cards": [4, 4, 3, 3], "target": 24}, "countdown"),
        ({"quiz": "…", "names": ["Ann", "Bo"], "solution": [True, False]}, "assignment"),
        ({"schema": '{"type": "object", "properties": {"a": {}}}', "prompt": "…"}, "json"),
        ({"response_format": {"json_schema": {"name": "a", "schema": {"items": {}}}}}, "json"),
        (
            {"metadata": {"source_dataset": "x", "input": [[1]], "output": [[2]]}, "answer": "2", "question": "…"},
            "reasoning_gym",
        ),
        ({"tools": "[]", "question": "…", "answer": "f(x=1, y='a')"}, "tool_calls"),
    ],
)
def test_kinds_beyond(value: Any, kind: str) -> None:
    assert read(value).kind == kind


def test_the_solution_of_a_row_comes_along_as_a_completion() -> None:
    assert read({"test_list": ASSERTS, "code": "def double(n): …"}).solution == "```python\ndef double(n): …\n```"
    assert read({"answer": "7", "solution": "So \\boxed{7}"}).solution == "So \\boxed{7}"
    assert read({"options": ["x", "y"], "answer": "B"}).solution == "\\boxed{B}"


def test_a_refusal_names_the_fields_that_were_seen() -> None:
    with pytest.raises(Refused, match="no layout") as caught:
        read({"My Column": 1, "other": 2})
    assert caught.value.fields == ("my_column", "other")


NAMES = [
    "answer",
    "ground_truth",
    "reward_model",
    "verification_info",
    "options",
    "choices",
    "label",
    "tests",
    "test",
    "inputs",
    "outputs",
    "input",
    "output",
    "answers",
    "kwargs",
    "metadata",
    "target",
    "numbers",
    "entry_point",
    "fn_name",
    "private_test_cases",
    "schema_str",
    "puzzle",
    "header",
    "rows",
    "gold",
    "cop",
    "style",
    "time_limit",
    "memory_limit_bytes",
    "error",
]
TEXTS = [
    *("\\boxed{", "#### 5", "assert f(1)", "def test_a(): assert 1", "<tool_call>{}</tool_call>", "B", "[f(**x)]"),
    *("[" * 3000, "{'a':" * 500, "eJx" + "A" * 60, '{"inputs": ["1"], "outputs": ["1"]}'),
]
NUMBERS = st.one_of(st.integers(), st.floats(), st.just(10**400))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=8), st.sampled_from(TEXTS))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(VALUES, st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)))
def test_whatever_comes_is_read_or_refused(value: Any) -> None:
    with suppress(Refused):
        assert read(value).layout


MANY = "Red?\nA. the sky\nB. a rose\nC. grass\nD. snow\nAnswer with a letter.<|im_end|>\n<|im_start|>assistant\n"


def test_a_letter_is_read_beside_the_options_of_its_prompt() -> None:
    reading = read_label("B", EVERY, MANY)
    assert reading.verifier["kind"] == "choice"
    assert reading.verifier["options"]["B"] == "a rose"
    assert reading.verifier["options"]["D"] == "snow"
    assert read_label("B", EVERY, "no options here").verifier["kind"] == "math"
    with pytest.raises(Refused, match="count from 0 or from 1"):
        read_label(1, EVERY, MANY)
    assert read_label(73, EVERY, MANY).verifier["ground_truth"] == "73"
    assert read_label("1", EVERY, MANY).verifier["ground_truth"] == "1"


@pytest.mark.parametrize(
    ("row", "truth"),
    [
        ([{"from": "human", "value": "1+2?"}, {"from": "assistant", "ground_truth": {"value": "3"}}], "3"),
        ({"question": "…", "gt_answer": "14"}, "14"),
        ({"question": "…", "final_ans": "8"}, "8"),
        ({"query": "…", "label": ["0.3"]}, "0.3"),
        ({"reward_model": {"style": "rule", "ground_truth": [[1, 0], [0, 1]]}}, "[[1, 0], [0, 1]]"),
        ({"answer": "24.3 billion"}, "24.3 billion"),
    ],
)
def test_truths_in_further_columns(row: Any, truth: str) -> None:
    assert read(row).verifier == {"kind": "math", "ground_truth": truth}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"reward_model": {"style": "rule", "ground_truth": ["red hat", "blue hat"]}}, "items in order"),
        ({"expected_answer": ["ab1", "cd2"], "question": "…", "problem_type": "bfs"}, "all asked for"),
        ({"question": "How many?", "answer": ["3", "5"]}, "several numbers"),
        ({"expected_answer": "1. Rail (12 routes)\n2. Road (4 routes)"}, "many words"),
        ({"test_cases": [{"input": "1", "output": "1"}], "checker": "#include <x>\nint main(){}"}, "not Python"),
        ({"solution": {"header": ["House", "Pet"], "rows": [["1", "___"]]}}, "withheld"),
        ({"question": "…", "answers_spans": {"spans": ["Ada", "Bo"]}}, "all asked for"),
    ],
)
def test_what_could_mean_two_things_is_refused(row: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(row)


def test_lists_of_bare_numbers_are_tests_in_columns_of_tests() -> None:
    row = {"inputs": "[[1, 2], [3, 4]]", "outputs": "[3, 7]", "func_name": "add"}
    assert [test["expected"] for test in read(row).verifier["tests"]] == [3, 7]


def test_a_row_may_name_its_source_and_have_options() -> None:
    row = {"options": [{"A": "tea"}, {"B": "ink"}], "expected_answer": "B", "metadata": {"source_dataset": "x"}}
    assert read(row).verifier["kind"] == "choice"


def test_entries_of_reasoning_gym_inside_a_verification_info_are_found() -> None:
    entry = {"question": "2+2?", "answer": "4", "metadata": {"source_dataset": "basic_arithmetic"}}
    row = {"task_type": "reasoning_gym", "verification_info": json.dumps({"dataset_item": json.dumps(entry)})}
    assert read(row).verifier["dataset"] == "basic_arithmetic"


@pytest.mark.parametrize(
    "row",
    [
        {"test": "import pandas as pd\n\ndef test_sum():\n    assert total(pd.Series([1])) == 1\n"},
        {
            "test": "import unittest\n\nclass T(unittest.TestCase):\n    def test(self):\n        task_func()\n",
            "entry_point": "task_func",
            "code_prompt": "import numpy as np\nimport os\ndef task_func():\n",
        },
        {
            "test_list": ["assert mean([1]) == 1"],
            "code": "from scipy import stats\ndef mean(x): return stats.tmean(x)",
        },
    ],
)
def test_programs_that_need_numbers_get_the_environment_that_has_them(row: Any) -> None:
    assert read(row).verifier["environment"] == "science"


def test_programs_that_need_nothing_get_the_plain_environment() -> None:
    assert "environment" not in read({"test_list": ["assert double(1) == 2"]}).verifier


def test_numbers_of_a_puzzle_may_be_text() -> None:
    verifier = read({"target": "39", "nums": "[5, 9, 6]"}).verifier
    assert verifier == {"kind": "countdown", "numbers": [5, 9, 6], "target": 39}


def test_a_power_of_ten_may_stand_in_the_column_of_the_unit() -> None:
    assert read({"answer_number": "1.3", "unit": "$10^{-6}$ m"}).verifier["ground_truth"] == "1.3 \\times 10^{-6}"
