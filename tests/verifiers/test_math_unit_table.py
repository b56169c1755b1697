"""The table of units says what pint says, and what it says reaches verdicts."""

from fractions import Fraction

import pint
import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier
from verifiers.units.table import TABLE

BASES = ("[length]", "[mass]", "[time]", "[current]", "[temperature]", "[substance]", "[luminosity]")
UNKNOWN_TO_PINT = {"kmh", "henries"}
SPELLED_OTHERWISE = {"AU": "astronomical_unit", "decade": "decayear", "decades": "decayear", "hbar": "hectobar"}


def in_pint(spelled: str) -> str:
    return SPELLED_OTHERWISE.get(spelled, spelled.replace(" ", "_"))


def is_magnetic_of_another_system(spelled: str) -> bool:
    return spelled.endswith("gauss") or (len(spelled) < 3 and spelled.endswith("G"))


def test_every_unit_is_as_large_and_of_the_dimension_that_pint_says() -> None:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    for line in TABLE.strip().splitlines():
        spelled, factor, exponents = line.split("\t")
        if spelled.endswith(tuple(UNKNOWN_TO_PINT)) or is_magnetic_of_another_system(spelled):
            continue
        theirs = registry.Quantity(1.0, in_pint(spelled)).to_base_units()
        assert [theirs.dimensionality.get(base, 0) for base in BASES] == list(map(float, exponents.split())), (
            spelled
        )
        assert float(Fraction(factor)) == pytest.approx(theirs.magnitude, rel=1e-12), spelled


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("5\\text{ neV}", "5\\times10^{-9}\\text{ eV}", "7\\text{ neV}"),
        ("3\\text{ daltons}", "3\\text{ daltons}", "4\\text{ daltons}"),
        ("1\\text{ T}", "10^4\\text{ gauss}", "10^3\\text{ gauss}"),
        ("1\\text{ eV}", "1.602176634\\times10^{-19}\\text{ J}", "1.7\\times10^{-19}\\text{ J}"),
        ("2\\text{ pt}", "1\\text{ qt}", "4\\text{ qt}"),
    ],
)
def test_small_and_rare_units_convert(truth: str, right: str, wrong: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{right}}}", NOWHERE).status == "correct"
    assert verifier.verify(f"\\boxed{{{wrong}}}", NOWHERE).status == "incorrect"
