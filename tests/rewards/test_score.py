import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.errors import UnusableReward
from rewards.score import parse, score
from rewards.table import REWARD_SPEC, SCHEMES
from verifiers.verdict import Check, Verdict, from_checks, infrastructure_error

HALF = from_checks([Check("a", True, 1.0, weight=3.0), Check("b", False, 0.0, weight=1.0)])
RIGHT = from_checks([Check("a", True, 1.0)])
WRONG = from_checks([Check("a", False, 0.0)])
CHEAT = from_checks([Check("a", True, 1.0)], flags=["tampering"])


def rewards(spec: Any, verdicts: list[Verdict]) -> list[float | None]:
    return [scored.reward for scored in score(verdicts, parse(json.dumps(spec).encode()))]


def test_a_name_an_object_and_a_sum_of_one_say_the_same() -> None:
    verdicts = [RIGHT, WRONG, HALF]
    forms = ["dense", {"use": "dense"}, {"sum": [{"use": "dense"}]}]
    assert [rewards(form, verdicts) for form in forms] == [[1.0, 0.0, 0.5]] * 3


def test_a_sum_adds_its_parts_by_their_coefficients() -> None:
    spec = {"sum": [{"use": "binary", "coef": 1.0}, {"use": "weighted", "coef": 0.1}]}
    assert rewards(spec, [RIGHT, HALF]) == [pytest.approx(1.1), pytest.approx(0.075)]


def test_the_parts_of_a_sum_are_shown_as_components() -> None:
    spec = {"sum": [{"use": "binary"}, {"use": "weighted"}, {"use": "weighted", "coef": 2.0}]}
    (scored,) = score([HALF], parse(json.dumps(spec).encode()))
    assert scored.components == {"correct": 0.0, "weighted": 0.75, "weighted_2": 0.75}


def test_a_gate_takes_the_reward_of_those_it_stops() -> None:
    spec = {"sum": [{"use": "binary"}], "gate": ["no_tampering"]}
    assert rewards(spec, [RIGHT, CHEAT]) == [1.0, 0.0]


def test_transforms_apply_in_order_after_the_gate() -> None:
    spec = {
        "sum": [{"use": "binary"}],
        "gate": ["no_tampering"],
        "transform": [{"use": "affine", "scale": 4.0, "shift": -2.0}, {"use": "clip", "min": -1, "max": 1}],
    }
    assert rewards(spec, [RIGHT, WRONG, CHEAT]) == [1.0, -1.0, -1.0]


@pytest.mark.parametrize("missing", ["null", "zero", "renormalise"])
def test_a_verdict_that_we_owe_gets_no_reward_whatever_is_said_of_missing_parts(missing: str) -> None:
    spec = {"sum": [{"use": "binary"}, {"use": "dense"}], "missing": missing}
    assert rewards(spec, [infrastructure_error("lost"), RIGHT]) == [None, 2.0]


@pytest.mark.parametrize(
    ("spec", "at_fault"),
    [
        ("bianry", ""),
        ({"use": "bianry"}, ""),
        ({"use": "binary", "colour": 1}, "colour"),
        ({"use": "binary", "correct": "1"}, "correct"),
        ({"sum": []}, "sum"),
        ({"sum": [{"use": "dense"}], "gate": ["no_luck"]}, "gate"),
        ({"sum": [{"use": "dense"}], "transform": [{"use": "clip", "min": 2, "max": 1}]}, "transform"),
        (7, ""),
    ],
)
def test_what_does_not_exist_is_refused(spec: Any, at_fault: str) -> None:
    with pytest.raises(UnusableReward) as refused:
        parse(json.dumps(spec).encode())
    assert at_fault in str(refused.value.args)


def test_a_bad_number_cannot_get_in() -> None:
    with pytest.raises(UnusableReward):
        parse(b'{"use": "binary", "correct": NaN}')


def test_every_scheme_is_in_the_wire_format_with_its_parameters() -> None:
    schema = json.dumps(REWARD_SPEC.json_schema())
    assert all(f'"{name}"' in schema for name in SCHEMES)


@given(st.permutations([RIGHT, WRONG, HALF, CHEAT, infrastructure_error("lost")]))
def test_each_completion_keeps_its_reward_wherever_it_stands_in_its_group(verdicts: list[Verdict]) -> None:
    alone = [rewards("dense", [verdict])[0] for verdict in verdicts]
    assert rewards("dense", verdicts) == alone
