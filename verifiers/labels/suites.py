"""Programs judged by what they print or return: inputs and outputs in columns, lists and packed texts."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from verifiers.labels.bounds import limits_of
from verifiers.labels.cases import INPUTS, OUTPUTS, Pair, function_of, list_of, pair_of, pairs_of, tests_of
from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.packed import is_packed, unpacked
from verifiers.labels.programs import PRELUDE, language_of, solution_of
from verifiers.labels.rows import MISSING, Row, container, mapping

_NESTED = ("input_output", "unit_tests", "test_cases", "tests", "public_tests", "stdin_stdout", "io")
_LISTS = (
    "hidden_unit_tests",
    "hidden_tests",
    "test_cases",
    "tests",
    "official_tests",
    "unit_tests",
    "testcases",
    "input_output",
    "stdin_stdout",
    "io",
)
_COLUMNS = ("public_tests", "private_tests", "generated_tests")
_LCB = ("public_test_cases", "private_test_cases")
_BOTH_SIDES = re.compile(r"(?!example|sample|train|few)[a-z_]*tests?_inputs?|hidden_inputs?|private_inputs?")
_OF_TESTS = re.compile(r"(?!example|sample|train|few)[a-z_]*tests?(?:_?cases?)?")
TEST_COLUMNS = tuple(dict.fromkeys((*_NESTED, *_LISTS, *_COLUMNS, *_LCB)))
"""Columns that tests stand in."""


def suite(row: Row) -> Reading | None:
    """The tests of a row that are pairs of an input and an output."""
    _ensure_possible(row)
    contest = _contest_columns(row) or _two_lists(row, "input", "output")
    if contest is not None:
        return _read(row, *contest, language_of(row, "any"))
    found = (
        _live_code(row) or _two_lists(row, "inputs", "outputs") or _list_of_tests(row) or _columns_of_tests(row)
    )
    return None if found is None else _read(row, *found, language_of(row))


def _read(row: Row, pairs: list[Pair], source: str, language: str) -> Reading:
    tests = tests_of(pairs, row)
    verifier: dict[str, Any] = {"kind": "code", "language": language, "tests": tests}
    if language == "python":
        verifier.update(PRELUDE)
    limits = limits_of(row)
    if limits:
        verifier["limits"] = limits
    warnings = []
    checker = row.text("generated_checker", "checker")
    if checker:
        _ensure_python(checker)
        tests[:] = [{**test, "compare": {"checker": _called(checker)}} for test in tests]
    if row.get("official_tests_complete") is False or _is_incomplete(row):
        warnings.append("the row says that tests of the original are missing")
    return Reading("code-suite", verifier, source, (), tuple(warnings), solution_of(row))


def _is_incomplete(row: Row) -> bool:
    return any(level.get("official_tests_complete") is False for level in row.levels)


def _ensure_python(checker: str) -> None:
    try:
        ast.parse(checker)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refused("the row's checker is not Python, and without it right output may look wrong") from error


def _called(checker: str) -> str:
    """The checker as a function of ours: the original prints its figure and ends with status 0 either way."""
    return _CHECKER.replace("SOURCE", repr(checker))


_CHECKER = """\
import contextlib, io, os, runpy, sys, tempfile

def check(stdin, expected, output):
    folder = tempfile.mkdtemp()
    paths = [os.path.join(folder, name) for name in ("checker.py", "input", "expected", "output")]
    for path, text in zip(paths, (SOURCE, stdin, expected, output)):
        with open(path, "w") as file:
            file.write(text)
    sys.argv = paths
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_path(paths[0], run_name="__main__")
        except SystemExit:
            pass
    words = said.getvalue().split()
    return float(words[0]) if words else 0.0
