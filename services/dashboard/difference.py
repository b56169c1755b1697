"""How two texts differ, word by word, or line by line where they are long."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

_MOST = 1_000
"""Words, or lines, that are compared of each: what a text repeats makes the comparison grow with their square."""
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that both have, or only the first (gone) or the second (new)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The stretches in order; ``left_out`` where the ends of long texts were not compared."""

    stretches: list[Stretch]
    left_out: bool


def difference(first: str, second: str) -> Difference:
    """What turns the first text into the second."""
    parts = [_WORDS.findall(text) for text in (first, second)]
    if max(map(len, parts)) > _MOST:
        parts = [text.splitlines(keepends=True) for text in (first, second)]
    left_out = max(map(len, parts)) > _MOST
    old, new = parts[0][:_MOST], parts[1][:_MOST]
    stretches: list[Stretch] = []
    for name, low, high, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        if name == "equal":
            stretches.append(_stretch("same", old[low:high]))
            continue
        stretches += [_stretch("gone", old[low:high])] if high > low else []
        stretches += [_stretch("new", new[from_new:to_new])] if to_new > from_new else []
    return Difference(stretches, left_out)


def _stretch(kind: Kind, parts: Sequence[str]) -> Stretch:
    return Stretch(kind, "".join(parts))
