"""Judges an expression along the beam: equal to the truth between all places where either may change."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from verifiers.beam.asked import Asked
from verifiers.beam.case import Case
from verifiers.beam.errors import Unparsable
from verifiers.beam.fields import Field
from verifiers.beam.piecewise import Piece, Reader, value_at
from verifiers.beam.polynomials import value
from verifiers.beam.solution import Solution
from verifiers.mechanics.units import unit_of
from verifiers.verdict import CheckError

_SAMPLES = (0.03, 0.29, 0.52, 0.78, 0.97)
_LETTERS: dict[Field, str] = {
    "shear": r"V|Q",
    "moment": r"M",
    "slope": r"theta|phi|slope|rotation|v'|y'",
    "deflection": r"v|y|w|delta|u|deflection",
}
_MOST = 60
_LINES = 10
_SENTENCE = re.compile(r"\n|;|\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What follows a label such as ``V(x) =`` up to the next one, and what stands before it on its line."""

    field: Field
    text: str
    ahead: str
    boxed: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """How an expression was judged."""

    error: CheckError | None
    text: str


def _label_pattern(variable: str, *, bare: bool) -> "re.Pattern[str]":
    letters = {
        field: "|".join(filter(str.isupper, names.split("|"))) if bare else names
        for field, names in _LETTERS.items()
    }
    fields = "|".join(f"(?P<{field}>{names})" for field, names in letters.items() if names)
    argument = "" if bare else rf"\s*\(\s*{variable}\s*\)"
    return re.compile(rf"(?<![A-Za-z_])(?:{fields})(?:_?\d|_[A-Z]{{1,2}})?{argument}\s*(?:(?<![<>])=|:|≈|is\b)")


@lru_cache(maxsize=16)
def _patterns(variable: str) -> tuple["re.Pattern[str]", "re.Pattern[str]"]:
    """Labels with the variable in brackets, and bare ones for want of them."""
    return _label_pattern(variable, bare=False), _label_pattern(variable, bare=True)


_IN_WORDS = re.compile(
    r"\b(?i:(?P<shear>shear(?: force)?)|(?P<moment>(?:bending )?moment)|(?P<slope>slope|rotation)"
    r"|(?P<deflection>deflection))"
    r"(?: (?:equation|function|expression|diagram|distribution))?\s*(?:=|:|≈|is\b)"
)
_NEXT_INTERVAL = re.compile(
    r"(?:;|\.\s)(?:[^;\n]*[<>]|\s*(?:[Bb]etween|[Ff]rom|[Ff]or)\b)[^;\n]*[:,]\s*(?:and\s)?$"
)


def chunks(text: str, variable: str) -> list[Chunk]:
    """All labelled expressions of a plain text."""
    strict, bare = _patterns(variable)
    pattern = next((one for one in (strict, bare) if one.search(text)), _IN_WORDS)
    found = list(pattern.finditer(text))[-_MOST:]
    result: list[Chunk] = []
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        field: Any = next(name for name in match.groupdict() if match[name])
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        boxed = text.count("⟦", 0, match.start()) > text.count("⟧", 0, match.start()) or "⟦" in line
        ahead = _heading(text, match.start(), pattern, variable)
        result.append(Chunk(field, _own(text[match.end() : end], last=end == len(text)), ahead, boxed))
    return result


def _heading(text: str, start: int, pattern: "re.Pattern[str]", variable: str) -> str:
    """The nearest text before a label that speaks of the variable and belongs to no other label."""
    for line in reversed(_SENTENCE.split(text[max(0, start - 1500) : start])[-_LINES:]):
        label = pattern.search(line)
        own = line[: label.start()] if label else line
        if _speaks_of(variable).search(own):
            return own
    return ""


@lru_cache(maxsize=16)
def _speaks_of(variable: str) -> "re.Pattern[str]":
    """An interval of the variable, in signs or in words."""
    return re.compile(
        rf"{variable}\s*[<>∈]|[<>]=?\s*{variable}"
        rf"|\d\s*(?:m|ft|mm|in)?\s*(?:to|,|and)\s*(?:{variable}\s*=\s*)?\d"
    )


