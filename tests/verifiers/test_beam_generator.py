import itertools
from fractions import Fraction
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers import beam_wordings as w
from tests.verifiers.beams import read, simply_supported
from verifiers.beam.errors import SpecError
from verifiers.beam.families import FAMILIES
from verifiers.beam.generator import Problem, generate
from verifiers.beam.plotting import draw
from verifiers.beam.verifier import BeamVerifier


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
        ("beamperl-supports", {"moved_supports": True, "symbolic": True, "loads": 1}),
    ],
)
def test_tags_say_what_a_problem_is_like(family: str, tags: dict[str, Any]) -> None:
    for problem in generate(family, seed=0, count=10):
        assert tags.items() <= problem.tags.items()


def test_the_study_of_the_paper_trains_and_tests_on_different_places() -> None:
    def shares(family: str) -> set[Fraction]:
        found = set()
        for problem in generate(family, seed=0, count=80):
            solution = verifier_of(problem).case.solutions[0]
            found |= {
                Fraction(x / solution.beam.length).limit_denominator(100) for x, _, _ in solution.beam.points
            }
        return found

    assert all(share.denominator in (1, 2, 4, 5, 10, 20) for share in shares("beamperl-train"))
    assert not shares("beamperl-train") & shares("beamperl-id")
    lengths = {str(problem.verifier["spec"]["length"]) for problem in generate("beamperl-length", 0, 40)}
    assert lengths == {"7*L", "11*L", "13*L"}


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


@pytest.mark.parametrize("family", ["cantilever", "hinged", "overhang", "beamperl-moment"])
def test_all_sorts_of_beams_can_be_drawn(family: str) -> None:
    for problem in itertools.islice(generate(family, seed=6, count=1), 1):
        assert draw(read(problem.verifier["spec"]), "svg").startswith(b"<?xml")


def test_what_cannot_be_drawn_says_why() -> None:
    with pytest.raises(SpecError, match="too_large"):
        draw(read(simply_supported(6, *[{"type": "point", "x": 1, "Fy": -1}] * 120)), "svg")
    with pytest.raises(SpecError, match="unstable"):
        draw(read(dict(w.SIMPLE, supports=[])), "svg")
