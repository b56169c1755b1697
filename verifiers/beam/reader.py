"""Reads claims clause by clause: labels, chains of equals signs, groups of names, words around values."""

import re
from collections.abc import Sequence

from verifiers.beam.finding import Finder
from verifiers.beam.names import Dimension, Names
from verifiers.beam.sentences import (
    BOUNDED,
    COMPARED,
    CONNECTOR,
    DENIED,
    HEADING,
    LARGEST,
    LIMIT,
    LIMIT_AHEAD,
    LOCAL_DENIAL,
    LOCATED,
    NUMBER_IN_WORDS,
    OR,
    PLACED,
    PRONOUN,
    STARTS_VALUE,
    WORDS_ONLY,
    ZERO_OF,
    is_generic,
    is_other_symbol,
    names_only,
    of_another,
    one_value_each,
    without_direction,
    without_enumerator,
)
from verifiers.beam.statements import Bare, Reading, Statement
from verifiers.mechanics.claims import Claims, is_plain, starts_afresh, takes_back
from verifiers.mechanics.clauses import Clause, clauses

_LONGEST = 1500
_LONGEST_REMARK = 120
_NO_WORDS = re.compile(
    r"\b(?:vanish(?:es)?|nothing|(?:is|are) unloaded|no (?:load|reaction|force|moment|share))\b", re.I
)
_FRACTION = r"\(*\d+\)?/\(?\d+\)*"
_SHARE = re.compile(
    rf"\s*(?P<part>{_FRACTION})\s+(?:of|times)\s+(?:the\s+)?(?:(?:total|whole|full"
    rf"|applied)\s+)?(?:load\s+)?(?P<load>[^\s].{{0,80}})$"
)
_PART = re.compile(rf"\s*({_FRACTION})[\s.]*(?:of it)?[\s.]*")
_STARTS = ("\n", "\n\n", ".", ":")
_OR = re.compile(r"\W*or\b", re.I)
_ARROWS = re.compile(r"[\s()\[\]↑↓↺↻→←]*[↑↓↺↻→←][\s()\[\]]*")
_ZERO_WORDS = re.compile(r"(?i:vanish|nothing|unloaded|\bno\b)")
_COMPARING = ("<", ">", "below", "less", "smaller", "within", "exceed", "compared", "versus", "vs")
_AT = re.compile(r"\s*(?:at|in)\b", re.I)
_IS_DONE = re.compile(r"\s*(?:is|are|being|goes|acts?|going)\b")
_NEAR = 60
_SLACK = 0.05
_MEASURED = re.compile(r"[\s⟦≈]*[-+]?\d[\d.]*\s?[A-Za-z][A-Za-z*.-]{0,9}[\s⟧.]*")
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|will|must))")
_EQUATION_NUMBER = re.compile(r"\s*\(\d{1,2}[a-z]?\)\s*")
_FILLING = re.compile(r"[\sa-zäöüéèáíóúñçãõ-]{1,60}")
_HEDGING = re.compile(
    r"\b(?:or|either|between|not|maybe|possibly|might|half|twice|third|quarter|double|times|about to|minus|plus"
    r"|negative"
    r"|below|under|above|than|most|least|exceed|within)\b"
)
_ALTERING = re.compile(r"\b(?:half|twice|third|quarter|double|triple|times|negative)\b", re.I)
_RANGE_AHEAD = re.compile(r"\b(?:between|either|anywhere from)\b", re.I)
_NEGATED_NAME = re.compile(r"(?:^|[\s⟦(=])-[⟦|]?[A-Za-z][^\s]{0,20}[\s⟧]*$")
_SAME_AS = re.compile(r"[\s⟦(]*(-?)[\s⟦(]*((?:the same as |also )?[A-Za-z][\w,]{0,12})[\s⟧).]*")
_INSTEAD = re.compile(r"\s*[,(]?\s*\b(?:rather than|instead of|as opposed to|not)\s+[-+\d].*$", re.S)


