"""Reads what judges reply. What cannot be read is a failure of the judge, not a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verifiers.judge.asking import JudgeFailed, Reply
from verifiers.reading.patterns import Pattern

_DECISION = Pattern(r"decision\W*\b(yes|no)\b", ignore_case=True)
_RATING = Pattern(r"\W*(\d{1,2})\W*")
_STATED = Pattern(r"rating\W{0,20}(\d{1,2})\b", ignore_case=True)
_WRONG = Pattern(r"first wrong step\W{0,20}\b(\d{1,4}|none)\b", ignore_case=True)
_WORD = Pattern(r"[a-z]+")


def decision(reply: Reply) -> bool:
    """The last decision it states."""
    found = _DECISION.findall(reply.text)
    if found:
        return bool(found[-1].lower() == "yes")
    word = reply.text.strip(" .*\"'\n").lower()
    if word not in ("yes", "no"):
        raise JudgeFailed("the judge gave no decision")
    return word == "yes"


def agreement(reply: Reply) -> float:
    """P(yes) / (P(yes) + P(no)) of the first token; what it said where there are no probabilities."""
    yes, no = (_mass(reply.alternatives, word) for word in ("yes", "no"))
    return yes / (yes + no) if yes + no > 0 else float(decision(reply))


@dataclass(frozen=True, slots=True)
class Rating:
    """A judge's rating: its mean and its variance by the judge's probabilities, on the scale from 1 on."""

    mean: float
    variance: float
    highest: int

    @property
    def credit(self) -> float:
        """The mean, mapped to [0, 1]."""
        return (self.mean - 1) / (self.highest - 1)


def rating(reply: Reply, highest: int) -> Rating:
    """The rating by the probabilities of its digits (OPRM), or the digit that it states."""
    masses = {rate: _mass(reply.alternatives, str(rate)) for rate in range(1, highest + 1)}
    total = sum(masses.values())
    if total <= 0:
        found = _RATING.fullmatch(reply.text)
        return Rating(_within(int(found[1] or 0) if found else 0, highest), 0.0, highest)
    mean = sum(rate * mass for rate, mass in masses.items()) / total
    return Rating(mean, sum((rate - mean) ** 2 * mass for rate, mass in masses.items()) / total, highest)


def stated_rating(reply: Reply, highest: int) -> Rating:
    """The last rating that a critique states."""
    found = _STATED.findall(reply.text)
    return Rating(_within(int(found[-1]) if found else 0, highest), 0.0, highest)


def first_wrong(reply: Reply, count: int) -> int | None:
    """The number of the first wrong step of so many, or None where the judge finds none."""
    found = _WRONG.findall(reply.text)
    said = found[-1].lower() if found else reply.text.strip(" .*\"'\n").lower()
    if said == "none":
        return None
    if not said.isdecimal() or not said.isascii() or not 1 <= int(said[:4]) <= count:
        raise JudgeFailed("the judge named no step")
    return int(said[:4])


def _within(rate: int, highest: int) -> float:
    if not 1 <= rate <= highest:
        raise JudgeFailed("the judge gave no rating")
    return float(rate)


def preference(reply: Reply, choices: Sequence[str] = ("a", "b", "tie")) -> str:
    """Which of two texts it prefers."""
    words = _WORD.findall(reply.text.lower())
    if not words or words[-1] not in choices:
        raise JudgeFailed("the judge stated no preference")
    return words[-1]


def _mass(alternatives: Mapping[str, float], word: str) -> float:
    return sum(chance for token, chance in alternatives.items() if token.strip(" \n▁Ġ\"'").lower() == word)
