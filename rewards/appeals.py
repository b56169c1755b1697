"""How often the verifier rejects what is right, from appeals: a sample of its rejections judged again.

    f  = (flipped + a) / (appealed + a + b)              the share of rejections that are wrong
    fn = negatives f / (negatives f + positives)         the share of right completions that are rejected

Source: [abs] reinforcement learning with noisy verifiers; the estimator and its prior a = 1, b = 9 [ours].
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, model_validator

from rewards.scheme import Strict
from verifiers.verdict import Verdict

Count = Annotated[int, Field(ge=0, le=2**53)]
Prior = Annotated[float, Field(gt=0, le=1e9)]

_MOST = 0.49


class Appeals(Strict):
    """What the verifier decided, how many rejections were judged again, and how many of those were overturned."""

    n_pos: Count
    n_neg: Count
    n_appealed: Count
    n_flipped: Count
    prior_a: Prior = 1.0
    prior_b: Prior = 9.0

    @model_validator(mode="after")
    def _parts_of_wholes(self) -> "Appeals":
        if self.n_flipped > self.n_appealed or self.n_appealed > self.n_neg:
            raise ValueError("n_flipped <= n_appealed <= n_neg must hold")
        return self


def appeals_in(verdicts: Iterable[Verdict]) -> Appeals | None:
    """What composite verifiers with ``rejected`` parts decided; ``None`` where there was no such part.

    An appeal that is judged of every rejection counts each of them; what we failed to judge is left out.
    """
    positive = negative = flipped = 0
    seen = False
    for verdict in verdicts:
        appeals = [part.status for part in verdict.parts if part.when == "rejected"]
        seen = seen or bool(appeals)
        if not appeals or "infrastructure_error" in appeals:
            continue
        if all(status == "skipped" for status in appeals):
            positive += 1
        else:
            negative += 1
            flipped += all(status == "correct" for status in appeals)
    if not seen:
        return None
    return Appeals(n_pos=positive, n_neg=negative, n_appealed=negative, n_flipped=flipped)


def false_negative_rate(appeals: Appeals) -> float:
    """The estimated share of right completions that the verifier rejects."""
    overturned = (appeals.n_flipped + appeals.prior_a) / (appeals.n_appealed + appeals.prior_a + appeals.prior_b)
    rejected = appeals.n_neg * overturned
    return rejected / (rejected + appeals.n_pos) if rejected else 0.0


def usable_rate(appeals: Appeals) -> float:
    """The same held below 0.49, beyond which a correction would be noise alone."""
    return min(false_negative_rate(appeals), _MOST)
