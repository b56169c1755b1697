"""Judges one completion: every asked quantity against what the structure gives, one check each."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.found import Found
from verifiers.mechanics.labelled.labels import Names
from verifiers.mechanics.labelled.measures import measure_of
from verifiers.mechanics.labelled.reader import Stated, read
from verifiers.mechanics.labelled.values import in_unit_of, signed
from verifiers.verdict import Check, CheckError, Verdict

_SHOWN = 500
_FAULTS: dict[CheckError, str] = {
    "missing": "not stated",
    "ambiguous": "more than one value is offered",
    "unit": "the unit does not measure a quantity of this kind",
    "sign": "the size is right, the direction is not",
    "wrong_answer": "wrong",
}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much a number may differ: ``rel`` of itself, or ``abs_frac`` of the largest of its kind."""

    rel: float
    abs_frac: float


def judge(
    completion: str,
    asked: Sequence[Asked],
    truths: Sequence[Found],
    names: Names,
    tolerance: Tolerance,
    *,
    hidden: bool,
) -> Verdict:
    """The verdict: the weighted share of what is asked that is stated right."""
    stated = read(completion, names)
    checks, shown = [], []
    for number, (one, truth) in enumerate(zip(asked, truths, strict=True)):
        said = stated.get(number)
        error = _fault(said, one, truth, tolerance)
        if said is not None:
            shown.append(f"{one.key} = {said.value.shown}")
        checks.append(
            Check(
                one.key,
                error is None,
                float(error is None),
                one.weight,
                error,
                _evidence(said, error, hidden=hidden),
            )
        )
    answer = "; ".join(shown)[:_SHOWN] or None
    if not stated:
        return Verdict("no_answer", 0.0, None, checks=tuple(checks))
    if all(check.passed for check in checks):
        return Verdict("correct", 1.0, answer, checks=tuple(checks))
    score = sum(c.weight * (c.score or 0.0) for c in checks) / sum(c.weight for c in checks)
    return Verdict("partial" if score > 0 else "incorrect", score, answer, checks=tuple(checks))


def _fault(stated: Stated | None, asked: Asked, truth: Found, tolerance: Tolerance) -> CheckError | None:
    if stated is None:
        return "missing"
    if stated.hedged:
        return "ambiguous"
    number = in_unit_of(stated.value, asked)
    if number is None:
        return "unit"
    given = signed(number, stated.value.direction, asked)
    rights = [abs(v) for v in truth.values] if asked.unsigned else list(truth.values)
    if any(_close(given, right, truth.scale, tolerance) for right in rights):
        return None
    turned = any(_close(-given, right, truth.scale, tolerance) for right in rights)
    return "sign" if turned else "wrong_answer"


def _close(given: float, right: float, scale: float, tolerance: Tolerance) -> bool:
    slack = max(tolerance.abs_frac * scale, 1e-300)
    return abs(given - right) <= max(tolerance.rel * abs(right) * (1 + 1e-9), slack)


def _evidence(stated: Stated | None, error: CheckError | None, *, hidden: bool) -> str | None:
    found = f"found {stated.value.shown}" if stated is not None else None
    if error is None or hidden:
        return found
    return f"{found}: {_FAULTS[error]}" if found else _FAULTS[error]


def conflict_with(
    given: dict[str, float], asked: Sequence[Asked], truths: Sequence[Found], tolerance: Tolerance
) -> str | None:
    """The first key whose given ground truth is not what the structure gives."""
    for one, truth in zip(asked, truths, strict=True):
        if one.key in given:
            factor = measure_of(one.unit).factor if one.unit else 1.0
            number = signed(given[one.key] * factor, 0, one)
            rights = [abs(v) for v in truth.values] if one.unsigned else list(truth.values)
            if not any(_close(number, right, truth.scale, tolerance) for right in rights):
                return one.key
    return None
