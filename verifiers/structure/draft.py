"""A drawn problem about a structure before it is checked: its specification and the words of its question."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]

_REQUESTS = ("Determine {asked}.", "Find {asked}.", "Calculate {asked}.", "What are {asked}?")
_ENDINGS = ("", " Put the final answer in \\boxed{}.", " State each result with its symbol and unit.")


@dataclass(frozen=True, slots=True)
class Draft:
    """``given`` says what the structure is, ``wanted`` each asked quantity in words."""

    spec: Item
    asked: list[Item]
    given: Sequence[str]
    wanted: Sequence[str]
    tags: Item = field(default_factory=dict)

    def prompt(self, rng: random.Random) -> str:
        """The whole question."""
        named = [_with_key(words, asked) for words, asked in zip(self.wanted, self.asked, strict=True)]
        request = rng.choice(_REQUESTS).format(asked="; ".join(named))
        return " ".join([*self.given, request + rng.choice(_ENDINGS)])


def _with_key(words: str, asked: Item) -> str:
    unit = asked.get("unit")
    return f"{words} {asked['key']}" + (f" in {unit.replace('*', '·')}" if unit else "")


def number(value: float) -> str:
    """A number as questions write it."""
    return f"{value:.6g}"
