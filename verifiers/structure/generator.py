"""Makes problems about structures: specification, question and what is asked, the same for the same seed."""

import random
from collections.abc import Iterator

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.problem import Problem
from verifiers.structure.families import FAMILIES, Family
from verifiers.structure.verifier import StructureVerifier

_ATTEMPTS = 50


def generate(family: str, seed: int, count: int, first: int = 0) -> Iterator[Problem]:
    """Problems ``first`` to ``first + count`` of a family: each depends on its number and the seed alone."""
    for number in range(first, first + count):
        yield _problem(FAMILIES[family], seed, number)


def _problem(family: Family, seed: int, number: int) -> Problem:
    """The first that can be solved; nearly every one can."""
    rng = random.Random(f"{family.name}:{seed}:{number}")  # noqa: S311 - problems must come again from their seed
    failure: StructureError | None = None
    for _ in range(_ATTEMPTS):
        draft = family.draw(rng)
        verifier = {"kind": "structure", "spec": draft.spec, "asked": draft.asked}
        try:
            truths = StructureVerifier.model_validate(verifier).case.truths
        except StructureError as unsolvable:
            failure = unsolvable
            continue
        if all(any(truth.values) for truth in truths):
            tags = {"family": family.name, "type": draft.spec["type"], "asked": len(draft.asked), **draft.tags}
            return Problem(f"{family.name}-{seed}-{number}", draft.prompt(rng), verifier, tags)
    raise failure or StructureError("bad_spec", "nothing but zeros was drawn")
