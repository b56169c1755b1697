"""Answers about structures in many wordings: right ones earn 1, wrong ones say what is wrong."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sandbox.refusing import RefusingSandbox
from verifiers.errors import UnusableSpec
from verifiers.registry import Registry
from verifiers.structure.verifier import StructureVerifier
from verifiers.verdict import Verdict

NOWHERE = RefusingSandbox("not needed")
TRUSS: dict[str, Any] = {
    "type": "truss",
    "units": {"force": "kN", "length": "m"},
    "nodes": {"A": [0, 0], "B": [8, 0], "C": [4, 3]},
    "members": [{"from": "A", "to": "B"}, {"from": "A", "to": "C"}, {"from": "B", "to": "C"}],
    "supports": [{"node": "A", "ux": True, "uy": True}, {"node": "B", "uy": True}],
    "loads": [{"node": "C", "Fy": -36}],
}
FORCES: list[dict[str, Any]] = [
    {"key": "N_AB", "kind": "axial_force", "member": ["A", "B"], "unit": "kN", "sign": "tension"},
    {"key": "N_AC", "kind": "axial_force", "member": ["A", "C"], "unit": "kN", "sign": "tension"},
    {"key": "V_A", "kind": "reaction_force", "node": "A", "unit": "kN", "sign": "up"},
]
# By joints: N_AC = -18 / (3/5) = -30, N_AB = 30 · 4/5 = 24, V_A = 18.


def verifier(spec: dict[str, Any] = TRUSS, asked: list[dict[str, Any]] = FORCES, **more: Any) -> StructureVerifier:
    made = Registry().parse(json.dumps({"kind": "structure", "spec": spec, "asked": asked, **more}).encode())
    assert isinstance(made, StructureVerifier)
    made.ensure_usable()
    return made


def judge(text: str, **more: Any) -> Verdict:
    return verifier(**more).verify(text, NOWHERE)


def errors(text: str, **more: Any) -> list[str | None]:
    return [check.error for check in judge(text, **more).checks]


RIGHT = [
    "N_AB = 24 kN, N_AC = -30 kN, V_A = 18 kN",
    "AB = 24 kN (T)\nAC = 30 kN (C)\nA_y = 18 kN ↑",
    "Member AB carries 24 kN in tension and member AC carries 30 kN in compression. V_A is 18 kN.",
    "- **AB**: 24 kN (tension)\n- **AC**: 30 kN (compression)\n- **V_A**: 18 kN (upward)",
    "$F_{AB} = 24\\ \\text{kN (T)}$, $F_{AC} = 30\\ \\text{kN (C)}$ and $R_A = 18\\ \\text{kN}$",
    "| member | force |\n|---|---|\n| AB | 24 kN |\n| AC | -30 kN |\n| V_A | 18 kN |",
    '```json\n{"N_AB": 24, "N_AC": -30, "V_A": 18}\n```',
    '{"N_AB": {"value": 24000, "unit": "N"}, "N_AC": {"value": -30000, "unit": "N"}, "V_A": "18 kN"}',
    "<think>N_AB = 20 kN? no</think>N_AB = 24 kN; N_BA is the same. N_CA = -30 kN; R_A = 18 kN",
    "The force in BA is 24 kN tensile, that in CA is 30 kN compressive; the reaction at A is 18 kN upward.",
    "\\boxed{24\\text{ kN}}, \\boxed{-30\\text{ kN}}, \\boxed{18\\text{ kN}}",
    "N_{AB} = 30 \\cdot \\frac{4}{5} = 24 kN\nN_{AC} = -\\frac{18}{3/5} = -30 kN\nV_A = 36/2 = 18 kN",
    "I first got N_AB = 20 kN. Scratch that. N_AB = 24 kN, N_AC = -30 kN, V_A = 18 kN",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_answers_are_read_in_whatever_way_they_are_written(text: str) -> None:
    verdict = judge(text)
    assert verdict.status == "correct", [(c.name, c.error, c.evidence) for c in verdict.checks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N_AB = 24 kN (C), N_AC = 30 kN (T), V_A = 18 kN", ["sign", "sign", None]),
        ("N_AB = 24 kN, N_AC = 30 kN, V_A = 18 kN", [None, "sign", None]),
        ("N_AB = 24 MPa, N_AC = -30 kN, V_A = 18 kN", ["unit", None, None]),
        ("N_AB = 24 N, N_AC = -30 kN, V_A = 18 kN", ["wrong_answer", None, None]),
        ("N_AB = -30 kN, N_AC = 24 kN, V_A = 18 kN", ["wrong_answer", "wrong_answer", None]),
        ("N_AB is not 24 kN. N_AC = -30 kN, V_A = 18 kN", ["missing", None, None]),
        ("Suppose N_AB = 24 kN. N_AC = -30 kN, V_A = 18 kN", ["missing", None, None]),
        ("N_AB = 24 kN or 12 kN, N_AC = -30 kN, V_A = 18 kN", ["ambiguous", None, None]),
        ("N_AC = -30 kN and V_A = 18 kN", ["missing", None, None]),
        ("The truss carries 24 kN.", ["missing"] * 3),
    ],
)
def test_a_wrong_answer_says_what_is_wrong(text: str, expected: list[str | None]) -> None:
    found = errors(text)
    assert [one for one, want in zip(found, expected, strict=True) if want is None] == [None] * expected.count(
        None
    )
    assert all(one is not None for one, want in zip(found, expected, strict=True) if want is not None)


def test_a_verifier_is_the_same_after_its_way_to_a_judging_process() -> None:
    made = verifier()
    again = Registry().parse(made.model_dump_json(exclude_unset=True).encode())
    assert again.verify("N_AB = 24 kN, N_AC = -30 kN, V_A = 18 kN", NOWHERE).status == "correct"


def test_an_answer_without_any_value_is_no_answer() -> None:
    assert judge("I cannot solve this truss.").status == "no_answer"


def test_the_score_is_the_weighted_share_that_is_right() -> None:
    asked = [{**FORCES[0], "weight": 3}, {**FORCES[1], "weight": 1}]
    assert judge("N_AB = 24 kN, N_AC = 7 kN", asked=asked).score == pytest.approx(0.75)


def test_hidden_evidence_says_what_was_found_and_nothing_else() -> None:
    check = judge("N_AB = 24 kN (C)", asked=FORCES[:1], hidden=True).checks[0]
    assert check.error == "sign"
    assert check.evidence == "found 24 kN"


KN_M = {"length": "mm", "force": "kN", "moment": "kN*m"}
COLUMN = {"type": "column", "length": 5, "EI": 2000, "ends": ["fixed", "pinned"]}
OTHERS: list[tuple[dict[str, Any], list[dict[str, Any]], str, str]] = [
    (
        COLUMN,
        [{"key": "P_cr", "kind": "critical_load", "unit": "kN"}],
        "The Euler buckling load is P_cr = π²EI/(KL)² ≈ 1.615 MN.",
        "P_cr = 789.6 kN",
    ),
    (
        {"type": "section", "shape": "rectangle", "b": 100, "h": 200},
        [{"key": "I", "kind": "second_moment_strong", "unit": "mm^4"}],
        "I = bh³/12 = 6.667 × 10^7 mm⁴",
        "I = 6.667 × 10^6 mm⁴",
    ),
    (
        {"type": "section", "shape": "rectangle", "b": 100, "h": 200},
        [{"key": "I", "kind": "second_moment_strong", "unit": "mm^4"}],
        "The second moment of area is \\boxed{6667\\ \\text{cm}^4}.",
        "\\boxed{6667\\ \\text{mm}^4}",
    ),
    (
        {"type": "plane_stress", "sigma_x": 80, "sigma_y": 0, "tau_xy": 30},
        [
            {"key": "s1", "kind": "principal_stress", "rank": 1, "unit": "MPa"},
            {"key": "s2", "kind": "principal_stress", "rank": 2, "unit": "MPa"},
        ],
        "The principal stresses are $\\sigma_1 = 90$ MPa and $\\sigma_2 = -10$ MPa.",
        "$\\sigma_1 = -10$ MPa and $\\sigma_2 = 90$ MPa",
    ),
    (
        {"type": "beam_vibration", "length": 4, "EI": 1800, "mass_per_length": 0.05},
        [{"key": "f1", "kind": "natural_frequency", "unit": "Hz"}],
        "The first natural frequency is 18.63 Hz.",
        "The second natural frequency is 74.5 Hz.",
    ),
    (
        {"type": "deflection_limit", "length": 6, "EI": 20000, "w": -12, "limit": "L/360"},
        [{"key": "delta", "kind": "max_abs_deflection", "unit": "mm"}],
        "δ_max = 5wL⁴/(384EI) = 10.1 mm, which is below the limit L/360 = 16.7 mm.",
        "The limit is L/360 = 10.1 mm.",
    ),
    (
        {"type": "deflection_limit", "length": 6, "EI": 20000, "w": -12, "limit": "L/360"},
        [
            {"key": "delta", "kind": "max_abs_deflection", "unit": "mm"},
            {"key": "delta_allow", "kind": "deflection_limit", "unit": "mm"},
            {"key": "eta", "kind": "utilisation"},
        ],
        "δ_max = 10.1 mm < δ_allow = 16.7 mm, so δ_max / δ_allow = 0.607 < 1. The allowable stress is 165 MPa.",
        "δ_max = 10.1 mm < δ_allow = 10.1 mm, so δ_max / δ_allow = 1",
    ),
    (
        {"type": "section_stress", "shape": "T", "b": 120, "h": 200, "t_f": 20, "t_w": 10, "M": 10, "units": KN_M},
        [
            {"key": "s_t", "kind": "normal_stress", "unit": "MPa", "sign": "tension"},
            {"key": "s_c", "kind": "normal_stress", "unit": "MPa", "sign": "compression", "extreme": "min"},
        ],
        "The maximum tensile stress is 96.64 MPa and the maximum compressive stress is 34.72 MPa.",
        "The maximum tensile stress is 34.72 MPa and the maximum compressive stress is 96.64 MPa.",
    ),
    (
        COLUMN,
        [{"key": "P_cr", "kind": "critical_load", "unit": "kN"}],
        "Euler's buckling load is 1615 kN for an effective length of 3.5 m (K = 0.7).",
        "Euler's buckling load is 3.5 kN for an effective length of 1615 m (K = 0.7).",
    ),
]


@pytest.mark.parametrize(("spec", "asked", "right", "wrong"), OTHERS)
def test_other_kinds_of_problems_are_read_and_judged(
    spec: dict[str, Any], asked: list[dict[str, Any]], right: str, wrong: str
) -> None:
    verdict = judge(right, spec=spec, asked=asked)
    assert verdict.status == "correct", [(c.name, c.error, c.evidence) for c in verdict.checks]
    assert judge(wrong, spec=spec, asked=asked).status != "correct"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"members": TRUSS["members"][:2]}, "unstable"),
        ({"supports": TRUSS["supports"][1:]}, "unstable"),
        ({"loads": [{"node": "X", "Fy": -1}]}, "bad_spec"),
        ({"members": [*TRUSS["members"], {"from": "B", "to": "A"}]}, "bad_spec"),
        ({"units": {"force": "kg"}}, "bad_spec"),
    ],
)
def test_what_cannot_be_solved_is_refused_with_its_code(change: dict[str, Any], code: str) -> None:
    with pytest.raises(UnusableSpec, match=code):
        verifier(spec={**TRUSS, **change})


def test_a_ground_truth_that_contradicts_the_structure_is_refused() -> None:
    with pytest.raises(UnusableSpec, match="gold_conflict"):
        verifier(ground_truth={"N_AB": 25})
    verifier(ground_truth={"N_AB": 24.0, "N_AC": -30})


def test_too_many_members_are_refused() -> None:
    nodes = {f"n{n}": [n, n % 2] for n in range(202)}
    members = [{"from": f"n{n}", "to": f"n{n + 1}"} for n in range(201)]
    with pytest.raises(ValidationError):
        verifier(spec={**TRUSS, "nodes": nodes, "members": members})


def test_a_unit_that_does_not_fit_what_is_asked_is_refused() -> None:
    with pytest.raises(UnusableSpec, match="does not fit"):
        verifier(asked=[{**FORCES[0], "unit": "mm"}])
