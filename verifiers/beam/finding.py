"""Finds in a clause what it names and where its value starts."""

import re

from verifiers.beam.labels import read_label
from verifiers.beam.names import Dimension, Names
from verifiers.beam.sentences import NUMBER_IN_WORDS, PLACED, STARTS_VALUE
from verifiers.beam.values import Value, read_value

_LONGEST = 1500
_TRAILING_WORD = re.compile(r"\s+[a-z]+(?:-[a-z]+)?\s*$")
_ENDS_WITH_SYMBOL = re.compile(r"(?:^|[\s(])(?:\S*_\S*|[A-Za-z]?[A-Z]\w?|\|\S+)$")
_ON_THE_BEAM = re.compile(r"mid|cent(?:er|re)|tip\b|quarter|third|load")
_ZERO = re.compile(r"\bzero\b")
_SHARE = re.compile(r"\(?\d+\)?/\(?\d+\)?(?=\s+of\s+the\b)")
_WORD = re.compile(r"\S+")
_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_WORDS_TO_DROP = 8


class Finder:
    """Resolves labels of asked quantities where the talk is of a ``context`` (a place) or under a ``heading``."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.symbols = frozenset(names.binding)
        self.context = ""
        self.heading = ""

    def value(self, text: str) -> Value:
        """The value that a text begins with."""
        return read_value(text, self.symbols)

    def label(self, part: str, dimension: Dimension | None = None) -> tuple[int, ...]:
        """The asked quantities that a text names; ``dimension`` is that of their value."""
        key = (part, dimension, self.context, self.heading)
        known = self.names.labels.get(key)
        if known is None:
            known = self.names.labels[key] = self._label(part, dimension)
        return known

    def _label(self, part: str, dimension: Dimension | None) -> tuple[int, ...]:
        text = part.strip(" ⟦⟧" if part.count("[") == part.count("]") else " ⟦⟧[]")
        if not text:
            return ()
        group = self.names.group(text, dimension)
        if group:
            return group
        candidates = [*self._with_context(text), *_without_trailing_words(text)]
        numbers = (self.names.number(one, dimension) for one in candidates)
        return next(((number,) for number in numbers if number is not None), ())

    def is_specific(self, part: str) -> bool:
        """Whether a text names some quantity, asked for or not, and not just ``the reactions``."""
        label = read_label(part.strip(" ⟦⟧:"))
        return label is not None and (label.place is not None or label.form not in ("force", "horizontal", "bare"))

    def _with_context(self, text: str) -> list[str]:
        here = [f"{text} {self.context}"] if self.context and "@" not in text and "(" not in text else []
        headed = self.heading and "@" not in text and not self.is_specific(text)
        under = [f"{text} at {self.heading}"] if headed else []
        return [*under, *here, text]

    def value_in(self, text: str) -> int | None:
        """Where a value starts in a clause; ``None`` where it states none."""
        if STARTS_VALUE.match(text):
            return 0
        if "@" in text:
            text = PLACED.sub(lambda place: " " * len(place[0]), text)
        box = text.find("⟦")
        if box >= 0 and (STARTS_VALUE.match(text, box) or self.is_expression(text[box:])):
            return box
        if not self.symbols and " of " in text:
            text = _SHARE.sub(lambda share: " " * len(share[0]), text)
        number = NUMBER_IN_WORDS.search(text) or _ZERO.search(text)
        starts = [] if number is None else [number.start()]
        expression = self._expression_in(text) if self.symbols else None
        return min(starts if expression is None else [expression, *starts], default=None)

    def _expression_in(self, text: str) -> int | None:
        """Where a word of nothing but the problem's symbols, digits and operators starts."""
        for word in _WORD.finditer(text[:_LONGEST]):
            if self.is_expression(word[0]) and (len(word[0].strip(" .")) > 1 or word.end() == len(text)):
                return word.start()
        return None

    def is_expression(self, text: str) -> bool:
        """In symbols a value may start with a letter; words are longer than products of symbols."""
        if not self.symbols:
            return False
        stripped = text.strip(" ⟦⟧.")
        if not stripped or stripped[0] in "@<>|=" or _LONG_WORD.search(stripped):
            return False
        return self.value(stripped).amount is not None


def _without_trailing_words(text: str) -> list[str]:
    """``R_A comes out at``: the text up to its last symbol, if a few words follow it."""
    found: list[str] = []
    placed = False
    for _ in range(_WORDS_TO_DROP):
        shorter = _TRAILING_WORD.sub("", text)
        if shorter == text:
            break
        placed = placed or _ON_THE_BEAM.search(text[len(shorter) :]) is not None
        text = shorter
        label = read_label(text) if _ENDS_WITH_SYMBOL.search(text) else None
        if label is not None and not (placed and label.form == "bare"):
            found.append(text)
    return found
