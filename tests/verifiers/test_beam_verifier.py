import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.nowhere import NOWHERE
from tests.verifiers import beam_wordings as w
from tests.verifiers.beams import point, simply_supported
from tests.verifiers.pumping import ends_within
from verifiers.beam.verifier import BeamVerifier
from verifiers.errors import UnusableSpec
from verifiers.registry import Registry
from verifiers.verdict import Verdict

_WORDED = [
    (w.SIMPLE, w.REACTIONS, w.SIMPLE_REACTIONS_WORDED),
    (w.CANTILEVER, w.WALL, w.CANTILEVER_WALL_WORDED),
    (w.SIMPLE, w.LARGEST, w.SIMPLE_LARGEST_WORDED),
    (w.SIMPLE, w.PLACES, w.SIMPLE_PLACES_WORDED),
    (w.SYMBOLIC, w.FORCES, w.SYMBOLIC_FORCES_WORDED),
    (w.SYMBOLIC, w.MOMENT, w.SYMBOLIC_MOMENT_WORDED),
    (w.IN_P, w.SHARES, w.IN_P_SHARES_WORDED),
    (w.SIMPLE, w.CURVES, w.SIMPLE_CURVES_WORDED),
]
_CASES = [(spec, asked, text, right) for spec, asked, rows in _WORDED for text, right in rows]


def verifier(spec: dict[str, Any], asked: list[dict[str, Any]], **options: Any) -> BeamVerifier:
    return BeamVerifier.model_validate({"kind": "beam", "spec": spec, "asked": asked, **options})


def judge(spec: dict[str, Any], asked: list[dict[str, Any]], completion: str, **options: Any) -> Verdict:
    return verifier(spec, asked, **options).verify(completion, NOWHERE)


def simple(completion: str, **options: Any) -> Verdict:
    """9 kN at a third of 6 m: R_A is 6 kN, R_B 3 kN."""
    return judge(w.SIMPLE, w.REACTIONS, completion, **options)


def errors(verdict: Verdict) -> list[str | None]:
    return [check.error for check in verdict.checks]


@pytest.mark.parametrize(("spec", "asked", "text", "right"), _CASES, ids=[case[2][:60] for case in _CASES])
def test_answers_are_read_however_they_are_worded(
    spec: dict[str, Any], asked: list[dict[str, Any]], text: str, right: str
) -> None:
    verdict = judge(spec, asked, text)
    assert "".join("1" if check.passed else "0" for check in verdict.checks) == right


def test_each_asked_quantity_is_one_check_with_its_weight() -> None:
    asked = [dict(w.REACTIONS[0], weight=3), w.REACTIONS[1]]
    verdict = judge(w.SIMPLE, asked, "R_A = 6 kN, R_B = 4 kN")
    assert [(check.name, check.passed, check.weight) for check in verdict.checks] == [
        ("R_A", True, 3),
        ("R_B", False, 1),
    ]
    assert (verdict.status, verdict.score) == ("partial", 0.75)


@pytest.mark.parametrize(
    ("completion", "error"),
    [
        ("R_A = 6 m, R_B = 3 kN", "unit"),
        ("R_A = 600%, R_B = 3 kN", "unit"),
        ("R_A = -6 kN, R_B = 3 kN", "sign"),
        ("R_A = 6 kN downward, R_B = 3 kN", "sign"),
        ("R_A = 6 kN or 7 kN, R_B = 3 kN", "ambiguous"),
        ("R_A = 6 ± 1 kN, R_B = 3 kN", "ambiguous"),
        ("R_B = 3 kN", "missing"),
        ("R_A = 5 kN, R_B = 3 kN", "wrong_answer"),
        ("\\boxed{R_A = (6).__class__, R_B = 3}", "unparsable"),
        ("\\boxed{R_A = 9^{9^{9^{9}}}, R_B = 3}", "unparsable"),
    ],
)
def test_what_is_wrong_has_a_name(completion: str, error: str) -> None:
    assert errors(simple(completion)) == [error, None]


def test_nothing_found_is_no_answer() -> None:
    for completion in (
        "",
        "I cannot solve it.",
        "<think>R_A = 6 kN, R_B = 3 kN",
        "<think>R_A = 6, R_B = 3</think> ok",
    ):
        verdict = simple(completion)
        assert (verdict.status, verdict.score, verdict.answer) == ("no_answer", 0.0, None)


def test_what_comes_before_the_end_of_thinking_does_not_count() -> None:
    assert simple("<think>R_A = 1 kN</think>R_A = 6 kN, R_B = 3 kN").status == "correct"


def test_a_list_of_all_values_earns_nothing() -> None:
    grid = ", ".join(f"{value / 100:.2f}" for value in range(1200))
    assert simple(f"\\boxed{{{grid}}}").score == 0
    assert simple("\\boxed{6, 3, 6, 3}").score == 0


