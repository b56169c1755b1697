import json
import random
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import pynite, stiffness
from tests.verifiers.beams import point, random_spec, read, simply_supported, solved
from verifiers.beam.beam import Beam, bind
from verifiers.beam.errors import SpecError
from verifiers.beam.expressions import parse
from verifiers.beam.solution import Extremum, Solution
from verifiers.beam.solver import solve

_RANGES = {"0<a<L": (0.05, 0.95), "L/2<a<L": (0.55, 0.95), "0<a<L/2": (0.05, 0.45), "0<a<b<L": (0.05, 0.45)}


def test_a_load_off_centre_is_carried_by_the_lever_rule() -> None:
    solution = solved(simply_supported(6, point(2, -9)), exact=True)
    assert [solution.reactions[name].vertical for name in "AB"] == [6, 3]
    assert solution.at("moment", Fraction(2)) == 12
    assert (solution.at("shear", Fraction(2), "left"), solution.at("shear", Fraction(2), "right")) == (6, -3)


def test_fractions_stay_exact_for_an_indeterminate_beam() -> None:
    spec = {
        "length": "3",
        "E": "1/3",
        "I": "5/7",
        "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": "3"}],
        "loads": [{"type": "dist", "x1": 0, "x2": 3, "w1": "-7/11", "w2": "-7/11"}],
    }
    solution = solved(spec, exact=True)
    assert solution.reactions["B"].vertical == Fraction(3, 8) * 3 * Fraction(7, 11)
    assert solution.at("deflection", Fraction(3)) == 0


def test_floats_agree_with_fractions() -> None:
    rng = random.Random(11)
    for _ in range(60):
        spec = read(random_spec(rng))
        ours, exact = solve(bind(spec)), solve(bind(spec, exact=True))
        for name, reaction in exact.reactions.items():
            assert ours.reactions[name].vertical == pytest.approx(float(reaction.vertical), rel=1e-9, abs=1e-7)
            assert ours.reactions[name].couple == pytest.approx(float(reaction.couple), rel=1e-9, abs=1e-7)


def test_two_hundred_random_beams_agree_with_pynite() -> None:
    rng = random.Random(2026)
    for _ in range(200):
        beam = bind(read(random_spec(rng, thermal=False)))
        solution = solve(beam)
        _agree(beam, solution, pynite.reactions(beam, solution), 1e-8)


def test_two_thousand_random_beams_agree_with_the_stiffness_method() -> None:
    rng = random.Random(7)
    for _ in range(2000):
        beam = bind(read(random_spec(rng)))
        _agree(beam, solve(beam), stiffness.reactions(beam), 1e-8)


def _agree(beam: Beam, ours: Solution, theirs: Mapping[str, tuple[float, float]], tolerance: float) -> None:
    """Equal to a share of the largest force that occurs: of the loads, of reactions, or of what EI can push."""
    force = max(
        [abs(reaction.vertical) for reaction in ours.reactions.values()]
        + [abs(fy) for _, fy, _ in beam.points]
        + [abs(couple) / beam.length for _, couple in beam.couples]
        + [abs(w) * (x2 - x1) for x1, x2, w1, w2 in beam.spreads for w in (w1, w2)]
        + [abs(kappa) * beam.stiffness[0][2] / beam.length for _, _, kappa in beam.curvatures]
    )
    for name, (vertical, couple) in theirs.items():
        assert ours.reactions[name].vertical == pytest.approx(vertical, abs=tolerance * force)
        assert ours.reactions[name].couple == pytest.approx(couple, abs=tolerance * force * beam.length)


def test_loads_and_reactions_are_in_equilibrium() -> None:
    rng = random.Random(5)
    for _ in range(100):
        solution = solved(random_spec(rng))
        end = solution.stretches[-1]
        at_end = [solution.at(field, end.end, "left") for field in ("shear", "moment")]
        last = list(solution.reactions.values())
        scale = 1 + max(abs(reaction.vertical) for reaction in last)
        held = [s for s in solution.beam.supports if s.x == end.end]
        push = sum(solution.reactions[s.name].vertical for s in held)
        push += sum(fy for x, fy, _ in solution.beam.points if x == end.end)
        turn = sum(solution.reactions[s.name].couple for s in held)
        turn += sum(couple for x, couple in solution.beam.couples if x == end.end)
        assert at_end[0] + push == pytest.approx(0, abs=1e-9 * scale)
        assert at_end[1] - turn == pytest.approx(0, abs=1e-8 * scale)


