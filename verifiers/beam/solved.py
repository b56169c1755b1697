"""Problems solved lately: a group's completions share one solution."""

from collections.abc import Sequence

from verifiers.beam.asked import Asked
from verifiers.beam.case import Case, prepare, seed_of
from verifiers.beam.spec import BeamSpec

_REMEMBERED = 256
_SOLVED: dict[bytes, Case] = {}


def case_of(canonical: bytes, spec: BeamSpec, asked: Sequence[Asked], seed: int) -> Case:
    """The solved problem, remembered under its canonical form. Raises SpecError."""
    known = _SOLVED.get(canonical)
    if known is None:
        known = prepare(spec, asked, seed_of(canonical, seed))
        if len(_SOLVED) >= _REMEMBERED:
            _SOLVED.pop(next(iter(_SOLVED)))
        _SOLVED[canonical] = known
    return known


def forget() -> None:
    """Forget all solved problems, as a new process would."""
    _SOLVED.clear()
