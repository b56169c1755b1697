"""What a completion states: which asked quantity is said to be what, and how prominently."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from verifiers.beam.clauses import Clause, clauses
from verifiers.beam.names import Names
from verifiers.beam.sentences import (
    AFTER_VALUE,
    CONNECTOR,
    GENERIC,
    HEADING,
    LARGEST,
    LOCATED,
    NAMED_VALUE,
    NAMES_ONLY,
    OR,
    PLACED,
    STARTS_VALUE,
    TRAILING_SYMBOL,
    WORDS_ONLY,
    ZERO_OF,
)
from verifiers.beam.values import read_value

Tier = Literal[0, 1, 2]
PROSE: Tier = 0
BOXED: Tier = 2
_WEAK: Tier = 0

_LONGEST = 3000
_LONGEST_NAMES = 120


class Statement(NamedTuple):
    """A text that is said to be the value of an asked quantity. ``label`` is what stood before it."""

    number: int
    value: str
    boxed: bool
    label: str = ""
    hedged: bool = False
    weak: bool = False


class Bare(NamedTuple):
    """A value without a label. ``run`` numbers the list that it stands in."""

    value: str
    boxed: bool
    run: int


@dataclass(slots=True)
class Reading:
    """Everything stated, in the order of the text."""

    statements: list[Statement]
    bare: list[Bare]


def read_statements(text: str, names: Names) -> Reading:
    """All statements about asked quantities in a plain text, and the values that stand alone."""
    reading = Reading([], [])
    reader = _Reader(names, reading)
    for clause in clauses(text):
        reader.take(clause)
    return reading


def _negated(value: str) -> str:
    """The text of the opposite value."""
    bare = value.strip()
    return bare[1:] if bare.startswith("-") else f"-{bare}"


class _Reader:
    """Takes clauses one by one, remembering labels that still wait for a value and where the talk is of."""

    def __init__(self, names: Names, reading: Reading) -> None:
        self.names = names
        self.reading = reading
        self.waiting: list[int] = []
        self.spare: list[int] = []
        self.open: int | None = None
        self.context = ""
        self.heading = ""
        self.line = -1
        self.run = 0
        self.last_is_value = False

    def take(self, clause: Clause) -> None:
        if clause.line != self.line:
            self.line, self.spare, self.waiting = clause.line, [], []
        if "@" in clause.text and self._located(clause):
            return
        parts = CONNECTOR.split(clause.text[:_LONGEST])
        if len(parts) == 1:
            self._alone(clause)
            return
        self._connected(clause, parts)

    def _located(self, clause: Clause) -> bool:
        """``the deflection is largest @2``, ``the moment is zero @3``: all that is said is where."""
        said = LOCATED.fullmatch(clause.text.strip(" ⟦⟧"))
        if said is None or STARTS_VALUE.match(said["what"]):
            return False
        about = ZERO_OF.search(said["what"])
        what = f"{'zero shear' if about[1] else 'contraflexure'}" if about else f"{said['what']} at x"
        number = self.names.number(what)
        connected = about is None and CONNECTOR.search(said["what"]) is not None
        if number is None or (connected and not LARGEST.search(said["what"])):
            return False
        self.reading.statements.append(Statement(number, said["place"], clause.boxed))
        self.open = self.names.number(CONNECTOR.sub(" ", said["what"])) if connected else None
        self.last_is_value = True
        return True

    def _connected(self, clause: Clause, parts: Sequence[str]) -> None:
        """``label = value``, ``label = work = value``, ``label = label = value``, and several of them in a row."""
        labels: list[tuple[int, str]] = []
        begin = 0
        for place, part in enumerate(parts[:-1]):
            starts_value = place > 0 and STARTS_VALUE.match(part) is not None
            number = self._label(part)
            if number is not None and starts_value and labels:
                self._state(clause, labels, [*parts[begin:place], TRAILING_SYMBOL.sub("", part)])
                labels, begin = [], place
            if number is not None and (not starts_value or begin == place):
                labels.append((number, part))
        if labels:
            self._state(clause, labels, parts[begin:])
        else:
            self._unlabelled(clause, parts)

    def _state(self, clause: Clause, labels: list[tuple[int, str]], parts: Sequence[str]) -> None:
        value = parts[-1]
        if not value.strip(" ⟧⟦:"):
            self.open = labels[-1][0]
            return
        if not clause.boxed and WORDS_ONLY.match(PLACED.sub("", value)):
            self.open = labels[-1][0] if "@" in value else None
            self._placed(value, clause)
            return
        unclosed = value.lstrip(" ⟦").startswith("[") and "]" not in value
        hedged = unclosed or any(OR.search(part) for part in parts[1:-1])
        if self.waiting and len(labels) == 1:
            group = [*self.waiting, labels[0][0]]
            self.waiting = []
            if not re.search(r"\b(?:both|each)\b", clause.text):
                self._grouped(clause, group, value, labels[0][1])
                return
            labels = [(number, labels[0][1]) for number in group]
        for place, (number, label) in enumerate(labels):
            said = _negated(value) if place and label.strip().startswith("-") else value
            self.reading.statements.append(Statement(number, said, clause.boxed, label, hedged))
        self._placed(f"{labels[-1][1]} {value}" if "@" in labels[-1][1] else value, clause)
        self.spare, self.waiting, self.last_is_value = [], [], True
        self.run += 1

    def _placed(self, text: str, clause: Clause) -> None:
        """``M_max = 12 kN·m at x = 2 m`` also says where, if that is asked and not said otherwise."""
        place = re.search(r"@(\S+)", text)
        if place and self.reading.statements:
            beside = self.names.place_of(self.reading.statements[-1].number)
            if beside is not None:
                self.reading.statements.append(Statement(beside, place[1], clause.boxed, weak=True))

    def _grouped(self, clause: Clause, group: list[int], value: str, label: str) -> None:
        """``R_A and R_B are 6 kN and 3 kN``: the first gets this value, the others wait for theirs."""
        self.reading.statements.append(Statement(group[0], value, clause.boxed, label))
        self.spare, self.last_is_value = group[1:], True
        self.run += 1

    def _label(self, part: str) -> int | None:
        text = part.strip(" ⟦⟧")
        if self.context and not re.search(r"@|\(", text):
            number = self.names.number(f"{text} {self.context}")
            if number is not None:
                return number
        number = self.names.number(text)
        if number is None and self.heading and text and "@" not in text:
            number = self.names.number(f"{text} at {self.heading}")
        return number

    def _alone(self, clause: Clause) -> None:
        """A clause without a connector: a value, a label that waits for one, or words."""
        text = clause.text.strip()
        words, box, inside = text.partition("⟦")
        if box and words.strip() and not re.search(r"\d", words) and re.match(r"\s*[-+(√]*[\d.A-Z]", inside):
            self._connected(clause, [words, box + inside])
            return
        heading = HEADING.fullmatch(text)
        if heading is not None and ("\n" in clause.separator or text.endswith(":") or text[:1] in "Aa"):
            self.heading = heading["name"]
        named = NAMED_VALUE.fullmatch(text)
        if named is not None and self._label(named["label"]) is not None:
            self._connected(clause, [named["label"], named["value"]])
            return
        opened, self.open = self.open, None
        starts_value = STARTS_VALUE.match(text) is not None
        number = None if starts_value else self._label(text.rstrip(" :"))
        if number is None and (starts_value or self._is_expression(text)):
            self._value_alone(clause, text, opened)
            return
        if number is not None and text.endswith(":"):
            self.open = number
        elif number is not None and len(text) <= _LONGEST_NAMES and NAMES_ONLY.fullmatch(text):
            self.waiting.append(number)
        else:
            self.waiting = []
        if number is None or "@" in text:
            self._words(clause, text)
        self.last_is_value = False

    def _value_alone(self, clause: Clause, text: str, opened: int | None) -> None:
        """A value goes to the label before it, to one that waits, to the one behind it, or stands alone."""
        number, value, label = opened, text, ""
        if number is None and self.spare:
            number = self.spare.pop(0)
        if number is None and len(self.waiting) == 1 and clause.separator == ",":
            number = self.waiting.pop()
        if number is None:
            number, value, label = self._after(text)
        both = self.names.extreme_and_place if number is None and "@" in text else None
        if both is not None:
            said, _, where = text.partition("@")
            found = zip(both, (said, where.split(" ")[0]), strict=True)
            self.reading.statements += [Statement(n, part, clause.boxed) for n, part in found]
            return
        if number is None:
            self._bare(clause, text)
            return
        self.reading.statements.append(Statement(number, value, clause.boxed, label))
        self.last_is_value = True

    def _after(self, text: str, ahead: str = "") -> tuple[int | None, str, str]:
        """``6 kN at A``: the label behind the value; words ahead may say what is at A."""
        after = AFTER_VALUE.match(text)
        if after is None:
            return None, text, ""
        number = self.names.number(f"{ahead} at {after['label']}") if ahead else None
        if number is None:
            number = self.names.number(after["label"])
        return number, after["value"], after["label"]

    def _words(self, clause: Clause, text: str) -> None:
        """Words: a direction or a hedge belongs to what was just said; a place is the context from now on."""
        statements = self.reading.statements
        if clause.separator == "," and statements and self.last_is_value and len(text) < 120:
            last = statements[-1]
            statements[-1] = Statement(
                last.number, f"{last.value} ({text.strip('()⟧ ')})", last.boxed, last.label, last.hedged, last.weak
            )
        place = re.search(r"@\S+", text)
        if place:
            self._placed(text, clause)
            self.context = place[0]

    def _bare(self, clause: Clause, text: str) -> None:
        statements = self.reading.statements
        if clause.separator == "," and statements and self.last_is_value and statements[-1].boxed == clause.boxed:
            last = statements[-1]
            beside = self.names.companion(last.number, read_value(text, frozenset(self.names.binding)))
            if beside is not None and all(said.number != beside for said in statements[-3:]):
                statements.append(Statement(beside, text, clause.boxed))
                return
            statements[-1] = Statement(last.number, last.value, last.boxed, last.label, hedged=True)
            return
        if self.last_is_value or not self.reading.bare:
            self.run += 1
        self.last_is_value = False
        self.reading.bare.append(Bare(text, clause.boxed, self.run))

    def _unlabelled(self, clause: Clause, parts: Sequence[str]) -> None:
        """``The reactions are 6 kN``: a bare value after words that name nothing; a place ends as context."""
        ahead = " ".join(parts[:-1])
        place = re.search(r"@\S+", ahead)
        if place and not parts[-1].strip():
            self.context = place[0]
        value = parts[-1].strip()
        if not value:
            return
        number, said, label = self._after(value, ahead) if STARTS_VALUE.match(value) else (None, "", "")
        if number is not None:
            self.reading.statements.append(Statement(number, said, clause.boxed, f"{parts[-2]} {label}"))
            self.last_is_value = True
            return
        if self.open is not None and GENERIC.fullmatch(ahead) and STARTS_VALUE.match(value):
            self.reading.statements.append(Statement(self.open, value, clause.boxed))
            self.open, self.last_is_value = None, True
            return
        if GENERIC.fullmatch(ahead) and (STARTS_VALUE.match(value) or self._is_expression(value)):
            self.last_is_value = True
            self._bare_after_words(clause, value)
        elif value.startswith("⟦") and STARTS_VALUE.match(value) and not parts[0].startswith("⟦"):
            self._bare_after_words(clause, value)
        elif not GENERIC.fullmatch(ahead):
            self.run += 1
            self.last_is_value = False

    def _bare_after_words(self, clause: Clause, value: str) -> None:
        self.run += 1
        self.last_is_value = False
        self.reading.bare.append(Bare(value, clause.boxed, self.run))

    def _is_expression(self, text: str) -> bool:
        """In symbols a value may start with a letter; words are longer than products of symbols."""
        if not self.names.binding:
            return False
        stripped = text.strip(" ⟦⟧.")
        return bool(stripped) and re.search(r"[A-Za-z]{5,}", stripped) is None and stripped[0] not in "@<>|"
