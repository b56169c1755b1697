from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.feedback import feedback
from rewards.score import parse, score
from tests.nowhere import NOWHERE
from tests.verifiers import beam_wordings as w
from tests.verifiers.beams import point, simply_supported, solved
from verifiers.beam.equilibrium import Reactions, residual, sum_of_forces, sum_of_moments
from verifiers.beam.verifier import BeamVerifier
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict

PROPPED: dict[str, Any] = {
    "units": {"force": "kN", "length": "m"},
    "length": 8,
    "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": 8}],
    "loads": [{"type": "dist", "x1": 0, "x2": 8, "w1": -1, "w2": -1}],
}
PROPPED_ASKED = [*w.REACTIONS, w.WALL[1]]


def judge(spec: dict[str, Any], asked: list[dict[str, Any]], completion: str, **options: Any) -> Verdict:
    fields = {"kind": "beam", "spec": spec, "asked": asked, **options}
    return BeamVerifier.model_validate(fields).verify(completion, NOWHERE)


def simple(completion: str, **options: Any) -> list[str | None]:
    """The evidence on R_A and R_B of 9 kN at a third of 6 m: 6 kN and 3 kN."""
    return [check.evidence for check in judge(w.SIMPLE, w.REACTIONS, completion, **options).checks]


@pytest.mark.parametrize(
    ("completion", "first", "second"),
    [
        ("R_A = 6 kN, R_B = 3 kN", "found 6 kN", "found 3 kN"),
        ("R_A = 3 kN, R_B = 6 kN", "R_A and R_B are swapped", "R_A and R_B are swapped"),
        ("R_A = 6000 kN, R_B = 3 kN", "factor 1000: kN for N", "found 3 kN"),
        ("R_A = 6, R_B = 0.003", "found 6", "factor 1000: kN for MN"),
        ("R_A = -6 kN, R_B = 3 kN", "found -6 kN: sign convention: upward is positive", "found 3 kN"),
        ("R_A = 6 kN", "found 6 kN", "not stated"),
        ("R_A = 6 m, R_B = 3 kN", "found 6 m: the unit does not measure", "found 3 kN"),
        ("R_A = 6 kN or 7 kN, R_B = 3 kN", "more than one value", "found 3 kN"),
        ("R_A = 6.2 kN, R_B = 3 kN", "close, but off by more than the tolerance of 1 %", "found 3 kN"),
        ("R_A = 8 kN, R_B = 3 kN", "ΣF_y is off by 2 kN", "found 3 kN"),
        ("R_A = 6 kN, R_B = 5 kN", "found 6 kN", "ΣF_y is off by 2 kN; ΣM about A is off by 12 kN·m"),
        ("R_A = 60 kN, R_B = 3 kN", "off by a factor of 10", "found 3 kN"),
    ],
)
def test_evidence_names_what_is_violated(completion: str, first: str, second: str) -> None:
    evidence = simple(completion)
    assert first in (evidence[0] or "")
    assert second in (evidence[1] or "")


def test_hidden_evidence_tells_what_was_found_only() -> None:
    assert simple("R_A = 3 kN, R_B = 6 kN", hidden=True) == ["found 3 kN", "found 6 kN"]
    assert simple("R_A = 3 kN", hidden=True) == ["found 3 kN", None]


def test_feedback_repeats_the_evidence() -> None:
    said = feedback(judge(w.SIMPLE, w.REACTIONS, "R_A = 3 kN, R_B = 6 kN"), "full")
    assert said is not None
    assert "R_A: wrong_answer (found 3 kN: R_A and R_B are swapped" in said


def test_evidence_never_holds_what_would_be_right() -> None:
    spec = simply_supported(7, point(3, -97.3), units={"force": "kN", "length": "m"})
    for completion in ("R_A = 5, R_B = 4", "R_A = 41.7, R_B = 55.6", "R_A = 7", "R_A = 600 m", "R_A = -55.6"):
        for check in judge(spec, w.REACTIONS, completion).checks:
            evidence = (check.evidence or "").replace("found 55.6", "").replace("found -55.6", "")
            assert "55.6" not in evidence.replace("found 41.7", "")


