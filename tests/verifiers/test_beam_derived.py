"""Stress, deflection limit and buckling load of a beam, against textbook formulas and a finite element column."""

import json
import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sandbox.refusing import RefusingSandbox
from verifiers.beam.verifier import BeamVerifier
from verifiers.errors import UnusableSpec
from verifiers.registry import Registry
from verifiers.verdict import Verdict

NOWHERE = RefusingSandbox("not needed")
UNITS = {"force": "kN", "length": "m"}
STEEL = 200e6  # kN/m²
PINNED = [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 6}]
CANTILEVER = [{"id": "A", "type": "fixed", "x": 0}]
FLOOR: dict[str, Any] = {
    "units": UNITS,
    "length": 6,
    "E": STEEL,
    "section": {"shape": "rectangle", "b": 100, "h": 300, "unit": "mm"},
    "limit": "L/360",
    "supports": PINNED,
    "loads": [{"type": "dist", "x1": 0, "x2": 6, "w1": -10, "w2": -10}],
}
SIGMA = {"key": "sigma_max", "kind": "bending_stress", "unit": "MPa"}
TAU = {"key": "tau_max", "kind": "shear_stress", "unit": "MPa"}
ALLOWED = {"key": "delta_allow", "kind": "deflection_limit", "unit": "mm"}
SHARE = {"key": "eta", "kind": "utilisation"}
LOAD = {"key": "P_cr", "kind": "critical_load", "unit": "kN"}
FACTOR = {"key": "K", "kind": "effective_length_factor"}
MOMENT = {"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m"}
DEFLECTION = {"key": "delta_max", "kind": "max_abs_deflection", "unit": "mm"}
EVERYTHING = [MOMENT, SIGMA, TAU, DEFLECTION, ALLOWED, SHARE, LOAD, FACTOR]


def verifier(spec: dict[str, Any], asked: list[dict[str, Any]], **more: Any) -> BeamVerifier:
    made = Registry().parse(json.dumps({"kind": "beam", "spec": spec, "asked": asked, **more}).encode())
    assert isinstance(made, BeamVerifier)
    made.ensure_usable()
    return made


def judge(text: str, asked: list[dict[str, Any]] = EVERYTHING, **more: Any) -> Verdict:
    return verifier({**FLOOR, **more}, asked).verify(text, NOWHERE)


def truths(spec: dict[str, Any], *asked: dict[str, Any]) -> list[float]:
    """In SI units."""
    return [truth.values[0] for truth in verifier(spec, list(asked)).derived.truths]


