import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers import beam_wordings as w
from tests.verifiers.beams import read, simply_supported
from verifiers.beam.compatibility import coefficients
from verifiers.beam.errors import SpecError
from verifiers.beam.families import FAMILIES
from verifiers.beam.generator import generate
from verifiers.beam.plotting import draw
from verifiers.beam.verifier import BeamVerifier
from verifiers.mechanics.problem import Problem


def verifier_of(problem: Problem) -> BeamVerifier:
    return BeamVerifier.model_validate(problem.verifier)


def right_answer(problem: Problem) -> str:
    """What the solver says, put as an answer in the units asked for."""
    case = verifier_of(problem).case
    lines = []
    for asked, truths in zip(case.asked, case.truths, strict=True):
        assert truths[0] is not None
        value = truths[0].values[0]
        if problem.tags["symbolic"]:
            lines.append(f"{asked.key} = {value / case.bindings[0]['P']:.9f}P")
        else:
            lines.append(f"{asked.key} = {value:.9g} {asked.unit}")
    return "\n".join(lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_makes_problems_that_can_be_judged(family: str) -> None:
    for problem in generate(family, seed=1, count=25):
        verifier = verifier_of(problem)
        verifier.ensure_usable()
        assert verifier.verify(right_answer(problem), NOWHERE).status == "correct", problem
        for asked in verifier.asked:
            assert asked.key in problem.prompt


@pytest.mark.parametrize("family", FAMILIES)
def test_a_problem_depends_on_its_number_and_seed_alone(family: str) -> None:
    ten = list(generate(family, seed=3, count=10))
    assert list(generate(family, seed=3, count=4, first=6)) == ten[6:]
    assert list(generate(family, seed=4, count=10)) != ten


def test_prompts_are_put_in_several_ways() -> None:
    prompts = [problem.prompt for problem in generate("simple", seed=2, count=40)]
    assert len({prompt[:12] for prompt in prompts}) > 2
    assert len({prompt.rpartition(".")[2] for prompt in prompts} | {prompt[-20:] for prompt in prompts}) > 2


@pytest.mark.parametrize(
    ("family", "tags"),
    [
        ("simple", {"indeterminate": 0, "overhangs": 0, "load_types": ["point"]}),
        ("distributed", {"indeterminate": 0, "load_types": ["dist"]}),
        ("propped", {"indeterminate": 1, "supports": "fixed-roller"}),
        ("clamped", {"indeterminate": 2, "difficulty": "hard"}),
        ("hinged", {"indeterminate": 0, "hinges": 1}),
        ("cantilever", {"indeterminate": 0, "overhangs": 0, "supports": "fixed"}),
        ("beamperl-eval-supports", {"moved_supports": True, "symbolic": True, "span": 9}),
    ],
)
def test_tags_say_what_a_problem_is_like(family: str, tags: dict[str, Any]) -> None:
    for problem in generate(family, seed=0, count=10):
        assert tags.items() <= problem.tags.items()


_SETS = {
    "train": "beamperl-train",
    "id": "beamperl-eval-id",
    "ood_loads": "beamperl-eval-loads",
    "ood_supports": "beamperl-eval-supports",
    "ood_dist_left": "beamperl-eval-distributed",
    "ood_dist_middle": "beamperl-eval-distributed",
    "ood_dist_right": "beamperl-eval-distributed",
    "ood_length": "beamperl-eval-length",
    "ood_moment": "beamperl-eval-moment",
}
_SIZES = {
    "beamperl-train": 189,
    "beamperl-eval-id": 30,
    "beamperl-eval-loads": 30,
    "beamperl-eval-supports": 18,
    "beamperl-eval-distributed": 15,
    "beamperl-eval-length": 15,
    "beamperl-eval-moment": 15,
}


@pytest.mark.parametrize(("family", "size"), _SIZES.items())
def test_the_grids_of_the_paper_have_its_sizes_and_begin_again(family: str, size: int) -> None:
    specs = [problem.verifier["spec"] for problem in generate(family, seed=5, count=size + 1)]
    assert specs[0] == specs[size]
    assert len({str(spec) for spec in specs}) == size


@pytest.mark.shared
def test_the_grids_of_the_paper_are_those_of_its_repository(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/beam/beamperl_grid.jsonl").read_text().splitlines()]
    wanted = sorted((_SETS[row["category"]], tuple(row["gold_six_decimals"])) for row in rows)
    made = sorted(
        (family, tuple(f"{one:.6f}P" for one in coefficients(verifier_of(problem).case)))
        for family, size in _SIZES.items()
        for problem in generate(family, seed=0, count=size)
    )
    assert [
        (family, tuple(one.replace("-0.000000", "0.000000") for one in gold)) for family, gold in made
    ] == wanted


def test_formulas_are_judged_by_the_tolerance_that_the_docs_advise() -> None:
    (problem,) = generate("beamperl-eval-id", seed=0, count=1)
    assert verifier_of(problem).tolerance.rel == 0.001


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_drawing_is_a_file_and_always_the_same(form: Any, start: bytes) -> None:
    first, again = draw(read(w.SIMPLE), form), draw(read(w.SIMPLE), form)
    assert first.startswith(start)
    assert first == again


def test_deflections_are_drawn_only_where_the_stiffness_is_known() -> None:
    known = draw(read(w.SIMPLE), "svg")
    unknown = draw(read({name: value for name, value in w.SIMPLE.items() if name not in ("E", "I")}), "svg")
    assert known.count(b'id="axes_') == 4
    assert unknown.count(b'id="axes_') == 3


@pytest.mark.parametrize("family", ["cantilever", "hinged", "overhang", "beamperl-eval-moment"])
def test_all_sorts_of_beams_can_be_drawn(family: str) -> None:
    for problem in itertools.islice(generate(family, seed=6, count=1), 1):
        assert draw(read(problem.verifier["spec"]), "svg").startswith(b"<?xml")


def test_what_cannot_be_drawn_says_why() -> None:
    with pytest.raises(SpecError, match="too_large"):
        draw(read(simply_supported(6, *[{"type": "point", "x": 1, "Fy": -1}] * 120)), "svg")
    with pytest.raises(SpecError, match="unstable"):
        draw(read(dict(w.SIMPLE, supports=[])), "svg")


@pytest.mark.parametrize("name", ["\\badcmd{$", "$\\frac{$", "a_{b", "$x$"])
def test_names_of_supports_are_drawn_as_they_are(name: str) -> None:
    spec = dict(w.SIMPLE, supports=[dict(w.SIMPLE["supports"][0], id=name), w.SIMPLE["supports"][1]])
    assert draw(read(spec), "svg").startswith(b"<?xml")