def test_in_symbols_evidence_says_which_sum_is_not_zero() -> None:
    evidence = [check.evidence for check in judge(w.SYMBOLIC, w.FORCES, "R_A = P, R_B = P a/L").checks]
    assert "ΣF_y is not zero" in (evidence[0] or "")
    assert "ΣM" not in (evidence[0] or "")


def test_reactions_in_equilibrium_may_still_not_fit_the_supports() -> None:
    wrong = "R_A = 4 kN, R_B = 4 kN, M_A = 0"
    evidence = judge(PROPPED, PROPPED_ASKED, wrong).checks[0].evidence
    assert "equilibrium holds" in (evidence or "")


def test_sums_over_the_true_reactions_are_zero_on_the_whole_beam_and_left_of_hinges() -> None:
    spec = {
        "length": 9,
        "hinges": [5],
        "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": 9}],
        "loads": [{"type": "dist", "x1": 2, "x2": 8, "w1": -1, "w2": -4}, {"type": "moment", "x": 3, "M": 7}],
    }
    solution = solved(spec)
    true = Reactions(
        {name: float(reaction.vertical) for name, reaction in solution.reactions.items()},
        {"A": float(solution.reactions["A"].couple)},
    )
    assert sum_of_forces(solution.beam, true) == pytest.approx(0, abs=1e-9)
    assert sum_of_moments(solution.beam, true, 1.5) == pytest.approx(0, abs=1e-9)
    assert sum_of_moments(solution.beam, true, 5.0, 5.0) == pytest.approx(0, abs=1e-9)
    assert residual(solution, true) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", ["pin", "spring", "fixed"])
def test_the_residual_sees_reactions_in_equilibrium_that_move_a_support(kind: str) -> None:
    middle = {"id": "B", "type": kind, "x": 3, **({"ky": 5.0} if kind == "spring" else {})}
    spec = {
        "length": 7,
        "supports": [{"id": "A", "type": "pin", "x": 0}, middle, {"id": "C", "type": "roller", "x": 7}],
        "loads": [point(5, -4), {"type": "dist", "x1": 0, "x2": 3, "w1": -1, "w2": -1}],
    }
    solution = solved(spec)
    true = {name: float(reaction.vertical) for name, reaction in solution.reactions.items()}
    couples = {"B": float(solution.reactions["B"].couple)} if kind == "fixed" else {}
    assert residual(solution, Reactions(true, couples)) == pytest.approx(0, abs=1e-8)
    moved = {"A": true["A"] + 1 * 4 / 7, "B": true["B"] - 1, "C": true["C"] + 1 * 3 / 7}
    assert sum_of_moments(solution.beam, Reactions(moved, couples), 0.0) == pytest.approx(0, abs=1e-9)
    assert residual(solution, Reactions(moved, couples)) > 0.01


def test_equilibrium_earns_less_than_one_right_entry() -> None:
    asked = [*PROPPED_ASKED, {"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m"}]
    text = "R_A = 4 kN, R_B = 4 kN, M_A = 0, M_max = 3 kN·m"
    assert judge(PROPPED, asked, text).score == 0
    verdict = judge(PROPPED, asked, text, residual=0.5)
    assert verdict.status in ("partial", "incorrect")
    assert 0 <= (verdict.score or 0) <= 0.5 / 4
    closer = judge(PROPPED, asked, "R_A = 5.1 kN, R_B = 2.9 kN, M_A = 8.8, M_max = 3 kN·m", residual=0.5)
    assert (verdict.score or 0) < (closer.score or 0) <= 0.5 / 4


def test_equal_shares_do_not_pay() -> None:
    """R = W/n satisfies ΣF whatever the beam: that is worth little, and nothing under ``binary``."""
    verdict = judge(w.SIMPLE, w.REACTIONS, "R_A = 4.5 kN, R_B = 4.5 kN", residual=0.5)
    assert 0 < (verdict.score or 0) < 0.25
    assert verdict.score == pytest.approx(0.25 * (1 - 9 / 54))
    assert score([verdict], parse(b'"binary"'))[0].reward == 0
    assert score([verdict], parse(b'"dense"'))[0].reward == pytest.approx(verdict.score)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(-100, 100))
