"""What a row of a NeMo Gym dataset says is right, as a label of ours, and where its completion has the answer."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import re2

from services.gateway.compat.nemo_gym.responses import said, said_and_called
from services.gateway.problems import FieldError, Problem

_MOST_UNPACKED = 64 << 20  # bytes
_BOXED_MODES = ("strict_single_letter_boxed", "lenient_boxed")


@dataclass(frozen=True, slots=True)
class Row:
    """One verify request, read: a label and the completion that it judges."""

    label: Any
    completion: str


def read_row(row: Mapping[str, Any], response: Mapping[str, Any]) -> Row:
    """The row's own ``verifier``, its unit tests, its choice among options, or its expected answer.

    Raises a 422 problem that names the field at fault.
    """
    if row.get("verifier") is not None:
        label = _parsed(row["verifier"])
        called = isinstance(label, Mapping) and label.get("kind") == "tool_calls"
        return Row(label, said_and_called(response) if called else said(response))
    metadata = row.get("verifier_metadata")
    if isinstance(metadata, Mapping) and metadata.get("unit_tests") is not None:
        return Row(_suite(metadata["unit_tests"]), said(response))
    if row.get("expected_answer") is None:
        raise _invalid(["verifier"], "the row has no verifier, expected_answer or verifier_metadata.unit_tests")
    if row.get("options"):
        return _choice(row, said(response))
    return Row(row["expected_answer"], said(response))


def _choice(row: Mapping[str, Any], completion: str) -> Row:
    options: dict[str, str] = {}
    for entry in row["options"]:
        if not isinstance(entry, Mapping):
            raise _invalid(["options"], "each entry is an object from a letter to its text")
        options |= {str(letter): str(text) for letter, text in entry.items() if text is not None}
    label: dict[str, Any] = {"kind": "choice", "ground_truth": str(row["expected_answer"]).strip()}
    if len(options) > 1:
        label["options"] = options
    if row.get("grading_mode") in _BOXED_MODES:
        label["extraction"] = "boxed"
    template = row.get("template_metadata")
    pattern = template.get("output_regex") if isinstance(template, Mapping) else None
    return Row(label, _captured(pattern, completion) if isinstance(pattern, str) else completion)


def _captured(pattern: str, completion: str) -> str:
    """What the row's own pattern finds last. It runs over model output, so in linear time."""
    try:
        found = re2.compile(f"(?i){pattern}").findall(completion)
    except re2.error as error:
        raise _invalid(["template_metadata", "output_regex"], f"no usable pattern: {error}") from error
    last = found[-1] if found else ""
    return str(last if isinstance(last, str) else last[0])


def _suite(unit_tests: Any) -> dict[str, Any]:
    try:
        return {"kind": "code", "language": "python", "tests": list(_tests(_unpacked(unit_tests)))}
    except (AttributeError, TypeError, ValueError, zlib.error) as error:
        raise _invalid(["verifier_metadata", "unit_tests"], str(error)) from error


def _unpacked(unit_tests: Any) -> Mapping[str, Any]:
    """Tests as they are, or as ``packed``: base64 of compressed JSON."""
    tests: Mapping[str, Any] = _parsed(unit_tests)
    if "packed" not in tests:
        return tests
    unpack = zlib.decompressobj()
    text = unpack.decompress(base64.b64decode(tests["packed"]), _MOST_UNPACKED)
    if not unpack.eof:
        raise ValueError(f"packed tests are cut short, or larger than {_MOST_UNPACKED >> 20} MiB")
    return {**tests, **json.loads(text)}


def _tests(unit_tests: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    inputs, outputs, function = (unit_tests.get(name) for name in ("inputs", "outputs", "fn_name"))
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        raise ValueError("inputs and outputs are lists")
    for given, expected in zip(inputs, outputs, strict=True):
        if function:
            args = given if isinstance(given, list) else [json.loads(line) for line in given.splitlines()]
            yield {"type": "call", "function": function, "args": args, "expected": _parsed(expected)}
        else:
            yield {"type": "stdio", "stdin": given, "stdout": expected}


def _parsed(value: Any) -> Any:
    """JSON text as what it stands for."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _invalid(place: list[str | int], reason: str) -> Problem:
    return Problem(422, "The request is not valid.", [FieldError(place, reason)])
