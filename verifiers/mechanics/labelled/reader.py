"""What a completion states of a structure: labelled values in prose, tables, boxes or JSON; the last counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verifiers.mechanics.claims import Claims
from verifiers.mechanics.clauses import Clause, clauses
from verifiers.mechanics.labelled.labels import LONGEST, Names
from verifiers.mechanics.labelled.values import Value, read_value
from verifiers.mechanics.plain import READ, plain
from verifiers.mechanics.plainness import is_plain
from verifiers.mechanics.retractions import starts_afresh
from verifiers.reading.documents import documents
from verifiers.reading.reasoning import conclusion

_CONNECTOR = re.compile(
    r"(?<![<>!=])=|≈|:(?!=)|→(?=\s*[-+\d])|\b(?:is|are|equals?|becomes?|of|beträgt|est|es|vale)\b"
)
_DENIED = re.compile(r"\b(?:not|never|isn't|aren't|rather than|instead of)\b|n't\s|[≠<>≤≥]", re.I)
_ZERO_WORDS = re.compile(
    r"\b(?:zero-force|zero force|unstressed|unloaded|is zero|vanishes|nothing|no force)\b", re.I
)
_COMPARED = re.compile(
    r"[<>≤≥]=?(?=[^<>≤≥=\n]{1,60}=)"
    r"|(?:\b(?:is|are|was) (?:(?:well|far|safely|much) )?)?"
    r"\b(?:(?:less|smaller|lower|more|greater|larger|higher) than\b|exceed(?:s|ing|ed)?\b"
    r"|below\b(?! the (?:\w{1,20} )?load)|(?:under|within)(?= (?:the |its )?(?:allow|permi|admis|limit)))",
    re.I,
)
"""``δ = 8 mm < δ_allow = 16 mm``, ``30 MPa is below 165 MPa``: what a value is compared with is not its own."""
_ASIDE = re.compile(r"(?<=\d)\s?[^\s()\d]{0,12}\s?\((?=[A-Za-z_]{1,12}\s?=)")
"""``12 kN (K = 2)``: a remark behind a value that states another."""
_QUOTIENT = re.compile(r"(?<=\w)\s/\s(?=[A-Za-z]{1,12}_\w{1,12}\s?=\s?[\d.]{1,12}(?!\s?/|\w))")
"""``δ_max / δ_allow = 0.4`` is one name and no list of two."""
_MOST_LINKS = 40
_HEDGE = re.compile(r"\b(?:or|either|between)\b", re.I)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value stated of an asked quantity; ``hedged`` where another was offered beside it."""

    value: Value
    boxed: bool = False
    hedged: bool = False


def read(completion: str, names: Names) -> dict[int, Stated]:
    """The values stated, by the number of the asked quantity. For one question a last box need name nothing."""
    final = conclusion(completion)
    if not final.strip():
        return {}
    found, rest = documents(final[-READ:])
    text = _QUOTIENT.sub("/", plain(rest))
    stated = _from_text(text, names)
    for document in found:
        for label, written in _pairs(document):
            number, value = names.number(plain(label)), read_value(plain(written))
            if number is not None and value is not None:
                stated[number] = Stated(value, boxed=True)
    return stated