# w L²/8 = 45 kN·m; 6 M/(b h²) = 30 MPa; 1.5 V/(b h) = 1.5 MPa; 5 w L⁴/(384 E I) = 3.75 mm; 6000/360 = 16.67 mm;
# 3.75/16.67 = 0.225; π² E I/L² = 12337 kN with I = b h³/12 = 2.25e8 mm⁴.
RIGHT = [
    "M_max = 45 kN·m, sigma_max = 30 MPa, tau_max = 1.5 MPa, delta_max = 3.75 mm, delta_allow = 16.67 mm,"
    " eta = 0.225, P_cr = 12337 kN, K = 1",
    "The maximum bending moment is 45 kN·m. The maximum bending stress is 30 MPa and the maximum shear stress is"
    " 1.5 MPa. The maximum deflection is 3.75 mm, below the allowable deflection of L/360 = 16.7 mm; the"
    " utilisation ratio is 22.5 %. Euler's critical load is 12.34 MN for an effective length of 6 m (K = 1.0).",
    "$\\sigma_{max} = \\frac{M_{max} c}{I} = 30\\ \\text{MPa}$\n$\\tau_{max} = \\frac{3V}{2A} = 1500$ kPa\n"
    "$\\delta_{max} = 3.75$ mm $< \\delta_{allow} = L/360 = 16.67$ mm\n"
    "$\\eta = \\delta_{max}/\\delta_{allow} = 0.225$\n"
    "$P_{cr} = \\frac{\\pi^2 EI}{(KL)^2} = 12337$ kN with K = 1\n$M_{max} = 45$ kN m",
    "δ_max = 3.75 mm ≤ L/360 = 16.67 mm, so δ_max / δ_allow = 0.225 < 1. σ_max = 30 N/mm² < σ_allow = 165 N/mm²,"
    " τ_max = 1.5 N/mm². K = 1, P_cr = 12337 kN. M_max = 45 kN·m",
    "| quantity | value |\n|---|---|\n| M_max | 45 kN·m |\n| σ_max | 30 MPa |\n| τ_max | 1.5 MPa |\n"
    "| δ_max | 3.75 mm |\n| δ_allow | 16.67 mm |\n| η | 0.225 |\n| P_cr | 12337 kN |\n| K | 1 |",
    '```json\n{"M_max": 45, "sigma_max": 30, "tau_max": 1.5, "delta_max": 3.75, "delta_allow": 16.67,'
    ' "eta": 0.225, "P_cr": 12337, "K": 1}\n```',
    "\\boxed{45}, \\boxed{30}, \\boxed{1.5}, \\boxed{3.75}, \\boxed{16.67}, \\boxed{0.225}, \\boxed{12337},"
    " \\boxed{1}",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_answers_earn_everything(text: str) -> None:
    verdict = judge(text)
    assert verdict.status == "correct", [(check.name, check.evidence) for check in verdict.checks if check.error]
    assert [check.name for check in verdict.checks] == [one["key"] for one in EVERYTHING]


@pytest.mark.parametrize(
    ("text", "asked", "error"),
    [
        ("sigma_max = 60 MPa", SIGMA, "wrong_answer"),
        ("sigma_max = 30 kN", SIGMA, "unit"),
        ("sigma_max = 30 kPa", SIGMA, "wrong_answer"),
        ("sigma_max = 30 or 40 MPa", SIGMA, "ambiguous"),
        ("It is not true that sigma_max = 30 MPa.", SIGMA, "missing"),
        ("If h were doubled, sigma_max would be 30 MPa.", SIGMA, "missing"),
        ("The allowable stress is 30 MPa.", SIGMA, "missing"),
        ("M_max = 30 kN·m", SIGMA, "missing"),
        ("delta_max = 16.67 mm", ALLOWED, "missing"),
        ("delta_allow = 3.75 mm", ALLOWED, "wrong_answer"),
        ("The allowable stress is 16.67 MPa.", ALLOWED, "missing"),
        ("eta = 4.44", SHARE, "wrong_answer"),
        ("P_cr = 3084 kN", LOAD, "wrong_answer"),
        ("The effective length is 6 m, the critical stress 411 MPa.", LOAD, "missing"),
    ],
)
def test_wrong_answers_are_told_apart(text: str, asked: dict[str, Any], error: str) -> None:
    verdict = judge(f"M_max = 45 kN·m. {text}" if asked is not SIGMA else text, [asked])
    assert [check.error for check in verdict.checks] == [error]
    assert verdict.score == 0


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The maximum bending stress of 30 MPa is less than the allowable 165 MPa.", SIGMA),
        ("sigma_max = 30 MPa. sigma_max is below 165 MPa, so the section is safe.", SIGMA),
        ("The bending stress is 30 MPa at midspan and does not exceed the yield stress of 235 MPa.", SIGMA),
        ("The maximum bending stress is 30 MPa. The maximum shear stress is 1.5 MPa.", SIGMA),
        ("The ratio of the deflection to the allowable deflection is 0.225.", SHARE),
        ("The utilisation is 0.225, less than 1. Poisson's ratio is 0.3.", SHARE),
        ("3.75 mm is within the allowable deflection of 16.7 mm.", ALLOWED),
    ],
)
def test_what_a_value_is_compared_with_is_not_its_own(text: str, asked: dict[str, Any]) -> None:
    assert judge(text, [asked]).status == "correct"


def test_each_make_of_quantity_keeps_its_own_value() -> None:
    verdict = judge(
        "M_max = 45 kN·m and sigma_max = 45 MPa. The deflection is 16.67 mm.", [MOMENT, SIGMA, DEFLECTION]
    )
    assert [check.error for check in verdict.checks] == [None, "wrong_answer", "wrong_answer"]
    assert verdict.status == "partial"
    assert verdict.score == pytest.approx(1 / 3)
    boxed = judge("M_max = 45 kN·m. Thus \\boxed{30 MPa}", [MOMENT, SIGMA])
    assert [check.error for check in boxed.checks] == [None, "missing"]
    assert judge("I do not know.").status == "no_answer"


