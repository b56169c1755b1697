"""A static table of units of force, length, moment, angle and pressure, and how one is read from text."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

_FORCES = {
    **dict.fromkeys(("N", "newton", "newtons", "Newton", "Newtons"), 1.0),
    **dict.fromkeys(("kN", "KN", "kn", "kilonewton", "kilonewtons", "Kilonewtons"), 1e3),
    **dict.fromkeys(("MN", "meganewton", "meganewtons"), 1e6),
    **dict.fromkeys(("lb", "lbs", "lbf", "pound", "pounds", "lbsf"), 4.4482216152605),
    **dict.fromkeys(("kip", "kips", "k", "K", "Kip", "Kips", "klb", "klbf", "KIP", "KIPS"), 4448.2216152605),
    **dict.fromkeys(("LB", "LBS", "LBF"), 4.4482216152605),
}
_LENGTHS = {
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 1.0),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"), 1e-2),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), 1e-3),
    **dict.fromkeys(("µm", "μm", "um", "micron", "microns", "micrometers", "micrometres"), 1e-6),
    **dict.fromkeys(("ft", "feet", "foot"), 0.3048),
    **dict.fromkeys(("in", "inch", "inches"), 0.0254),
}
_CAPITALS = {"M": 1.0, "MM": 1e-3, "CM": 1e-2, "FT": 0.3048, "IN": 0.0254}
"""Lengths beside a force in capitals: ``KN-M``."""
_ANGLES = {
    **dict.fromkeys(("rad", "rads", "radian", "radians"), 1.0),
    **dict.fromkeys(("mrad", "milliradian", "milliradians"), 1e-3),
    **dict.fromkeys(("µrad", "μrad", "urad", "microradians"), 1e-6),
    **dict.fromkeys(("deg", "degree", "degrees", "°"), math.pi / 180),
}
_PRESSURES = {"Pa": 1.0, "kPa": 1e3, "MPa": 1e6, "GPa": 1e9, "psi": 6894.757293168361, "ksi": 6894757.293168361}
UNIT = (
    r"[kKM]?[Nn](?:\s?[*.-]?\s?(?:mm|cm|m|M)(?![A-Za-z]))?|(?:lbf?|kips?|k|KIPS?|LBS?)(?:\s?[*.-]?\s?(?:ft|in|FT|IN))?"
    r"|(?:ft|in)\s?[*.-]\s?(?:lbf?|kips?|k)|mm|cm|m|ft|in|m?rad|deg"
)
"""What a unit of a beam's quantities looks like in plain text, as a pattern."""
_TWO = re.compile(
    r"\s*([A-Za-zµμ°]+)\.?(?:(\s*[-*/]\s*|\s+)([A-Za-zµμ]+)\.?(?![A-Za-z_=\d]|(?<![-*/][A-Za-z])\((?!\s?[a-z↺↻])))?",
    re.ASCII,
)
_ONE = re.compile(r"\s*([A-Za-zµμ°]+)\.?")
_TOO_MUCH = re.compile(r"\s*(?:\^|\*\s*[A-Za-z]|/\s*[A-Za-z]|[\d_\\])")


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` times N^force m^length, or times rad."""

    factor: float
    force: int = 0
    length: int = 0
    angle: bool = False

    @property
    def dimension(self) -> tuple[int, int, bool]:
        """What it measures, whatever its size."""
        return self.force, self.length, self.angle


def _single(name: str) -> Unit | None:
    if name in _FORCES:
        return Unit(_FORCES[name], force=1)
    if name in _LENGTHS:
        return Unit(_LENGTHS[name], length=1)
    if name in _ANGLES:
        return Unit(_ANGLES[name], angle=True)
    return Unit(_PRESSURES[name], force=1, length=-2) if name in _PRESSURES else None


@lru_cache(maxsize=512)
def _glued(name: str) -> Unit | None:
    """``kNm`` and ``ftlb``. Words that are something else first are no units: "min" is a minimum, "mk" nothing."""
    if len(name) <= 2 and name != "Nm":
        return None
    lengths = {**_LENGTHS, **_CAPITALS} if name.isupper() and len(name) > 2 else _LENGTHS
    for cut in range(1, len(name)):
        for force, length in ((name[:cut], name[cut:]), (name[cut:], name[:cut])):
            if force in _FORCES and length in lengths:
                return Unit(_FORCES[force] * lengths[length], 1, 1)
    return None


def _product(first: str, separator: str, second: str) -> Unit | None:
    left, right = _single(first), _single(second)
    if right is None and second in _CAPITALS and first.isupper():
        right = Unit(_CAPITALS[second], length=1)
    if left is None and first in _CAPITALS and second.isupper():
        left = Unit(_CAPITALS[first], length=1)
    if left is None or right is None or left.angle or right.angle:
        return None
    if separator.strip() == "/":
        return Unit(left.factor / right.factor, left.force - right.force, left.length - right.length)
    product = Unit(left.factor * right.factor, left.force + right.force, left.length + right.length)
    return product if (product.force, product.length) == (1, 1) else None


@lru_cache(maxsize=4096)
def read_unit(text: str) -> tuple[Unit, int] | None:
    """The unit that the text begins with and where it ends; ``None`` where it begins with none."""
    found = _read(text)
    return None if found is None or _TOO_MUCH.match(text, found[1]) else found


def _read(text: str) -> tuple[Unit, int] | None:
    match = _TWO.match(text)
    if match is not None and match[3] and not _is_preposition(match, text):
        unit = _product(match[1], match[2], match[3])
        if unit is not None:
            return unit, match.end()
    match = _ONE.match(text)
    if match is None:
        return None
    unit = _single(match[1]) or _glued(match[1])
    return None if unit is None else (unit, match.end())


def _is_preposition(match: "re.Match[str]", text: str) -> bool:
    """``6 kN in the`` is no moment."""
    return match[3] == "in" and match[2].isspace() and re.match(r"\s+[A-Za-z]", text[match.end() :]) is not None


@lru_cache(maxsize=1024)
def unit_of(name: str) -> Unit | None:
    """A unit named by a specification, such as ``kN*m`` or ``kN/m^2``."""
    name = name.replace("·", "*").strip()
    power = re.fullmatch(r"(.+)/([a-z]+)\^2", name)
    if power:
        force, length = _single(power[1]), _single(power[2])
        if force is None or length is None or force.dimension != (1, 0, False):
            return None
        return Unit(force.factor / length.factor**2, 1, -2)
    fourth = re.fullmatch(r"([a-z]+)\^4", name)
    if fourth and fourth[1] in _LENGTHS:
        return Unit(_LENGTHS[fourth[1]] ** 4, 0, 4)
    found = read_unit(name)
    return found[0] if found is not None and not name[found[1] :].strip() else None
