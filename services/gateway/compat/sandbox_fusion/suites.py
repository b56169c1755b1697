"""A problem with its tests, as SandboxFusion's datasets and ScaleBox's batches bring it, as a code verifier."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from services.gateway.compat.sandbox_fusion.runs import limits_of
from services.gateway.programs import language_of

Tests = list[dict[str, Any]]


def suite_of(config: Mapping[str, Any], row_id: object) -> dict[str, Any]:
    """The verifier of a submission. Raises ValueError for data without tests that we know."""
    row = _row(config.get("provided_data"), row_id)
    labels = row.get("labels")
    named = labels.get("programming_language") if isinstance(labels, Mapping) else None
    language = language_of(str(config.get("language") or named or "python"))
    if language is None:
        raise ValueError(f"{config.get('language')!r} is no language of this server")
    extra = config.get("extra") or {}
    verifier: dict[str, Any] = {"kind": "code", "language": language, "tests": list(_tests(row, language))}
    limits = limits_of(config.get("run_timeout"), config.get("mem_limit"))
    if limits:
        verifier["limits"] = limits
    if not extra.get("run_all_cases"):
        verifier["stop"] = "first_failure"
    return verifier


def _row(data: Any, row_id: object) -> Mapping[str, Any]:
    """The row of this id; its columns may be JSON texts."""
    if isinstance(data, list):
        data = next(
            (row for row in data if str(row.get("id")) == str(row_id)), data[0] if len(data) == 1 else None
        )
    if not isinstance(data, Mapping):
        raise ValueError("there is no provided_data for this id: datasets are not kept here")
    return {
        name: _parsed(value) if name in ("test", "labels", "test_cases") else value for name, value in data.items()
    }


def _tests(row: Mapping[str, Any], language: str) -> Iterator[dict[str, Any]]:
    match row:
        case {"test_cases": Mapping() as cases}:
            yield from _batch(cases)
        case {"test": list(cases)}:
            for case in cases:
                yield {"type": "stdio", "stdin": case["input"]["stdin"], "stdout": case["output"]["stdout"]}
        case {"test": {"code": str(code)}} if "#<INSERT>" not in code:
            yield {"type": "program", "code": code}
        case {"test": str(code), "entry_point": str(name)} if language == "python":
            yield {"type": "program", "code": f"{code}\ncheck({name})\n"}
        case {"test": str(code)} | {"tests": str(code)}:
            yield {"type": "program", "code": code}
        case _:
            raise ValueError("provided_data has no test, tests or test_cases that this server knows")


def _batch(cases: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    function = cases.get("fn_name")
    kind = cases.get("type") or ("function_call" if function else "stdin_stdout")
    if kind == "assert":
        yield {"type": "program", "code": _text_of(cases)}
        return
    inputs, outputs = (cases.get(name, cases.get(f"{name}s")) for name in ("input", "output"))
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        raise ValueError("test_cases have no lists of input and output")
    for given, expected in zip(inputs, outputs, strict=True):
        if kind == "function_call":
            arguments = given if isinstance(given, list) else [json.loads(line) for line in given.splitlines()]
            yield {"type": "call", "function": str(function), "args": arguments, "expected": _single(expected)}
        else:
            yield {"type": "stdio", "stdin": str(given), "stdout": str(expected)}


def _text_of(cases: Mapping[str, Any]) -> str:
    code = cases.get("test") or cases.get("tests")
    name = cases.get("entry_point")
    if not isinstance(code, str):
        raise ValueError("test_cases of type assert have no text under test or tests")
    return f"{code}\ncheck({name})\n" if name and "def check(" in code else code


def _single(expected: Any) -> Any:
    """Expected values come in a list of one, or as JSON text."""
    return expected[0] if isinstance(expected, list) and len(expected) == 1 else _parsed(expected)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