def test_stresses_of_an_unsymmetric_section_have_two_sides() -> None:
    # A T, flange on top, hogging along a cantilever of 2 m under 5 kN: M = -10 kN·m, tension above.
    section = {"shape": "T", "b": 120, "h": 200, "t_f": 20, "t_w": 10, "unit": "mm"}
    flange, web = 120 * 20, 10 * 180
    centre = (flange * 190 + web * 90) / (flange + web)
    inertia = 120 * 20**3 / 12 + flange * (190 - centre) ** 2 + 10 * 180**3 / 12 + web * (90 - centre) ** 2
    above, below = 10e6 * (200 - centre) / inertia, 10e6 * centre / inertia
    load = [{"type": "point", "x": 2, "Fy": -5}]
    spec = {"units": UNITS, "length": 2, "section": section, "supports": CANTILEVER, "loads": load}
    pulled = {**SIGMA, "key": "s_t", "sign": "tension"}
    pushed = {**SIGMA, "key": "s_c", "sign": "compression"}
    found = truths(spec, pulled, pushed, SIGMA)
    assert found == pytest.approx([above * 1e6, -below * 1e6, -below * 1e6], rel=1e-12)
    judged = verifier(spec, [pulled, pushed]).verify(
        f"The maximum tensile stress is {above:.5g} MPa and the maximum compressive stress is {below:.5g} MPa.",
        NOWHERE,
    )
    assert judged.status == "correct"
    swapped = verifier(spec, [pulled, pushed]).verify(f"s_t = {below:.5g} MPa, s_c = {above:.5g} MPa", NOWHERE)
    assert [check.error for check in swapped.checks] == ["wrong_answer", "wrong_answer"]
    turned = verifier(spec, [pulled]).verify(f"s_t = {above:.5g} MPa (compression)", NOWHERE)
    assert [check.error for check in turned.checks] == ["sign"]


def test_shear_stress_of_a_circle_and_units_of_another_make() -> None:
    # 4 V/(3 A) in psi: V = 1.5 kip, d = 4 in.
    spec = {
        "units": {"force": "kip", "length": "ft"},
        "length": 10,
        "section": {"shape": "circle", "d": 4, "unit": "in"},
        "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 10}],
        "loads": [{"type": "point", "x": 5, "Fy": -3}],
    }
    psi = 4 * 1500 / (3 * math.pi * 4**2 / 4)
    assert verifier(spec, [{**TAU, "unit": "psi"}]).verify(f"tau_max = {psi:.4g} psi", NOWHERE).status == "correct"
    # M = 7.5 kip·ft, σ = 32 M/(π d³) in base units where no unit is asked for.
    ksf = 32 * 7.5 / (math.pi * (4 / 12) ** 3)
    bare = {"key": "s", "kind": "bending_stress"}
    assert verifier(spec, [bare]).verify(f"s = {ksf:.5g}", NOWHERE).status == "correct"


def test_the_section_gives_the_stiffness_where_i_is_left_out() -> None:
    by_section = judge("delta_max = 3.75 mm", [DEFLECTION])
    twice = judge("delta_max = 1.875 mm", [DEFLECTION], I=2 * 0.1 * 0.3**3 / 12)
    assert (by_section.status, twice.status) == ("correct", "correct")


def column(held: list[int]) -> float:
    """P_cr L²/EI by 16 elements of bending and geometric stiffness; ``held`` are the degrees of freedom held."""
    count, length = 16, 1 / 16
    a, b = 6 * length, length**2
    bending = (
        np.array([[12, a, -12, a], [a, 4 * b, -a, 2 * b], [-12, -a, 12, -a], [a, 2 * b, -a, 4 * b]]) / length**3
    )
    c = 3 * length
    geometric = np.array([[36, c, -36, c], [c, 4 * b, -c, -b], [-36, -c, 36, -c], [c, -b, -c, 4 * b]]) / (
        30 * length
    )
    stiff, soft = np.zeros((2, 2 * count + 2, 2 * count + 2))
    for n in range(count):
        part = slice(2 * n, 2 * n + 4)
        stiff[part, part] += bending
        soft[part, part] += geometric
    free = [n for n in range(2 * count + 2) if n not in [one % (2 * count + 2) for one in held]]
    loads = np.linalg.eigvals(np.linalg.solve(stiff[np.ix_(free, free)], soft[np.ix_(free, free)]))
    return 1 / float(max(loads.real))


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        ("pin", "roller", [0, -2]),
        ("fixed", None, [0, 1]),
        ("fixed", "fixed", [0, 1, -2, -1]),
        ("fixed", "roller", [0, 1, -2]),
        ("roller", "fixed", [0, -2, -1]),
        ("fixed", "guided", [0, 1, -1]),
    ],
)
def test_euler_loads_are_those_of_finite_elements(first: str, last: str | None, held: list[int]) -> None:
    supports = [{"id": "A", "type": first, "x": 0}, *([{"id": "B", "type": last, "x": 4}] if last else [])]
    spec = {"units": UNITS, "length": 4, "E": STEEL, "I": 8e-6, "supports": supports, "loads": []}
    expected = column(held) * STEEL * 8e-6 / 4**2
    load, factor = truths(spec, LOAD, FACTOR)
    assert load / 1000 == pytest.approx(expected, rel=1e-4)
    assert factor == pytest.approx(math.pi / math.sqrt(column(held)), rel=1e-4)


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {**{name: value for name, value in FLOOR.items() if name not in names}, **more}


