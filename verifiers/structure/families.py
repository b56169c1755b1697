"""Families of generated problems about structures: what is drawn, and what is asked of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from verifiers.structure.draft import Draft, Item, number
from verifiers.structure.frame_families import cantilever_frame, portal_frame, truss

Draw = random.Random


@dataclass(frozen=True, slots=True)
class Family:
    """``draw`` makes a problem from randomness."""

    name: str
    about: str
    draw: Callable[[Draw], Draft]


def _bar(rng: Draw) -> Draft:
    segments = [
        {
            "length": rng.choice((0.5, 0.8, 1.0, 1.5)),
            "A": rng.choice((200, 300, 400, 600)),
            "E": rng.choice((70, 200)),
        }
        for _ in range(rng.randint(1, 3))
    ]
    force = rng.choice((-1, 1)) * rng.randint(5, 60)
    spec = {
        "type": "bar",
        "units": {"force": "kN", "length": "m", "E": "GPa", "A": "mm^2"},
        "segments": segments,
        "loads": [{"at": "end", "Fx": force}],
    }
    parts = "; ".join(
        f"{number(one['length'])} m long, A = {one['A']} mm², E = {one['E']} GPa" for one in segments
    )
    return Draft(
        spec,
        [
            {"key": "delta", "kind": "elongation", "unit": "mm", "sign": "longer"},
            {"key": "sigma_max", "kind": "normal_stress", "unit": "MPa", "sign": "abs"},
        ],
        (
            f"A straight bar fixed at its left end has, from left to right, {len(segments)} parts: {parts}.",
            f"Its free end is {'pulled' if force > 0 else 'pushed'} with {abs(force)} kN along the axis.",
        ),
        ("the change of length (longer is positive)", "the largest normal stress in size"),
    )


def _section(rng: Draw) -> Draft:
    spec, words = _shape(rng)
    asked: list[Item] = [
        {"key": "A", "kind": "area", "unit": "mm^2"},
        {"key": "I", "kind": "second_moment_strong", "unit": "mm^4"},
        {"key": "W", "kind": "section_modulus_elastic", "unit": "mm^3"},
    ]
    wanted = (
        "the area",
        "the second moment of area about the horizontal centroidal axis",
        "the elastic section modulus",
    )
    return Draft(
        {"type": "section", **spec}, asked, (f"A cross-section is {words}.",), wanted, {"shape": spec["shape"]}
    )


def _section_stress(rng: Draw) -> Draft:
    spec, words = _shape(rng)
    moment, shear = rng.randint(2, 60), rng.randint(5, 80)
    asked: list[Item] = [
        {"key": "sigma_max", "kind": "normal_stress", "unit": "MPa", "sign": "abs"},
        {"key": "tau_max", "kind": "shear_stress", "unit": "MPa"},
    ]
    units = {"length": "mm", "force": "kN", "moment": "kN*m"}
    given = (
        f"A beam's cross-section is {words}.",
        f"It carries a sagging bending moment of {moment} kN·m and a shear force of {shear} kN.",
    )
    return Draft(
        {"type": "section_stress", **spec, "units": units, "M": moment, "V": shear},
        asked,
        given,
        ("the largest bending stress in size", "the largest shear stress"),
        {"shape": spec["shape"]},
    )


def _shape(rng: Draw) -> tuple[Item, str]:
    shape = rng.choice(("rectangle", "circle", "tube", "hollow_rectangle", "I", "T"))
    b, h = 10 * rng.randint(6, 20), 10 * rng.randint(10, 40)
    t, web = rng.choice((6, 8, 10, 12)), rng.choice((5, 6, 8))
    flanges = f"{h} mm high and {b} mm wide, flange {t} mm thick, web {web} mm thick"
    drawn: dict[str, tuple[Item, str]] = {
        "rectangle": ({"b": b, "h": h}, f"a rectangle {b} mm wide and {h} mm high"),
        "circle": ({"d": b}, f"a solid circle of diameter {b} mm"),
        "tube": ({"d": b, "t": t}, f"a round tube of outer diameter {b} mm and wall {t} mm"),
        "hollow_rectangle": (
            {"b": b, "h": h, "t": t},
            f"a hollow rectangle {b} mm wide and {h} mm high with a wall of {t} mm",
        ),
        "I": ({"b": b, "h": h, "t_f": t, "t_w": web}, f"a doubly symmetric I {flanges}"),
        "T": ({"b": b, "h": h, "t_f": t, "t_w": web}, f"a T with its flange on top, {flanges}"),
    }
    measures, words = drawn[shape]
    return {"shape": shape, **measures}, words


def _plane_stress(rng: Draw) -> Draft:
    x, y, xy = (5 * rng.randint(-20, 20) for _ in range(3))
    spec = {"type": "plane_stress", "sigma_x": x, "sigma_y": y, "tau_xy": xy}
    asked: list[Item] = [
        {"key": "sigma_1", "kind": "principal_stress", "unit": "MPa", "sign": "tension", "rank": 1},
        {"key": "sigma_2", "kind": "principal_stress", "unit": "MPa", "sign": "tension", "rank": 2},
        {"key": "tau_max", "kind": "max_shear_in_plane", "unit": "MPa"},
        {"key": "sigma_vM", "kind": "von_mises", "unit": "MPa"},
    ]
    return Draft(
        spec,
        asked,
        (f"A plane state of stress is σx = {x} MPa, σy = {y} MPa, τxy = {xy} MPa (tension positive).",),
        (
            "the larger principal stress",
            "the smaller principal stress",
            "the largest shear stress in the plane",
            "von Mises' equivalent stress",
        ),
    )


_ENDS = {
    ("pinned", "pinned"): "pinned at both ends",
    ("fixed", "free"): "fixed at one end and free at the other",
    ("fixed", "fixed"): "fixed at both ends",
    ("fixed", "pinned"): "fixed at one end and pinned at the other",
}


def _column(rng: Draw) -> Draft:
    ends = rng.choice(list(_ENDS))
    length, inertia = rng.choice((2.5, 3.0, 4.0, 5.0, 6.0)), rng.randint(2, 60)
    spec = {"type": "column", "length": length, "EI": 200.0 * inertia, "ends": list(ends)}
    return Draft(
        spec,
        [{"key": "P_cr", "kind": "critical_load", "unit": "kN"}],
        (f"A column {number(length)} m long is {_ENDS[ends]}. E = 200 GPa and I = {inertia}·10^6 mm^4.",),
        ("Euler's critical load",),
        {"ends": "-".join(ends)},
    )


def _vibration(rng: Draw) -> Draft:
    ends = rng.choice(list(_ENDS))
    length, stiffness, mass = (
        rng.choice((3.0, 4.0, 5.0, 8.0)),
        100 * rng.randint(10, 200),
        rng.randint(5, 60) / 100,
    )
    spec = {
        "type": "beam_vibration",
        "length": length,
        "EI": stiffness,
        "mass_per_length": mass,
        "ends": list(ends),
    }
    return Draft(
        spec,
        [{"key": "f_1", "kind": "natural_frequency", "unit": "Hz", "mode": 1}],
        (
            f"A uniform beam {number(length)} m long is {_ENDS[ends]}.",
            f"EI = {stiffness} kN·m² and its mass is {number(mass)} t/m.",
        ),
        ("the first natural frequency of bending",),
        {"ends": "-".join(ends)},
    )


def _moving_load(rng: Draw) -> Draft:
    length, first, second, apart = (
        rng.randint(8, 24),
        rng.randint(20, 120),
        rng.randint(20, 120),
        rng.randint(1, 5),
    )
    spec = {
        "type": "moving_load",
        "length": length,
        "axles": [{"P": first, "offset": 0}, {"P": second, "offset": -apart}],
        "both_directions": True,
    }
    given = (
        f"A vehicle crosses a simply supported beam of span {length} m in both directions.",
        f"It has two axles of {first} kN and {second} kN, {apart} m apart.",
    )
    asked: list[Item] = [
        {"key": "M_max", "kind": "envelope_moment", "unit": "kN*m", "sign": "abs"},
        {"key": "V_max", "kind": "envelope_shear", "unit": "kN", "sign": "abs"},
    ]
    return Draft(spec, asked, given, ("the largest bending moment anywhere", "the largest shear force anywhere"))


def _deflection_limit(rng: Draw) -> Draft:
    length, load, stiffness = rng.randint(4, 10), rng.randint(2, 20), 1000 * rng.randint(5, 60)
    share = rng.choice((200, 250, 300, 360))
    spec = {
        "type": "deflection_limit",
        "length": length,
        "EI": stiffness,
        "w": -load,
        "limit": f"L/{share}",
    }
    asked: list[Item] = [
        {"key": "delta_max", "kind": "max_abs_deflection", "unit": "mm", "sign": "abs"},
        {"key": "delta_allow", "kind": "deflection_limit", "unit": "mm"},
        {"key": "eta", "kind": "utilisation"},
    ]
    given = (
        f"A simply supported beam of span {length} m carries {load} kN/m over its whole length.",
        f"EI = {stiffness} kN·m². Its deflection may be L/{share}.",
    )
    wanted = (
        "the largest deflection",
        "the allowable deflection",
        "the utilisation (deflection over allowable deflection)",
    )
    return Draft(spec, asked, given, wanted)


FAMILIES = {
    family.name: family
    for family in (
        Family("truss", "plane trusses of two to four panels", truss),
        Family("portal-frame", "portal frames, fixed or pinned: indeterminate", portal_frame),
        Family("cantilever-frame", "a post with an arm, fixed below", cantilever_frame),
        Family("bar", "stepped bars under an axial force", _bar),
        Family("section", "figures of cross-sections", _section),
        Family("section-stress", "bending and shear stress in a section", _section_stress),
        Family("plane-stress", "principal stresses and von Mises", _plane_stress),
        Family("column", "Euler's critical load", _column),
        Family("vibration", "first natural frequency", _vibration),
        Family("moving-load", "two axles on a beam", _moving_load),
        Family("deflection-limit", "deflection against a limit", _deflection_limit),
    )
}
