"""Reads public labelled answers and test suites in the form in which their authors publish them.

None of it comes with this repository: ``docs/scoreboard.md`` says where each file is to be had.
"""

import ast
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.math_rows import Row

_MARK = "\nA: "


class Task(NamedTuple):
    """A programming task: the verifier's tests, its reference program, and the function that is asked for."""

    name: str
    tests: list[dict[str, Any]]
    program: str
    function: str


def gsm8k(path: Path) -> Iterator[Row]:
    """Solutions of four models of 2021 to GSM8K's test questions, labelled by equal final answers."""
    for fields in _lines(path):
        gold = fields["ground_truth"].rpartition(_MARK)[2]
        for said in fields.values():
            if isinstance(said, dict):
                yield _row(gold, said["solution"], said["is_correct"])


def qwen_math(path: Path) -> Iterator[Row]:
    """Eight answers to each of 100 MATH problems, labelled by Qwen2.5-Math's own grader."""
    for fields in _lines(path):
        for text, is_right in zip(fields["code"], fields["score"], strict=True):
            yield _row(fields["gt"], text, is_right)


def math_verify_tests(path: Path) -> Iterator[Row]:
    """The (gold, prediction, expected) triples that Math-Verify's own tests are parametrised with."""
    for call in _parametrised(ast.parse(path.read_text(encoding="utf-8"))):
        names = [name.strip() for name in ast.literal_eval(call.args[0]).split(",")]
        if names == ["gold", "pred", "expected"]:
            yield from (_row(*case) for case in _literals(call.args[1]))


def human_eval(path: Path) -> Iterator[Task]:
    """HumanEval: a function is completed, and ``check(candidate)`` asserts what it returns."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for fields in map(json.loads, lines):
            name = fields["entry_point"]
            test = {"type": "program", "code": f"{fields['test']}\n\ncheck({name})\n"}
            yield Task(fields["task_id"], [test], fields["prompt"] + fields["canonical_solution"], name)


def mbpp(path: Path) -> Iterator[Task]:
    """MBPP: a program, and assertions about it, one test each."""
    for fields in _lines(path):
        setup = fields.get("test_setup_code", "")
        tests = [{"type": "assert", "code": code, "setup": setup} for code in fields["test_list"]]
        yield Task(str(fields["task_id"]), tests, fields["code"], _called(fields["test_list"][0], fields["code"]))


MATH: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    "example_model_solutions.jsonl": gsm8k,
    "math_cot_100.jsonl": qwen_math,
    "test_all.py": math_verify_tests,
    "test_numina_cases.py": math_verify_tests,
    "test_open_thoughts.py": math_verify_tests,
}
"""Readers of labelled answers, by the name of the file as published."""

CODE: Mapping[str, Callable[[Path], Iterator[Task]]] = {"HumanEval.jsonl.gz": human_eval, "mbpp.jsonl": mbpp}
"""Readers of test suites, by the name of the file as published."""


def _row(gold: str, completion: str, right: Any) -> Row:
    return Row(gold, completion, bool(right), natural=True, adversarial=False)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _parametrised(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "parametrize":
            yield node


def _literals(cases: ast.expr) -> Iterator[tuple[Any, ...]]:
    """The cases that are written out; one that is computed is left out."""
    for case in cases.elts if isinstance(cases, ast.List) else ():
        try:
            yield ast.literal_eval(case)
        except ValueError:
            continue


def _called(test: str, program: str) -> str:
    """Which of a program's functions the first test is about."""
    defined = {node.name for node in ast.walk(ast.parse(program)) if isinstance(node, ast.FunctionDef)}
    called = [node.id for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Name)]
    return next(name for name in called if name in defined)