def test_the_residual_never_reaches_another_right_entry(r_a: float, r_b: float, m_a: float) -> None:
    text = f"R_A = {r_a:.3f} kN, R_B = {r_b:.3f} kN, M_A = {m_a:.3f} kN·m"
    weights = (3.0, 1.0, 2.0)
    asked = [dict(one, weight=weight) for one, weight in zip(PROPPED_ASKED, weights, strict=True)]
    plain = judge(PROPPED, asked, text).score or 0.0
    extra = (judge(PROPPED, asked, text, residual=0.5).score or 0.0) - plain
    assert -1e-12 <= extra <= 0.5 * min(weights) / sum(weights) + 1e-12


BEAMPERL: dict[str, Any] = w.IN_P  # 13 P at a third: 26/3 P and 13/3 P


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        ("x\n</think>\n\\boxed{8.6667P, 4.3333P}", 1.0),
        ("x\n</think>\n\\boxed{\\frac{26P}{3}} and \\boxed{\\dfrac{13 P}{3}}", 1.0),
        ("x\n</think>\n\\boxed{R_A = 4.3333*P, R_B = 26/3P}", 1.0),
        ("x</think>\\boxed{8.6667P, 4.3333P}", 0.667),
        ("x\n</think>\n\\boxed{banana}", 0.333),
        ("x\n</think>\n\\boxed{}", 0.0),
        ("\\boxed{8.6667P, 4.3333P}", 0.0),
        ("x\n</think>\n\\boxed{8.667P, 4.333P}", 0.333),
        ("x\n</think>\n\\boxed{26P/3, 13P/3}", 0.333),
        ("x\n</think>\n\\boxed{8.6667P, 4.3333P", 0.0),
    ],
)
def test_beamperl_scores_are_those_of_the_paper_with_their_holes(completion: str, expected: float) -> None:
    verdict = judge(BEAMPERL, w.SHARES, completion, compatible_with="beamperl")
    assert verdict.score == pytest.approx(expected)
    assert score([verdict], parse(b'"weighted"'))[0].reward == pytest.approx(expected)


def test_a_dump_of_all_coefficients_fools_beamperl_and_not_us() -> None:
    grid = ", ".join(f"{n // 100}.{n % 100:02d}P" for n in range(1000))
    spec = dict(BEAMPERL, loads=[{"type": "point", "x": "3*L", "Fy": "-12*P"}])
    dump = f"x\n</think>\n\\boxed{{{grid}}}"
    assert judge(spec, w.SHARES, dump, compatible_with="beamperl").status == "correct"
    assert judge(spec, w.SHARES, dump).score == 0


def test_beamperl_rewards_are_refused_where_answers_are_no_multiples_of_p() -> None:
    fields = {"kind": "beam", "spec": w.SIMPLE, "asked": w.REACTIONS, "compatible_with": "beamperl"}
    with pytest.raises(UnusableSpec, match="no multiple of P"):
        BeamVerifier.model_validate(fields).ensure_usable()


@pytest.mark.parametrize(
    ("truth", "conflict"),
    [
        ({"R_A": 6, "R_B": 3.0}, None),
        ({"R_A": "6 kN", "R_B": "3000 N"}, None),
        ({"R_A": 6.5}, "'R_A' is not what the beam gives"),
        ({"R_C": 6}, "'R_C' is not asked for"),
        ({"R_A": "six or so"}, "'R_A' is not what the beam gives"),
    ],
)
def test_a_ground_truth_that_the_beam_contradicts_is_refused(truth: dict[str, Any], conflict: str | None) -> None:
    fields = {"kind": "beam", "spec": w.SIMPLE, "asked": w.REACTIONS, "ground_truth": truth}
    verifier = BeamVerifier.model_validate(fields)
    if conflict is None:
        verifier.ensure_usable()
        return
    with pytest.raises(UnusableSpec, match="gold_conflict") as refused:
        verifier.ensure_usable()
    assert conflict in refused.value.reason


def test_a_ground_truth_may_be_a_formula() -> None:
    fields = {"kind": "beam", "spec": w.SYMBOLIC, "asked": w.FORCES, "ground_truth": {"R_A": "P*(L-a)/L"}}
    BeamVerifier.model_validate(fields).ensure_usable()
    with pytest.raises(UnusableSpec, match="gold_conflict"):
        BeamVerifier.model_validate({**fields, "ground_truth": {"R_A": "P*a/L"}}).ensure_usable()
