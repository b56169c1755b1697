"""Sections, stresses, standard columns and spans against numerical methods that share nothing with them."""

import math
import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from verifiers.mechanics.sections import (
    Section,
    Strip,
    built_up,
    circle,
    hollow_rectangle,
    i_section,
    rectangle,
    tube,
)
from verifiers.mechanics.standards import End, effective_length_factor, frequency_factor
from verifiers.structure.moving import envelope_moment, envelope_shear
from verifiers.structure.spans import InfluenceLines, Loads, Span, largest_deflection, solve_span, supports_of

Width = Callable[[float], float]
_LAYERS = 200_000


def _round(d: float, y: float) -> float:
    return 2 * math.sqrt(max(0.0, d * d / 4 - y * y))


_SECTIONS: dict[str, tuple[Section, float, Width]] = {
    "rectangle": (rectangle(30, 50), 50, lambda y: 30),
    "circle": (circle(40), 40, lambda y: _round(40, y)),
    "tube": (tube(60, 5), 60, lambda y: _round(60, y) - _round(50, y)),
    "box": (hollow_rectangle(60, 90, 4), 90, lambda y: 8 if abs(y) < 41 else 60),
    "I": (i_section(200, 100, 12, 7), 200, lambda y: 7 if abs(y) < 88 else 100),
    "strips": (
        built_up([Strip(9, 70, 0), Strip(50, 10, 40), Strip(50, 10, -40)]),
        90,
        lambda y: 9 if abs(y) < 35 else 50,
    ),
}


@pytest.mark.parametrize("name", _SECTIONS)
def test_a_section_s_figures_are_those_of_its_layers(name: str) -> None:
    section, height, width = _SECTIONS[name]
    step = height / _LAYERS
    ys = [-height / 2 + step * (n + 0.5) for n in range(_LAYERS)]
    widths = np.array([width(y) for y in ys])
    levels = np.array(ys)
    area, inertia = float(widths.sum() * step), float((widths * levels**2).sum() * step)
    first = np.cumsum((widths * levels)[::-1])[::-1] * step
    ratio = float(np.max(first[widths > 1e-9] / widths[widths > 1e-9])) / inertia
    assert section.area == pytest.approx(area, rel=1e-4)
    assert section.strong == pytest.approx(inertia, rel=1e-4)
    assert section.modulus == pytest.approx(inertia / (height / 2), rel=1e-4)
    assert section.plastic == pytest.approx(float((widths * abs(levels)).sum() * step), rel=1e-4)
    assert section.shear_ratio == pytest.approx(ratio, rel=1e-3)


def test_a_t_section_s_centroid_lies_nearer_its_flange() -> None:
    section = built_up([Strip(10, 90, 45), Strip(80, 10, 95)])
    assert section.centroid == pytest.approx((900 * 45 + 800 * 95) / 1700)
    assert section.top < section.bottom


_HELD: dict[End, tuple[bool, bool]] = {
    "fixed": (True, True),
    "pinned": (True, False),
    "guided": (False, True),
    "free": (False, False),
}


def _matrices(elements: int) -> tuple[npt.NDArray[np.float64], ...]:
    """Stiffness, geometric stiffness and mass of a unit member of cubic elements."""
    h = 1 / elements
    k = (
        np.array(
            [
                [12, 6 * h, -12, 6 * h],
                [6 * h, 4 * h * h, -6 * h, 2 * h * h],
                [-12, -6 * h, 12, -6 * h],
                [6 * h, 2 * h * h, -6 * h, 4 * h * h],
            ]
        )
        / h**3
    )
    g = np.array(
        [
            [36, 3 * h, -36, 3 * h],
            [3 * h, 4 * h * h, -3 * h, -h * h],
            [-36, -3 * h, 36, -3 * h],
            [3 * h, -h * h, -3 * h, 4 * h * h],
        ]
    ) / (30 * h)
    m = (
        np.array(
            [
                [156, 22 * h, 54, -13 * h],
                [22 * h, 4 * h * h, 13 * h, -3 * h * h],
                [54, 13 * h, 156, -22 * h],
                [-13 * h, -3 * h * h, -22 * h, 4 * h * h],
            ]
        )
        * h
        / 420
    )
    size = 2 * elements + 2
    found = tuple(np.zeros((size, size)) for _ in range(3))
    for n in range(elements):
        where = np.ix_(range(2 * n, 2 * n + 4), range(2 * n, 2 * n + 4))
        for whole, part in zip(found, (k, g, m), strict=True):
            whole[where] += part
    return found