def read_statements(text: str, names: Names) -> Reading:
    """All claims about asked quantities in a plain text, and the values that stand alone."""
    reader = Reader(names, plain=is_plain(text), numbers=_ZERO_WORDS.search(text) is None)
    for clause in clauses(text, names.is_name):
        reader.take(clause)
    reader.finish()
    return Reading(reader.statements, reader.bare)


class Reader:
    """Takes clauses one by one, remembering labels that still wait for a value and where the talk is of."""

    def __init__(self, names: Names, *, plain: bool = False, numbers: bool = False) -> None:
        self.names = names
        self.plain = plain
        self.numbers = numbers
        self.finder = Finder(names)
        self.statements: list[Statement] = []
        self.bare: list[Bare] = []
        self.claims = Claims()
        self.waiting: list[tuple[int, str]] = []
        self.spare: list[int] = []
        self.group: tuple[list[tuple[int, str]], Statement] | None = None
        self.pending = ""
        self.said = ""
        self.value = ""
        self.load = ""
        self.loose: Bare | None = None
        self.open: tuple[int, ...] = ()
        self.sentence = -1
        self.run = 0
        self.last_is_value = False
        self.claimed = True

    def finish(self) -> None:
        """A group that got one value shares it."""
        if self.group is not None:
            waiting, first = self.group
            self.statements += [first._replace(number=number, label=label) for number, label in waiting]
            self.group = None

    def take(self, clause: Clause) -> None:
        """One clause after another."""
        if clause.sentence != self.sentence:
            self._begin(clause)
        if not self.plain and self._is_taken_back(clause):
            return
        if _ARROWS.fullmatch(clause.text) and self.statements and self.last_is_value:
            latest = self.statements[-1]
            self.statements[-1] = latest._replace(value=f"{latest.value} {clause.text.strip()}")
            return
        text = self._spelt_out(without_enumerator(clause.text[:_LONGEST], first=clause.separator in _STARTS))
        if "@" in text and self._located(clause):
            return
        for piece in one_value_each(_without_comparison(text)):
            parts = CONNECTOR.split(piece)
            if len(parts) == 1 or not self._connected(clause, parts):
                self._worded(clause, piece)

    def _spelt_out(self, text: str) -> str:
        """The text with the place that ``there`` means, and numbers for words that say that there is nothing."""
        if "there" in text and self.statements:
            place = self.names.asked[self.statements[-1].number].at
            text = text if place is None else _THERE.sub(f"at {place}", text)
        return text if self.numbers else _NO_WORDS.sub(" 0 ", text)

    def _is_taken_back(self, clause: Clause) -> bool:
        """Whether the clause only says that what was said is wrong; notes whether what it says is claimed."""
        self.claimed = self.claims.claimed(clause)
        if starts_afresh(clause.text):
            self.statements.clear()
            self.bare.clear()
            self.group = None
        elif takes_back(clause.text):
            self.group = None
            self.statements = [one for one in self.statements if one.sentence != clause.sentence]
            return True
        return False

    def _begin(self, clause: Clause) -> None:
        self.finish()
        self.sentence = clause.sentence
        self.spare, self.waiting, self.pending, self.said, self.load = [], [], "", "", ""
        self.loose = None

    def _add(
        self, clause: Clause, numbers: Sequence[int], value: str, label: str = "", *, hedged: bool = False
    ) -> None:
        """A claim, unless it is none."""
        self.last_is_value, self.pending, self.value = True, "", value
        self.said = label or self.said
        if not self.claimed or (label and _is_denied(label[-_NEAR:])):
            return
        value = self._share(value if self.plain else _INSTEAD.sub("", value))
        hedged = hedged or _RANGE_AHEAD.search(label) is not None
        self.statements += [
            Statement(number, value, clause.boxed, label, hedged, self._is_weak(number, label), clause.sentence)
            for number in numbers
        ]

    def _share(self, value: str) -> str:
        """``5/8 of the load wL`` as a product, and ``3/8`` after it as the same share of the same load."""
        if not self.names.binding:
            return value
        share = _SHARE.match(value)
        if share is not None:
            self.load = share["load"].strip(" ,.")
            return f"({share['part']})*({self.load})"
        part = _PART.fullmatch(value)
        return f"({part[1]})*({self.load})" if part is not None and self.load else value

    def _is_weak(self, number: int, label: str) -> bool:
        """The bending moment at a support is another quantity than the couple there, if both are spoken of."""
        couple = self.names.asked[number].meaning.form == "couple"
        return couple and re.search(r"\b(?:bending|internal)\b", label, re.I) is not None

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
        self._add(clause, [number], said["place"])
        named = self.names.number(CONNECTOR.sub(" ", said["what"])) if connected else None
        self.open = () if named is None else (named,)
        return True

    def _connected(self, clause: Clause, parts: Sequence[str]) -> bool:
        """``label = value``, ``label = work = value``, ``label = label = value``. False if no part is a label."""
        parts = self._up_to_value(clause, parts)
        labels, foreign = self._labels(parts[:-1])
        value = parts[-1]
        if foreign:
            self.last_is_value, self.said = False, parts[0]
        elif not labels:
            return self._turned_round(clause, parts) or self._of_other_symbol(clause, parts[0], value)
        elif not value.strip(" ⟧⟦:"):
            self.open = labels[-1][0]
        elif self._is_words(clause, value):
            both = (*(number for number, _ in self.waiting), *labels[-1][0]) if is_generic(value) else ()
            self.open = labels[-1][0] if "@" in value else both
            self.pending = f"{self.pending} {' '.join(parts)}"
            self._placed(value, clause)
        else:
            self._state(clause, labels, parts)
        return True

    def _turned_round(self, clause: Clause, parts: Sequence[str]) -> bool:
        """``6 kN = R_A``: the name stands behind its value."""
        number = self.names.number(parts[-1]) if _SAME_AS.fullmatch(parts[-1]) else None
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
            numbers = () if another else self._under(labels, part)
            if numbers:
                labels.append((numbers, part))
            foreign = (foreign or another) and not numbers
        return labels, foreign

    def _under(self, labels: list[tuple[tuple[int, ...], str]], part: str) -> tuple[int, ...]:
        """What a part names; ``Support B: vertical`` is the vertical reaction at B."""
        if labels and not self.finder.is_specific(part):
            both = self.finder.label(f"{part.strip()} at {labels[-1][1].strip()}")
            if both:
                labels.clear()
                return both
        return self.finder.label(part)

    def _is_words(self, clause: Clause, value: str) -> bool:
        words = not clause.boxed and WORDS_ONLY.match(PLACED.sub("", value)) is not None
        return words and not self.finder.is_expression(value)

    def _of_other_symbol(self, clause: Clause, label: str, value: str) -> bool:
        """``M_2 = 16``: the value of a symbol that is not asked for is no value of anything else."""
        if not (is_other_symbol(label) and self._symbol_ahead(clause.text, label)):
            return False
        self.value, self.last_is_value = value, False
        return True

    @staticmethod
    def _symbol_ahead(text: str, label: str) -> bool:
        return text[text.find(label) + len(label) :].lstrip()[:1] in ("=", "≈", ":")

    def _state(self, clause: Clause, labels: list[tuple[tuple[int, ...], str]], parts: Sequence[str]) -> None:
        value = self._trimmed(parts[-1])
        if DENIED.match(value) or (value in clause.text and _no_claim(clause.text[: clause.text.rfind(value)])):
            self.pending, self.last_is_value = labels[-1][1], False
            return
        hedged = (
            _is_unclosed(value)
            or self._disagree(parts)
            or any(OR.search(part) or _ALTERING.search(part) for part in parts[1:-1])
        )
        value = self._as_another(value)
        if self.waiting and len(labels) == 1 and len(labels[0][0]) == 1:
            names = self._with_waiting(labels[0][0][0], labels[0][1])
            self._grouped(clause, names, value)
            return
        for numbers, label in labels:
            said = _negated(value) if _NEGATED_NAME.search(label) else value
            self._add(clause, numbers, said, label, hedged=hedged)
        self._placed(f"{labels[-1][1]} {value}" if "@" in labels[-1][1] else value, clause)
        self.spare, self.waiting = [], []
        self.run += 1

    def _disagree(self, parts: Sequence[str]) -> bool:
        """``9.2 kN = 8.4 kN``: a chain whose measured values are not the same."""
        if (
            len(parts) < 3
            or self.names.binding
            or not _MEASURED.fullmatch(parts[-1])
            or not _MEASURED.fullmatch(parts[-2])
        ):
            return False
        one, other = self.finder.value(parts[-2]), self.finder.value(parts[-1])
        if one.unit is None or other.unit is None or one.amount is None or other.amount is None:
            return False
        first, last = one.amount({}) * one.unit.factor, other.amount({}) * other.unit.factor
        return one.dimension == other.dimension and abs(abs(first) - abs(last)) > _SLACK * abs(last)

    def _as_another(self, value: str) -> str:
        """The value of the quantity that a value names: ``R_C = R_A`` after ``R_A = 9 kN``."""
        said = _SAME_AS.fullmatch(value)
        if said is None or self.finder.is_expression(value):
            return value
        number = self.names.number(said[2])
        known = next((one for one in reversed(self.statements) if one.number == number), None)
        if known is None or known.hedged:
            return value
        return _negated(known.value) if said[1] else known.value

    def _trimmed(self, value: str) -> str:
        """The value without words ahead of its number: ``the full 12 kN``."""
        number = None if self.names.binding or STARTS_VALUE.match(value) else NUMBER_IN_WORDS.search(value)
        ahead = "" if number is None else value[: number.start()]
        return value[len(ahead) :] if _FILLING.fullmatch(ahead) and not _HEDGING.search(ahead) else value

    def _with_waiting(self, number: int, label: str) -> list[tuple[int, str]]:
        """The names that wait, each once, and the last one."""
        names = dict([*self.waiting, (number, label)])
        self.waiting = []
        return [*((one, said) for one, said in names.items() if one != number), (number, label)]

    def _grouped(self, clause: Clause, names: list[tuple[int, str]], value: str) -> None:
        """``R_A and R_B are 6 kN and 3 kN``: the first gets this value, the others theirs, or the same one."""
        self._add(clause, [names[0][0]], value, names[0][1])
        self.spare = [number for number, _ in names[1:]]
        if self.claimed and self.statements:
            self.group = names[1:], self.statements[-1]
        self.run += 1

    def _placed(self, text: str, clause: Clause) -> None:
        """``M_max = 12 kN·m at x = 2 m`` also says where, if that is asked and not said otherwise."""
        place = re.search(r"@(\S+)", text)
        if place and self.statements and self.claimed:
            beside = self.names.place_of(self.statements[-1].number)
            if beside is not None:
                self.statements.append(
                    Statement(beside, place[1], clause.boxed, weak=True, sentence=clause.sentence)
                )

    def _worded(self, clause: Clause, text: str) -> None:
        """A clause whose value no equals sign ties to a label: words, a value, or both."""
        text = text.strip()
        start = self.finder.value_in(text)
        if start is None:
            self._words_alone(clause, text)
            return
        ahead, value = text[:start], text[start:]
        if _OR.match(ahead) and self.statements and self.last_is_value:
            self.statements[-1] = self.statements[-1]._replace(hedged=True)
        elif _no_claim(ahead):
            self.pending, self.last_is_value = f"{self.pending} {ahead}", False
        elif of_another(ahead):
            self.last_is_value, self.said = False, ahead
        else:
            self._value_with_words(clause, ahead, value)

    def _value_with_words(self, clause: Clause, ahead: str, value: str) -> None:
        opened, self.open = self.open, ()
        label = CONNECTOR.sub(" ", ahead)
        unnamed = is_generic(label) and not self.finder.is_specific(label)
        if opened and unnamed:
            self._add(clause, opened, value)
        elif self.spare and unnamed:
            self.group = None
            self._add(clause, [self.spare.pop(0)], value)
        elif not (unnamed and clause.separator in (",", "and") and self._beside(clause, value)):
            self._belonging(clause, ahead, value, unnamed=unnamed)

    def _belonging(self, clause: Clause, ahead: str, value: str, *, unnamed: bool) -> None:
        """A value goes to what words near it name, or stands alone."""
        read = self.finder.value(value)
        found, label = self._found(ahead, without_direction(read.rest), read.dimension, unnamed=unnamed)
        if unnamed and self._is_peak_with_place(found, value):
            found = ()
        if found and self.waiting and not unnamed and len(found) == 1:
            names = self._with_waiting(found[0], label)
            self._grouped(clause, names, value)
        elif found:
            self.waiting = []
            self._add(clause, found, value, label)
            self._share_name(clause, found)
            self._placed(value, clause)
            self.run += 1
        elif unnamed or value.startswith("⟦"):
            self._value_alone(clause, ahead, value)
        else:
            self.run += 1
            self.last_is_value = False
            self.loose = Bare(value, clause.boxed, self.run)

    def _is_peak_with_place(self, found: Sequence[int], value: str) -> bool:
        """``24 kN·m at x = 2`` where an extreme and its place are asked for is no couple at that place."""
        beside = all(number >= self.names.count for number in found)
        return "@" in value and beside and self.names.extreme_and_place is not None

    def _share_name(self, clause: Clause, found: Sequence[int]) -> None:
        """``20 kN and 32 kN·m at the wall``: the value before is of the same support, if it measures what is."""
        if self.loose is None or clause.separator != "and" or len(found) != 1 or not self.claimed:
            return
        beside = self.names.companion(found[0], self.finder.value(self.loose.value))
        if beside is not None:
            self._add(clause, [beside], self._taken_loose(self.loose))

    def _taken_loose(self, loose: Bare) -> str:
        """A value that stood alone and now belongs to something."""
        self.loose = None
        if loose in self.bare:
            self.bare.remove(loose)
        return loose.value

    def _found(
        self, ahead: str, behind: str, dimension: Dimension | None, *, unnamed: bool
    ) -> tuple[tuple[int, ...], str]:
        """Which quantity a value belongs to: words ahead of it, behind it, or said before in the sentence."""
        behind = behind.strip(" ()⟧")[:_LONGEST]
        if behind and of_another(behind):
            behind = ""
        near = [] if unnamed else [ahead, f"{self.pending} {ahead}" if self.pending else ""]
        near += [f"{ahead} {behind}" if ahead.strip() else "", behind] if behind else []
        near += [f"{self.pending} {ahead}"] if self.pending and unnamed else []
        before = [f"{self.said} {one}" for one in ("" if unnamed else ahead, behind) if self.said and one]
        for place, text in enumerate([*near, *before]):
            label = CONNECTOR.sub(" ", text)
            numbers = self.finder.label(label, dimension) if label.strip() and not of_another(label) else ()
            if numbers and not (place >= len(near) and self._is_said(numbers)):
                return numbers, label
        return (), ""

    def _is_said(self, numbers: Sequence[int]) -> bool:
        return any(one.number in numbers and one.sentence == self.sentence for one in self.statements)

    def _words_alone(self, clause: Clause, text: str) -> None:
        """A clause without a value: a heading, names that wait for values, a place, a remark on what was said."""
        heading = HEADING.fullmatch(text)
        if heading is not None and ("\n" in clause.separator or text.endswith(":") or text[:1] in "Aa"):
            self.finder.heading = heading["name"]
        parts = CONNECTOR.split(text)
        if len(parts) == 2 and PRONOUN.fullmatch(parts[0]) and self.value:
            self._add(clause, self.finder.label(parts[1]), self.value)
            return
        numbers = () if of_another(text) else self.finder.label(text.rstrip(" :"))
        if numbers and self.loose and _IS_DONE.match(text) and self.claimed:
            self._add(clause, numbers, self._taken_loose(self.loose), text)
            return
        if numbers:
            self._named(clause, text, numbers)
        elif not self._remarked(clause, text):
            self.waiting = []
        self.pending = f"{self.pending} {text}"[-_LONGEST:]
        place = re.search(r"@\S+", text)
        if place:
            self._placed(text, clause)
            self.finder.context = place[0]
        self.last_is_value = False

    def _named(self, clause: Clause, text: str, numbers: tuple[int, ...]) -> None:
        """Names whose values follow: over a colon, as a heading, or in a list of names."""
        if text.endswith(":") or clause.asks or self._stands_alone(clause, text):
            self.open = numbers
        elif len(numbers) == 1 and names_only(text) and not _AT.match(text):
            self.waiting.append((numbers[0], text))

    def _remarked(self, clause: Clause, text: str) -> bool:
        """Words behind a comma belong to the value before it: a direction, a hedge."""
        if not (
            clause.separator == "," and self.statements and self.last_is_value and len(text) < _LONGEST_REMARK
        ):
            return False
        latest = self.statements[-1]
        self.statements[-1] = latest._replace(value=f"{latest.value} ({text.strip('()⟧ ')})")
        return True

    def _stands_alone(self, clause: Clause, text: str) -> bool:
        """A line of its own that is nothing but a name: a heading over its value."""
        return clause.alone and "\n" in clause.separator and names_only(text)

    def _beside(self, clause: Clause, value: str) -> bool:
        """``R_A = 6 kN, 12 kN·m``: what else is asked of the same support, by its unit or direction."""
        if not self.statements or not self.last_is_value:
            return False
        latest = self.statements[-1]
        beside = self.names.companion(latest.number, self.finder.value(value))
        if beside is None or any(said.number == beside for said in self.statements[-3:]):
            return False
        self._add(clause, [beside], value)
        return True

    def _value_alone(self, clause: Clause, ahead: str, value: str) -> None:
        """A value goes to the name that waits for it, is one too many for the last name, or stands alone."""
        both = self.names.extreme_and_place if "@" in value else None
        latest = self.statements[-1] if self.statements else None
        if len(self.waiting) == 1 and clause.separator == ",":
            number, label = self.waiting.pop()
            self._add(clause, [number], value, label)
        elif both is not None:
            said, _, where = value.partition("@")
            self._add(clause, [both[0]], said)
            self._add(clause, [both[1]], where.split(" ")[0])
        elif not self.claimed or _EQUATION_NUMBER.fullmatch(value):
            return
        elif latest is not None and self._is_second(clause, latest):
            self.statements[-1] = latest._replace(hedged=True)
        else:
            if self.last_is_value or not self.bare or ahead.strip(" ⟦("):
                self.run += 1
            self.last_is_value = False
            self.loose = Bare(value, clause.boxed, self.run)
            self.bare.append(self.loose)

    def _is_second(self, clause: Clause, latest: Statement) -> bool:
        return clause.separator in (",", "¦") and self.last_is_value and latest.boxed == clause.boxed


def _without_comparison(text: str) -> str:
    """The text up to the limit that its value is compared with."""
    limit = COMPARED.search(text) if any(mark in text for mark in _COMPARING) else None
    if limit is None or STARTS_VALUE.search(text[: limit.start()]) is None:
        return text
    return text[: limit.start()]


def _negated(value: str) -> str:
    """The text of the opposite value."""
    bare = value.strip()
    return bare[1:] if bare.startswith("-") else f"-{bare}"


def _no_claim(ahead: str) -> bool:
    """What stands right before a value makes it a limit, or denies it."""
    return LIMIT_AHEAD.search(ahead[-60:]) is not None or LOCAL_DENIAL.search(ahead[-40:]) is not None


def _is_denied(label: str) -> bool:
    """``R_A is not``, ``at most R_A``."""
    return LOCAL_DENIAL.search(label) is not None or BOUNDED.search(label) is not None


def _is_unclosed(value: str) -> bool:
    """A list whose second member was cut off."""
    opened, closed = (value.count(one) + value.count(other) for one, other in ("([", ")]"))
    return value.lstrip(" ⟦")[:1] in ("[", "(") and opened > closed
