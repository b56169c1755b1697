"""Thousands of answers put together at random: all right ones are accepted, no wrong one passes."""

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers.beam_answers import Answer, answers
from verifiers.beam.verifier import BeamVerifier

_COUNT = 600


def _is_correct(answer: Answer) -> bool:
    verifier = BeamVerifier.model_validate({"kind": "beam", "spec": answer.spec, "asked": answer.asked})
    return verifier.verify(answer.completion, NOWHERE).status == "correct"


@pytest.mark.parametrize("seed", range(8))
def test_right_answers_are_accepted_and_wrong_ones_refused_in_any_layout(seed: int) -> None:
    drawn = answers(seed, _COUNT)
    amiss = [one.completion for one in drawn if _is_correct(one) != one.right]
    assert amiss == []
