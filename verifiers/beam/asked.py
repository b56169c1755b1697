"""What may be asked of a beam, as it arrives, and what each kind of quantity means."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from verifiers.beam.fields import Field as BeamField
from verifiers.beam.spec import Number

Sign = Literal[
    "up", "down", "right", "left", "ccw", "cw", "sag", "hog", "std", "abs", "pos", "tension", "compression"
]
Form = Literal["force", "horizontal", "couple", "at", "extreme", "place", "zero", "expression"]
Extreme = Literal["abs", "max", "min"]
Kind = Literal[
    "reaction_force",
    "reaction_horizontal",
    "reaction_moment",
    "shear_at",
    "moment_at",
    "slope_at",
    "deflection_at",
    "max_abs_shear",
    "max_abs_moment",
    "max_abs_slope",
    "max_abs_deflection",
    "max_shear",
    "max_moment",
    "max_slope",
    "max_deflection",
    "min_shear",
    "min_moment",
    "min_slope",
    "min_deflection",
    "max_abs_shear_x",
    "max_abs_moment_x",
    "max_abs_slope_x",
    "max_abs_deflection_x",
    "max_moment_x",
    "max_deflection_x",
    "min_moment_x",
    "min_deflection_x",
    "shear_expr",
    "moment_expr",
    "slope_expr",
    "deflection_expr",
    "contraflexure_x",
    "zero_shear_x",
]
DerivedKind = Literal[
    "bending_stress", "shear_stress", "deflection_limit", "utilisation", "critical_load", "effective_length_factor"
]
"""What follows from the solved beam and its section, limit or ends; ``derived.py`` says how."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind taken apart: its form, the field it looks at, which extreme, and its dimension."""

    form: Form
    field: BeamField
    extreme: Extreme
    dimension: tuple[int, int, bool]


_DIMENSIONS: dict[BeamField, tuple[int, int, bool]] = {
    "shear": (1, 0, False),
    "moment": (1, 1, False),
    "slope": (0, 0, True),
    "deflection": (0, 1, False),
}
_LENGTH = (0, 1, False)


def _meaning(kind: str) -> Meaning:
    if kind.startswith("reaction_"):
        forms: dict[str, Form] = {"force": "force", "horizontal": "horizontal", "moment": "couple"}
        form = forms[kind.removeprefix("reaction_")]
        field: BeamField = "moment" if form == "couple" else "shear"
        return Meaning(form, field, "abs", _DIMENSIONS[field])
    if kind in ("contraflexure_x", "zero_shear_x"):
        return Meaning("zero", "moment" if kind == "contraflexure_x" else "shear", "abs", _LENGTH)
    field = next(name for name in _DIMENSIONS if name in kind)
    extreme: Extreme = "abs" if "abs" in kind else "min" if kind.startswith("min") else "max"
    if kind.endswith("_x"):
        return Meaning("place", field, extreme, _LENGTH)
    named: Form = "at" if kind.endswith("_at") else "expression" if kind.endswith("_expr") else "extreme"
    return Meaning(named, field, extreme, _DIMENSIONS[field])


DERIVED: frozenset[str] = frozenset(get_args(DerivedKind))
MEANINGS: dict[str, Meaning] = {kind: _meaning(kind) for kind in get_args(Kind)}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Asked(_Strict):
    """One quantity asked for.

    ``unit`` is assumed of an answer without one. ``sign`` is the direction that counts as positive, ``abs`` where
    only the size counts. ``at`` names a support, ``x`` a place in the unit of length of the question, or ``tip``.
    ``side`` picks a limit where the quantity jumps; without it either counts. ``nth`` picks one of several zeros.
    """

    key: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind | DerivedKind
    unit: Annotated[str, Field(max_length=20)] | None = None
    sign: Sign | None = None
    weight: float = Field(1.0, ge=0, le=1e6, allow_inf_nan=False)
    at: Annotated[str, Field(max_length=40)] | None = None
    x: Number | None = None
    side: Literal["left", "right"] | None = None
    nth: int = Field(1, ge=1, le=100)
    variable: Annotated[str, Field(min_length=1, max_length=10, pattern="^[A-Za-z]+$")] = "x"
    symbolic: bool | None = None
    aliases: Annotated[tuple[str, ...], Field(strict=False, max_length=20)] = ()

    @property
    def derived(self) -> bool:
        """Whether it follows from the solved beam rather than being one of its fields or reactions."""
        return self.kind in DERIVED

    @property
    def meaning(self) -> Meaning:
        """The kind taken apart; derived kinds have none."""
        return MEANINGS[self.kind]

    @property
    def turned(self) -> int:
        """-1 where the direction that counts as positive is the opposite of the solver's."""
        return -1 if self.sign in ("down", "left", "cw", "hog") else 1

    @property
    def unsigned(self) -> bool:
        """Only the size counts."""
        return self.sign == "abs" or (
            self.sign is None and self.meaning.form == "extreme" and self.meaning.extreme == "abs"
        )


class Tolerance(_Strict):
    """By how much a number may differ: ``rel`` of itself, or ``abs_frac`` of the largest of its kind."""

    rel: float = Field(0.01, ge=0, le=1, allow_inf_nan=False)
    abs_frac: float = Field(1e-6, ge=0, le=1, allow_inf_nan=False)
