"""The verifier of kind ``beam``."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from sandbox.sandbox import Sandbox
from verifiers.beam.asked import Asked, Tolerance
from verifiers.beam.case import Case, prepare, seed_of
from verifiers.beam.errors import SpecError
from verifiers.beam.judging import Answer, judge
from verifiers.beam.spec import CodedSpec
from verifiers.errors import UnusableSpec
from verifiers.verdict import Check, Verdict
from verifiers.verifier import Verifier

_REMEMBERED = 256


class BeamVerifier(Verifier):
    """Are the reactions, internal forces and displacements that a completion states those of the beam?

    The beam is solved at judging time. One check for each asked quantity, with its weight; the score is the
    weighted share that is right. ``docs/beam.md`` has the conventions.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["beam"]
    spec: CodedSpec
    asked: Annotated[tuple[Asked, ...], Field(strict=False, min_length=1, max_length=64)]
    tolerance: Tolerance = Tolerance()
    seed: int = 0

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - runs no programs
        """Judge every asked quantity in one completion."""
        return _verdict(self.asked, judge(completion, self.case, self.tolerance))

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a beam that cannot be solved, with the code of what is wrong with it."""
        keys = [asked.key for asked in self.asked]
        if len(set(keys)) < len(keys):
            raise UnusableSpec("asked", "bad_spec: two quantities have the same key")
        if not any(asked.weight for asked in self.asked):
            raise UnusableSpec("asked", "bad_spec: no quantity has a weight")
        try:
            self.case  # noqa: B018 - solving is what may fail
        except SpecError as error:
            raise UnusableSpec("spec", str(error)) from error

    def expected_seconds(self, completion: str) -> float:
        """Mostly reading, and only the end of a long completion is read."""
        return 0.0005 + 5e-9 * len(completion)

    @cached_property
    def case(self) -> Case:
        """The solved problem. Verifiers that say the same share it. Raises SpecError."""
        canonical = _CANONICAL.dump_json((self.spec, self.asked, self.seed))
        known = _SOLVED.get(canonical)
        if known is None:
            known = prepare(self.spec, self.asked, seed_of(canonical, self.seed))
            if len(_SOLVED) >= _REMEMBERED:
                _SOLVED.pop(next(iter(_SOLVED)))
            _SOLVED[canonical] = known
        return known


_SOLVED: dict[bytes, Case] = {}
_CANONICAL: TypeAdapter[tuple[CodedSpec, tuple[Asked, ...], int]] = TypeAdapter(
    tuple[CodedSpec, tuple[Asked, ...], int]
)


def forget() -> None:
    """Forget all solved problems, as a new process would."""
    _SOLVED.clear()


def _verdict(asked: Sequence[Asked], answers: Sequence[Answer]) -> Verdict:
    checks = tuple(_check(*one) for one in zip(asked, answers, strict=True))
    shown = "; ".join(f"{a.key} = {answer.text}" for a, answer in zip(asked, answers, strict=True) if answer.text)
    if all(check.error == "missing" for check in checks):
        return Verdict("no_answer", 0.0, None, checks=checks)
    score = sum(check.weight for check in checks if check.passed) / sum(check.weight for check in checks)
    if all(check.passed for check in checks):
        return Verdict("correct", 1.0, shown[:500], checks=checks)
    return Verdict("partial" if score > 0 else "incorrect", score, shown[:500], checks=checks)


def _check(asked: Asked, answer: Answer) -> Check:
    passed = answer.error is None
    return Check(asked.key, passed, float(passed), asked.weight, answer.error)