class _Reading:
    """Statements so far: by quantity, and boxed values that name none."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._stated: dict[int, Stated] = {}
        self._bare: list[Value] = []
        self._waiting: int | None = None

    def start_afresh(self) -> None:
        """Forget what was said: it was taken back."""
        self._stated, self._bare, self._waiting = {}, [], None

    def wait_no_longer(self) -> None:
        """What was named without a value was compared with one."""
        self._waiting = None

    def take(self, clause: Clause) -> None:
        """One claimed clause after another."""
        number, value, hedged = _statement(clause, self._names, self._waiting)
        self._waiting = number if value is None else None
        if number is not None and value is not None:
            known = self._stated.get(number)
            if known is None or clause.boxed or not known.boxed:
                self._stated[number] = Stated(value, clause.boxed, hedged)
        elif value is not None and clause.boxed:
            self._bare.append(value)

    def result(self) -> dict[int, Stated]:
        """What is stated; boxes that name nothing answer a single question, or all of them in their order."""
        only = self._names.total == 1 and self._bare and not (0 in self._stated and self._stated[0].boxed)
        if only:
            return {0: Stated(self._bare[-1], boxed=True)}
        if not self._stated and len(self._bare) == self._names.total:
            return {n: Stated(self._bare[place], boxed=True) for n, place in enumerate(self._names.places)}
        return self._stated


def _from_text(text: str, names: Names) -> dict[int, Stated]:
    claims, reading = Claims(), _Reading(names)
    for clause in clauses(text, names.is_name):
        if starts_afresh(clause.text):
            reading.start_afresh()
        elif claims.claimed(clause, plain=is_plain(clause.text)):
            _take_compared(clause, reading)
    return reading.result()


def _take_compared(clause: Clause, reading: _Reading) -> None:
    """A clause in parts: a value, what it is compared with, and remarks that state something else."""
    for place, part in enumerate(_COMPARED.split(clause.text)):
        if place:
            reading.wait_no_longer()
        aside = _ASIDE.search(part)
        reading.take(clause._replace(text=part if aside is None else part[: aside.end() - 1]))
        if aside is not None:
            reading.take(clause._replace(text=part[aside.end() :]))


def _statement(clause: Clause, names: Names, waiting: int | None) -> tuple[int | None, Value | None, bool]:
    """Which quantity a clause names, the value it ends with, and whether it offers several."""
    text = clause.text.replace("⟦", " ").replace("⟧", " ")
    parts, links = _CONNECTOR.split(text), _CONNECTOR.findall(text)
    for cut in range(len(parts) - 1, max(0, len(parts) - 1 - _MOST_LINKS), -1):
        label = parts[0] if cut == 1 else " ".join(parts[max(0, cut - LONGEST) : cut])
        number = names.number(label)
        if number is not None:
            value = _last_value(parts[cut:], links[cut:])
            denied = value is not None and _DENIED.search(f"{label[-30:]} {parts[-1][: value.start]}")
            return number, None if denied else value, _HEDGE.search(parts[-1]) is not None
    ahead = read_value(text)
    if len(parts) == 1 and ahead is not None:
        named = names.number(f"{text[: ahead.start]} {text[ahead.end :]}")
        return (waiting if named is None else named), ahead, False
    if _ZERO_WORDS.search(text):
        return names.number(text), read_value("0"), False
    if waiting is not None and ahead is not None and len(parts) == 1:
        return waiting, ahead, False
    number = names.number(text)
    return number, None if number is not None else ahead, False


def _last_value(parts: list[str], links: list[str]) -> Value | None:
    """The value that a chain of equals signs ends with; ``6 kN for a length of 3 m`` is no chain."""
    value: Value | None = None
    for part, link in zip(parts, ["", *links], strict=True):
        if value is not None and link == "of":
            break
        value = read_value(part) or value
    return value


def _pairs(document: Any, ahead: str = "") -> Iterator[tuple[str, str]]:
    """The labels and values of a JSON document, those of nested objects joined."""
    if isinstance(document, Mapping):
        if {"value"} <= document.keys() and not isinstance(document["value"], Mapping | list):
            yield ahead, f"{document['value']} {document.get('unit') or ''}"
            return
        for key, inner in list(document.items())[:200]:
            yield from _pairs(inner, f"{ahead} {key}".strip() if not _is_frame(ahead) else str(key))
    elif isinstance(document, str | int | float) and not isinstance(document, bool):
        yield ahead, str(document)


def _is_frame(key: str) -> bool:
    return key.strip().lower() in (
        "",
        "answer",
        "answers",
        "results",
        "result",
        "final_answer",
        "reactions",
        "members",
    )
