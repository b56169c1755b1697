"""Cross-sections, the stresses in them, and plane states of stress."""

import math
from collections.abc import Callable

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, Solution, foreign, one
from verifiers.mechanics.labelled.measures import in_si
from verifiers.mechanics.sections import Section
from verifiers.mechanics.shapes import section_of
from verifiers.structure.spec import PlaneStressSpec, SectionSpec, SectionStressSpec

_FORCE, _LENGTH, _STRESS, _MOMENT = (1, 0, 0, 0), (0, 1, 0, 0), (1, -2, 0, 0), (1, 1, 0, 0)


def section_problem(spec: SectionSpec) -> Solution:
    """The figures of a section. Raises StructureError."""
    section = section_of(spec, in_si(spec.units.length, _LENGTH))

    def quantity(asked: Asked) -> Found:
        figure = _FIGURES.get(asked.kind)
        value = None if figure is None else figure(section)
        if value is None:
            raise foreign(asked, spec.shape)
        return one(value)

    return quantity


def section_stress_problem(spec: SectionStressSpec) -> Solution:
    """σ = N/A - M y/I, τ = V Q/(I b), τ = T r/J. Raises StructureError."""
    force, length = in_si(spec.units.force, _FORCE), in_si(spec.units.length, _LENGTH)
    moment = in_si(spec.units.moment, _MOMENT) if spec.units.moment else force * length
    section = section_of(spec, length)
    top, bottom = section.edge_stresses(spec.N * force, spec.M * moment)

    def quantity(asked: Asked) -> Found:
        if asked.kind == "normal_stress":
            return one(_normal(asked, spec, top, bottom, section, length), max(abs(top), abs(bottom)))
        if asked.kind == "shear_stress" and spec.y is None:
            twisting = _twisting(spec, section, moment)
            return one(section.shear_stress(spec.V * force) + twisting)
        raise foreign(asked, spec.shape)

    return quantity


def _normal(
    asked: Asked, spec: SectionStressSpec, top: float, bottom: float, section: Section, length: float
) -> float:
    if spec.y is not None:
        y = spec.y * length
        if not -section.bottom <= y <= section.top:
            raise StructureError("out_of_range", "y is not in the section")
        return bottom + (top - bottom) * (y + section.bottom) / (section.top + section.bottom)
    if asked.place in ("top", "bottom"):
        return top if asked.place == "top" else bottom
    if asked.extreme == "abs" or asked.sign == "abs":
        return max(top, bottom, key=abs)
    if asked.sign == "compression":
        return min(top, bottom)
    return min(top, bottom) if asked.wants_smallest else max(top, bottom)


def _twisting(spec: SectionStressSpec, section: Section, moment: float) -> float:
    if not spec.T:
        return 0.0
    if section.polar is None:
        raise StructureError("bad_spec", "torsion is known of round sections only")
    return abs(spec.T * moment) * section.top / section.polar


def plane_stress_problem(spec: PlaneStressSpec) -> Solution:
    """Principal stresses, largest shear and von Mises' stress of a plane state; σ₃ = 0. Raises StructureError."""
    unit = in_si(spec.units.stress, _STRESS)
    x, y, xy = spec.sigma_x * unit, spec.sigma_y * unit, spec.tau_xy * unit
    centre, radius = (x + y) / 2, math.hypot((x - y) / 2, xy)
    first, second = centre + radius, centre - radius
    size = max(abs(first), abs(second))
    quarter = math.pi / 2
    angle = math.atan2(2 * xy, x - y) / 2

    def quantity(asked: Asked) -> Found:
        if asked.kind == "principal_stress":
            return one(second if asked.wanted_rank == 2 or asked.wants_smallest else first, size)
        if asked.kind == "max_shear_in_plane":
            return one(radius, size)
        if asked.kind == "absolute_max_shear":
            return one(max(abs(first), abs(second), abs(first - second)) / 2, size)
        if asked.kind == "von_mises":
            return one(math.sqrt(x * x - x * y + y * y + 3 * xy * xy), size)
        if asked.kind == "principal_angle":
            # Of the first principal direction; a direction is the same half a turn further.
            return Found((angle, angle - 2 * quarter, angle + 2 * quarter), quarter)
        raise foreign(asked, "plane state of stress")

    return quantity


_FIGURES: dict[str, Callable[[Section], float | None]] = {
    "area": lambda s: s.area,
    "centroid": lambda s: s.centroid,
    "second_moment_strong": lambda s: s.strong,
    "second_moment_weak": lambda s: s.weak,
    "section_modulus_elastic": lambda s: s.modulus,
    "section_modulus_plastic": lambda s: s.plastic,
    "radius_of_gyration": lambda s: math.sqrt(s.strong / s.area),
    "torsion_constant": lambda s: s.polar,
}
