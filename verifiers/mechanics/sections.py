"""Cross-sections: area, second moments, moduli and the first moment for shear, by formula.

y is up from the centroid, the strong axis is horizontal. Corners are sharp: a root radius is refused where it is
asked for, not left out silently.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Strip:
    """A rectangle of a section: width and height, and its centre above the section's reference line."""

    width: float
    height: float
    y: float


@dataclass(frozen=True, slots=True)
class Section:
    """A section's figures, in powers of one unit of length.

    ``top`` and ``bottom`` are the distances of the outermost fibres from the centroid; ``shear_ratio`` is Q/(I b)
    at the fibre of largest shear stress, so that τ = V times it; ``plastic`` is Z; ``polar`` the torsion constant
    of round sections (``None`` elsewhere).
    """

    area: float
    strong: float
    weak: float
    top: float
    bottom: float
    shear_ratio: float
    plastic: float
    polar: float | None = None
    centroid: float | None = None
    """Above the lowest fibre."""

    @property
    def modulus(self) -> float:
        """Elastic section modulus I/c with c to the farther fibre."""
        return self.strong / max(self.top, self.bottom)

    def edge_stresses(self, force: float, moment: float) -> tuple[float, float]:
        """σ = N/A - M y/I in the highest and the lowest fibre: tension and sagging are positive."""
        axial = force / self.area
        return axial - moment * self.top / self.strong, axial + moment * self.bottom / self.strong

    def shear_stress(self, shear: float) -> float:
        """The largest τ = V Q/(I b) in size."""
        return abs(shear) * self.shear_ratio


def rectangle(b: float, h: float) -> Section:
    """A solid rectangle, b wide and h high."""
    return Section(b * h, b * h**3 / 12, h * b**3 / 12, h / 2, h / 2, 1.5 / (b * h), b * h**2 / 4, centroid=h / 2)


def circle(d: float) -> Section:
    """A solid circle of diameter d."""
    area, inertia = math.pi * d**2 / 4, math.pi * d**4 / 64
    return Section(area, inertia, inertia, d / 2, d / 2, 4 / (3 * area), d**3 / 6, 2 * inertia, d / 2)


def tube(d: float, t: float) -> Section:
    """A round tube of outer diameter d and wall t."""
    inner = d - 2 * t
    area, inertia = math.pi * (d**2 - inner**2) / 4, math.pi * (d**4 - inner**4) / 64
    first = (d**3 - inner**3) / 12
    return Section(
        area,
        inertia,
        inertia,
        d / 2,
        d / 2,
        first / (inertia * 2 * t),
        (d**3 - inner**3) / 6,
        2 * inertia,
        d / 2,
    )


def hollow_rectangle(b: float, h: float, t: float) -> Section:
    """A rectangular tube with sharp corners."""
    return _walled(b, h, t, t, 2 * t)


def i_section(h: float, b: float, t_f: float, t_w: float) -> Section:
    """A doubly symmetric I of height h: flanges b by t_f, web t_w."""
    weak = (2 * t_f * b**3 + (h - 2 * t_f) * t_w**3) / 12
    walled = _walled(b, h, t_f, t_w, t_w)
    return Section(
        walled.area, walled.strong, weak, h / 2, h / 2, walled.shear_ratio, walled.plastic, centroid=h / 2
    )


def _walled(b: float, h: float, t_f: float, t_w: float, webs: float) -> Section:
    """A box or an I: two flanges, and webs of a total width at the middle."""
    inner = h - 2 * t_f
    area = 2 * b * t_f + webs * inner
    strong = (b * h**3 - (b - webs) * inner**3) / 12
    weak = (h * b**3 - inner * (b - 2 * t_w) ** 3) / 12
    first = b * t_f * (h - t_f) / 2 + webs * (h / 2 - t_f) ** 2 / 2
    plastic = b * t_f * (h - t_f) + webs * inner**2 / 4
    return Section(area, strong, weak, h / 2, h / 2, first / (strong * webs), plastic, centroid=h / 2)


def built_up(strips: Sequence[Strip]) -> Section:
    """Rectangles that share a vertical axis of symmetry and do not overlap in height (a T, an unequal I)."""
    area = sum(s.width * s.height for s in strips)
    centre = sum(s.width * s.height * s.y for s in strips) / area
    strong = sum(s.width * s.height**3 / 12 + s.width * s.height * (s.y - centre) ** 2 for s in strips)
    weak = sum(s.height * s.width**3 / 12 for s in strips)
    low = min(s.y - s.height / 2 for s in strips)
    high = max(s.y + s.height / 2 for s in strips)
    largest = max(
        _first_moment(strips, level) / _width(strips, level)
        for level in (centre, *_edges(strips))
        if _width(strips, level) > 0
    )
    return Section(
        area,
        strong,
        weak,
        high - centre,
        centre - low,
        largest / strong,
        _plastic(strips, area),
        None,
        centre - low,
    )


def _edges(strips: Sequence[Strip]) -> list[float]:
    """Levels just inside every strip: where the width changes the shear stress jumps."""
    return [
        s.y + side * s.height / 2 * (1 - 1e-12) for s in strips for side in (-1, 1) if s.width > 0 and s.height > 0
    ]


def _width(strips: Sequence[Strip], level: float) -> float:
    return sum(s.width for s in strips if abs(level - s.y) < s.height / 2) or max(
        (s.width for s in strips if abs(level - s.y) <= s.height / 2), default=0.0
    )


def _first_moment(strips: Sequence[Strip], level: float) -> float:
    """Of what lies above a level, about the centroid."""
    area = sum(s.width * s.height for s in strips)
    centre = sum(s.width * s.height * s.y for s in strips) / area
    total = 0.0
    for s in strips:
        bottom, top = max(level, s.y - s.height / 2), s.y + s.height / 2
        if top > bottom:
            total += s.width * (top - bottom) * ((top + bottom) / 2 - centre)
    return total


def _plastic(strips: Sequence[Strip], area: float) -> float:
    """Z: the first moments of both halves of the area about the line that halves it."""
    levels = sorted({edge for s in strips for edge in (s.y - s.height / 2, s.y + s.height / 2)})
    below, halving = 0.0, levels[0]
    for low, high in pairwise(levels):
        width = sum(s.width for s in strips if s.y - s.height / 2 <= low and high <= s.y + s.height / 2)
        if width and below + width * (high - low) >= area / 2:
            halving = low + (area / 2 - below) / width
            break
        below += width * (high - low)
    total = 0.0
    for s in strips:
        low, high = s.y - s.height / 2, s.y + s.height / 2
        for start, end in ((low, min(high, halving)), (max(low, halving), high)):
            if end > start:
                total += s.width * (end - start) * abs((start + end) / 2 - halving)
    return total
