"""Clauses in words: a value belongs to what is said before it or behind it, or stands alone."""

import re
from collections.abc import Sequence

from verifiers.beam.labels import is_placeless
from verifiers.beam.names import Dimension
from verifiers.beam.progress import PLACE, Progress
from verifiers.beam.sentences import (
    CONNECTOR,
    HEADING,
    LIMIT_AHEAD,
    LOCAL_DENIAL,
    PLACE_BEHIND,
    PRONOUN,
    is_generic,
    names_only,
    of_another,
    without_direction,
)
from verifiers.beam.statements import Bare, Statement
from verifiers.mechanics.clauses import Clause

_LONGEST = 1500
_LONGEST_REMARK = 120
_WORK = re.compile(r"[A-Za-z\d)]\s*[*/^+]\s*\(*$")
_COMPONENT = re.compile(r"\b(?:vertical|horizontal|moment|couple)\b", re.I)
_FORMS = {"vertical": "force", "horizontal": "horizontal", "moment": "couple", "couple": "couple"}
_OR = re.compile(r"\W*or\b", re.I)
_AT = re.compile(r"\s*(?:at|in)\b", re.I)
_IS_DONE = re.compile(r"\s*(?:is|are|being|goes|acts?|going)\b")
_POINTS = re.compile(
    r"(?:it\s|they\s|which\s)?(?:points?|acts?|is directed|directed|acting|pointing)\s+(?:vertically\s)?"
    r"(?:up|down|left|right|clockwise|(?:anti|counter)-?clockwise)(?:wards?)?[\s.]*",
    re.I,
)
_EQUATION_NUMBER = re.compile(r"\s*\(\d{1,2}[a-z]?\)\s*")