"""


def _ensure_possible(row: Row) -> None:
    """Raises Refused for problems that tests of stdin and stdout cannot judge."""
    for name in ("input_file", "output_file"):
        if row.text(name):
            raise Refused(f"the program is to use a file ({name} {row.text(name)[:40]!r}), not stdin and stdout")
    if row.text("input_mode") not in ("", "stdio", "stdin"):
        raise Refused(f"the program reads by {row.text('input_mode')[:40]!r}, not by stdin")
    if row.text("interaction_format"):
        raise Refused("the problem is interactive: a program would talk to a judge")


def _contest_columns(row: Row) -> tuple[list[Pair], str] | None:
    """CodeContests: up to three columns, each with a list of inputs and one of outputs."""
    pairs, names = [], []
    for name in _COLUMNS:
        inner = mapping(row.get(name))
        if inner and "input" in inner and "output" in inner and isinstance(container(inner["input"]), list):
            if container(inner["input"]) or container(inner["output"]):
                pairs += pairs_of(inner["input"], inner["output"])
            names.append(name)
    if not names:
        return None
    if not pairs:
        raise Refused("there is no test: every program would pass", row.fields)
    return pairs, ", ".join(names)


def _live_code(row: Row) -> tuple[list[Pair], str] | None:
    """LiveCodeBench: public and private tests, the latter packed."""
    names = [name for name in _LCB if row.get(name) is not None]
    if not names:
        return None
    pairs = [pair for name in names for pair in _pairs_in(_opened(row.get(name)), row, name)]
    return pairs, ", ".join(names)


def _opened(value: Any) -> Any:
    if isinstance(value, str) and is_packed(value.strip()):
        return container(unpacked(value.strip()))
    return container(value)


def _pairs_in(tests: Any, row: Row, name: str) -> list[Pair]:
    if not isinstance(tests, list):
        raise Refused(f"{name} is no list of tests", row.fields)
    function = function_of(row)
    pairs = [pair_of(test, function) if isinstance(test, Mapping) else None for test in tests]
    if None in pairs:
        raise Refused(f"a test of {name} lacks its input or its output", row.fields)
    return [pair for pair in pairs if pair]


def _two_lists(row: Row, inputs: str, outputs: str) -> tuple[list[Pair], str] | None:
    """Two lists side by side, in the row or in one of its columns."""
    for source, level in _levels(row):
        packed = level.get("packed")
        if isinstance(packed, str):
            inner = mapping(unpacked(packed)) or {}
            level = {**inner, **level}
        plural = inputs.endswith("s")  # a single input may be text that happens to be a list
        given, expected = level.get(inputs), level.get(outputs)
        if _are_lists(given, expected) if plural else isinstance(given, list) and isinstance(expected, list):
            return pairs_of(level[inputs], level[outputs], function_of(Row((level, *row.levels)))), source
    return None


def _are_lists(*values: Any) -> bool:
    return all(isinstance(list_of(value), list) for value in values)


def _levels(row: Row) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for level in row.levels:
        yield row.source, level
    for name in _NESTED:
        inner = mapping(row.get(name))
        if inner:
            yield name, inner


def _list_of_tests(row: Row) -> tuple[list[Pair], str] | None:
    """A list of objects, each with its input and its output."""
    several = [name for name in _COLUMNS if _is_list_of_tests(_opened(row.get(name)))]
    if several:
        pairs = [pair for name in several for pair in _pairs_of_list(_opened(row.get(name)), row, name)]
        return pairs, ", ".join(several)
    candidates = [(name, _opened(row.get(name))) for name in _LISTS]
    candidates.append((row.source, _truth(row)))
    for source, tests in candidates:
        if _is_list_of_tests(tests):
            return _pairs_of_list(tests, row, source or "the label"), source
    return None


def _columns_of_tests(row: Row) -> tuple[list[Pair], str] | None:
    """Columns that are tests by what they hold, whatever they are called: lists of both sides, or of tests."""
    if row.has("train"):
        return None  # the examples of a puzzle
    for level in row.levels:
        for name in level:
            other = name.replace("input", "output")
            if _BOTH_SIDES.fullmatch(name) and _are_lists(level[name], level.get(other)):
                return pairs_of(level[name], level[other], function_of(row)), f"{name}, {other}"
            tests: Any = _opened(level[name]) if _OF_TESTS.fullmatch(name) else None
            if _is_list_of_tests(tests):
                return _pairs_of_list(tests, row, name), name
    return None


def _is_list_of_tests(tests: Any) -> bool:
    return isinstance(tests, list) and bool(tests) and all(map(_is_test, tests))


def _pairs_of_list(tests: list[Any], row: Row, name: str) -> list[Pair]:
    return _pairs_in([mapping(test) for test in tests], row, name)


def _truth(row: Row) -> Any:
    return None if row.truth is MISSING else _opened(row.truth)


def _is_test(value: Any) -> bool:
    test = mapping(value) if isinstance(value, Mapping) else None
    return bool(test) and pair_keys(test or {})


def pair_keys(test: Mapping[str, Any]) -> bool:
    """Whether an object has an input and an output."""
    return bool(test.keys() & set(INPUTS)) and bool(test.keys() & set(OUTPUTS))
