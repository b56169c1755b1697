"""Clauses that tie a value to a name: ``R_A = 6 kN``, ``R_A is 6 kN``, chains, groups of names."""

import re
from collections.abc import Sequence

from verifiers.beam.labels import is_placeless
from verifiers.beam.progress import Progress
from verifiers.beam.sentences import (
    DENIED,
    LIMIT,
    LIMIT_AHEAD,
    LOCAL_DENIAL,
    NUMBER_IN_WORDS,
    OR,
    PLACE_BEHIND,
    PLACED,
    STARTS_VALUE,
    WORDS_ONLY,
    is_generic,
    is_other_symbol,
    of_another,
)
from verifiers.beam.values import direction_in
from verifiers.mechanics.clauses import Clause

_ALL = re.compile(r"\b(?:whole|entire|full|total|everything|rest|remainder|remaining)\b", re.I)
_WORK = re.compile(r"[-+*/^]")
_COMPONENT = re.compile(
    r"\s*(?:an?\s+|the\s+)?(?:vertical|horizontal|moment|couple|fixing moment)"
    r"(?:\s+(?:reaction|force|component|moment))?(?:\s+of|:)?\s+(?=[-+]?\d)",
    re.I,
)
_SLACK = 0.05
_MEASURED = re.compile(r"[\s⟦≈]*[-+]?\d[\d.]*\s?[A-Za-z°][A-Za-z*.-]{0,9}[\s⟧.]*(?:\([^()=]{0,60}\)[\s⟧.]*)?")
_FILLING = re.compile(r"[\sa-zäöüéèáíóúñçãõ-]{1,60}")
_HEDGING = re.compile(
    r"\b(?:or|either|between|not|maybe|possibly|might|half|twice|third|quarter|double|times|about to|minus|plus"
    r"|negative"
    r"|below|under|above|than|most|least|exceed|within|up to|designed|sized)\b"
)
_ALTERING = re.compile(r"\b(?:half|twice|third|quarter|double|triple|times|negative)\b", re.I)
_NEGATED_NAME = re.compile(r"(?:^|[\s⟦(=])-[⟦|]?[A-Za-z][^\s]{0,20}[\s⟧]*$")
_SIDEWAYS = re.compile(r"^\s*H\s*$")
_BY_ID = re.compile(r"(?:^|\s)[A-Z]\d?$")
_SAME_AS = re.compile(r"[\s⟦(]*(-?)[\s⟦(]*((?:the same as |also )?[A-Za-z][\w,]{0,12})[\s⟧).]*")


