"""Which problem each type of specification is, and problems solved lately."""

from collections.abc import Callable
from typing import Any

from verifiers.mechanics.labelled.found import Solution
from verifiers.structure.bar_problem import bar_problem
from verifiers.structure.frame_problem import frame_problem
from verifiers.structure.section_problem import plane_stress_problem, section_problem, section_stress_problem
from verifiers.structure.span_problem import (
    deflection_limit_problem,
    influence_problem,
    moving_load_problem,
    shear_flexible_problem,
)
from verifiers.structure.standard_problem import column_problem, vibration_problem

PROBLEMS: dict[str, Callable[[Any], Solution]] = {
    "truss": frame_problem,
    "frame": frame_problem,
    "bar": bar_problem,
    "section": section_problem,
    "section_stress": section_stress_problem,
    "plane_stress": plane_stress_problem,
    "column": column_problem,
    "beam_vibration": vibration_problem,
    "beam_shear_flexible": shear_flexible_problem,
    "influence": influence_problem,
    "moving_load": moving_load_problem,
    "deflection_limit": deflection_limit_problem,
}
