"""Rewards of one part of a composite verifier: a scheme sees that part's verdicts as if there were no others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rewards.sample import Sample
from rewards.scheme import NO_PIECES, Batch, Parameters, Pieces, Rewards
from verifiers.composite.merging import verdict_of_part
from verifiers.verdict import Verdict

_NOT_REACHED = Verdict("incorrect", 0.0)


@dataclass(frozen=True, slots=True)
class View:
    """A batch as the scheme of one part sees it; ``None`` where the part was not needed."""

    batch: Sequence[Sequence[Sample | None]]

    @property
    def needed(self) -> list[list[Sample]]:
        """The samples of which the part was judged, or should have been."""
        return [[sample for sample in group if sample is not None] for group in self.batch]

    def spread(self, rewards: Sequence[Rewards], skipped: float) -> list[Rewards]:
        """Rewards of the needed samples where they stand, with what the others are worth between them."""
        rest = [iter(group) for group in rewards]
        return [
            [skipped if sample is None else next(values) for sample in group]
            for group, values in zip(self.batch, rest, strict=True)
        ]

    def spread_pieces(self, pieces: Sequence[Sequence[Pieces]]) -> list[list[Pieces]]:
        """Rewards of turns and steps where their samples stand, with none between them."""
        rest = [iter(group) for group in pieces]
        return [
            [NO_PIECES if sample is None else next(values) for sample in group]
            for group, values in zip(self.batch, rest, strict=True)
        ]

    def is_unscored(self, group: int, index: int) -> bool:
        """We failed to judge what the scheme looks at."""
        sample = self.batch[group][index]
        return sample is not None and sample.unscored


def viewed(batch: Batch, use: Parameters) -> View:
    """What a scheme sees of a batch."""
    if use.part is None:
        return View(batch)
    return View([[of_part(sample, use.part) for sample in group] for group in batch])


def of_part(sample: Sample, name: str) -> Sample | None:
    """The sample with one part's verdict; ``None`` where that part was not needed."""
    verdict = verdict_of_part(sample.verdict, name)
    if verdict is not None:
        return replace(sample, verdict=verdict)
    # A verdict that is unscored as a whole, because its process was lost, has no parts at all.
    return sample if sample.unscored and not sample.verdict.parts else None


def gated(verdict: Verdict, name: str | None) -> Verdict:
    """The verdict that a gate looks at; a part that was not reached is neither correct nor at fault."""
    return verdict if name is None else verdict_of_part(verdict, name) or _NOT_REACHED


def parts_of(verdict: Verdict) -> set[str]:
    """The names of a verdict's parts."""
    return {part.name for part in verdict.parts}
