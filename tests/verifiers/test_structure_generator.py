"""Generated problems about structures can be judged, come again from their seed, and can be drawn."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.measures import measure_of
from verifiers.mechanics.problem import Problem
from verifiers.structure.families import FAMILIES
from verifiers.structure.generator import generate
from verifiers.structure.plotting import draw
from verifiers.structure.spec import FrameSpec
from verifiers.structure.verifier import StructureVerifier


def verifier_of(problem: Problem) -> StructureVerifier:
    return StructureVerifier.model_validate(problem.verifier)


def answer(problem: Problem, factor: float = 1.0) -> str:
    """What the solver says in the units asked for, times a factor."""
    verifier = verifier_of(problem)
    lines = []
    for asked, truth in zip(verifier.asked, verifier.case.truths, strict=True):
        unit = measure_of(asked.unit).factor if asked.unit else 1.0
        lines.append(f"{asked.key} = {factor * asked.turned * truth.values[0] / unit:.9g} {asked.unit or ''}")
    return "\n".join(lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_makes_problems_that_can_be_judged(family: str) -> None:
    for problem in generate(family, seed=1, count=8):
        verifier = verifier_of(problem)
        verifier.ensure_usable()
        assert verifier.verify(answer(problem), NOWHERE).status == "correct", problem
        assert verifier.verify(answer(problem, 1.2), NOWHERE).score == 0, problem
        assert all(asked.key in problem.prompt for asked in verifier.asked)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_problem_depends_on_its_number_and_seed_alone(family: str) -> None:
    six = list(generate(family, seed=3, count=6))
    assert list(generate(family, seed=3, count=2, first=4)) == six[4:]
    assert list(generate(family, seed=4, count=6)) != six


@pytest.mark.parametrize("family", ["truss", "portal-frame", "cantilever-frame"])
def test_trusses_and_frames_are_drawn_the_same_each_time(family: str) -> None:
    problem = next(generate(family, seed=2, count=1))
    spec = FrameSpec.model_validate(problem.verifier["spec"])
    drawn = draw(spec, "svg")
    assert drawn.startswith(b"<?xml")
    assert drawn == draw(spec, "svg")


def test_a_mechanism_is_not_drawn() -> None:
    spec = next(generate("truss", seed=2, count=1)).verifier["spec"]
    loose = FrameSpec.model_validate({**spec, "supports": spec["supports"][1:]})
    with pytest.raises(StructureError, match="unstable"):
        draw(loose, "png")
