"""Warnings are true: what is warned of makes no difference after the normalisation, what is not does."""

import json
from statistics import fmean, pstdev
from typing import Any, Literal

import pytest

from rewards.scheme import Rewards
from rewards.score import parse
from rewards.survival import warnings_for
from tests.rewards.samples import rewards, sample, verdict_of

GROUP = [
    sample(verdict_of(passed), n_tokens=100) for passed in ([1, 1, 1], [1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0])
]
Form = Literal["std", "mean"]


def normalised(values: Rewards, form: Form) -> list[float]:
    known = [value for value in values if value is not None]
    mean, spread = fmean(known), pstdev(known) if form == "std" else 1.0
    return [(value - mean) / spread for value in known]


def warned(spec: Any, form: Any) -> list[str]:
    return warnings_for(parse(json.dumps(spec).encode()), form)


def of(use: Any, *transforms: Any) -> dict[str, Any]:
    return {"sum": [{"use": use} if isinstance(use, str) else use], "transform": list(transforms)}


BACKWARD = {"use": "noise_backward", "fp": 0.1, "fn": 0.2}
FORWARD = {"use": "noise_forward", "fn": 0.2}
SHIFT = {"use": "affine", "shift": 3.0}
SCALE = {"use": "affine", "scale": 3.0}
PAR = {"use": "par", "refs": [0.5]}
CLIP = {"use": "clip", "min": 0.5, "max": 0.8}


@pytest.mark.parametrize(
    ("plain", "changed", "form"),
    [
        (of("binary"), of("binary", BACKWARD), "std"),
        (of("binary"), of("binary", FORWARD), "std"),
        (of("binary"), of("binary", FORWARD), "mean"),
        (of("binary"), of("binary", PAR), "std"),
        (of("binary"), of("binary", CLIP), "std"),
        (of("binary"), of({"use": "binary", "correct": 2.0, "wrong": -1.0}), "std"),
        (of("dense"), of("dense", SHIFT), "std"),
        (of("dense"), of("dense", SHIFT), "mean"),
        (of("dense"), of("dense", SCALE), "std"),
        (of("dense"), of("dense", {"use": "zscore", "eps": 1e-9}), "std"),
        (of("dense"), of({"use": "dense", "coef": 0.1}), "std"),
        (of("dense", PAR), of("dense", PAR, SCALE), "std"),
    ],
)
def test_what_is_warned_of_makes_no_difference(plain: Any, changed: Any, form: Form) -> None:
    assert warned(plain, form) == []
    assert len(warned(changed, form)) == 1
    before, after = (normalised(rewards(spec, GROUP), form) for spec in (plain, changed))
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize(
    ("plain", "changed", "form"),
    [
        (of("binary"), of("binary", BACKWARD), "mean"),
        (of("dense"), of("dense", SCALE), "mean"),
        (of("dense"), of("dense", PAR), "std"),
        (of("dense"), of("dense", CLIP), "std"),
        (of("dense", PAR), of("dense", SCALE, PAR), "std"),
        (of("binary"), of({"use": "binary", "correct": 2.0, "wrong": -1.0}), "mean"),
        (of("dense"), of("tiers"), "std"),
    ],
)
def test_what_makes_a_difference_is_not_warned_of(plain: Any, changed: Any, form: Form) -> None:
    assert warned(changed, form) == []
    before, after = (normalised(rewards(spec, GROUP), form) for spec in (plain, changed))
    assert after != pytest.approx(before, abs=1e-6)


def test_a_correction_in_the_sample_weight_survives() -> None:
    assert warned(of("binary", {**BACKWARD, "into": "sample_weight"}), "std") == []


@pytest.mark.parametrize("name", ["verpo", "rlcr", "rlcr_code", "bnpo"])
def test_schemes_that_want_no_division_say_so(name: str) -> None:
    assert [warning.split()[0].removesuffix("_code") for warning in warned(name, "std")] == [
        name.removesuffix("_code")
    ]
    assert bool(warned(name, "mean")) is (name == "bnpo")


@pytest.mark.parametrize("form", [None, "none"])
def test_without_normalisation_there_is_nothing_to_warn_of(form: Any) -> None:
    assert warned(of("bnpo", BACKWARD), form) == []
