"""The verifier of kind ``quantity``."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.boxes import find_boxes
from verifiers.reading.extraction import Extraction, extract
from verifiers.reading.reasoning import conclusion
from verifiers.units.quantities import (
    Quantity,
    in_base_units,
    read_number,
    read_quantity,
    read_unit,
    without_percent,
)
from verifiers.units.units import NONE, Unit, unit_of
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_SHOWN = 500
_BEHIND = 60


class Closeness(BaseModel):
    """How far off a value may be: ``rel`` times the truth, or ``abs`` in the truth's unit, whichever is more."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    rel: Annotated[float, Field(ge=0, lt=1)] = 0.01
    abs: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class QuantityVerifier(Verifier):
    """Is a completion's final answer the quantity that is asked for?

    Checks: ``unit`` (of the same dimension; without one the answer counts as given in the truth's unit, unless
    ``units`` is ``require``; ``ignore`` reads none), ``value`` after conversion, and with ``significant_figures``
    ``figures``. Numbers may have a power of ten, units products, quotients and powers, in LaTeX or plain.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["quantity"]
    ground_truth: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    unit: Annotated[str, StringConstraints(max_length=200)] = ""
    tolerance: Closeness = Closeness()
    units: Literal["check", "require", "ignore"] = "check"
    significant_figures: Annotated[int, Field(ge=1, le=15)] | None = None
    extraction: Extraction = "auto"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Read the final answer of one completion and compare it."""
        answer = extract(completion, self.extraction).strip()
        if not answer:
            check = Check("value", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, checks=(check,))
        given = _given(answer, completion)
        if given is None and not self._truth.unit:
            given = read_number(answer)
        if given is None:
            check = Check("value", False, 0.0, error="unparsable", evidence="no number with a unit")
            return Verdict("incorrect", 0.0, answer[:_SHOWN], checks=(check,))
        return from_checks(list(self._checks(given)), answer[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a truth that is no number, or a unit that is not known."""
        _ = self._truth

    @cached_property
    def _truth(self) -> Quantity:
        """The truth with its unit. Raises UnusableSpec."""
        truth = read_quantity(self.ground_truth)
        if truth is None:
            raise UnusableSpec("ground_truth", "is no number, with or without a unit")
        unit = read_unit(self.unit) if self.unit.strip() else None
        if self.unit.strip() and unit is None:
            raise UnusableSpec("unit", f"{self.unit[:80]!r} is no unit that is known")
        if unit is not None:
            if truth.unit:
                raise UnusableSpec("unit", "the ground truth has a unit of its own")
            truth = Quantity(truth.value * unit[1], unit[0], truth.figures)
        return without_percent(truth)

    def _checks(self, given: Quantity) -> Iterator[Check]:
        truth = self._truth
        asked = unit_of(truth.unit) if truth.unit else NONE
        if not given.unit or self.units == "ignore":
            # A bare number is in the unit, and of the power of ten, that the question asks for.
            given = self._as_asked(given)
            missing = self.units == "require" and asked != NONE
        else:
            missing = False
            given = without_percent(given)
        fits = not missing and asked.compatible(_unit(given))
        if asked != NONE or given.unit:
            error = None if fits else "missing" if missing else "unit"
            yield Check("unit", fits, float(fits), error=error)  # type: ignore[arg-type]  # literals
        near = asked.compatible(_unit(given)) and self._near(given, truth, asked)
        yield Check("value", near, float(near), error=None if near else "wrong_answer")
        if self.significant_figures is not None:
            least, most = given.figures
            passed = least <= self.significant_figures <= most
            evidence = f"{least} to {most}" if least < most else f"{most}"
            yield Check(
                "figures", passed, float(passed), error=None if passed else "wrong_answer", evidence=evidence
            )

    def _as_asked(self, given: Quantity) -> Quantity:
        unit = read_unit(self.unit) if self.unit.strip() else None
        if unit is not None:
            return without_percent(Quantity(given.value * unit[1], unit[0], given.figures))
        return Quantity(given.value, self._truth.unit, given.figures)

    def _near(self, given: Quantity, truth: Quantity, unit: Unit) -> bool:
        ours, theirs = in_base_units(truth), in_base_units(given)
        rel = Fraction(self.tolerance.rel) * abs(truth.value) * unit.factor
        return abs(theirs - ours) <= max(rel, Fraction(self.tolerance.abs) * unit.factor)


def _unit(quantity: Quantity) -> Unit:
    return unit_of(quantity.unit) if quantity.unit else NONE


def _given(answer: str, completion: str) -> Quantity | None:
    """The quantity of an answer; the unit of a bare number in a box may stand right behind the box."""
    given = read_quantity(answer)
    if given is None or given.unit:
        return given
    text = conclusion(completion)
    boxes = find_boxes(text)
    if not boxes or boxes[-1].content.strip() not in answer:
        return given
    behind = text[boxes[-1].end : boxes[-1].end + _BEHIND].partition("\n")[0]
    for end in (len(behind), *(behind.find(mark) for mark in (". ", ", ", "."))):
        found = read_quantity(f"1 {behind[:end]}") if end > 0 else None
        if found is not None and found.unit:
            return Quantity(given.value * found.value, found.unit, given.figures)
    return given
