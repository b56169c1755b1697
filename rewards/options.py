"""Multiple choice: how the policy's probability is spread over the options, and whether it answers alike twice.

    dcs         = (lc p_correct - lw p_wrong) (1 - p_idk)           in [-lw, lc]
        p = softmax of the options' log-likelihoods, each divided by its length in characters if ``len_normalised``
    consistency = hi if correct and the second answer agrees, mid if correct alone, lo if wrong

The second answer agrees with a correct first one where it is correct too: it is judged by the same verifier, in
the letters of the first question, so that 0.5 agrees with 1/2. Without such a verdict (jobs of earlier versions)
the two are compared as text.

Source: dcs [code*] Distributional Correctness Score; consistency [abs] ACRE, its values [ours].
"""

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, FiniteFloat, model_validator

from rewards.details import Option, SecondAnswer
from rewards.sample import Sample
from rewards.scheme import Parameters, Scheme, per_sample

Loading = Annotated[FiniteFloat, Field(ge=0, le=1e6)]


class DcsParameters(Parameters):
    """What certainty of a right (``lc``) and of a wrong option (``lw``) is worth, the former at least as much."""

    lc: Loading = 1.0
    lw: Loading = 1.0
    len_normalised: bool = True

    @model_validator(mode="after")
    def _right_counts_most(self) -> "DcsParameters":
        if self.lc < self.lw:
            raise ValueError("lc must be at least lw")
        return self


class ConsistencyParameters(Parameters):
    """The three levels."""

    hi: FiniteFloat = 1.0
    mid: FiniteFloat = 0.5
    lo: FiniteFloat = 0.0


def dcs(sample: Sample, parameters: DcsParameters) -> float | None:
    """(lc p_correct - lw p_wrong) (1 - p_idk) over the options' probabilities; ``None`` without options."""
    options = sample.details.options
    if not options:
        return None
    mass = {"correct": 0.0, "wrong": 0.0, "idk": 0.0}
    for option, probability in zip(options, probabilities(options, parameters.len_normalised), strict=True):
        mass[option.role] += probability
    return (parameters.lc * mass["correct"] - parameters.lw * mass["wrong"]) * (1 - mass["idk"])


def probabilities(options: Sequence[Option], len_normalised: bool) -> list[float]:
    """The probabilities of options, which sum to 1: the softmax of their log-likelihoods (nats)."""
    logits = [one.logprob / (max(len(one.text), 1) if len_normalised else 1) for one in options]
    most = max(logits)
    raw = [math.exp(one - most) for one in logits]
    whole = sum(raw)
    return [one / whole for one in raw]


def consistency(sample: Sample, parameters: ConsistencyParameters) -> float | None:
    """Rewards ``hi`` (1) if correct both times, ``mid`` (0.5) if only at first, ``lo`` (0) if wrong at first."""
    if not sample.correct:
        return parameters.lo
    second = sample.details.second
    if second is None:
        return None
    status = sample.features.second_status
    if status == "infrastructure_error":
        return None
    same = agrees(sample.verdict.answer, second) if status is None else status == "correct"
    return parameters.hi if same else parameters.mid


def agrees(answer: str | None, second: SecondAnswer) -> bool:
    """The second answer, in the first question's letters, is the first one."""
    given = _plain(second.answer)
    renamed = {_plain(shown): _plain(first) for shown, first in (second.options or {}).items()}
    return answer is not None and given != "" and renamed.get(given, given) == _plain(answer)


def _plain(answer: str) -> str:
    return answer.strip().strip("()[]{}.:$* ").casefold()


FAMILY = (
    Scheme("dcs", per_sample(dcs), DcsParameters, "options", (None, None), "dcs", "[code*] DCS of eval-framework"),
    Scheme(
        "consistency",
        per_sample(consistency),
        ConsistencyParameters,
        "second_answer",
        (None, None),
        "consistency",
        "[abs] ACRE, values [ours]",
    ),
)
