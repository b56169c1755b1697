"""What a reward scheme is: a pure function of a batch of samples, its parameters, and what it declares.

Every row of the table has one form, a function of the whole batch. The adapters below make that form of a
function of less: of each sample, of each group, or of the verdicts alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from rewards.sample import Sample
from verifiers.verdict import Verdict

Rewards = list[float | None]
Group = Sequence[Sample]
Batch = Sequence[Group]
Needs = Literal[
    "sample",
    "group",
    "batch",
    "logprobs",
    "confidence",
    "lengths",
    "options",
    "perplexity",
    "second_answer",
    "answer_lengths",
    "rubric",
    "turns",
    "steps",
    "judgements",
    "distance",
    "followups",
    "label",
    "graph",
    "seconds",
]
Scope = Literal["sample", "group", "batch"]
PartName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class Strict(BaseModel):
    """How parameters are read: strictly typed, unknown names refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Parameters(Strict):
    """A scheme's parameters as they arrive. ``coef`` weighs the scheme inside a combination.

    ``part`` names the part of a composite verifier whose verdict is rewarded; ``skipped`` is what it is worth
    where that part was not needed.
    """

    coef: FiniteFloat = 1.0
    part: PartName | None = None
    skipped: FiniteFloat = 0.0


Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Rewards of a completion's turns and of its steps, one for each; ``None`` where a scheme has none."""

    turns: Values | None = None
    steps: Values | None = None


NO_PIECES = Pieces()

P = TypeVar("P", bound=Parameters)
PieceRewards = Callable[[Batch, Any], list[list[Pieces]]]
BatchRewards = Callable[[Batch, Any], list[Rewards]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row of the table of reward schemes.

    ``rewards`` gives one number per sample of a batch, ``None`` where there is no verdict. ``component`` names
    that number in an answer. ``scope`` is how far it looks around a sample, ``needs`` the hardest thing it
    asks for. ``compares`` says that groups of one alone make no sense. ``pieces`` are its rewards of turns and
    steps, in the form of ``rewards``. ``advice`` is for trainers that normalise
    rewards in that way (``std``, ``mean``).
    """

    name: str
    rewards: BatchRewards
    parameters: type[Parameters]
    needs: Needs
    bounds: tuple[float | None, float | None]
    component: str
    source: str
    scope: Scope = "sample"
    compares: bool = False
    advice: Mapping[str, str] = field(default_factory=dict)
    pieces: PieceRewards | None = None


def pieces_per_group(scheme: Callable[[Group, P], list[Pieces]]) -> PieceRewards:
    """Rewards of turns and steps over each group alone, of the samples that were judged."""

    @wraps(scheme)
    def pieces(batch: Batch, parameters: P) -> list[list[Pieces]]:
        found = []
        for group in batch:
            rest = iter(scheme([sample for sample in group if not sample.unscored], parameters))
            found.append([NO_PIECES if sample.unscored else next(rest) for sample in group])
        return found

    return pieces


def pieces_per_sample(scheme: Callable[[Sample, P], Pieces]) -> PieceRewards:
    """Rewards of turns and steps of each judged sample alone."""

    @wraps(scheme)
    def pieces(group: Group, parameters: P) -> list[Pieces]:
        return [scheme(sample, parameters) for sample in group]

    return pieces_per_group(pieces)


def on_verdicts(scheme: Callable[[Sequence[Verdict], P], Rewards]) -> BatchRewards:
    """A scheme that asks for nothing but the verdicts of a group."""

    @wraps(scheme)
    def rewards(batch: Batch, parameters: P) -> list[Rewards]:
        return [scheme([sample.verdict for sample in group], parameters) for group in batch]

    return rewards


def per_batch(scheme: Callable[[Batch, P], list[Rewards]]) -> BatchRewards:
    """A scheme over all groups. It sees only samples that were judged; the others' rewards are ``None``."""

    @wraps(scheme)
    def rewards(batch: Batch, parameters: P) -> list[Rewards]:
        judged = [[sample for sample in group if not sample.unscored] for group in batch]
        scored = scheme(judged, parameters)
        return [_put_back(group, values) for group, values in zip(batch, scored, strict=True)]

    return rewards


def per_group(scheme: Callable[[Group, P], Rewards]) -> BatchRewards:
    """A scheme over each group alone, of the samples that were judged."""

    @wraps(scheme)
    def rewards(batch: Batch, parameters: P) -> list[Rewards]:
        return [scheme(group, parameters) for group in batch]

    return per_batch(rewards)


def per_sample(scheme: Callable[[Sample, P], float | None]) -> BatchRewards:
    """A scheme of batches from one that gives each judged sample alone its reward, or None where it has none."""

    @wraps(scheme)
    def rewards(group: Group, parameters: P) -> Rewards:
        return [scheme(sample, parameters) for sample in group]

    return per_group(rewards)


def _put_back(group: Group, values: Rewards) -> Rewards:
    rest = iter(values)
    return [None if sample.unscored else next(rest) for sample in group]
