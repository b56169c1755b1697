"""Units of specifications: their names to factors over SI units and dimensions."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from verifiers.mechanics.labelled.errors import StructureError

_POUND = 4.4482216152605
_NEWTON, _METRE, _KILOGRAM, _HERTZ = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
_PASCAL = (1, -2, 0, 0)
_ANGLE = (0, 0, 0, 0)
_BASE: dict[str, tuple[float, tuple[int, int, int, int]]] = {
    "N": (1.0, _NEWTON),
    "kN": (1e3, _NEWTON),
    "MN": (1e6, _NEWTON),
    "lb": (_POUND, _NEWTON),
    "lbf": (_POUND, _NEWTON),
    "kip": (_POUND * 1e3, _NEWTON),
    "m": (1.0, _METRE),
    "cm": (1e-2, _METRE),
    "mm": (1e-3, _METRE),
    "um": (1e-6, _METRE),
    "ft": (0.3048, _METRE),
    "in": (0.0254, _METRE),
    "kg": (1.0, _KILOGRAM),
    "t": (1e3, _KILOGRAM),
    "Hz": (1.0, _HERTZ),
    "Pa": (1.0, _PASCAL),
    "kPa": (1e3, _PASCAL),
    "MPa": (1e6, _PASCAL),
    "GPa": (1e9, _PASCAL),
    "psi": (_POUND / 0.0254**2, _PASCAL),
    "ksi": (_POUND * 1e3 / 0.0254**2, _PASCAL),
    "rad": (1.0, _ANGLE),
    "mrad": (1e-3, _ANGLE),
    "deg": (math.pi / 180, _ANGLE),
}
_JOINT = re.compile(r"([*/])")
_FACTOR = re.compile(r"([A-Za-z]+)(?:\^(-?\d))?")


@dataclass(frozen=True, slots=True)
class Measure:
    """``factor`` times N^force m^length kg^mass Hz^rate. Angles have no dimension."""

    factor: float
    force: int = 0
    length: int = 0
    mass: int = 0
    rate: int = 0

    @property
    def dimension(self) -> tuple[int, int, int, int]:
        """What it measures, whatever its size."""
        return self.force, self.length, self.mass, self.rate


@lru_cache(maxsize=512)
def measure_of(name: str) -> Measure:
    """The unit of a specification, such as ``kN*m``, ``mm^4`` or ``t/m``. Raises StructureError."""
    text = name.replace("·", "*").replace(" ", "").replace("²", "^2").replace("³", "^3").replace("⁴", "^4")
    factor, dimension = 1.0, [0, 0, 0, 0]
    parts = _JOINT.split(text)
    for joint, part in zip(["*", *parts[1::2]], parts[::2], strict=True):
        found = _FACTOR.fullmatch(part)
        if found is None or found[1] not in _BASE:
            raise StructureError("bad_spec", f"{name!r} is no unit")
        power = int(found[2] or 1) * (-1 if joint == "/" else 1)
        size, exponents = _BASE[found[1]]
        factor *= size**power
        dimension = [old + power * one for old, one in zip(dimension, exponents, strict=True)]
    return Measure(factor, *dimension)


def in_si(name: str, dimension: tuple[int, int, int, int]) -> float:
    """The factor from a named unit to SI. Raises StructureError where it measures something else."""
    measure = measure_of(name)
    if measure.dimension != dimension:
        raise StructureError("bad_spec", f"{name!r} is not a unit of that kind")
    return measure.factor
