"""JSON documents: schemas, and equality field by field."""

from typing import Any

import pytest

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.json_documents import JsonVerifier, same
from verifiers.verdict import Verdict

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "berths"],
    "properties": {"name": {"type": "string", "pattern": "^[A-Z]"}, "berths": {"type": "integer", "minimum": 0}},
}


def judge(completion: str, **fields: Any) -> Verdict:
    verifier = JsonVerifier(kind="json", **fields)
    verifier.ensure_usable()
    return verifier.verify(completion, NOWHERE)


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ('{"name": "Tarn", "berths": 4}', "correct"),
        ('```json\n{"name": "Tarn", "berths": 4}\n```', "correct"),
        ('<think>{"name": 1}</think>\n{"name": "Tarn", "berths": 4}', "correct"),
        ('{"name": "Tarn", "berths": "4"}', "incorrect"),
        ('{"name": "tarn", "berths": 4}', "incorrect"),
        ('{"name": "Tarn", "berths": 4, "more": 1}', "incorrect"),
        ('{"name": "Tarn"}', "incorrect"),
        ('Here: {"name": "Tarn", "berths": 4}', "incorrect"),
        ('{"name": "Tarn", "berths": NaN}', "incorrect"),
        ("[" * 100_000, "incorrect"),
        ("", "no_answer"),
    ],
)
def test_a_completion_fulfils_the_schema(completion: str, status: str) -> None:
    assert judge(completion, json_schema=SCHEMA).status == status


def test_a_pattern_takes_linear_time() -> None:
    schema = {"type": "string", "pattern": "^(a+)+$"}
    assert judge('"' + "a" * 200_000 + '!"', json_schema=schema).status == "incorrect"


@pytest.mark.parametrize(
    "schema",
    [{"type": "nothing"}, {"$ref": "https://example.org/schema.json"}, {"$ref": "#/nowhere"}, {"pattern": "("}],
)
def test_a_schema_that_is_none_is_refused(schema: Any) -> None:
    with pytest.raises(UnusableSpec):
        judge("{}", json_schema=schema)


def test_nothing_to_check_is_refused() -> None:
    with pytest.raises(UnusableSpec):
        judge("{}")
    with pytest.raises(UnusableSpec):
        judge("{}", ground_truth={"a": 1}, weights={"b": 2.0})


TRUTH = {"name": "Tarn", "sizes": [1, 2.0]}


@pytest.mark.parametrize(
    ("completion", "status", "score"),
    [
        ('{"sizes": [1.0, 2], "name": "Tarn"}', "correct", 1.0),
        ('{"sizes": [2, 1], "name": "Tarn"}', "partial", 0.5),
        ('{"name": "Tarn", "sizes": [1, 2], "more": 0}', "partial", 2 / 3),
        ('{"sizes": [true, 2], "name": "tarn"}', "incorrect", 0.0),
        ("[1]", "incorrect", 0.0),
    ],
)
def test_every_field_of_the_truth_is_a_check(completion: str, status: str, score: float) -> None:
    verdict = judge(completion, ground_truth=TRUTH)
    assert verdict.status == status
    assert verdict.score == pytest.approx(score)


def test_further_fields_can_be_ignored_and_the_last_object_taken() -> None:
    completion = 'First {"output": 1}, then:\n```json\n{"output": "cba!", "steps": 3}\n```'
    asked = {"ground_truth": {"output": "cba!"}, "take": "last", "extra": "ignore"}
    assert judge(completion, **asked).status == "correct"
    assert judge(completion.replace("cba!", "cba"), **asked).status == "incorrect"


def test_null_is_a_truth_too() -> None:
    assert judge("null", ground_truth=None).status == "correct"
    assert judge("0", ground_truth=None).status == "incorrect"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [('{"a": "[1]"}', {"a": [1]}, True), ("True", True, True), ("yes", True, False), ("1", 1, False)],
)
def test_loosely_texts_stand_for_what_they_hold(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other, loose=True) is equal
    assert not same(one, other)