class Equations:
    """Reads clauses of names and values with what joins them in between."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def take(self, clause: Clause, parts: Sequence[str]) -> bool:
        """``label = value``, ``label = work = value``, ``label = label = value``. False if no part is a label."""
        parts = self._up_to_value(clause, parts)
        labels, foreign = self._labels(parts[:-1])
        labels, value = self._of_component(self._at_place_behind(labels, parts[-1]), parts[-1])
        if labels and len(parts) > 2 and STARTS_VALUE.match(parts[-2]) and _SAME_AS.fullmatch(value):
            also = self.progress.finder.label(value)
            labels, parts, value = (
                ([*labels, (also, value)], parts[:-1], parts[-2]) if also else (labels, parts, value)
            )
        if foreign:
            self.progress.last_is_value, self.progress.said = False, parts[0]
        elif not labels:
            return self._turned_round(clause, parts) or self._of_other_symbol(clause, parts[0], value)
        elif not value.strip(" ⟧⟦:"):
            self.progress.open = labels[-1][0]
        elif self._is_words(clause, value):
            both = (
                (*(number for number, _ in self.progress.waiting), *labels[-1][0])
                if is_generic(value) or _ALL.search(value)
                else ()
            )
            self.progress.open = labels[-1][0] if "@" in value else both
            self.progress.pending = f"{self.progress.pending} {' '.join(parts)}"
            self.progress.placed(value, clause)
        else:
            self._state(clause, labels, parts)
        return True

    def _at_place_behind(
        self, labels: list[tuple[tuple[int, ...], str]], value: str
    ) -> list[tuple[tuple[int, ...], str]]:
        """``a reaction of 6 kN at B``: a name without a place has that behind its value."""
        if len(labels) != 1 or not is_placeless(labels[0][1].strip()):
            return labels
        behind = PLACE_BEHIND.match(self.progress.finder.value(value).rest)
        label = "" if behind is None else f"{labels[0][1].strip()} {behind[0].strip()}"
        numbers = self.progress.finder.label(label)
        return [(numbers, label)] if numbers else labels

    def _of_component(
        self, labels: list[tuple[tuple[int, ...], str]], value: str
    ) -> tuple[list[tuple[tuple[int, ...], str]], str]:
        """``At the pin: horizontal 3 kN``: words between a place and its value say what of that place is meant."""
        named = _COMPONENT.match(value) if labels else None
        if named is None:
            return labels, value
        place = labels[-1][1].strip()
        numbers = self.progress.finder.label(f"{named[0].strip()} at {place}")
        return ([(numbers, place)], value[named.end() :]) if numbers else (labels, value)

    def _turned_round(self, clause: Clause, parts: Sequence[str]) -> bool:
        """``6 kN = R_A``: the name stands behind its value."""
        number = self.progress.names.number(parts[-1]) if _SAME_AS.fullmatch(parts[-1]) else None
        if number is None or not STARTS_VALUE.match(parts[0]):
            return False
        self._state(clause, [((number,), parts[-1])], parts[:-1])
        return True

    def _up_to_value(self, clause: Clause, parts: Sequence[str]) -> Sequence[str]:
        """``a force of 3 kN is needed``: words behind the last value state nothing more."""
        if (
            len(parts) > 2
            and parts[-1].strip()
            and STARTS_VALUE.match(parts[-2])
            and self._is_words(clause, parts[-1])
        ):
            return [*parts[:-2], f"{parts[-2]} {parts[-1]}"]
        return parts

    def _labels(self, parts: Sequence[str]) -> tuple[list[tuple[tuple[int, ...], str]], bool]:
        """The parts that name asked quantities, and whether the last that names anything names another."""
        labels: list[tuple[tuple[int, ...], str]] = []
        foreign = False
        for place, part in enumerate(parts):
            if place and STARTS_VALUE.match(part) is not None:
                continue
            another = of_another(part) or (place > 0 and LIMIT.search(parts[0]) is not None)
            if another and labels and _WORK.search(part):
                continue
            numbers = () if another else self._under(labels, part) or self._at_named(parts[:place], part)
            if numbers:
                labels.append((numbers, part))
            foreign = (foreign or another) and not numbers
        return labels, foreign

    def _under(self, labels: list[tuple[tuple[int, ...], str]], part: str) -> tuple[int, ...]:
        """What a part names; ``Support B: vertical`` is the vertical reaction at B."""
        if labels and not _WORK.search(part) and not self.progress.finder.is_specific(part):
            place = labels[-1][1].strip()
            both = self.progress.finder.label(f"{_SIDEWAYS.sub('horizontal reaction', part).strip()} at {place}")
            if both:
                self.progress.finder.heading = place if _BY_ID.search(place) else self.progress.finder.heading
                labels.clear()
                return both
        return self.progress.finder.label(part)

    def _at_named(self, ahead: Sequence[str], part: str) -> tuple[int, ...]:
        """``Node 1 (pin): FY``: the component at what stands before it."""
        if not ahead or not is_placeless(part.strip()):
            return ()
        return self.progress.finder.label(f"{part.strip()} at {ahead[-1].strip()}")

    def _is_words(self, clause: Clause, value: str) -> bool:
        words = not clause.boxed and WORDS_ONLY.match(PLACED.sub("", value)) is not None
        return words and not self.progress.finder.is_expression(value)

    def _of_other_symbol(self, clause: Clause, label: str, value: str) -> bool:
        """``M_2 = 16``: the value of a symbol that is not asked for is no value of anything else."""
        if not (is_other_symbol(label) and self._symbol_ahead(clause.text, label)):
            return False
        self.progress.value, self.progress.last_is_value = value, False
        return True

    @staticmethod
    def _symbol_ahead(text: str, label: str) -> bool:
        return text[text.find(label) + len(label) :].lstrip()[:1] in ("=", "≈", ":")

    def _state(self, clause: Clause, labels: list[tuple[tuple[int, ...], str]], parts: Sequence[str]) -> None:
        value = self._trimmed(parts[-1])
        if DENIED.match(value) or (value in clause.text and _no_claim(clause.text[: clause.text.rfind(value)])):
            self.progress.pending, self.progress.last_is_value = labels[-1][1], False
            return
        hedged = (
            _is_unclosed(value)
            or self._disagree(parts)
            or any(OR.search(part) or self._alters(part) for part in parts[1:-1])
        )
        value = self._as_another(value)
        labels = self._fitting(labels, value)
        if self.progress.waiting and len(labels) == 1 and len(labels[0][0]) == 1:
            names = self.progress.with_waiting(labels[0][0][0], labels[0][1])
            self.progress.grouped(clause, names, value)
            return
        for numbers, label in labels:
            said = _negated(value) if _NEGATED_NAME.search(label) else value
            self.progress.add(clause, numbers, said, label, hedged=hedged)
        self.progress.placed(" ".join([*parts[:-1], value]), clause)
        self.progress.spare, self.progress.waiting = [], []
        self.progress.run += 1

    def _fitting(self, labels: list[tuple[tuple[int, ...], str]], value: str) -> list[tuple[tuple[int, ...], str]]:
        """``R_A times 3 m gives M_max = 56 kN·m``: of several names those that a value's unit measures."""
        dimension = self.progress.finder.value(value).dimension if len(labels) > 1 else None
        asked = self.progress.names.asked
        fitting = [one for one in labels if all(asked[n].meaning.dimension == dimension for n in one[0])]
        return fitting if dimension is not None and fitting else labels

    def _alters(self, part: str) -> bool:
        """``twice R_B``, ``half`` of a value: what stands behind it is not the value of the name."""
        altered = _ALTERING.search(part)
        return altered is not None and (
            not part[altered.end() :].strip() or bool(self.progress.finder.label(part))
        )

    def _disagree(self, parts: Sequence[str]) -> bool:
        """``9.2 kN = 8.4 kN``: a chain whose measured values are not the same."""
        if (
            len(parts) < 3
            or self.progress.names.binding
            or not _MEASURED.fullmatch(parts[-1])
            or not _MEASURED.fullmatch(parts[-2])
        ):
            return False
        one, other = self.progress.finder.value(parts[-2]), self.progress.finder.value(parts[-1])
        if one.unit is None or other.unit is None or one.amount is None or other.amount is None:
            return False
        first, last = one.amount({}) * one.unit.factor, other.amount({}) * other.unit.factor
        return one.dimension == other.dimension and abs(abs(first) - abs(last)) > _SLACK * abs(last)

    def _as_another(self, value: str) -> str:
        """The value of the quantity that a value names: ``R_C = R_A`` after ``R_A = 9 kN``."""
        said = _SAME_AS.fullmatch(value)
        if said is None or self.progress.finder.is_expression(value):
            return value
        number = self.progress.names.number(said[2])
        known = next((one for one in reversed(self.progress.statements) if one.number == number), None)
        if known is None or known.hedged:
            return value
        return _negated(known.value) if said[1] else known.value

    def _trimmed(self, value: str) -> str:
        """The value without words ahead of its number: ``the full 12 kN``."""
        number = (
            None if self.progress.names.binding or STARTS_VALUE.match(value) else NUMBER_IN_WORDS.search(value)
        )
        ahead = "" if number is None else value[: number.start()]
        if not _FILLING.fullmatch(ahead) or _HEDGING.search(ahead) or of_another(ahead):
            return value
        return value[len(ahead) :] if direction_in(ahead) is None else f"{value[len(ahead) :]} ({ahead.strip()})"


def _negated(value: str) -> str:
    """The text of the opposite value."""
    bare = value.strip()
    return bare[1:] if bare.startswith("-") else f"-{bare}"


def _no_claim(ahead: str) -> bool:
    """What stands right before a value makes it a limit, or denies it."""
    return LIMIT_AHEAD.search(ahead[-60:]) is not None or LOCAL_DENIAL.search(ahead[-40:]) is not None


def _is_unclosed(value: str) -> bool:
    """A list whose second member was cut off."""
    opened, closed = (value.count(one) + value.count(other) for one, other in ("([", ")]"))
    return value.lstrip(" ⟦")[:1] in ("[", "(") and opened > closed
