"""Quantities of a beam that were not asked for but that answers state: their values belong to nothing else.

So an answer is read alike whatever part of it is asked for: ``The reactions at A, B and C are 9, 30 and 9 kN``.
"""

from collections.abc import Iterator, Sequence

from verifiers.beam.asked import Asked, Kind
from verifiers.beam.beam import Beam

_PUSHES = ("pin", "roller", "fixed", "spring")
_TURNS = ("fixed", "guided")
_EXTREMES: tuple[Kind, ...] = ("max_abs_shear", "max_abs_moment", "max_abs_deflection", "max_abs_slope")


def unasked(asked: Sequence[Asked], beam: Beam) -> tuple[Asked, ...]:
    """Reactions and extremes that answers may speak of beside what is asked."""
    known = {(one.kind, one.at) for one in asked}
    extreme = {one.meaning.field for one in asked if one.meaning.form == "extreme"}
    return tuple(
        one
        for one in _stated_too(beam)
        if (one.kind, one.at) not in known and (one.at is not None or one.meaning.field not in extreme)
    )


def _stated_too(beam: Beam) -> Iterator[Asked]:
    for support in beam.supports:
        if support.kind in _PUSHES:
            yield Asked(key="?", kind="reaction_force", at=support.name)
        if support.kind in _TURNS:
            yield Asked(key="?", kind="reaction_moment", at=support.name)
        if support.kind in ("pin", "fixed"):
            yield Asked(key="?", kind="reaction_horizontal", at=support.name)
    for kind in _EXTREMES:
        yield Asked(key="?", kind=kind)
