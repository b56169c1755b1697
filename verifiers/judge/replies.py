"""Reads what judges reply. What cannot be read is a failure of the judge, not a verdict."""

from collections.abc import Mapping, Sequence

from verifiers.judge.asking import JudgeFailed, Reply
from verifiers.reading.patterns import Pattern

_DECISION = Pattern(r"decision\W*\b(yes|no)\b", ignore_case=True)
_LINE = Pattern(r"\W*(?:response|item|fact)?\W*(\d{1,3})\W*[:.)\-–]\W*(.+?)\W*", ignore_case=True)
_RATING = Pattern(r"\W*(\d{1,2})\W*")
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


def expectation(reply: Reply, highest: int) -> float:
    """The mean rating by the probabilities of its digits, mapped to [0, 1] (OPRM)."""
    masses = {rate: _mass(reply.alternatives, str(rate)) for rate in range(1, highest + 1)}
    total = sum(masses.values())
    if total > 0:
        mean = sum(rate * mass for rate, mass in masses.items()) / total
    else:
        found = _RATING.fullmatch(reply.text)
        mean = int(found[1] or 0) if found else 0
        if not 1 <= mean <= highest:
            raise JudgeFailed("the judge gave no rating")
    return (mean - 1) / (highest - 1)


def labelled(reply: Reply, count: int, worth: Mapping[str, float]) -> list[float]:
    """What the label of each item is worth. Anything but one known label for each item is a failure."""
    found: dict[int, float] = {}
    for line in reply.text.splitlines():
        match = _LINE.fullmatch(line)
        label = (match[2] or "").strip().lower().replace(" ", "_") if match else ""
        if match and label in worth:
            number = int(match[1] or 0)
            if number in found:
                raise JudgeFailed("the judge labelled an item twice")
            found[number] = worth[label]
    if sorted(found) != list(range(1, count + 1)):
        raise JudgeFailed(f"the judge labelled {len(found)} of {count} items")
    return [found[number] for number in range(1, count + 1)]


def preference(reply: Reply, choices: Sequence[str] = ("a", "b", "tie")) -> str:
    """Which of two texts it prefers."""
    words = _WORD.findall(reply.text.lower())
    if not words or words[-1] not in choices:
        raise JudgeFailed("the judge stated no preference")
    return words[-1]


def _mass(alternatives: Mapping[str, float], word: str) -> float:
    return sum(chance for token, chance in alternatives.items() if token.strip(" \n▁Ġ\"'").lower() == word)