class Wording:
    """Reads clauses whose value no equals sign ties to a name."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def take(self, clause: Clause, text: str) -> None:
        """A clause whose value no equals sign ties to a label: words, a value, or both."""
        text = text.strip()
        start = self.progress.finder.value_in(text)
        if start is None:
            self._words_alone(clause, text)
            return
        ahead, value = text[:start], text[start:]
        if _WORK.search(ahead):
            self.progress.last_is_value = False
            return
        if _OR.match(ahead) and self.progress.statements and self.progress.last_is_value:
            self.progress.statements[-1] = self.progress.statements[-1]._replace(hedged=True)
        elif _no_claim(ahead):
            self.progress.pending, self.progress.last_is_value = f"{self.progress.pending} {ahead}", False
        elif of_another(ahead):
            self.progress.last_is_value, self.progress.said = False, ahead
        else:
            self._value_with_words(clause, ahead, value)

    def _value_with_words(self, clause: Clause, ahead: str, value: str) -> None:
        opened, self.progress.open = self.progress.open, ()
        label = CONNECTOR.sub(" ", ahead)
        unnamed = is_generic(label) and not self.progress.finder.is_specific(label)
        if opened and unnamed:
            self.progress.add(clause, opened, value)
        elif self.progress.spare and unnamed:
            self.progress.group = None
            self.progress.add(clause, [self.progress.spare.pop(0)], value)
        elif not (unnamed and clause.separator in (",", "and") and self._beside(clause, value, label)):
            self._belonging(clause, ahead, value, unnamed=unnamed)

    def _belonging(self, clause: Clause, ahead: str, value: str, *, unnamed: bool) -> None:
        """A value goes to what words near it name, or stands alone."""
        read = self.progress.finder.value(value)
        found, label = self._found(ahead, without_direction(read.rest), read.dimension, unnamed=unnamed)
        if unnamed and self._is_peak_with_place(found, value):
            found = ()
        if found and self.progress.waiting and not unnamed and len(found) == 1:
            names = self.progress.with_waiting(found[0], label)
            self.progress.grouped(clause, names, value)
        elif found:
            self.progress.waiting = []
            self.progress.add(clause, found, value, label)
            self._share_name(clause, found)
            self.progress.placed(value, clause)
            self.progress.run += 1
        elif unnamed or value.startswith("⟦"):
            self._value_alone(clause, ahead, value)
        else:
            self.progress.run += 1
            self.progress.last_is_value = False
            self.progress.loose = Bare(value, clause.boxed, self.progress.run)

    def _is_peak_with_place(self, found: Sequence[int], value: str) -> bool:
        """``24 kN·m at x = 2`` where an extreme and its place are asked for is no couple at that place."""
        beside = all(number >= self.progress.names.count for number in found)
        return "@" in value and beside and self.progress.names.extreme_and_place is not None

    def _share_name(self, clause: Clause, found: Sequence[int]) -> None:
        """``20 kN and 32 kN·m at the wall``: the value before is of the same support, if it measures what is."""
        if (
            self.progress.loose is None
            or clause.separator != "and"
            or len(found) != 1
            or not self.progress.claimed
        ):
            return
        beside = self.progress.names.companion(found[0], self.progress.finder.value(self.progress.loose.value))
        if beside is not None:
            self.progress.add(clause, [beside], self.progress.taken_loose(self.progress.loose))

    def _found(
        self, ahead: str, behind: str, dimension: Dimension | None, *, unnamed: bool
    ) -> tuple[tuple[int, ...], str]:
        """Which quantity a value belongs to: words ahead of it, behind it, or said before in the sentence."""
        behind = behind.strip(" ()⟧")[:_LONGEST]
        if behind and of_another(behind):
            behind = ""
        placed = behind and not unnamed and is_placeless(CONNECTOR.sub(" ", ahead)) and PLACE_BEHIND.match(behind)
        near = [f"{ahead} {placed[0]}"] if placed else []
        near += [] if unnamed else [ahead, f"{self.progress.pending} {ahead}" if self.progress.pending else ""]
        near += [f"{ahead} {behind}" if ahead.strip() else "", behind] if behind else []
        near += [f"{self.progress.pending} {ahead}"] if self.progress.pending and unnamed else []
        before = [
            f"{self.progress.said} {one}"
            for one in ("" if unnamed else ahead, behind)
            if self.progress.said and one
        ]
        for place, text in enumerate([*near, *before]):
            label = CONNECTOR.sub(" ", text)
            numbers = (
                self.progress.finder.label(label, dimension) if label.strip() and not of_another(label) else ()
            )
            if numbers and not (place >= len(near) and self._is_said(numbers)):
                return numbers, label
        return (), ""

    def _is_said(self, numbers: Sequence[int]) -> bool:
        return any(
            one.number in numbers and one.sentence == self.progress.sentence for one in self.progress.statements
        )

    def _words_alone(self, clause: Clause, text: str) -> None:
        """A clause without a value: a heading, names that wait for values, a place, a remark on what was said."""
        heading = HEADING.fullmatch(text)
        if heading is not None and ("\n" in clause.separator or text.endswith(":") or text[:1] in "Aa"):
            self.progress.finder.heading = heading["name"]
        parts = CONNECTOR.split(text)
        if len(parts) == 2 and PRONOUN.fullmatch(parts[0]) and self.progress.waiting and clause.separator == ",":
            return
        if len(parts) == 2 and PRONOUN.fullmatch(parts[0]) and self.progress.value:
            self.progress.add(clause, self.progress.finder.label(parts[1]), self.progress.value)
            return
        numbers = () if of_another(text) else self.progress.finder.label(text.rstrip(" :"))
        if numbers and self.progress.loose and _IS_DONE.match(text) and self.progress.claimed:
            self.progress.add(clause, numbers, self.progress.taken_loose(self.progress.loose), text)
            return
        if numbers:
            self._named(clause, text, numbers)
        elif not self._remarked(clause, text):
            self.progress.waiting = []
        self.progress.pending = f"{self.progress.pending} {text}"[-_LONGEST:]
        place = PLACE.search(text) if "@" in text else None
        if place:
            self.progress.placed(text, clause)
            self.progress.finder.context = place[0]
        self.progress.last_is_value = False

    def _named(self, clause: Clause, text: str, numbers: tuple[int, ...]) -> None:
        """Names whose values follow: over a colon, as a heading, or in a list of names."""
        if text.endswith(":") or clause.asks or self._stands_alone(clause, text):
            self.progress.open = numbers
        elif len(numbers) == 1 and names_only(text) and not _AT.match(text):
            self.progress.waiting.append((numbers[0], text))

    def _remarked(self, clause: Clause, text: str) -> bool:
        """Words behind a comma belong to the value before it: a direction, a hedge."""
        if not (
            (clause.separator == "," or (clause.separator == "and" and _POINTS.fullmatch(text)))
            and self.progress.statements
            and self.progress.last_is_value
            and len(text) < _LONGEST_REMARK
        ):
            return False
        latest = self.progress.statements[-1]
        self.progress.statements[-1] = latest._replace(value=f"{latest.value} ({text.strip('()⟧ ')})")
        return True

    def _stands_alone(self, clause: Clause, text: str) -> bool:
        """A line of its own that is nothing but a name: a heading over its value."""
        return clause.alone and "\n" in clause.separator and names_only(text)

    def _beside(self, clause: Clause, value: str, words: str) -> bool:
        """``R_A = 6 kN, 12 kN·m``: what else is asked of the same support, by its unit, direction or a word."""
        if not self.progress.statements or not self.progress.last_is_value:
            return False
        latest = self.progress.statements[-1]
        named = _COMPONENT.search(words)
        said = _FORMS[named[0].lower()] if named else ""
        beside = self.progress.names.companion(latest.number, self.progress.finder.value(value), said)
        if beside is None or any(said.number == beside for said in self.progress.statements[-3:]):
            return False
        self.progress.add(clause, [beside], value)
        return True

    def _value_alone(self, clause: Clause, ahead: str, value: str) -> None:
        """A value goes to the name that waits for it, is one too many for the last name, or stands alone."""
        both = self.progress.names.extreme_and_place if "@" in value else None
        latest = self.progress.statements[-1] if self.progress.statements else None
        if len(self.progress.waiting) == 1 and clause.separator == ",":
            number, label = self.progress.waiting.pop()
            self.progress.add(clause, [number], value, label)
        elif both is not None:
            said, _, where = value.partition("@")
            self.progress.add(clause, [both[0]], said)
            self.progress.add(clause, [both[1]], where.split(" ")[0])
        elif not self.progress.claimed or _EQUATION_NUMBER.fullmatch(value):
            return
        elif latest is not None and self._is_second(clause, latest, value):
            self.progress.statements[-1] = latest._replace(hedged=True)
        else:
            if self.progress.last_is_value or not self.progress.bare or ahead.strip(" ⟦("):
                self.progress.run += 1
            self.progress.last_is_value = False
            self.progress.loose = Bare(value, clause.boxed, self.progress.run)
            self.progress.bare.append(self.progress.loose)

    def _is_second(self, clause: Clause, latest: Statement, value: str) -> bool:
        another = clause.separator in (",", "¦") and self.progress.last_is_value and latest.boxed == clause.boxed
        return another and not self._is_same(latest.value, value)

    def _is_same(self, one: str, other: str) -> bool:
        """``unloaded, 0 kN``: the value said again."""
        first, second = self.progress.finder.value(one.strip()), self.progress.finder.value(other)
        if first.amount is None or second.amount is None or first.names or second.names:
            return False
        return first.amount({}) == second.amount({}) and first.dimension in (None, second.dimension)


def _no_claim(ahead: str) -> bool:
    """What stands right before a value makes it a limit, or denies it."""
    return LIMIT_AHEAD.search(ahead[-60:]) is not None or LOCAL_DENIAL.search(ahead[-40:]) is not None