def test_a_single_value_stands_for_the_single_quantity() -> None:
    asked = [{"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m"}]
    assert judge(w.SIMPLE, asked, "The answer is \\boxed{12}.").status == "correct"
    assert judge(w.SIMPLE, asked, "Work gave \\boxed{5}. Later \\boxed{12 \\text{ kN·m}}.").status == "correct"
    assert judge(w.SIMPLE, asked, "Work gave \\boxed{12}. Later \\boxed{5}.").score == 0


def test_boxes_beat_prose_and_the_last_statement_wins() -> None:
    assert simple("\\boxed{R_A = 6, R_B = 3}. If the load doubled, R_A = 12 kN.").status == "correct"
    assert simple("\\boxed{R_A = 5, R_B = 3} no: \\boxed{R_A = 6, R_B = 3}").status == "correct"
    assert simple("\\boxed{R_A = 6, R_B = 3} no: \\boxed{R_A = 5, R_B = 3}").score == 0.5


def test_tolerance_is_relative_and_a_true_zero_needs_a_zero() -> None:
    assert simple("R_A = 6.059, R_B = 3").status == "correct"
    assert simple("R_A = 6.061, R_B = 3").score == 0.5
    assert simple("R_A = 6.059, R_B = 3", tolerance={"rel": 0.001}).score == 0.5
    couple = simply_supported(6, {"type": "moment", "x": 3, "M": 0}, point(0, -4))
    asked = [{"key": "R_B", "kind": "reaction_force", "at": "B"}]
    assert judge(couple, asked, "R_B = 0").status == "correct"
    assert judge(couple, asked, "R_B = 0.01").score == 0


def test_a_right_position_may_lie_anywhere_on_a_plateau_or_at_any_of_several_peaks() -> None:
    loads = [point(2, -5), point(4, -5)]
    asked = [{"key": "x", "kind": "max_abs_moment_x"}]
    spec = simply_supported(6, *loads)
    for x, score in ((2, 1), (3.1, 1), (4, 1), (4.2, 0), (1.5, 0)):
        assert judge(spec, asked, f"x = {x}").score == score


def test_either_limit_is_right_where_the_shear_jumps_unless_a_side_is_asked() -> None:
    asked = [{"key": "V(2)", "kind": "shear_at", "x": 2, "unit": "kN"}]
    assert [judge(w.SIMPLE, asked, f"V(2) = {v}").score for v in (6, -3, 1)] == [1, 1, 0]
    sided = [dict(asked[0], side="left")]
    assert [judge(w.SIMPLE, sided, f"V(2) = {v}").score for v in (6, -3)] == [1, 0]


def test_contraflexure_and_zero_shear_can_be_asked() -> None:
    spec = {
        "length": 8,
        "E": 1,
        "I": 1,
        "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": 8}],
        "loads": [{"type": "dist", "x1": 0, "x2": 8, "w1": -1, "w2": -1}],
    }
    asked = [{"key": "point of contraflexure", "kind": "contraflexure_x"}, {"key": "x_V", "kind": "zero_shear_x"}]
    assert judge(spec, asked, "The point of contraflexure is at x = 2. x_V = 5.").status == "correct"


def test_symbols_are_compared_as_functions() -> None:
    assert judge(w.SYMBOLIC, w.FORCES, "R_A = P(1 - a/L), R_B = P - P(L-a)/L").status == "correct"
    assert judge(w.SYMBOLIC, w.FORCES, "R_A = 1.3222, R_B = 1.0111").score == 0
    assert judge(w.SYMBOLIC, w.FORCES, "R_A = P(L-a)/L, R_B = Q a/L").score == 0.5


def test_bindings_follow_from_the_seed() -> None:
    first, again, other = (verifier(w.SYMBOLIC, w.FORCES, seed=seed).case.bindings for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_formula_must_hold_over_the_whole_beam() -> None:
    asked = [w.CURVES[0]]
    right = "V(x) = 6 for 0 <= x <= 2\nV(x) = -3 for 2 <= x <= 6"
    assert judge(w.SIMPLE, asked, right).status == "correct"
    assert judge(w.SIMPLE, asked, right.replace("<= 6", "<= 5.9")).score == 0
    assert judge(w.SIMPLE, asked, right.replace("x <= 2", "x <= 2.3").replace("2 <= x", "2.3 <= x")).score == 0
    assert errors(judge(w.SIMPLE, asked, "V(x) = -6 for x < 2\nV(x) = 3 for x > 2")) == ["sign"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"asked": [{"key": "a", "kind": "reaction_force", "at": "Z"}]}, "spec", "names no support"),
        ({"asked": [{"key": "a", "kind": "shear_at", "x": 7}]}, "spec", "out_of_range"),
        ({"asked": [{"key": "a", "kind": "shear_at", "x": 2, "unit": "kN*m"}]}, "spec", "does not fit"),
        ({"asked": [{"key": "a", "kind": "contraflexure_x"}]}, "spec", "0 such points"),
        ({"asked": [w.REACTIONS[0], w.REACTIONS[0]]}, "asked", "same key"),
        ({"asked": [dict(w.REACTIONS[0], weight=0)]}, "asked", "weight"),
        ({"spec": dict(w.SIMPLE, supports=[])}, "spec", "unstable"),
        ({"spec": dict(w.SIMPLE, units={"force": "kN", "length": "m", "E": "GPa"})}, "spec", "made of the units"),
        ({"spec": dict(w.SIMPLE, units={"force": "m", "length": "m"})}, "spec", "is not a unit"),
    ],
)
def test_what_nothing_can_be_judged_against_is_refused(change: dict[str, Any], field: str, words: str) -> None:
    fields = {"spec": w.SIMPLE, "asked": w.REACTIONS, **change}
    with pytest.raises(UnusableSpec, match=words) as refused:
        verifier(**fields).ensure_usable()
    assert refused.value.field == field


