"""A value as an answer writes it: a number or expression, a unit, a direction, and whether it hedges."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from verifiers.beam.errors import Unparsable
from verifiers.beam.expressions import Expression, parse_prefix
from verifiers.mechanics.units import Unit, read_unit

Fault = Literal["ambiguous", "unparsable", "unit"]
Direction = Literal["up", "down", "right", "left", "ccw", "cw", "sag", "hog"]

_NUMBER = re.compile(
    r"[-+]?\s?(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+,\d+(?![\d,.])|\d+\.?\d*"
    r"|\.\d+)(?:[eE][-+]?\d{1,3}(?![\d.]))?"
    r"(?:\s?[*x]\s?10\s?\^\s?(?:\(\s?(?P<e1>[-+]?\d{1,3})\s?\)|(?P<e2>[-+]?\d{1,3})))?"
)
_SIMPLE = re.compile(r"[\s⟦]*([-+]?\d{1,15}(?:\.\d{1,15})?) ?([A-Za-z][A-Za-z*-]{0,12})?[\s⟧.]*", re.ASCII)
_MORE = re.compile(r"\s*(?:[*/^(√!%_\\]|[-+]\s*[\d.(]|\.\w)")
_ZERO = re.compile(r"\bzero\b", re.I)
_LEAD = re.compile(r"[\s⟦⟧≈~:=\"'|@]*")
_FILLER = frozenset(
    re.findall(
        r"\w+",
        "a an the about approximately approx roughly around equal equals to of is be force forces reaction moment "
        "magnitude value exactly simply just acting acts directed direction vertical vertically resultant with "
        "found as now then both each also upward upwards up downward downwards down clockwise counterclockwise "
        "counter anticlockwise anti sagging hogging net total reading equilibrium therefore thus so positive plus",
    )
)
_HEDGE = re.compile(r"\bor\b|±|\+/-|\+-|\beither\b|\bbetween\b|∈|⦃|\bnot\b|\bmaybe\b|\bpossibly\b|\bmight\b", re.I)
_RANGE = re.compile(r"\s*\|\s*[-+]?\d|\s*(?:to|-|~|\.\.+|/)\s*[-+]?\d|\s*(?:<|>|<=|>=)\s*[-+]?[\dA-Za-z(]")
_NEXT_WORD = re.compile(r"([A-Za-z]+)[-\s]+|[↑↓↺↻→←]\s*")
_POWER = re.compile(r"\s?[*x]\s?10\s?\^")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]*)[)\]]")
_WORD = re.compile(r"[a-z]{3,}")
_CONVENTION = re.compile(
    r"\(?\s*(?:taken\s+|taking\s+|with\s+)?(?:"
    r"(?:counter-?\s?clockwise|anti-?\s?clockwise|clockwise|upwards?|downwards?|up|down|sagging|hogging|ccw"
    r"|cw|↑|↓|↺|↻|right|→)"
    r"\s*(?:is|being|as|=|:|taken as|taken)?\s*(?:\+ve|positive|negative|\+(?![\d.]))"
    r"|(?:\+ve|positive|\+)\s*(?:is\s+|when\s+|if\s+|for\s+|=\s*)?"
    r"(?:counter-?\s?clockwise|anti-?\s?clockwise|clockwise|upwards?|downwards?|up|down|sagging|hogging|ccw"
    r"|cw|↑|↓|↺|↻|right|→))"
    r"\s*\)?",
    re.I,
)
_DIRECTION = re.compile(
    r"(?P<ccw>\bcounter[-\s]?clock[-\s]?wise\b|\banti[-\s]?clock[-\s]?wise\b|\bc\.?c\.?w\b|\bacw\b|↺)"
    r"|(?P<cw>\bclock[-\s]?wise\b|\bc\.?w\b|↻)"
    r"|(?P<up>\bupwards?\b|\bup\b|\brises\b|\blifts\b|↑)|(?P<down>\bdown(?:wards?)?\b|\b(?:drops|sinks|falls)\b|↓)"
    r"|(?P<sag>\bsag(?:ging|s)?\b)|(?P<hog>\bhog(?:ging|s)?\b)"
    r"|(?P<right>\b(?:to (?:the )?right|rightwards?|(?:acting|directed|pointing) right)\b|\(\s*right\s*\)|→)"
    r"|(?P<left>\b(?:to (?:the )?left|leftwards?|(?:acting|directed|pointing) left)\b|\(\s*left\s*\)|←)",
    re.I,
)
_PROSE = re.compile(
    r"(?:at|for|from|which|that|acting|acts|in|as|where|when|with|on|occurs?|occurring|located|approximately"
    r"|and|because"
    r"|since|so|is|are|by|measured|per|respectively|while|whereas|to|upwards?|up|downwards?|down|clockwise"
    r"|counter\w*"
    r"|anti\w*|sagging|hogging|ccw|cw|left|right|rightwards?|leftwards?|directed|direction|positive|negative"
    r"|exactly"
    r"|each|both|total|reaction|magnitude|absolute|the|after|if|but|units?|i|e|tension|compression|just|over"
    r"|of|opposing"
    r"|thus|hence|therefore|vertically|vertical|horizontally|horizontal|pointing|toward|towards|roughly"
    r"|about|only|x"
    r"|vert|maximum|max|minimum|min|occuring|near|under|beneath|within|throughout|along|everywhere|constant"
    r"|deflection|slope)"
    r"(?![A-Za-z])",
    re.I,
)


_LOWER = re.compile(r"[a-z]{3,}(?![A-Za-z\d_^*/(])")
_GOES_ON = re.compile(r"[-+*]\s*\(?\d")
_PER = re.compile(r"per\s+(?:unit|m|ft|mm|in|meter|metre|foot|inch|square)\b")
_OTHER_UNIT = re.compile(r"(?:squared|cubed|kips?|lbs?|lbf|rad|deg|tons?|kgf?|meters?|metres?|feet|inch(?:es)?)\b")
_HINTS = ("up", "down", "w", "ris", "lift", "drop", "sink", "fall", "sag", "hog", "right", "left", *"↑↓↺↻→←")
_CONTRARY = re.compile(r"\b(?:opposite|contrary|oppos(?:ed|ing)|assum|against|balanc|counter-?act|resist)", re.I)


class Value(NamedTuple):
    """What an answer says a quantity is: ``amount`` at a binding, or in ``fault`` why there is none."""

    amount: Callable[[Mapping[str, float]], float] | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    fault: Fault | None = None
    names: frozenset[str] = frozenset()
    rest: str = ""

    @property
    def dimension(self) -> tuple[int, int, bool] | None:
        """What its unit measures."""
        return None if self.unit is None else self.unit.dimension


def _constant(number: float) -> Callable[[Mapping[str, float]], float]:
    return lambda _binding: number


@lru_cache(maxsize=4096)
def read_value(text: str, symbols: frozenset[str]) -> Value:
    """The value that a text begins with, after filler words. Never raises."""
    simple = None if symbols else _SIMPLE.fullmatch(text)
    if simple is not None:
        read = read_unit(simple[2]) if simple[2] else None
        if (read is not None and read[1] == len(simple[2])) or not simple[2]:
            return Value(_constant(float(simple[1])), None if read is None else read[0])
    if len(text) > 2000:
        return Value(fault="unparsable")
    text = _CONVENTION.sub(" ", text) if "ositive" in text or "egative" in text or "+" in text else text
    text = _ZERO.sub(" 0 ", text.replace("[", "(").replace("]", ")"))
    if text.count("(") > text.count(")") and text.lstrip(" ⟦").startswith("("):
        text = text.replace("(", " ", 1)
    ahead, start = _skip_filler(text, symbols)
    if start is None or _HEDGE.search(ahead):
        return Value(fault="ambiguous" if _HEDGE.search(text) else "unparsable")
    amount, names, end = _number(text, start) if not symbols else (None, frozenset(), start)
    if amount is None:
        try:
            expression = _expression(text, start, symbols)
        except Unparsable:
            return Value(fault="ambiguous" if _HEDGE.search(text) else "unparsable")
        amount, names, end = expression.evaluate, expression.names, expression.end
    return _with_rest(text, end, amount, names, ahead)


def direction_in(text: str) -> Direction | None:
    """The one direction that a text speaks of, conventions aside; ``None`` where it speaks of none or several."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return None
    if _CONTRARY.search(text):
        return None
    found = {match.lastgroup for match in _DIRECTION.finditer(_CONVENTION.sub(" ", text))}
    return found.pop() if len(found) == 1 else None  # type: ignore[return-value]  # the groups are the directions