def _own(chunk: str, *, last: bool) -> str:
    """The chunk without the beginning of the line that the next label stands on, and without later paragraphs."""
    if "⟪" in chunk:
        return chunk[: chunk.index("⟫") + 1] if "⟫" in chunk else chunk
    if not last:
        chunk = _NEXT_INTERVAL.sub("", chunk)
    if not last and "\n" in chunk.strip():
        chunk = chunk.rsplit("\n", 1)[0]
    return chunk.strip().split("\n\n")[0] if chunk.strip() else chunk


def pieces_of(number: int, case: Case, stated: Sequence[Chunk], binding: dict[str, float]) -> list[Piece]:
    """The pieces stated for an asked expression, boxed ones if any is. Raises Unparsable."""
    asked = case.asked[number]
    fields = [one for one in stated if one.field == asked.meaning.field]
    chosen = [one for one in fields if one.boxed] or fields
    reader = Reader(asked.variable, case.symbols)
    pieces: list[Piece] = []
    for one in chosen:
        pieces += reader.pieces(one.text, one.ahead, binding)
    return pieces


def judge_formula(number: int, case: Case, stated: Sequence[Chunk], rel: float, abs_frac: float) -> Judged:
    """Compare at several places between any two where truth or answer may change, at each binding."""
    asked = case.asked[number]
    shown = " ".join(one.text.strip() for one in stated if one.field == asked.meaning.field)[:300]
    if not shown:
        return Judged("missing", "")
    try:
        for binding, solution in zip(case.bindings, case.solutions, strict=True):
            pieces = pieces_of(number, case, stated, binding)
            error = _compare(asked, case, solution, pieces, binding, rel, abs_frac)
            if error:
                return Judged(error, shown)
    except Unparsable:
        return Judged("unparsable", shown)
    return Judged(None, shown)


def _compare(
    asked: Asked,
    case: Case,
    solution: Solution,
    pieces: Sequence[Piece],
    binding: dict[str, float],
    rel: float,
    abs_frac: float,
) -> CheckError | None:
    field, factor = asked.meaning.field, case.measures.factor(asked) * asked.turned
    largest = solution.largest(field) * abs(factor)
    slack = max(rel, abs_frac) * largest
    signs: set[bool] = set()
    for x, truth in _samples(solution, field, pieces, case.measures.shown):
        found = value_at(pieces, x, {**binding, asked.variable: x})
        if found is None:
            return "missing" if not pieces else "wrong_answer"
        stated, unit = found
        if unit is not None and case.measures.known and asked.unit is not None:
            if unit.dimension != asked.meaning.dimension:
                return "unit"
            stated *= unit.factor * factor_to(case, asked)
        right = abs(stated - truth * factor) <= slack
        opposite = abs(stated + truth * factor) <= slack
        signs.add(right or opposite)
        if not right:
            return "sign" if opposite and largest else "wrong_answer"
    return None


def factor_to(case: Case, asked: Asked) -> float:
    """What a value in N, m or rad is multiplied with to be in the unit asked for."""
    unit = unit_of(asked.unit) if asked.unit is not None else None
    if unit is not None:
        return 1 / unit.factor
    force, length, _ = asked.meaning.dimension
    return float(1 / (case.measures.force**force * case.measures.length**length))


def _samples(solution: Solution, field: Field, pieces: Sequence[Piece], shown: float) -> list[tuple[float, float]]:
    """Places in the unit of the question with the truth there, in base units."""
    found = []
    cuts = {bound for piece in pieces for bound in (piece.start, piece.end) if math.isfinite(bound)}
    for stretch in solution.stretches:
        start, end = float(stretch.start) / shown, float(stretch.end) / shown
        slack = 1e-6 * (float(solution.beam.length) / shown)
        inner = sorted(cut for cut in cuts if start + slack < cut < end - slack)
        marks = [start, *inner[:_MOST], end]
        for low, high in pairwise(marks):
            for share in _SAMPLES:
                x = low + share * (high - low)
                found.append((x, float(value(stretch.polynomial(field), x * shown - stretch.start))))
    return found
