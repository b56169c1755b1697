"""Columns and vibrating beams with standard ends."""

import math

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, Solution, foreign, missing, one
from verifiers.mechanics.labelled.measures import in_si
from verifiers.mechanics.standards import effective_length_factor, euler_load, frequency_factor
from verifiers.structure.spec import ColumnSpec, VibrationSpec

_FORCE, _LENGTH, _MASS, _FOURTH, _AREA = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 4, 0, 0), (0, 2, 0, 0)


def column_problem(spec: ColumnSpec) -> Solution:
    """P_cr = π²EI/(KL)² (Euler), λ = KL/√(I/A), σ_cr = P_cr/A. Raises StructureError."""
    units = spec.units
    force, length = in_si(units.force, _FORCE), in_si(units.length, _LENGTH)
    factor = effective_length_factor(spec.ends)
    if factor is None:
        raise StructureError("unstable", f"a column with ends {spec.ends[0]} and {spec.ends[1]} is not held")
    critical = euler_load(spec.EI * force * length**2, factor * spec.length * length)
    area = spec.area and spec.area * (in_si(units.A, _AREA) if units.A else length**2)
    inertia = spec.I and spec.I * (in_si(units.I, _FOURTH) if units.I else length**4)

    known = {"critical_load": critical, "effective_length_factor": factor}
    if area is not None:
        known["critical_stress"] = critical / area
        if inertia is not None:
            known["slenderness"] = factor * spec.length * length / math.sqrt(inertia / area)

    def quantity(asked: Asked) -> Found:
        if asked.kind in known:
            return one(known[asked.kind])
        if asked.kind in ("critical_stress", "slenderness"):
            raise missing(asked, "the column's area, and for slenderness its I")
        raise foreign(asked, "column")

    return quantity


def vibration_problem(spec: VibrationSpec) -> Solution:
    """f = β²/(2π)·√(EI/(m L⁴)). Raises StructureError."""
    force, length, mass = (
        in_si(spec.units.force, _FORCE),
        in_si(spec.units.length, _LENGTH),
        in_si(spec.units.mass, _MASS),
    )
    stiffness, inertia = spec.EI * force * length**2, spec.mass_per_length * mass / length

    def quantity(asked: Asked) -> Found:
        if asked.kind != "natural_frequency":
            raise foreign(asked, "vibrating beam")
        factor = frequency_factor(spec.ends, asked.mode)
        if factor is None:
            raise StructureError("unstable", f"a beam with ends {spec.ends[0]} and {spec.ends[1]} is not held")
        return one(factor**2 / (2 * math.pi) * math.sqrt(stiffness / inertia) / (spec.length * length) ** 2)

    return quantity
