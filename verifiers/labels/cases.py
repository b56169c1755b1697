"""Pairs of an input and an output, in any of the forms datasets write them, as tests of the kind ``code``."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.labels.outcome import Refused
from verifiers.labels.rows import Row, container, mapping
from verifiers.reading.patterns import Pattern

_DECIMAL = re.compile(r"(?<![\w.])-?\d+\.\d+(?![\w.])")
_UNWRAPPED_SOURCES = ("leetcode", "hackerrank")
_RETURNS = Pattern(r"->\s*([\w\[\]., |]+?)\s*:")
_NEAR = 1e-6
_FUNCTION = ("fn_name", "func_name", "function_name")


@dataclass(frozen=True, slots=True)
class Pair:
    """What a test gives to the program and what it expects, as the row has it."""

    given: Any
    expected: Any
    function: str | None = None


def pairs_of(inputs: Any, outputs: Any, function: str | None = None) -> list[Pair]:
    """Inputs and outputs that stand in two lists. Raises Refused where they do not pair."""
    inputs, outputs = list_of(inputs), list_of(outputs)
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        raise Refused("inputs and outputs are no lists")
    if len(inputs) != len(outputs):
        raise Refused(f"{len(inputs)} inputs and {len(outputs)} outputs: a test would lack one of them")
    if not inputs:
        raise Refused("there is no test: every program would pass")
    return [Pair(given, expected, function) for given, expected in zip(inputs, outputs, strict=True)]


def list_of(value: Any) -> Any:
    """A list of inputs or of outputs, also one of bare numbers, which elsewhere is mathematics."""
    opened = container(value)
    if not isinstance(opened, str):
        return opened
    try:
        return json.loads(opened)
    except ValueError:
        return opened


def pair_of(test: Mapping[str, Any], function: str | None) -> Pair | None:
    """One test that is an object of its own, or None where it is none."""
    given = next((test[name] for name in INPUTS if name in test), None)
    expected = next((test[name] for name in OUTPUTS if name in test), None)
    if given is None or expected is None:
        return None
    levels = (test, mapping(test.get("metadata")) or {})
    own = next((level[name] for level in levels for name in _FUNCTION if level.get(name)), function)
    said = str(test.get("testtype") or test.get("type") or "").casefold()
    if said in ("stdin", "stdin_stdout", "stdio"):
        return Pair(given, expected)
    if said in ("functional", "function_call", "call") and not own:
        raise Refused("the tests call a function whose name stands in another column: the row is needed")
    return Pair(given, expected, str(own) if own else None)


INPUTS = ("input", "inputs", "stdin")
OUTPUTS = ("output", "outputs", "expected_output", "expected", "stdout", "expected_stdout")
"""What datasets call the two sides of a test."""


def function_of(row: Row) -> str | None:
    """The function that a row's tests call, where it names one."""
    name = row.get(*_FUNCTION)
    return name.strip() if isinstance(name, str) and name.strip() else None


def tests_of(pairs: Sequence[Pair], row: Row) -> list[dict[str, Any]]:
    """The tests. Whether outputs are wrapped in a list of one is decided once for all of them."""
    calls = [pair for pair in pairs if pair.function]
    if not calls:
        return [_stdio(pair) for pair in pairs]
    expected = [_value(pair.expected) for pair in calls]
    if len(calls) == len(pairs) and _are_wrapped(expected, row):
        expected = [value[0] for value in expected]
    values = iter(expected)
    return [_call(pair, next(values)) if pair.function else _stdio(pair) for pair in pairs]


def _stdio(pair: Pair) -> dict[str, Any]:
    stdout = _lines(pair.expected)
    test: dict[str, Any] = {"type": "stdio", "stdin": _lines(pair.given), "stdout": stdout}
    if _DECIMAL.search(stdout):
        test["compare"] = {"float": _NEAR}
    return test


def _lines(value: Any) -> str:
    """Text, or a list of lines."""
    if isinstance(value, list):
        return "\n".join(map(_lines, value)) + "\n"
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if value is None or isinstance(value, Mapping):
        raise Refused("what a program reads and prints has to be text or a list of lines")
    return str(value)


def _call(pair: Pair, expected: Any) -> dict[str, Any]:
    test: dict[str, Any] = {"type": "call", "function": pair.function, "args": _arguments(pair.given)}
    test["expected"] = expected
    if _holds_fraction(expected):
        test["compare"] = {"float": _NEAR}
    return test


def _arguments(given: Any) -> list[Any]:
    """A list of arguments, or text with one JSON value a line."""
    if isinstance(given, list):
        return given
    if not isinstance(given, str):
        return [given]
    lines = given.strip("\n").split("\n") if given.strip() else []
    try:
        return [json.loads(line) for line in lines]
    except ValueError:
        pass
    try:
        return [json.loads(given)]
    except ValueError as error:
        raise Refused("an input of a call is no text of one JSON value a line") from error


def _value(expected: Any) -> Any:
    """A value, or the JSON text of one."""
    if not isinstance(expected, str):
        return expected
    try:
        return json.loads(expected)
    except ValueError:
        return expected


def _are_wrapped(expected: Sequence[Any], row: Row) -> bool:
    """Whether each output is the value in a list of one, as codewars rows have it."""
    if not all(isinstance(value, list) and len(value) == 1 for value in expected):
        return False
    if any(str(level.get("source", "")).casefold() in _UNWRAPPED_SOURCES for level in row.levels):
        return False
    returns = _RETURNS.findall(row.text("starter_code"))
    returns_list = bool(returns) and returns[-1].strip().casefold().startswith("list")
    return not returns_list or all(isinstance(value[0], list) for value in expected)


def _holds_fraction(value: Any) -> bool:
    if isinstance(value, float):
        return True
    if isinstance(value, list):
        return any(map(_holds_fraction, value))
    inner = mapping(value) if isinstance(value, Mapping) else None
    return any(map(_holds_fraction, inner.values())) if inner else False
