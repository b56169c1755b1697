"""Values in answers about structures: number, power of ten, unit, and the words that give a direction."""

import math
import re
from dataclasses import dataclass

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.measures import Measure, measure_of

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s{0,3}(?P<digits>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?|\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,15})"
    r"(?:\s{0,3}/\s{0,3}(?P<below>\d{1,12}(?:\.\d{1,12})?))?"
    r"(?:[eE](?P<e>[-+]?\d{1,3})|\s{0,3}[*x×·]\s{0,3}10\s{0,3}\^\s{0,3}\(?\s{0,3}(?P<power>[-+]?\d{1,3})\)?)?"
)
_UNIT = re.compile(
    r"[\s(\[]{0,4}((?:[kMG]?Pa|[kM]?N|lbf?|kips?|mm|cm|um|m|ft|in|kg|t|Hz|psi|ksi|m?rad|deg|[kM]?Nm+|[kM]?Ncm|°|%)"
    r"(?![A-Za-z])(?:\s?\^\s?\(?-?\d\)?|(?<=m)[234](?!\d))?"
    r"(?:(?:\s{0,2}[*·/⋅-]\s{0,2}(?:mm|cm|m|ft|in|s)|\s{1,2}(?:mm|cm|m|ft))(?![A-Za-z])(?:\s?\^\s?\(?-?\d\)?|(?<=m)[234](?!\d))?){0,2})"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?")
_POWER = re.compile(r"(?<=m)([234])(?!\d)")
_PRODUCT = re.compile(r"\s?[·⋅-]\s?(?=[A-Za-z])|\s(?=[A-Za-z])")
_GLUED = re.compile(r"([kM]?N)(mm|cm|m)\b")
_POSITIVE = re.compile(
    r"\b(?:tens(?:ion|ile)|upwards?|up|to the right|rightwards?|right|counter-?\s?clockwise|anti-?clockwise|ccw"
    r"|elongat\w{0,6}|longer|extension|zug\w{0,6})\b|\(T\)|↑|→|↺",
    re.I,
)
_NEGATIVE = re.compile(
    r"\b(?:compress(?:ion|ive)|downwards?|down|to the left|leftwards?|left|clockwise|cw|shorten\w{0,6}|shorter"
    r"|contraction|druck\w{0,6})\b|\(C\)|↓|←|↻",
    re.I,
)
_COUNTER = re.compile(r"\b(?:counter|anti)-?\s?$", re.I)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Value:
    """A number as written, its unit if it has one, and the direction that words beside it give (1, -1 or 0)."""

    number: float
    measure: Measure | None
    percent: bool
    degrees: bool
    direction: int
    shown: str
    start: int
    end: int


def read_value(text: str) -> Value | None:
    """The first value in a text; directions are looked for behind it, and ahead of it."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    number = _number(found)
    if number is None:
        return None
    unit = _UNIT.match(text, found.end())
    end = found.end() if unit is None else unit.end()
    name = None if unit is None else unit[1]
    measure = None if name in (None, "%", "°") else _measure(str(name))
    shown = text[found.start() : end].strip()
    direction = _direction(text[end : end + _LONGEST]) or _direction(text[: found.start()][-_LONGEST:])
    return Value(number, measure, name == "%", name in ("°", "deg"), direction, shown, found.start(), end)


def _number(found: "re.Match[str]") -> float | None:
    digits = found["digits"]
    grouped = _GROUPED.fullmatch(digits) is not None
    number = float(digits.replace(",", "" if grouped else "."))
    if found["below"]:
        below = float(found["below"])
        if not below:
            return None
        number /= below
    power = int(found["e"] or found["power"] or 0)
    value = number * 10.0 ** max(-300, min(300, power))
    return -value if found["sign"] == "-" else value


def _measure(name: str) -> Measure | None:
    text = _GLUED.sub(r"\1*\2", name.strip())
    text = _PRODUCT.sub("*", _POWER.sub(r"^\1", text)).replace("(", "").replace(")", "")
    text = "".join(text.split()).replace("kips", "kip")
    try:
        return measure_of(text)
    except StructureError:
        return None


def _direction(text: str) -> int:
    """The direction that words give, where they give one."""
    up, down = _POSITIVE.search(text), _NEGATIVE.search(text)
    if down is not None and _COUNTER.search(text[: down.start()]):
        down = None
    if up is None or down is None:
        return (up is not None) - (down is not None)
    return 0


def in_unit_of(value: Value, asked: Asked) -> float | None:
    """The value in SI units, signed as stated; ``None`` where its unit measures something else."""
    number = value.number
    if asked.angle:
        return number * (
            math.pi / 180 if value.degrees else 1.0 if value.measure is None else value.measure.factor
        )
    if value.percent:
        return number / 100 if asked.dimension == (0, 0, 0, 0) else None
    measure = value.measure
    if measure is None:
        return number * (measure_of(asked.unit).factor if asked.unit else 1.0)
    return number * measure.factor if measure.dimension == asked.dimension else None


def signed(number: float, direction: int, asked: Asked) -> float:
    """What was stated, as the solver counts it: a word of direction beats the sign and the asked direction."""
    if asked.unsigned:
        return abs(number)
    if direction:
        return direction * abs(number)
    return asked.turned * number
