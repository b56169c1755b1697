"""What a completion states: which asked quantity is said to be what, and how prominently."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from verifiers.beam.labels import Names

Tier = Literal[0, 1, 2]
PROSE: Tier = 0
BOXED: Tier = 2
_WEAK: Tier = 0

_BREAK = re.compile(
    r"\n+|;|⇒|→(?=\s*[A-Za-z|⟦])|\s/\s(?=[A-Za-z]+_)|,(?!\d{3}(?!\d))(?=\s|⟧|[^\d\s])|,(?=\d{3}\d)|\.(?=\s+(?:[A-ZΣ∑⟦|]|[a-z]_)|\s*$|\s*\n)|\s+(?:and|while|whereas)\s+"
    r"|\s+&\s+|⟧(?=\s*⟦)"
)
_CONNECTOR = re.compile(
    r"(?<![<>!=])==?(?!=)|≈|:(?!\s*$)|→(?=\s*[-+\d(⟦.√])|∈"
    r"|\b(?:is|are|equals?|becomes?|was|were|gives|yields|carries|provides|exerts|takes|bears|supplies|has|must be"
    r"|will be|reads|comes? out (?:as|to)|turns? out to be|has a value of|of(?=\s+[-+]?[\d.]))\b"
    r"(?:\s+(?:approximately|about|found to be|given by|therefore|then|thus|simply|exactly|both|each|also|now"
    r"|roughly|equal to))*",
)
_STARTS_VALUE = re.compile(r"[\s⟦⟧\"'≈~(\[]*[-+]?[\s(]*(?:[\d√↑↓]|\.\d)")
_TRAILING_SYMBOL = re.compile(r"\s+(?:[^\s]*[A-Z_|(][^\s]*|x)\s*$")
_LONGEST = 3000
_WORDS_ONLY = re.compile(r"\s*(?!zero\b)[A-Za-z]{3,}[^\d]*$")
_GENERIC = re.compile(
    r"(?:the|final|answers?|results?|values?|reactions?|support|supports|required|are|is|in|order|asked|requested|we|get|obtain"
    r"|hence|therefore|thus|so|as|follows|respectively|vertical|force|forces|given|solution|which|and|following|these|them"
    r"|both|it|this|for|of|beam|numerical|found|to|be|have|finally|a|an|by|each|from|left|right|that|then|now"
    r"|[\s,.:*⟦⟧\"'()])*",
    re.I,
)
_NAMES_ONLY = re.compile(
    r"(?:(?i:the|vertical|horizontal|support|reactions?|forces?|moments?|couples?|shear|bending|deflections?|slopes?|rotations?"
    r"|at|of|in|for|left|right|hand|first|second|third|last|both|so|thus|therefore|hence|we|find|get|obtain|have|values?|that"
    r"|maximum|max|absolute|peak|largest|its|location|position|beam|fixed|end|ends|pin|roller|wall|magnitude|internal|force)(?![a-z])"
    r"|\S*[A-Z_@|]\S*|x|[\s⟦⟧.()\"'])*"
)
_AFTER_VALUE = re.compile(r"^(?P<value>.*?[\d)A-Za-z])\s+(?:at|for|as)\s+(?P<label>(?:the\s+)?[A-Za-z].*)$")
_OR = re.compile(r"\bor\b", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """A text that is said to be the value of an asked quantity. ``label`` is what stood before it."""

    number: int
    value: str
    boxed: bool
    label: str = ""
    hedged: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without a label. ``run`` numbers the list that it stands in."""

    value: str
    boxed: bool
    run: int


@dataclass(slots=True)
class Reading:
    """Everything stated, in the order of the text."""

    statements: list[Statement]
    bare: list[Bare]


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    boxed: bool
    line: int
    separator: str


def read_statements(text: str, names: Names) -> Reading:
    """All statements about asked quantities in a plain text, and the values that stand alone."""
    reading = Reading([], [])
    reader = _Reader(names, reading)
    for clause in _clauses(text):
        reader.take(clause)
    return reading


