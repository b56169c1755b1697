"""What becomes of rewards of completions with signs of reward hacking."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from rewards.errors import UnusableReward
from rewards.score import normalised
from rewards.table import REWARD_SPEC
from tests.rewards.samples import RIGHT, WRONG, rewards, sample

TAMPERED = sample(replace(RIGHT, flags=("tampering",)))
LOOPED = sample(replace(RIGHT, flags=("repetition",)))
BOTH = sample(replace(RIGHT, flags=("repetition", "tampering")))
HONEST = sample(replace(RIGHT, flags=("length_estimated",)))
GROUP = [TAMPERED, LOOPED, BOTH, HONEST]


@pytest.mark.parametrize(
    ("hack", "expected"),
    [
        (None, [0, 1, 0, 1]),
        ("flag", [1, 1, 1, 1]),
        ("zero", [0, 0, 0, 1]),
        ("null", [None, None, None, 1]),
        ({"tampering": "flag"}, [1, 1, 1, 1]),
        ({"repetition": "null"}, [0, None, None, 1]),
        ({"repetition": "zero", "tampering": "null"}, [None, 0, None, 1]),
    ],
)
def test_the_severest_policy_of_a_completions_signs_holds(hack: Any, expected: list[float | None]) -> None:
    spec = {"sum": [{"use": "binary"}], **({} if hack is None else {"hack": hack})}
    assert rewards(spec, GROUP) == expected


def test_hacking_is_never_worth_more_than_being_wrong() -> None:
    wrong = sample(replace(WRONG, flags=("tampering",)))
    assert rewards("ternary", [TAMPERED, wrong]) == [0, -1]


def test_what_lies_below_zero_anyway_is_null_instead() -> None:
    assert rewards({"logsum": [{"use": "binary"}]}, [TAMPERED]) == [None]


def test_a_bare_name_and_the_full_form_treat_tampering_alike() -> None:
    assert normalised(REWARD_SPEC.validate_python("binary")).hack is None
    assert rewards("binary", GROUP) == rewards({"sum": [{"use": "binary"}]}, GROUP)


@pytest.mark.parametrize("hack", ["maybe", {"unheard_of": "zero"}, {"tampering": "maybe"}])
def test_unknown_signs_and_policies_are_refused(hack: Any) -> None:
    with pytest.raises((ValidationError, UnusableReward)):
        rewards({"sum": [{"use": "binary"}], "hack": hack}, GROUP)