OVERHANG = [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 4}]
STEPPED = [{"x1": 0, "x2": 3, "I": 1e-4}]


@pytest.mark.parametrize(
    ("spec", "asked", "says"),
    [
        (without("section"), SIGMA, "'sigma_max' needs section"),
        (without("section"), TAU, "'tau_max' needs section"),
        (without("limit"), ALLOWED, "'delta_allow' needs limit"),
        (without("limit"), SHARE, "'eta' needs limit"),
        (without("E"), SHARE, "'eta' needs E"),
        (without("E"), LOAD, "'P_cr' needs E"),
        (without("units", section={"shape": "circle", "d": 1}), SIGMA, "with units"),
        (without(section={"shape": "tube", "d": 90, "unit": "mm"}), SIGMA, "needs t"),
        (without(section={"shape": "circle", "d": 90, "unit": "kN"}), SIGMA, "not a unit of that kind"),
        (without(limit="L/0"), ALLOWED, "L/0"),
        (without(supports=OVERHANG), ALLOWED, "which span is L"),
        (without(supports=OVERHANG), LOAD, "held at their ends"),
        (without(segments=STEPPED), LOAD, "one EI"),
        (without(section={"shape": "tube", "d": 1e-90, "t": 1e-91}), SIGMA, "too large or too small|positive"),
        (without("E", section={"shape": "built_up"}), SIGMA, "needs parts"),
        (
            without(units={"force": "kilonewtons", "length": "millimetres"}),
            {"key": "s", "kind": "shear_stress"},
            "unit",
        ),
        (FLOOR, {**SIGMA, "unit": "kN"}, "does not fit"),
        (FLOOR, {**SIGMA, "x": 3}, "whole beam"),
        (FLOOR, {**TAU, "sign": "tension"}, "no sign 'tension'"),
        (FLOOR, {**MOMENT, "sign": "tension"}, "no sign 'tension'"),
    ],
)
def test_what_is_missing_is_named(spec: dict[str, Any], asked: dict[str, Any], says: str) -> None:
    with pytest.raises(UnusableSpec, match=says) as refused:
        verifier(spec, [asked])
    assert refused.value.field == "spec"


def test_a_limit_must_be_a_length_or_a_share() -> None:
    with pytest.raises(ValidationError, match="limit"):
        verifier(without(limit="H/360"), [ALLOWED])
    named = [f"limit{n}" for n in range(20)]
    assert truths(FLOOR, {**ALLOWED, "aliases": named}) == [pytest.approx(1 / 60)]
    assert truths(without(limit=0.02, supports=OVERHANG), ALLOWED) == [0.02]
    assert truths(without(limit="2L/360", supports=CANTILEVER), ALLOWED) == [pytest.approx(12 / 360)]


def test_a_ground_truth_that_the_beam_contradicts_is_refused() -> None:
    verifier(FLOOR, EVERYTHING, ground_truth={"sigma_max": 30, "M_max": 45, "K": "1"})
    for wrong in ({"sigma_max": 31}, {"sigma_max": "x"}, {"M_max": 46}, {"other": 1}):
        with pytest.raises(UnusableSpec, match="gold_conflict"):
            verifier(FLOOR, EVERYTHING, ground_truth=wrong)