def _eigenvalues(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64], ends: tuple[End, End]
) -> list[float]:
    held = [*_HELD[ends[0]], *([False] * (len(first) - 4)), *_HELD[ends[1]]]
    free = np.nonzero(~np.array(held))[0]
    values = np.linalg.eigvals(np.linalg.solve(second[np.ix_(free, free)], first[np.ix_(free, free)])).real
    return sorted(float(v) for v in values if v > 1e-3)


_PAIRS: list[tuple[End, End]] = [
    ("pinned", "pinned"),
    ("fixed", "free"),
    ("free", "fixed"),
    ("fixed", "fixed"),
    ("pinned", "fixed"),
    ("fixed", "guided"),
    ("guided", "pinned"),
]


@pytest.mark.parametrize("ends", _PAIRS)
def test_standard_columns_buckle_as_finite_elements_do(ends: tuple[End, End]) -> None:
    stiffness, geometric, _ = _matrices(30)
    factor = effective_length_factor(ends)
    assert factor is not None
    assert (math.pi / factor) ** 2 == pytest.approx(_eigenvalues(stiffness, geometric, ends)[0], rel=2e-5)


@pytest.mark.parametrize("ends", [*_PAIRS, ("free", "pinned"), ("free", "free"), ("guided", "free")])
@pytest.mark.parametrize("mode", [1, 2, 3])
def test_standard_beams_vibrate_as_finite_elements_do(ends: tuple[End, End], mode: int) -> None:
    stiffness, _, mass = _matrices(30)
    factor = frequency_factor(ends, mode)
    assert factor is not None
    assert factor**4 == pytest.approx(_eigenvalues(stiffness, mass, ends)[mode - 1], rel=1e-4)


def test_a_column_that_nothing_holds_has_no_critical_load() -> None:
    assert effective_length_factor(("pinned", "free")) is None


@pytest.mark.parametrize(
    ("supports", "load", "bending", "shear"),
    [
        ("simple", Loads(forces=[(1.0, -8.0)]), 8 * 2**3 / 48, 8 * 2 / 4),
        ("simple", Loads(spreads=[(0, 2, -3.0, -3.0)]), 5 * 3 * 2**4 / 384, 3 * 2**2 / 8),
        ("cantilever", Loads(forces=[(2.0, -8.0)]), 8 * 2**3 / 3, 8 * 2),
        ("cantilever", Loads(spreads=[(0, 2, -3.0, -3.0)]), 3 * 2**4 / 8, 3 * 2**2 / 2),
    ],
)
def test_shear_adds_to_the_deflection_by_bending(supports: str, load: Loads, bending: float, shear: float) -> None:
    stiffness, flexibility = 50.0, 1 / 600
    solved, _ = solve_span(Span(2.0, stiffness, flexibility, supports_of(supports, 2.0)), load)
    assert largest_deflection(solved) == pytest.approx(bending / stiffness + shear * flexibility, rel=1e-9)


def _scanned(lines: InfluenceLines, axles: list[tuple[float, float]], steps: int) -> tuple[float, float]:
    """Moment and shear by trying positions of the vehicle and sections of the beam."""
    length = lines.span.length
    moment = shear = 0.0
    for k in range(2 * steps):
        position = -length + length * k / steps
        on = [(p, position + x) for p, x in axles if 0 <= position + x <= length]
        for n in range(51):
            c = length * n / 50
            moment = max(moment, abs(sum(p * lines.moment(c, x) for p, x in on)))
            for side in (-1, 1):
                shear = max(shear, abs(sum(p * lines.shear(c, x, side) for p, x in on)))
    return moment, shear


@pytest.mark.parametrize("supports", ["simple", "propped", "fixed_fixed"])
def test_no_position_of_a_vehicle_exceeds_the_envelope(supports: str) -> None:
    rng = random.Random(supports)
    lines = InfluenceLines.of(Span(10.0, 1.0, 0.0, supports_of(supports, 10.0)))
    axles = [(rng.uniform(10, 90), offset) for offset in (0.0, rng.uniform(1, 3), rng.uniform(4, 7))]
    moment, shear = _scanned(lines, axles, 120)
    found = envelope_moment(lines, axles), envelope_shear(lines, axles)
    assert moment <= found[0] * (1 + 1e-9)
    assert moment > 0.98 * found[0]
    assert shear <= found[1] * (1 + 1e-9)
    assert shear > 0.95 * found[1]


def test_two_equal_axles_do_what_the_textbook_says() -> None:
    lines = InfluenceLines.of(Span(12.0, 1.0, 0.0, supports_of("simple", 12.0)))
    assert envelope_moment(lines, [(40.0, 0.0), (40.0, 3.0)]) == pytest.approx(2 * 40 * (6 - 0.75) ** 2 / 12)
    assert envelope_shear(lines, [(40.0, 0.0), (40.0, 3.0)]) == pytest.approx(40 * (1 + 9 / 12))
