"""PRIME's filter: groups that are nearly all right or nearly all wrong teach nothing and get no weight.

A group is kept where ``min`` <= accuracy <= ``max``, accuracy being the share of correct completions among those
that were judged. Samples of other groups get ``sample_weight`` 0 and the flag ``filtered``; their rewards stay.

Source: [code] PRIME's run script (0.2 and 0.8).
"""

from typing import Annotated

from pydantic import Field

from rewards.grpo_lambda import accuracy
from rewards.scheme import Group, Strict

Share = Annotated[float, Field(ge=0, le=1)]


class Keep(Strict):
    """The accuracies between which a group is kept."""

    min: Share = 0.2
    max: Share = 0.8


def kept(group: Group, keep: Keep | None) -> bool:
    """Whether the group passes the filter. Without one, or without any verdict, it does."""
    judged = [sample for sample in group if not sample.unscored]
    return keep is None or not judged or keep.min <= accuracy(judged) <= keep.max
