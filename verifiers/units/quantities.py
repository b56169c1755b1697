r"""Reads a quantity: ``4.92 atm``, ``$6.0\times10^{-3}\ \mathrm{kg\,m^{-1}}$``, ``x ≈ 1,200 kJ/mol``."""

import re
from dataclasses import dataclass
from fractions import Fraction

from verifiers.units.units import NONE, is_unit, unit_of

_LONGEST = 400
_MARKUP = re.compile(
    r"\\(?:mathrm|text|textrm|rm|mathbf|textbf|operatorname|mbox|mathit|boxed|quad|qquad|left|right)(?![A-Za-z])"
)
_SPACES = re.compile(r"\\[,;:! ]|~|\\\\")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "{": " ", "}": " ", "$": " "})
_UPPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]{1,9}")
_COMMANDS = (
    *(
        ("\\times", "*"),
        ("\\cdot", "*"),
        ("\\div", "/"),
        ("\\%", "%"),
        ("\\Omega", "Ω"),
        ("\\mu", "μ"),
        ("\\AA", "Å"),
    ),
    *(
        ("^\\circ", "°"),
        ("^ \\circ", "°"),
        ("\\degree", "°"),
        ("\\circ", "°"),
        ("\\approx", "="),
        ("\\simeq", "="),
    ),
    *(
        ("\\sim", "="),
        ("≈", "="),
        ("≃", "="),
        ("∼", "="),
        ("\\(", ""),
        ("\\)", ""),
        ("\\[", ""),
        ("\\]", ""),
        ("**", "^"),
    ),
)
_FRACTION = re.compile(r"\\[dt]?frac\s{0,3}\{([^{}]{0,80})\}\s{0,3}\{([^{}]{0,80})\}")
_NUMBER = re.compile(
    r"\s{0,3}([-+]?\s?(?:\d{1,3}(?:,\d{3}){1,99}(?:\.\d{0,400})?|\d{1,400}(?:\.\d{0,400})?|\.\d{1,400}))"
    r"(?:\s{0,3}(?:\*|x)\s{0,3}10\s{0,3}\^?\s{0,3}\(?\s{0,3}([-+]?\s?\d{1,3})\s{0,3}\)?|[eE]([-+]?\d{1,3}))?"
)
_POWER_ALONE = re.compile(r"\s{0,3}([-+]?)10\s{0,3}\^\s{0,3}\(?\s{0,3}([-+]?\s?\d{1,3})\s{0,3}\)?")
_RATIO = re.compile(
    r"\s{0,3}\(?\s{0,3}([-+]?\d{1,40}(?:\.\d{1,40})?)\s{0,3}\)?\s{0,3}/\s{0,3}\(?\s{0,3}(\d{1,40}(?:\.\d{1,40})?)\s{0,3}\)?"
)
_FACTOR = re.compile(
    r"\s{0,3}([*/]|\bper\b|)\s{0,3}(\(|°\s?[CF]\b|[^\W\d_]{1,60}|[°%Ωµ′″])\s{0,3}(?:\^?\s{0,3}\(?\s{0,3}([-+]?\s?\d{1,2})\s{0,3}\)?)?"
)
_DEGREES = {"°C": "degC", "°F": "degF", "°": "degree"}
_NAMED = {"degrees Celsius": "degC", "degree Celsius": "degC", "degrees Fahrenheit": "degF", "degrees C": "degC"}
_MOST_FACTORS = 12


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, its unit as a key of the table (empty without one), and how many significant figures it may have.

    Zeros at the end of a whole number may be significant or not: ``figures`` is the least and the greatest number.
    """

    value: Fraction
    unit: str = ""
    figures: tuple[int, int] = (0, 0)


def read_quantity(text: str) -> Quantity | None:
    """The quantity that a text is, behind its last ``=``; None where it is none."""
    plain = _plain(text[-_LONGEST:]).rpartition("=")[2].strip(" .,;:*`")
    if found := _RATIO.match(plain):
        value, figures = Fraction(found[1]) / (Fraction(found[2]) or 1), (0, 0)
    elif found := _POWER_ALONE.match(plain) or _NUMBER.match(plain):
        value, figures = _number(found)
    else:
        return None
    unit = read_unit(plain[found.end() :])
    return None if unit is None else Quantity(value * unit[1], unit[0], figures)


def read_number(text: str) -> Quantity | None:
    """The number that a text begins with, whatever follows it; None without one."""
    found = _NUMBER.match(_plain(text[-_LONGEST:]).rpartition("=")[2].strip())
    return None if found is None else Quantity(_number(found)[0], "", _number(found)[1])


def read_unit(text: str) -> tuple[str, Fraction] | None:
    """The key of a unit and the power of ten before it (``10^-8 N``); None for a text that is no unit."""
    plain = _plain(text).strip(" .,;:[]")
    scale = Fraction(1)
    if found := _POWER_ALONE.match(plain):
        scale, _ = _number(found)
        plain = plain[found.end() :].lstrip(" *")
    key = _key(plain)
    return None if key is None else (key, scale)


def _plain(text: str) -> str:
    text = _FRACTION.sub(r"(\1)/(\2)", _MARKUP.sub("", text))
    for command, sign in _COMMANDS:
        text = text.replace(command, sign)
    text = _RAISED.sub(lambda found: "^" + found[0].translate(_UPPER), _SPACES.sub(" ", text))
    return " ".join(text.translate(_SIGNS).split())


def _number(found: "re.Match[str]") -> tuple[Fraction, tuple[int, int]]:
    if found.re is _POWER_ALONE:
        return (-1 if found[1] == "-" else 1) * Fraction(10) ** _whole(found[2]), (1, 1)
    digits = found[1].replace(",", "").replace(" ", "")
    power = _whole(found[2] or found[3] or "0")
    return Fraction(digits.rstrip(".") or "0") * Fraction(10) ** power, _figures(digits)


def _whole(text: str) -> int:
    return int(text.replace(" ", ""))


def _figures(digits: str) -> tuple[int, int]:
    bare = digits.lstrip("+-0").replace(".", "").lstrip("0")
    most = len(bare) or 1
    return (most if "." in digits else len(bare.rstrip("0")) or 1), most


def _key(text: str) -> str | None:
    """``km/h`` → ``km^1 h^-1``. Behind a slash one factor, or a bracket of them, is divided by."""
    for name, degrees in _NAMED.items():
        if text.casefold() == name.casefold():
            return degrees
    factors: list[str] = []
    position, divided, depth = 0, 1, 0
    while position < len(text):
        found = _FACTOR.match(text, position)
        if not found or len(factors) >= _MOST_FACTORS:
            return None
        sign = -1 if found[1] in ("/", "per") else divided if depth else 1
        if found[2] == "(":
            depth, divided = depth + 1, sign
            position = found.end(2)
            continue
        name = _DEGREES.get(found[2].replace(" ", ""), found[2])
        if not is_unit(name) and name not in ("%", "degC", "degF"):
            return None
        factors.append(f"{name}^{sign * _whole(found[3] or '1')}")
        position = found.end()
        while depth and text[position : position + 1] in (")", " "):
            depth -= text[position] == ")"
            position += 1
    return None if depth else " ".join(factors)


def without_percent(quantity: Quantity) -> Quantity:
    """A percentage as the number that it is."""
    if "%^1" not in quantity.unit.split(" "):
        return quantity
    rest = " ".join(factor for factor in quantity.unit.split(" ") if factor != "%^1")
    return Quantity(quantity.value / 100, rest, quantity.figures)


def in_base_units(quantity: Quantity) -> Fraction:
    """The value in base units; kelvins for temperatures."""
    unit = unit_of(quantity.unit) if quantity.unit else NONE
    return (quantity.value + unit.offset) * unit.factor
