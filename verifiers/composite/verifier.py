"""The verifier of kind ``composite``."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from sandbox.limits import Limits
from sandbox.sandbox import Sandbox
from verifiers.composite.merging import Judgement, decision, merged
from verifiers.errors import UnusableSpec
from verifiers.trajectory import LooksAt
from verifiers.verdict import Verdict, When
from verifiers.verifier import Verifier

V = TypeVar("V")

MOST_PARTS = 16
_CONDITIONAL = 0.5


class Part(BaseModel, Generic[V]):
    """One of the verifiers. ``when``: always, or once the others have accepted or rejected the completion."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    verifier: V
    when: When = "always"
    required: bool = True
    weight: float = Field(1.0, ge=0, le=1e6, allow_inf_nan=False)


class CompositeVerifier(Verifier):
    """What do several verifiers say of a completion?

    Each part is any other verifier. ``always`` parts decide first: accepted is what all ``required`` ones find
    correct. Then ``accepted`` parts are judged of what was accepted, and must be correct too; ``rejected`` parts
    are judged of what was rejected, and overrule where they are correct: an appeal. Nothing else is run. Checks
    are named ``part/check``; rewards and gates name parts. ``docs/verifiers.md`` has the rules.
    """

    version: ClassVar[str] = "1.0.0"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=60, wall_seconds=600, memory_mb=2048)
    looks_at_unless_said: ClassVar[LooksAt] = "whole"

    model_config = ConfigDict(ser_json_inf_nan="constants")

    kind: Literal["composite"]
    parts: Annotated[tuple[Part[Any], ...], Field(strict=False, min_length=1, max_length=MOST_PARTS)]

    @model_validator(mode="after")
    def _names_and_a_first_decision(self) -> "CompositeVerifier":
        names = [part.name for part in self.parts]
        if len(set(names)) < len(names):
            raise ValueError("two parts have the same name")
        if all(part.when != "always" for part in self.parts):
            raise ValueError("one part at least must be judged always")
        if self.looks_at is not None:
            raise ValueError("looks_at belongs to the verifiers of the parts")
        return self

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        """Judge with one part after the other, in this process; a service asks models and runs parts apart."""
        found: dict[str, Judgement] = {}
        for part in self.parts:
            if part.when == "always":
                found[part.name] = _judged(part.verifier, completion, sandbox)
        for part in self.conditional(found):
            found[part.name] = _judged(part.verifier, completion, sandbox)
        return merged(self.parts, found)

    def conditional(self, found: "dict[str, Judgement]") -> "list[Part[Any]]":
        """The parts that are needed after the first decision."""
        accepted = decision(self.parts, found)
        wanted = {True: "accepted", False: "rejected", None: None}[accepted]
        return [part for part in self.parts if part.when == wanted]

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for the first part that cannot judge anything."""
        for number, part in enumerate(self.parts):
            try:
                part.verifier.ensure_usable()
            except UnusableSpec as unusable:
                field = f"parts.{number}.verifier.{unusable.field}".rstrip(".")
                raise UnusableSpec(field, unusable.reason) from unusable

    def read_as(self) -> tuple[str, ...]:
        """What the ground truths of all parts are read as."""
        return tuple(one for part in self.parts for one in part.verifier.read_as())

    @property
    def surely_usable(self) -> bool:
        """Whether all parts are."""
        return all(part.verifier.surely_usable for part in self.parts)

    @property
    def asks(self) -> bool:
        """Whether a part does."""
        return any(part.verifier.asks for part in self.parts)

    @property
    def compares(self) -> bool:
        """Whether a part does."""
        return any(part.verifier.compares for part in self.parts)

    def leaves(self) -> "Sequence[tuple[tuple[str | int, ...], Verifier]]":
        """The verifiers of the parts."""
        return [(("parts", number, "verifier"), part.verifier) for number, part in enumerate(self.parts)]

    def expected_seconds(self, completion: str) -> float:
        """The sum of the parts', of which those under a condition are judged every other time."""
        return sum(
            (1.0 if part.when == "always" else _CONDITIONAL) * _seconds(part.verifier, completion)
            for part in self.parts
        )


def _seconds(verifier: Verifier, completion: str) -> float:
    return verifier.expected_seconds(completion)


def _judged(verifier: Verifier, completion: str, sandbox: Sandbox) -> Judgement:
    return Judgement(verifier.verify(completion, sandbox), verifier.kind, verifier.version)


def parts_of(verifier: Verifier) -> "Sequence[Part[Any]]":
    """The parts of a composite verifier; none of another one."""
    return verifier.parts if isinstance(verifier, CompositeVerifier) else ()


def composite_of(any_verifier: Any) -> type[CompositeVerifier]:
    """The composite verifier whose parts are of these kinds."""
    part: Any = Part.__class_getitem__(any_verifier)  # a run-time value
    return create_model(
        "CompositeVerifier",
        __base__=CompositeVerifier,
        __doc__=CompositeVerifier.__doc__,
        parts=(
            Annotated[tuple[part, ...], Field(strict=False, min_length=1, max_length=MOST_PARTS)],
            ...,
        ),
    )
