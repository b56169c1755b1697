"""BeamPERL's own two rewards, for people who reproduce the paper, as each revision of its repository gives them.

    format   = 1 if "\\n</think>\\n" stands there once and a box that is not blank follows
    accuracy = 1 if every coefficient of P is within 1e-4 of some coefficient in a box after the thinking
    score    = 0.333 format + 0.667 accuracy

Its holes are kept on purpose: labels, order, further values and a sign before ``\\frac`` do not count.
Source: [code] BeamPERL, beamrl/rewards.py (arXiv 2603.04124). Quantifiers are possessive and numbers start where
their digits do, which changes no match and keeps the time linear in the text: there is no limit of length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from verifiers.beam.case import Case
from verifiers.beam.errors import SpecError
from verifiers.verdict import Check, CheckError, Status, Verdict

Revision = Literal["2025-11-19", "2025-11-20", "2026-06-10"]
"""``2025-11-20`` matches one to one; ``2026-06-10`` also reads a numeric fraction before P."""
LATEST: Revision = get_args(Revision)[-1]
FORMAT, ACCURACY = 0.333, 0.667
_CLOSE_TAG = "\n</think>\n"
_END_OF_THINKING = re.compile(r"</\s*+think\s*+>", re.I)
_WITHIN = 1e-4
_SHOWN = 500
_BRACES = re.compile(r"\\boxed\s*+{|[{}]")
_BOX = re.compile(r"\\boxed\s*+{")
_NUMBER = r"[+-]?(?<!\d)\d++(?:\.\d++)?+(?:/\d++(?:\.\d++)?+)?+"
_TIMES = r"\s*+(?:\\cdot|\*)?+\s*+"
_OVER = rf"\s*+{{\s*+(?P<bottom>{_NUMBER})\s*+}}"
_FRACTION = r"\\[dt]?frac\s*+{\s*+"
_IN_NUMERATOR = re.compile(rf"{_FRACTION}(?:(?P<top>{_NUMBER}){_TIMES})?+P\s*+}}{_OVER}")
_BEFORE_P = re.compile(rf"{_FRACTION}(?P<top>{_NUMBER})\s*+}}{_OVER}{_TIMES}P\b")
_MULTIPLE = re.compile(rf"(?P<top>{_NUMBER}){_TIMES}P\b")
_ZERO = re.compile(r"(?<![\d.])0(?:\.0++)?+(?![\d.])")
_ALONE = re.compile(r"\bP\b")


class Box(NamedTuple):
    """Where what a closed box holds starts and ends."""

    start: int
    end: int


class Stated(NamedTuple):
    """A coefficient of P and where it stands."""

    start: int
    end: int
    value: float


def coefficients(case: Case, symbol: str = "P") -> list[float]:
    """The asked quantities as multiples of a symbol. Raises SpecError where they are none."""
    found = []
    for asked, truths in zip(case.asked, case.truths, strict=True):
        values = [
            truth.values[0] / binding[symbol]
            for truth, binding in zip(truths, case.bindings, strict=True)
            if truth is not None and symbol in binding
        ]
        if not values or max(values) - min(values) > 1e-9 * max(1.0, max(map(abs, values))):
            raise SpecError("bad_spec", f"{asked.key!r} is no multiple of {symbol}, as bp-compat asks")
        found.append(values[0])
    return found


def judge_as_beamperl(completion: str, gold: Sequence[float], revision: Revision = LATEST) -> Verdict:
    """The two checks of the paper, weighted as in its recipe."""
    closed = list(_END_OF_THINKING.finditer(completion))
    text = completion[closed[-1].end() :] if closed else ""
    boxes = _boxes(text)
    stated = _in_boxes(_stated(text, revision), boxes, len(gold))
    formatted = completion.count(_CLOSE_TAG) == 1 and _holds_a_box(completion.partition(_CLOSE_TAG)[2])
    accurate = _matched(gold, stated, one_to_one=revision != "2025-11-19")
    error: CheckError | None = None if accurate else "wrong_answer" if stated else "missing"
    checks = (
        Check("format", formatted, float(formatted), FORMAT, None if formatted else "unparsable"),
        Check("accuracy", accurate, float(accurate), ACCURACY, error),
    )
    score = FORMAT * formatted + ACCURACY * accurate
    status: Status = "correct" if formatted and accurate else "partial" if score > 0 else "incorrect"
    return Verdict(status, score, _shown(text, boxes) or None, checks=checks)


def _holds_a_box(text: str) -> bool:
    """Some box is not blank up to the first brace that closes, whichever that is."""
    start = 0
    while (box := _BOX.search(text, start)) and (end := text.find("}", box.end())) >= 0:
        if text[box.end() : end].strip():
            return True
        start = end + 1
    return False


def _boxes(text: str) -> list[Box]:
    """Closed boxes in the order in which they start; those inside others as well."""
    opened: list[tuple[int, bool]] = []
    found = []
    for brace in _BRACES.finditer(text):
        if brace[0] != "}":
            opened.append((brace.end(), brace[0] != "{"))
        elif opened:
            start, boxed = opened.pop()
            if boxed:
                found.append(Box(start, brace.start()))
    return sorted(found)


def _stated(text: str, revision: Revision) -> list[Stated]:
    """Coefficients of P anywhere in a text, in order of place. No pattern reaches over the brace of a box."""
    fractions = [*_quotients(_IN_NUMERATOR, text)]
    if revision == "2026-06-10":
        fractions += _quotients(_BEFORE_P, text)
    multiples = _apart(_quotients(_MULTIPLE, text), fractions)
    alone = (Stated(match.start(), match.end(), 1.0) for match in _ALONE.finditer(text))
    zeros = [Stated(match.start(), match.end(), 0.0) for match in _ZERO.finditer(text)]
    return sorted([*fractions, *multiples, *zeros, *_apart(alone, [*fractions, *multiples])])


def _quotients(pattern: "re.Pattern[str]", text: str) -> Iterator[Stated]:
    """A division by zero states nothing."""
    for match in pattern.finditer(text):
        groups = match.groupdict()
        bottom = _number(groups.get("bottom") or "1")
        top = _number(groups["top"] or "1") if bottom else None
        if top is not None and bottom is not None:
            yield Stated(match.start(), match.end(), top / bottom)


def _number(text: str) -> float | None:
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom) if bottom and float(bottom) else None if bottom else float(top)


def _apart(some: Iterable[Stated], others: Iterable[Stated]) -> list[Stated]:
    """Those that overlap none of the others. Both are in order and disjoint among themselves."""
    ends = sorted(others, reverse=True)
    apart = []
    for one in some:
        while ends and ends[-1].end <= one.start:
            ends.pop()
        if not ends or ends[-1].start >= one.end:
            apart.append(one)
    return apart


def _in_boxes(stated: Sequence[Stated], boxes: Sequence[Box], copies: int) -> list[float]:
    """Values box by box. What lies in boxes inside each other stands once for each, if it can be used up."""
    found: list[tuple[int, int, float]] = []
    around: list[int] = []
    upcoming = 0
    for order, one in enumerate(stated):
        while upcoming < len(boxes) and boxes[upcoming].start <= one.start:
            while around and boxes[around[-1]].end < boxes[upcoming].start:
                around.pop()
            around.append(upcoming)
            upcoming += 1
        while around and boxes[around[-1]].end <= one.start:
            around.pop()
        found += [(box, order, one.value) for box in around[:copies]]
    return [value for _, _, value in sorted(found)]


def _matched(gold: Sequence[float], stated: list[float], *, one_to_one: bool) -> bool:
    """Each value in turn takes the first stated one within reach, which may then be used up."""
    for one in gold:
        place = next((n for n, said in enumerate(stated) if abs(said - one) <= _WITHIN), None)
        if place is None:
            return False
        if one_to_one:
            stated = [*stated[:place], *stated[place + 1 :]]
    return True


def _shown(text: str, boxes: Sequence[Box]) -> str:
    """What the outermost boxes hold, as far as it is shown."""
    shown: list[str] = []
    end = 0
    for box in boxes:
        if box.start >= end and sum(map(len, shown)) < _SHOWN:
            shown.append(text[box.start : box.end][:_SHOWN])
            end = box.end
    return "; ".join(shown)[:_SHOWN]