def _skip_filler(text: str, symbols: frozenset[str]) -> tuple[str, int | None]:
    """The filler words before a value and where it starts; ``None`` where there are other words."""
    start = _LEAD.match(text).end()  # type: ignore[union-attr]  # it matches the empty text too
    while match := _NEXT_WORD.match(text, start):
        if match[1] and match[1].lower() not in _FILLER:
            break
        if match[1] in symbols and not _WORD.match(text, match.end()):
            break
        start = _LEAD.match(text, match.end()).end()  # type: ignore[union-attr]
    return text[:start], start if start < len(text) else None


def _number(text: str, start: int) -> tuple[Callable[[Mapping[str, float]], float] | None, frozenset[str], int]:
    """The common case, a number that stands alone."""
    match = _NUMBER.match(text, start)
    if match is None or _MORE.match(text, match.end()) or match.end() - start > 60:
        return None, frozenset(), start
    head = _POWER.split(match[0])[0].replace(" ", "")
    if "," in head and _GROUPED.fullmatch(head):
        head = head.replace(",", "")
    exponent = int(match["e1"] or match["e2"] or 0)
    try:
        number = float(head.replace(",", ".")) * 10.0**exponent
    except (OverflowError, ValueError):
        return None, frozenset(), start
    return _constant(number), frozenset(), match.end()


