"""Schemes that look at each completion's own checks: all or nothing, share, weighted share.

Source: definitions (b1 of the reward specification). A naive share of passed checks is easy to climb without
ever solving the task; VeRPO's ablation found it worse than all or nothing on hard problems.
"""

from collections.abc import Sequence

from pydantic import FiniteFloat

from rewards.sample import Sample
from rewards.scheme import Parameters, Rewards, Scheme, on_verdicts, per_sample
from verifiers.verdict import Status, Verdict


class BinaryParameters(Parameters):
    """What each status is worth. ``no_answer`` and ``undecided`` are worth ``wrong`` unless given."""

    correct: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0
    no_answer: FiniteFloat | None = None
    undecided: FiniteFloat | None = None


def binary(verdicts: Sequence[Verdict], parameters: BinaryParameters) -> Rewards:
    """1 where every check passed, else 0; ``None`` where there is no verdict."""
    worth: dict[Status, float | None] = {
        "correct": parameters.correct,
        "partial": parameters.wrong,
        "incorrect": parameters.wrong,
        "no_answer": parameters.wrong if parameters.no_answer is None else parameters.no_answer,
        "undecided": parameters.wrong if parameters.undecided is None else parameters.undecided,
        "infrastructure_error": None,
    }
    return [worth[verdict.status] for verdict in verdicts]


def dense(verdicts: Sequence[Verdict], _parameters: Parameters) -> Rewards:
    """The share of credit over all checks, each counting the same, in [0, 1]."""
    return [_share(verdict, weighted=False) for verdict in verdicts]


def weighted(verdicts: Sequence[Verdict], _parameters: Parameters) -> Rewards:
    """The share of credit over all checks by their weights: sum of w times score over sum of w, in [0, 1]."""
    return [_share(verdict, weighted=True) for verdict in verdicts]


def _share(verdict: Verdict, *, weighted: bool) -> float | None:
    if verdict.status == "infrastructure_error":
        return None
    credit = total = 0.0
    for check in verdict.checks:
        weight = check.weight if weighted else 1.0
        if check.score is None:
            return None
        credit += weight * check.score
        total += weight
    return credit / total if total > 0 else 0.0


def first_ten(sample: Sample, _parameters: Parameters) -> float | None:
    """1 where every check passed, else the share that passed of the first ten checks, in [0, 1].

    The partial credit of PRIME and of verl's code reward. A completion that fails only later gets 1 as well.
    """
    first = sample.verdict.checks[:10]
    if sample.correct or not first:
        return 1.0 if sample.correct else 0.0
    return sum(check.passed is True for check in first) / len(first)


def score(sample: Sample, _parameters: Parameters) -> float | None:
    """The verdict's score as the verifier gives it: of a rubric its formula, of a reward model its number."""
    return sample.verdict.score


FAMILY = (
    Scheme("score", per_sample(score), Parameters, "sample", (None, None), "score", "definition"),
    Scheme("binary", on_verdicts(binary), BinaryParameters, "sample", (None, None), "correct", "definition"),
    Scheme("dense", on_verdicts(dense), Parameters, "sample", (0.0, 1.0), "partial", "definition"),
    Scheme("weighted", on_verdicts(weighted), Parameters, "sample", (0.0, 1.0), "weighted", "definition"),
    Scheme(
        "first_ten", per_sample(first_ten), Parameters, "sample", (0.0, 1.0), "first_ten", "[code] PRIME, verl"
    ),
)
