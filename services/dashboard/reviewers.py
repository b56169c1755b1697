"""What several reviewers say of the same completions: where they agree, by how much, and what counts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import msgspec

from services.dashboard.labels import Label

_TRUTHS = ("right", "wrong")
_MOST_COMPARED = 20
"""Reviewers, those with the most labels: there are as many names as somebody types, and far more pairs."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers and the completions that both have labelled: how many, and on how many they agree.

    ``kappa`` is Cohen's (1960): agreement beyond what chance gives for how often each says *right*, 1 where they
    always agree; None where chance alone would agree always.
    """

    reviewers: tuple[str, str]
    both: int
    agreed: int
    kappa: float | None


def agreements(labels: Sequence[Label]) -> list[Agreement]:
    """All pairs with completions in common of the reviewers with the most labels."""
    by_reviewer: dict[str, dict[str, str]] = defaultdict(dict)
    for label in labels:
        by_reviewer[label.reviewer][label.completion_name] = label.truth
    busiest = sorted(by_reviewer, key=lambda name: -len(by_reviewer[name]))[:_MOST_COMPARED]
    found = []
    for one, other in combinations(sorted(busiest), 2):
        common = by_reviewer[one].keys() & by_reviewer[other].keys()
        pairs = Counter((by_reviewer[one][name], by_reviewer[other][name]) for name in common)
        if common:
            agreed = sum(pairs[truth, truth] for truth in _TRUTHS)
            found.append(Agreement((one, other), len(common), agreed, kappa(pairs)))
    return found


def kappa(pairs: Counter[tuple[str, str]]) -> float | None:
    """Cohen's kappa of how often two reviewers have said what together."""
    total = sum(pairs.values())
    observed = sum(pairs[truth, truth] for truth in _TRUTHS) / total
    expected = 0.0
    for truth in _TRUTHS:
        first = sum(count for (one, _), count in pairs.items() if one == truth)
        second = sum(count for (_, other), count in pairs.items() if other == truth)
        expected += first * second / total**2
    return None if expected == 1.0 else (observed - expected) / (1.0 - expected)


def consensus(labels: Sequence[Label]) -> list[Label]:
    """One label for each completion: what most of its reviewers say; none where they are divided evenly."""
    by_completion: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_completion[label.completion_name].append(label)
    found = []
    for some in by_completion.values():
        votes = Counter(label.truth for label in some)
        if votes["right"] != votes["wrong"]:
            truth = max(votes, key=lambda one: votes[one])
            found.append(msgspec.structs.replace(some[-1], truth=truth, reviewer="", comment=""))
    return found