def _expression(text: str, start: int, symbols: frozenset[str]) -> Expression:
    found = parse_prefix(text[start:], symbols)
    return Expression(found.evaluate, found.names, start + found.end)


def _with_rest(
    text: str, end: int, amount: Callable[[Mapping[str, float]], float], names: frozenset[str], ahead: str
) -> Value:
    """Unit, direction and hedges after the number."""
    tail, _, behind = text[end:].partition("⟧")
    if tail.lstrip().startswith(".."):
        return Value(fault="ambiguous")
    read = read_unit(tail.lstrip(" \"'")[:40])
    rest = tail.lstrip(" \"'")[read[1] if read else 0 :].lstrip(" .\"'").removeprefix(")")
    if read is None and behind and not rest.strip():
        read = read_unit(behind[:40])
        rest = "" if read is None else behind[read[1] : 80]
    unit = None if read is None else read[0]
    fault = _fault(rest, unit is not None)
    if fault:
        return Value(fault=fault)
    inside = _BRACKETED.match(rest) if rest else None
    if unit is None and inside is not None:
        read = read_unit(inside[1].strip())
        unit = read[0] if read and not inside[1].strip()[read[1] :].strip() else None
    if behind and _HEDGE.match(behind.lstrip()):
        return Value(fault="ambiguous")
    said = f"{ahead} {rest[:80]} {behind[:40]}"
    direction = direction_in(said) if said.strip() else None
    return Value(amount, unit, direction, None, names, rest)


def _fault(rest: str, has_unit: bool) -> Fault | None:
    if not rest:
        return None
    if _HEDGE.search(rest[:60]) or _RANGE.match(rest):
        return "ambiguous"
    if rest[0] in "%°":
        return "unit"

    if rest[0] in "!^_\\=*/√" or (has_unit and _GOES_ON.match(rest)):
        return "unparsable"
    if has_unit and _PER.match(rest):
        return "unit"
    if rest[0].isalpha() and not _PROSE.match(rest):
        if has_unit and _LOWER.match(rest) and _OTHER_UNIT.match(rest) is None:
            return None
        return "unparsable" if has_unit else "unit"
    return None