def test_a_deflection_cannot_be_asked_of_a_beam_without_stiffness() -> None:
    spec = {key: value for key, value in w.SIMPLE.items() if key not in ("E", "I")}
    with pytest.raises(UnusableSpec, match="depends on E and I"):
        verifier(spec, [{"key": "d", "kind": "max_abs_deflection", "unit": "mm"}]).ensure_usable()
    verifier(spec, w.REACTIONS).ensure_usable()


def _registered(row: dict[str, Any]) -> BeamVerifier:
    fields = {"kind": "beam", **{name: row[name] for name in ("spec", "asked", "tolerance")}}
    parsed = Registry().parse(json.dumps(fields).encode())
    assert isinstance(parsed, BeamVerifier)
    return parsed


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "data/beam" / name).read_text().splitlines()]


@pytest.mark.shared
def test_labelled_completions_are_judged_as_labelled(shared: Path) -> None:
    rows = _rows(shared, "dev.jsonl")
    verdicts = [_registered(row).verify(row["completion"], NOWHERE) for row in rows]
    expected = [row["expected"] for row in rows]
    agree = [(v.status == "correct") == bool(e["binary"]) for v, e in zip(verdicts, expected, strict=True)]
    near = [abs((v.score or 0) - e["fraction"]) < 1e-6 for v, e in zip(verdicts, expected, strict=True)]
    assert sum(agree) >= 0.99 * len(rows)
    assert sum(near) >= 0.98 * len(rows)
    assert not [v for v, e in zip(verdicts, expected, strict=True) if v.status == "correct" and not e["binary"]]


@pytest.mark.shared
def test_hostile_completions_are_judged_soon(shared: Path) -> None:
    for row in _rows(shared, "adversarial.jsonl"):
        beam = _registered(row)
        verdict = beam.verify(row["completion"], NOWHERE)
        assert ends_within(1.5, beam.verify, row["completion"], NOWHERE), row["id"]
        if row["expected"]["binary"] is not None:
            assert (verdict.status == "correct") == bool(row["expected"]["binary"]), row["id"]
            assert verdict.score == pytest.approx(row["expected"]["fraction"]), row["id"]


@pytest.mark.shared
def test_invalid_beams_are_refused_at_the_door(shared: Path) -> None:
    for row in _rows(shared, "invalid.jsonl"):
        spec = row["spec"]
        if "__generate__" in spec:
            spec = {**spec["base"], "loads": [point(6 * n / 100_000, -1) for n in range(100_000)]}
        asked = [{"key": "M", "kind": "max_abs_moment"}]
        try:
            _registered({"spec": spec, "asked": asked, "tolerance": {}}).ensure_usable()
            said = "ok"
        except (ValidationError, UnusableSpec) as refused:
            said = str(refused)
        assert row["expected_code"] in said, row["note"]


@pytest.mark.parametrize(
    ("completion", "right"),
    [
        ("Upward reaction at A = -2 kN, R_B = 11 kN", "11"),
        ("Upward reaction at A = 2 kN, R_B = 11 kN", "01"),
        ("Downward reaction at A = 2 kN, R_B = 11 kN", "11"),
        ("Downward reaction at A = -2 kN, R_B = 11 kN", "11"),
        ("R_A = -2 kN downward, R_B = 11 kN", "11"),
        ("R_A = -2 kN upward, R_B = 11 kN", "01"),
    ],
)
def test_a_direction_in_the_label_says_what_is_positive(completion: str, right: str) -> None:
    overhanging = {**w.SIMPLE, "length": 8.0, "loads": [point(22 / 3, -9)]}
    asked = [dict(w.REACTIONS[0]), dict(w.REACTIONS[1])]
    verdict = judge(overhanging, asked, completion)
    assert "".join("1" if check.passed else "0" for check in verdict.checks) == right


@pytest.mark.parametrize(
    "atom",
    ["R_A_", "M_{", "@1", "a_", "max_", "\u2009", "the ", "11111", "1 from ", "⟨x-", "1,1", "\\frac{", "and "],
)
def test_long_repetitions_take_no_longer_than_their_length(atom: str) -> None:
    text = "x " + atom * (20_000 // len(atom)) + " from the left end kN."
    assert ends_within(2, simple, text)
    assert ends_within(2, judge, w.SIMPLE, w.CURVES, text)
