"""Errors of bodies stand at the fields that the sender wrote, each place once."""

import json
from typing import Any

import pytest

from services.gateway.body import parse
from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import request_model
from verifiers.registry import Registry

_MODEL = request_model(Registry.with_plugins(()))
_MATH = {"kind": "math", "ground_truth": "1"}
_TEST = {"type": "stdio", "stdin": "", "stdout": "1"}


def faults(verifier: Any = _MATH, completion: Any = "x", **others: Any) -> dict[str, str]:
    body = {"groups": [{"verifier": verifier, "completions": [completion]}], **others}
    with pytest.raises(Problem) as caught:
        parse(_MODEL, json.dumps(body).encode())
    errors: list[FieldError] = caught.value.errors
    named = {".".join(map(str, error.loc)): error.msg for error in errors}
    assert len(named) == len(errors)
    return named


def test_a_field_at_the_wrong_place_is_named_once_with_where_it_belongs() -> None:
    verifier = {"kind": "code", "language": "python", "tests": [{**_TEST, "hidden": True}]}
    assert faults(verifier) == {
        "groups.0.verifier.tests.0.hidden": "there is no such field here; it belongs to groups.0.verifier"
    }


def test_a_misspelled_field_is_told_its_name() -> None:
    assert faults({**_MATH, "tolerence": {}}) == {
        "groups.0.verifier.tolerence": "there is no such field; did you mean 'tolerance'?"
    }


def test_a_place_that_may_hold_several_things_is_named_once() -> None:
    found = faults({"kind": "math", "ground_truth": 3})
    assert list(found) == ["groups.0.verifier.ground_truth"]
    assert "string" in found["groups.0.verifier.ground_truth"]
    assert list(faults(completion={"text": "x", "oops": 1})) == ["groups.0.completions.0.oops"]


def test_a_value_named_as_a_branch_of_a_union_does_not_mislead_the_path() -> None:
    verifier = {"kind": "code", "code": 1, "language": "python", "tests": [{**_TEST, "weight": "heavy"}]}
    assert set(faults(verifier)) == {"groups.0.verifier.code", "groups.0.verifier.tests.0.weight"}


def test_parts_of_composites_and_rewards_are_followed_too() -> None:
    parts = [{"name": "a", "verifier": {**_MATH, "x": 1}}]
    assert list(faults({"kind": "composite", "parts": parts})) == ["groups.0.verifier.parts.0.verifier.x"]
    assert list(faults(reward={"use": "binary", "foo": 1})) == ["reward.foo"]


def test_a_missing_field_is_named_where_it_should_stand() -> None:
    assert list(faults({"kind": "math"})) == ["groups.0.verifier.ground_truth"]
