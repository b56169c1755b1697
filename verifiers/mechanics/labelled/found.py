"""What a solved structure says of one asked quantity, and the seam between problems and the verifier."""

from collections.abc import Callable
from dataclasses import dataclass

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError


@dataclass(frozen=True, slots=True)
class Found:
    """Values in SI units, any of which is right (two where a quantity jumps), and the size a zero is held to."""

    values: tuple[float, ...]
    scale: float


Solution = Callable[[Asked], Found]
"""A solved problem: from an asked quantity to what is right. Raises StructureError for what it does not have."""


def one(value: float, scale: float | None = None) -> Found:
    """A single value; without a scale it is its own."""
    return Found((value,), abs(value) if scale is None else max(scale, abs(value)))


def foreign(asked: Asked, of: str) -> StructureError:
    """The refusal of a kind that a problem of this type does not have."""
    return StructureError("bad_spec", f"{asked.key!r}: {asked.kind} is not asked of a {of}")


def missing(asked: Asked, field: str) -> StructureError:
    """The refusal of a quantity that lacks what says where or of what."""
    return StructureError("bad_spec", f"{asked.key!r} needs {field}")
