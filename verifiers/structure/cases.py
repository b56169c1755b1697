"""Problems made ready: solved, with what is right for each asked quantity. A group's completions share one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found
from verifiers.mechanics.labelled.labels import Names
from verifiers.mechanics.labelled.measures import measure_of
from verifiers.structure.problems import PROBLEMS

_REMEMBERED = 256
_SOLVED: dict[bytes, "Case"] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """The truths, in SI units, in the order of what is asked, and the names of it."""

    truths: tuple[Found, ...]
    names: Names


def case_of(canonical: bytes, spec: Any, asked: Sequence[Asked]) -> Case:
    """The solved problem, remembered under its canonical form. Raises StructureError."""
    known = _SOLVED.get(canonical)
    if known is None:
        known = _prepare(spec, asked)
        if len(_SOLVED) >= _REMEMBERED:
            _SOLVED.pop(next(iter(_SOLVED)))
        _SOLVED[canonical] = known
    return known


def _prepare(spec: Any, asked: Sequence[Asked]) -> Case:
    for one in asked:
        if one.unit is not None and measure_of(one.unit).dimension != one.dimension:
            raise StructureError("bad_spec", f"unit {one.unit!r} does not fit the kind {one.kind}")
    try:
        solution = PROBLEMS[spec.type](spec)
        truths = tuple(solution(one) for one in asked)
    except (ArithmeticError, ValueError) as error:
        raise StructureError("bad_spec", "its numbers are too large or too small") from error
    if not all(math.isfinite(value) for truth in truths for value in truth.values):
        raise StructureError("bad_spec", "its numbers are too large or too small")
    return Case(truths, Names.of(asked))