def _clauses(text: str) -> Iterator[_Clause]:
    """The text cut where statements may end; what lies in a box knows it."""
    depth = line = start = 0
    separator = "\n"
    for cut in [*_BREAK.finditer(text), None]:
        end = len(text) if cut is None else cut.start()
        piece = text[start:end] + ("⟧" if cut is not None and cut[0].startswith("⟧") else "")
        opened = piece.count("⟦")
        if piece.strip(" ⟧⟦.:") or opened:
            yield _Clause(piece, depth > 0 or opened > 0, line, separator)
        depth = max(0, depth + opened - piece.count("⟧"))
        if cut is not None:
            separator = cut[0].strip() or ("\n" if "\n" in cut[0] else " ")
            line += separator.count("\n") or (cut[0].startswith("."))
            start = cut.end()


class _Reader:
    """Takes clauses one by one, remembering labels that still wait for a value and where the talk is of."""

    def __init__(self, names: Names, reading: Reading) -> None:
        self.names = names
        self.reading = reading
        self.waiting: list[int] = []
        self.spare: list[int] = []
        self.open: int | None = None
        self.context = ""
        self.line = -1
        self.run = 0
        self.last_is_value = False

    def take(self, clause: _Clause) -> None:
        if clause.line != self.line:
            self.line, self.spare, self.waiting = clause.line, [], []
        parts = _CONNECTOR.split(clause.text[:_LONGEST])
        if len(parts) == 1:
            self._alone(clause)
            return
        self._connected(clause, parts)

    def _connected(self, clause: _Clause, parts: Sequence[str]) -> None:
        """``label = value``, ``label = work = value``, ``label = label = value``, and several of them in a row."""
        labels: list[tuple[int, str]] = []
        begin = 0
        for place, part in enumerate(parts[:-1]):
            starts_value = place > 0 and _STARTS_VALUE.match(part) is not None
            number = self._label(part)
            if number is not None and starts_value and labels:
                self._state(clause, labels, [*parts[begin:place], _TRAILING_SYMBOL.sub("", part)])
                labels, begin = [], place
            if number is not None and (not starts_value or begin == place):
                labels.append((number, part))
        if labels:
            self._state(clause, labels, parts[begin:])
        else:
            self._unlabelled(clause, parts)

    def _state(self, clause: _Clause, labels: list[tuple[int, str]], parts: Sequence[str]) -> None:
        value = parts[-1]
        if not value.strip(" ⟧⟦:"):
            self.open = labels[-1][0]
            return
        if not clause.boxed and _WORDS_ONLY.match(value):
            return
        hedged = any(_OR.search(part) for part in parts[1:-1])
        if self.waiting and len(labels) == 1:
            group = [*self.waiting, labels[0][0]]
            self.waiting = []
            if not re.search(r"\b(?:both|each)\b", clause.text):
                self._grouped(clause, group, value, labels[0][1])
                return
            labels = [(number, labels[0][1]) for number in group]
        for number, label in labels:
            self.reading.statements.append(Statement(number, value, clause.boxed, label, hedged))
        self._placed(value, clause)
        self.spare, self.waiting, self.last_is_value = [], [], True
        self.run += 1

    def _placed(self, text: str, clause: _Clause) -> None:
        """``M_max = 12 kN·m at x = 2 m`` also says where, if that is asked and not said otherwise."""
        place = re.search(r"@(\S+)", text)
        if place and self.reading.statements:
            beside = self.names.place_of(self.reading.statements[-1].number)
            if beside is not None:
                self.reading.statements.append(Statement(beside, place[1], clause.boxed, weak=True))

    def _grouped(self, clause: _Clause, group: list[int], value: str, label: str) -> None:
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
        return self.names.number(text)

    def _alone(self, clause: _Clause) -> None:
        """A clause without a connector: a value, a label that waits for one, or words."""
        text = clause.text.strip()
        words, box, inside = text.partition("⟦")
        if box and words.strip() and not re.search(r"\d", words) and re.match(r"\s*[-+(√]*[\d.A-Z]", inside):
            self._connected(clause, [words, box + inside])
            return
        opened, self.open = self.open, None
        starts_value = _STARTS_VALUE.match(text) is not None
        number = None if starts_value else self._label(text.rstrip(" :"))
        if number is None and (starts_value or self._is_expression(text)):
            self._value_alone(clause, text, opened)
            return
        if number is not None and text.endswith(":"):
            self.open = number
        elif number is not None and _NAMES_ONLY.fullmatch(text):
            self.waiting.append(number)
        else:
            self.waiting = []
        if number is None or "@" in text:
            self._words(clause, text)
        self.last_is_value = False

    def _value_alone(self, clause: _Clause, text: str, opened: int | None) -> None:
        """A value goes to the label before it, to one that waits, to the one behind it, or stands alone."""
        number, value, label = opened, text, ""
        if number is None and self.spare:
            number = self.spare.pop(0)
        if number is None and len(self.waiting) == 1 and clause.separator == ",":
            number = self.waiting.pop()
        if number is None:
            number, value, label = self._after(text)
        if number is None:
            self._bare(clause, text)
            return
        self.reading.statements.append(Statement(number, value, clause.boxed, label))
        self.last_is_value = True

    def _after(self, text: str) -> tuple[int | None, str, str]:
        """``6 kN at A``: the label behind the value."""
        after = _AFTER_VALUE.match(text)
        if after is None:
            return None, text, ""
        return self.names.number(after["label"]), after["value"], after["label"]

    def _words(self, clause: _Clause, text: str) -> None:
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

    def _bare(self, clause: _Clause, text: str) -> None:
        statements = self.reading.statements
        if clause.separator == "," and statements and self.last_is_value and statements[-1].boxed == clause.boxed:
            last = statements[-1]
            statements[-1] = Statement(last.number, last.value, last.boxed, last.label, hedged=True)
            return
        if self.last_is_value or not self.reading.bare:
            self.run += 1
        self.last_is_value = False
        self.reading.bare.append(Bare(text, clause.boxed, self.run))

    def _unlabelled(self, clause: _Clause, parts: Sequence[str]) -> None:
        """``The reactions are 6 kN``: a bare value after words that name nothing; a place ends as context."""
        ahead = " ".join(parts[:-1])
        place = re.search(r"@\S+", ahead)
        if place and not parts[-1].strip():
            self.context = place[0]
        value = parts[-1].strip()
        if not value:
            return
        number, said, label = self._after(value) if _STARTS_VALUE.match(value) else (None, "", "")
        if number is not None:
            self.reading.statements.append(Statement(number, said, clause.boxed, f"{parts[-2]} {label}"))
            self.last_is_value = True
            return
        if _GENERIC.fullmatch(ahead) and (_STARTS_VALUE.match(value) or self._is_expression(value)):
            self.last_is_value = True
            self._bare_after_words(clause, value)
        elif value.startswith("⟦") and _STARTS_VALUE.match(value) and not parts[0].startswith("⟦"):
            self._bare_after_words(clause, value)
        elif not _GENERIC.fullmatch(ahead):
            self.run += 1
            self.last_is_value = False

    def _bare_after_words(self, clause: _Clause, value: str) -> None:
        self.run += 1
        self.last_is_value = False
        self.reading.bare.append(Bare(value, clause.boxed, self.run))

    def _is_expression(self, text: str) -> bool:
        """In symbols a value may start with a letter; words are longer than products of symbols."""
        if not self.names.binding:
            return False
        stripped = text.strip(" ⟦⟧.")
        return bool(stripped) and re.search(r"[A-Za-z]{5,}", stripped) is None and stripped[0] not in "@<>|"
