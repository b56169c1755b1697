"""Expressions along the beam as answers write them: one formula, pieces with intervals, Macaulay brackets."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifiers.beam.errors import Unparsable
from verifiers.beam.expressions import Expression, parse, parse_prefix
from verifiers.mechanics.units import Unit, read_unit

_TERM = (
    r"(?:[\d.]+(?:\s?[A-Za-z]\d?(?![A-Za-z]))?|[A-Za-z]\d?(?![A-Za-z])|\((?:[^()<>]|\([^()<>]{1,20}\)){1,40}\))"
)
_BOUND = rf"-?{_TERM}(?:\s?[-+*/^]\s?{_TERM})*"
_LESS = r"(?:<=|<)"
_MORE = r"(?:>=|>)"


@lru_cache(maxsize=16)
def _intervals(v: str) -> "re.Pattern[str]":
    unit = r"(?:\s(?:m|ft|mm|in)\b\.?)?"
    return re.compile(
        rf"(?<![\w.])(?P<a1>{_BOUND}){unit}\s*{_LESS}\s*{v}\s*{_LESS}\s*(?P<b1>{_BOUND}){unit}(?=$|[\s,;:)\]⟧\n.](?!\d))"
        rf"|(?<![\w.])(?P<b2>{_BOUND}){unit}\s*{_MORE}\s*{v}\s*{_MORE}\s*(?P<a2>{_BOUND}){unit}(?=$|[\s,;:)\]⟧\n.](?!\d))"
        rf"|\b{v}\s*(?:∈|in)\s*[(\[]\s*(?P<a3>{_BOUND}){unit}\s*,\s*(?P<b3>{_BOUND}){unit}\s*[)\]]"
        rf"|\b{v}\s*{_LESS}\s*(?P<b4>{_BOUND}){unit}(?=$|[\s,;:)\]⟧\n.](?!\d))"
        rf"|\b{v}\s*{_MORE}\s*(?P<a5>{_BOUND}){unit}(?=$|[\s,;:)\]⟧\n.](?!\d))"
        rf"|\b(?:[Ff]rom|[Bb]etween|[Ff]or(?=\s+[\d.]+\s))\s+(?:{v}\s*=\s*)?(?P<a6>[-\d./a-zA-Z]+?){unit}\s+(?:to|and)\s+(?:{v}\s*=\s*)?"
        rf"(?P<b6>[-\d./a-zA-Z]*\d|[A-Za-z]){unit}(?![\w])"
        rf"|\[\s*(?P<a7>[-\d./]+)\s*,\s*(?P<b7>[-\d./]+)\s*[\])]"
        rf"|\b(?P<rest>otherwise|elsewhere)\b"
    )


_MACAULAY = re.compile(r"(?<!x)(?<!x\s)<\s*([^<>=,;]{1,40}?)\s*>\s*(?:\^\s*(?:\(\s*(\d)\s*\)|(\d)))?")
_STEP = re.compile(
    r"(?<![A-Za-z])(?:H|u|U|step|heaviside|Heaviside|theta)\s*\(\s*([^()=]{1,40}?-[^()=]{1,40}?|x)\s*\)"
)
_DEVIATION = re.compile(r"\b(?:SingularityFunction|singularity)\(\s*([^,()]+),\s*([^,()]+),\s*(\d)\s*\)")
_OPEN_BRACE = re.compile(r"^\s*\((?=[^()]*,[^()]*(?:\)?\s*$|;))")
_LENGTH_UNIT = re.compile(r"(?<=[\d.)])\s?(?:m|ft|mm|in)\.?$")
_PAD = re.compile(
    r"[\s,;:⟦⟧⟪⟫(\[]*(?:(?:for|when|if|where|and|on|in|with|valid|over|the|range|interval|segment)\b[\s:(\[]*)*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A formula that holds from ``start`` to ``end``, in the unit of the question."""

    start: float
    end: float
    expression: Expression
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pieces in one variable; ``bounds`` are evaluated at each binding of the other symbols."""

    variable: str
    symbols: frozenset[str]

    @property
    def pattern(self) -> "re.Pattern[str]":
        """What an interval of the variable looks like."""
        return _intervals(self.variable)

    def pieces(self, text: str, ahead: str, binding: Mapping[str, float]) -> list[Piece]:
        """All pieces of a chunk of text. ``ahead`` is what stands before its label on the same line."""
        text = macaulay(text, self.variable)
        text = _OPEN_BRACE.sub(" ", text)
        found = list(self._in_lines(text, binding)) if "⟪" in text else list(self._in_row(text, binding))
        if len(found) == 1 and math.isinf(found[0].start) and math.isinf(found[0].end):
            before = self._last_interval(ahead, binding)
            if before is not None:
                return [Piece(*before, found[0].expression, found[0].unit)]
        return sorted(found, key=lambda piece: math.isfinite(piece.start) or math.isfinite(piece.end))

    def _in_lines(self, text: str, binding: Mapping[str, float]) -> Iterator[Piece]:
        inside = text[text.index("⟪") + 1 :].split("⟫")[0]
        for line in filter(str.strip, re.split(r"\n|;", inside)):
            yield from self._in_row(line, binding)

    def _in_row(self, text: str, binding: Mapping[str, float]) -> Iterator[Piece]:
        """Formula, interval, formula, interval … in one row; raises Unparsable where no formula starts."""
        position = 0
        while position < len(text):
            skipped = re.compile(
                r"[\s,;⟦⟧⟪⟫.:]*(?:(?:and|then|or|otherwise|else|elsewhere|while|whereas|but)\b)?[\s⟦,:]*"
            ).match(text, position)
            position = skipped.end() if skipped else position
            if position >= len(text):
                return
            expression, end = self._formula(text, position)
            unit, end = _unit(text, end)
            match = self.pattern.search(text, end, end + 120)
            close = match is not None and _PAD.fullmatch(text[end : match.start()])
            if match is None or not close:
                yield Piece(-math.inf, math.inf, expression, unit)
                return
            yield Piece(*self._bounds(match, binding), expression, unit)
            position = match.end() + len(re.compile(r"[\s)\]⟧.]*").match(text, match.end())[0])  # type: ignore[index]

    def _formula(self, text: str, start: int) -> tuple[Expression, int]:
        """The formula that starts there; of a chain ``work = formula`` the last member."""
        line = re.compile(r"[^\n;]*").match(text, start)
        stop = min(line.end() if line else len(text), start + 1500)
        chain = list(re.compile(r"(?<![<>])=(?!=)").finditer(text, start, stop))
        before = next(
            (
                m.start()
                for m in re.compile(r"[,;]|\b(?:for|from|when|if|on|between|in)\b|<|>").finditer(text, start, stop)
            ),
            stop,
        )
        inner = [equals.end() for equals in chain if equals.start() < before]
        begin = inner[-1] if inner else start
        found = parse_prefix(text[begin:stop], self.symbols | {self.variable})
        return found, begin + found.end

    def _last_interval(self, text: str, binding: Mapping[str, float]) -> tuple[float, float] | None:
        last = None
        for match in self.pattern.finditer(text[-200:]):
            last = self._bounds(match, binding)
        return last

    def _bounds(self, match: "re.Match[str]", binding: Mapping[str, float]) -> tuple[float, float]:
        groups = match.groupdict()
        start = next((groups[name] for name in ("a1", "a2", "a3", "a5", "a6", "a7") if groups[name]), None)
        end = next((groups[name] for name in ("b1", "b2", "b3", "b4", "b6", "b7") if groups[name]), None)
        return (
            -math.inf if start is None else self._number(start, binding),
            math.inf if end is None else self._number(end, binding),
        )

    def _number(self, text: str, binding: Mapping[str, float]) -> float:
        text = text.strip() if self.symbols else _LENGTH_UNIT.sub("", text.strip())
        try:
            return float(parse(text, self.symbols).evaluate(binding))
        except (ArithmeticError, ValueError, TypeError) as error:
            raise Unparsable(str(error)) from error


def _unit(text: str, end: int) -> tuple[Unit | None, int]:
    tail = re.compile(r"[\s⟧()\[]*").match(text, end)
    position = tail.end() if tail else end
    read = read_unit(text[position : position + 20])
    if read is None or re.match(r"\s*(?:<|>)", text[position + read[1] :]):
        return None, end
    after = re.compile(r"[\s)\]]*").match(text, position + read[1])
    return read[0], after.end() if after else position + read[1]


def macaulay(text: str, variable: str) -> str:
    """Brackets and steps as calls: ``<x-3>^1`` becomes ``mac(x-3,1)``."""
    if "<" in text:
        text = _MACAULAY.sub(lambda match: _call(match, variable), text)
    if "(" in text:
        text = _STEP.sub(r"step(\1)", text)
        text = _DEVIATION.sub(r"mac(\1-(\2),\3)", text)
    return text


def _call(match: "re.Match[str]", variable: str) -> str:
    if variable not in match[1]:
        return match[0]
    return f" mac({match[1]},{match[2] or match[3] or 1})"


def value_at(pieces: Sequence[Piece], x: float, binding: Mapping[str, float]) -> tuple[float, Unit | None] | None:
    """What the pieces say at ``x``: the last that covers it; ``None`` where none does."""
    for piece in reversed(pieces):
        if piece.start - 1e-9 <= x <= piece.end + 1e-9:
            try:
                value = float(piece.expression.evaluate(binding))
            except (ArithmeticError, ValueError, TypeError):
                return None
            return (value, piece.unit) if math.isfinite(value) else None
    return None
