"""Options of generated beams: moved supports, parts that share no arrangement, short prompts."""

import itertools
import re

import pytest

from tests.nowhere import NOWHERE
from verifiers.beam.families import FAMILIES
from verifiers.beam.generator import generate
from verifiers.beam.options import Moved, Options, Split
from verifiers.beam.verifier import BeamVerifier
from verifiers.mechanics.problem import Problem

_MOVED = {(False, False): "none", (True, False): "left", (False, True): "right", (True, True): "both"}
_SHORT = re.compile(r"L=(?P<length>[\d.]+);A=(?P<a>[\d.]+);B=(?P<b>[\d.]+);(?P<loads>[^;?>]+(;[^;?>]+)*)>")


def read_short(prompt: str) -> tuple[float, float, float, list[tuple[float, float]]]:
    """Length, places of the supports, and loads with their places."""
    found = _SHORT.fullmatch(prompt)
    assert found is not None, prompt
    loads = [tuple(map(float, load.split("@"))) for load in found["loads"].split(";")]
    return float(found["length"]), float(found["a"]), float(found["b"]), [(size, x) for size, x in loads]


def arrangement(problem: Problem) -> tuple[object, ...]:
    length, a, b, loads = read_short(problem.prompt)
    return round(a / length, 5), round(b / length, 5), *sorted(round(x / length, 5) for _, x in loads)


@pytest.mark.parametrize(
    ("loads", "moved"), list(itertools.product((1, 2, 3, 4), ("none", "left", "right", "both", "any")))
)
def test_a_short_prompt_is_the_whole_problem(loads: int, moved: Moved) -> None:
    options = Options(moved_supports=moved, prompt_style="short")
    for problem in generate(f"reactions-{loads}", seed=5, count=15, options=options):
        length, a, b, forces = read_short(problem.prompt)
        assert len(forces) == loads
        where = _MOVED[a > 0, b < length]
        assert problem.tags["moved"] == where
        assert where == moved or (moved == "any" and where != "none")
        at_b = sum(size * (x - a) for size, x in forces) / (b - a)
        at_a = sum(size for size, _ in forces) - at_b
        verifier = BeamVerifier.model_validate(problem.verifier)
        assert verifier.verify(f"R_A = {at_a:.6f}P, R_B = {at_b:.6f}P", NOWHERE).status == "correct", problem


@pytest.mark.parametrize(("loads", "moved"), [(1, "none"), (1, "any"), (2, "left")])
def test_the_parts_of_a_family_share_no_arrangement(loads: int, moved: Moved) -> None:
    def found(split: Split, seeds: range) -> set[tuple[object, ...]]:
        options = Options(moved, split, "short")
        made = (generate(f"reactions-{loads}", seed, 50, options=options) for seed in seeds)
        return {arrangement(problem) for problem in itertools.chain.from_iterable(made)}

    train, test = found("train", range(3)), found("test", range(3))
    assert len(train) > 40
    assert len(test) > 12
    assert not train & test


@pytest.mark.parametrize("family", [name for name, family in FAMILIES.items() if not family.listed])
def test_every_drawn_family_has_both_parts(family: str) -> None:
    whole = [problem.tags["split"] for problem in generate(family, seed=2, count=60)]
    assert 0 < whole.count("test") < 30
    for split in ("train", "test"):
        options = Options(split=split, prompt_style="short")
        problems = list(generate(family, seed=2, count=5, options=options))
        assert {problem.tags["split"] for problem in problems} == {split}
        assert all(problem.prompt.startswith("L=") for problem in problems)


def test_problems_of_other_options_have_other_ids() -> None:
    wanted = [
        Options(),
        Options("left"),
        Options(split="test"),
        Options(prompt_style="short"),
        Options("any", "train"),
    ]
    ids = [problem.id for options in wanted for problem in generate("reactions-1", 1, 3, options=options)]
    assert len(set(ids)) == len(ids)


def test_a_short_prompt_says_what_is_asked_besides_reactions() -> None:
    for problem in generate("hinged", seed=3, count=5, options=Options(prompt_style="short")):
        assert ";A#0;" in problem.prompt
        assert ";H=" in problem.prompt
        assert problem.prompt.endswith(";?M_max>")