def test_a_hinge_carries_no_moment_and_lets_the_slope_jump() -> None:
    spec = {
        "length": 8,
        "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": 8}],
        "hinges": [5],
        "loads": [{"type": "dist", "x1": 0, "x2": 8, "w1": -2, "w2": -2}],
    }
    solution = solved(spec)
    assert solution.at("moment", 5) == pytest.approx(0, abs=1e-12)
    assert abs(solution.at("slope", 5, "left") - solution.at("slope", 5, "right")) > 1
    assert solution.at("deflection", 5, "left") == pytest.approx(solution.at("deflection", 5, "right"))


def test_the_largest_moment_lies_where_the_shear_vanishes() -> None:
    spec = simply_supported(6, {"type": "dist", "x1": 0, "x2": 4, "w1": -3, "w2": -3})
    solution = solved(spec)
    (x,) = solution.zeros("shear")
    assert x == pytest.approx(8 / 3)
    assert solution.largest("moment") == pytest.approx(solution.at("moment", 8 / 3))


def test_hundreds_of_loads_stay_stable() -> None:
    supports = [{"id": f"S{n}", "type": "roller" if n else "pin", "x": 5 * n} for n in range(21)]
    loads = [point(0.5 * n + 0.25, -1) for n in range(200)]
    solution = solved({"length": 100, "supports": supports, "loads": loads})
    total = sum(reaction.vertical for reaction in solution.reactions.values())
    assert total == pytest.approx(200, rel=1e-6)


def test_a_mechanism_is_told_from_a_soft_beam() -> None:
    soft = [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "spring", "x": 6, "ky": 1e-3}]
    spec = simply_supported(6, point(2, -9), supports=soft, E=2e8, I=1e-4)
    assert solved(spec).reactions["B"].vertical == pytest.approx(3)
    with pytest.raises(SpecError, match="unstable"):
        solved({**spec, "supports": [soft[0], {**soft[1], "ky": 0}]})


@pytest.mark.shared
def test_textbook_results_are_met(shared: Path) -> None:
    book = json.loads((shared / "data/beam/textbook.json").read_text())
    rng = random.Random(3)
    checked = 0
    for entry in book["entries"]:
        spec = read({**entry["spec"], "symbols": dict.fromkeys(book["symbols"], "positive")})
        for _ in range(5):
            binding = _binding(rng, book["symbols"], entry["constraints"])
            solution = solve(bind(spec, binding))
            for name, formula in entry["results"].items():
                truth = _value(formula, binding)
                # Published with four decimals, such as 0.00652: a coefficient, not a formula.
                rounded = re.search(r"\d\.\d{2}|\d{3}\.\d", formula)
                tolerance = 1e-3 if rounded else 1e-9
                assert _found(solution, name, binding) == pytest.approx(truth, rel=tolerance, abs=1e-9)
                checked += 1
    assert checked == 895


def _binding(rng: random.Random, symbols: list[str], constraints: dict[str, str]) -> dict[str, float]:
    binding = {symbol: rng.uniform(1, 5) for symbol in symbols}
    if "a" in constraints:
        low, high = _RANGES[constraints["a"]]
        binding["a"] = rng.uniform(low, high) * binding["L"]
        binding["b"] = rng.uniform(binding["a"], 0.99 * binding["L"])
    return binding


def _value(formula: str, binding: Mapping[str, float]) -> float:
    return float(parse(formula.replace("**", "^"), frozenset(binding)).evaluate(binding))


def _found(solution: Solution, name: str, binding: Mapping[str, float]) -> Any:
    fields: dict[str, Any] = {"M": "moment", "V": "shear", "v": "deflection", "th": "slope"}
    if "@" in name:
        field, _, place = name.partition("@")
        return solution.at(fields[field], _value(place, binding))
    head, _, rest = name.partition("_")
    if head in ("maxabsM", "maxabsv"):
        return solution.largest(fields[head[-1]])
    if head == "x":
        return _top(solution, fields[rest[-1]]).x
    reaction = solution.reactions[rest]
    return reaction.vertical if head == "R" else reaction.couple


def _top(solution: Solution, field: Any) -> Extremum:
    return max(solution.extrema(field), key=lambda extremum: abs(extremum.value))
