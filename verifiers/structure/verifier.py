"""The verifier of kind ``structure``."""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.fields import Strict
from verifiers.structure.spec import StructureSpec
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

if TYPE_CHECKING:
    from verifiers.structure.cases import Case


class StructureTolerance(Strict):
    """By how much a number may differ: ``rel`` of itself, or ``abs_frac`` of the largest of its kind."""

    rel: float = Field(0.01, ge=0, le=1, allow_inf_nan=False)
    abs_frac: float = Field(1e-6, ge=0, le=1, allow_inf_nan=False)


class StructureVerifier(Verifier):
    """Are the forces, stresses, displacements or frequencies that a completion states those of the structure?

    ``spec`` is a truss, frame, bar, section, state of stress, column, vibrating beam, shear-flexible beam,
    influence line, moving load or deflection limit; it is solved at judging time. One check for each asked
    quantity, with its weight; the score is the weighted share that is right. ``ground_truth`` (values by key, in
    the asked units) is not needed; where it is not what the structure gives, the specification is refused.
    ``docs/structure.md`` has the conventions.
    """

    version: ClassVar[str] = "1.4.0"
    preload: ClassVar[tuple[str, ...]] = ("numpy",)

    kind: Literal["structure"]
    spec: StructureSpec
    asked: Annotated[tuple[Asked, ...], Field(strict=False, min_length=1, max_length=64)]
    tolerance: StructureTolerance = StructureTolerance()
    ground_truth: dict[str, int | float] | None = None
    hidden: bool = False

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - runs no programs
        """Judge every asked quantity in one completion."""
        from verifiers.mechanics.labelled.judging import Tolerance, judge

        case = self.case
        bounds = Tolerance(self.tolerance.rel, self.tolerance.abs_frac)
        return judge(completion, self.asked, case.truths, case.names, bounds, hidden=self.hidden)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for what cannot be solved, with the code of what is wrong with it."""
        from verifiers.mechanics.labelled.judging import Tolerance, conflict_with

        keys = [asked.key for asked in self.asked]
        if len(set(keys)) < len(keys):
            raise UnusableSpec("asked", "bad_spec: two quantities have the same key")
        if not any(asked.weight for asked in self.asked):
            raise UnusableSpec("asked", "bad_spec: no quantity has a weight")
        try:
            case = self.case
        except StructureError as error:
            raise UnusableSpec("spec", str(error)) from error
        given = {key: float(value) for key, value in (self.ground_truth or {}).items()}
        bounds = Tolerance(self.tolerance.rel, self.tolerance.abs_frac)
        key = conflict_with(given, self.asked, case.truths, bounds)
        if key is not None:
            raise UnusableSpec("ground_truth", f"gold_conflict: {key!r} is not what the structure gives")

    def expected_seconds(self, completion: str) -> float:
        """Mostly reading, and solving once a problem."""
        return 0.001 + 5e-9 * len(completion)

    @cached_property
    def case(self) -> "Case":
        """The solved problem. Verifiers that say the same share it. Raises StructureError."""
        from verifiers.structure.cases import case_of

        return case_of(self.model_dump_json(include={"spec", "asked"}).encode(), self.spec, self.asked)
