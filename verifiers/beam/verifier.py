"""The verifier of kind ``beam``."""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.sandbox import Sandbox
from verifiers.beam.asked import Asked, Tolerance
from verifiers.beam.errors import SpecError
from verifiers.beam.spec import CodedSpec
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

if TYPE_CHECKING:
    from verifiers.beam.case import Case
    from verifiers.beam.derived import Derived


class BeamPerl(BaseModel):
    """Which revision of the paper's rewards is meant; the name alone means the last."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    beamperl: Literal["2025-11-19", "2025-11-20", "2026-06-10"]


class BeamVerifier(Verifier):
    """Are the reactions, forces, displacements and stresses that a completion states those of the beam?

    The beam is solved at judging time. One check for each asked quantity, with its weight; the score is the
    weighted share that is right. ``ground_truth`` (values by key) is not needed; where it is not what the beam
    gives, the specification is refused. ``residual`` is what stated reactions that hold the beam in equilibrium
    may earn at most, as a share of one right entry. ``hidden`` keeps what a wrong value violates out of the
    evidence. ``docs/beam.md`` has the conventions.
    """

    version: ClassVar[str] = "2.4.0"

    kind: Literal["beam"]
    spec: CodedSpec
    asked: Annotated[tuple[Asked, ...], Field(strict=False, min_length=1, max_length=64)]
    tolerance: Tolerance = Tolerance()
    seed: int = 0
    ground_truth: dict[str, int | float | str] | None = None
    residual: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.0
    hidden: bool = False
    compatible_with: Literal["beamperl"] | BeamPerl | None = None

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - runs no programs
        """Judge every asked quantity in one completion."""
        # Processes that judge no beams need not hold the solver and the reader: imported by the first beam.
        from verifiers.beam.compatibility import LATEST, coefficients, judge_as_beamperl
        from verifiers.beam.judging import judge
        from verifiers.beam.verdicts import Manner, together, verdict_of

        if self.compatible_with is not None:
            named = self.compatible_with
            revision = named.beamperl if isinstance(named, BeamPerl) else LATEST
            return judge_as_beamperl(completion, coefficients(self.case), revision)
        manner = Manner(self.tolerance.rel, self.tolerance.abs_frac, self.residual, self.hidden)
        own = verdict_of(self.case, judge(completion, self.case, self.tolerance), manner)
        if not any(one.derived for one in self.asked):
            return own
        from verifiers.beam import derived

        beside = derived.judge(completion, self.derived, self.tolerance, hidden=self.hidden)
        return together(self.asked, own, beside)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a beam that cannot be solved, with the code of what is wrong with it."""
        from verifiers.beam.compatibility import coefficients

        keys = [asked.key for asked in self.asked]
        if len(set(keys)) < len(keys):
            raise UnusableSpec("asked", "bad_spec: two quantities have the same key")
        if not any(asked.weight for asked in self.asked):
            raise UnusableSpec("asked", "bad_spec: no quantity has a weight")
        try:
            case, derived = self.case, self.derived
            if self.compatible_with is not None:
                coefficients(case)
                if derived.asked:
                    raise SpecError("bad_spec", f"{derived.asked[0].key!r} is none of the paper's quantities")
        except SpecError as error:
            raise UnusableSpec("spec", str(error)) from error
        self._ensure_ground_truth(case, derived)

    def _ensure_ground_truth(self, case: "Case", derived: "Derived") -> None:
        from verifiers.beam import judging
        from verifiers.beam.derived import conflict_with

        keys = {one.key for one in derived.asked}
        given = self.ground_truth or {}
        own = {key: value for key, value in given.items() if key not in keys}
        conflict = judging.conflict_with(own, case, self.tolerance) or conflict_with(
            {key: value for key, value in given.items() if key in keys}, derived, self.tolerance
        )
        if conflict:
            raise UnusableSpec("ground_truth", f"gold_conflict: {conflict}")

    def expected_seconds(self, completion: str) -> float:
        """Mostly reading, and only the end of a long completion is read."""
        return 0.0005 + 5e-9 * len(completion)

    @cached_property
    def derived(self) -> "Derived":
        """Stresses, limits and buckling loads of the solved problem. Raises SpecError."""
        from verifiers.beam.derived import derive

        return derive(self.spec, self.case)

    @cached_property
    def case(self) -> "Case":
        """The solved problem. Verifiers that say the same share it. Raises SpecError."""
        from verifiers.beam.solved import case_of

        return case_of(self.model_dump_json(include=_PROBLEM).encode(), self.spec, self.asked, self.seed)


_PROBLEM = {"spec", "asked", "seed"}
