"""Intervals, unions and inequalities of one variable, read as the same thing."""

import re
from dataclasses import dataclass

from verifiers.math.splitting import split_top, with_commas_for_connectives

_SIGNS = re.compile(r"[(\[<>]|\\(?:le|ge|cup|\{)")
_RELATION = re.compile(r"\\le(?![a-zA-Z])|\\ge(?![a-zA-Z])|<|>")
_MEANING = {"<": (-1, False), "\\le": (-1, True), ">": (1, False), "\\ge": (1, True)}
_VARIABLE = re.compile(r"(?:[A-Za-z]|\\[a-zA-Z]+)(?:_(?:\{?\w+\}?))?$")
_NO_VARIABLES = ("\\pi", "\\infty", "e")
_UNION = re.compile(r"\\cup(?![a-zA-Z])")
_SET_BUILDER = re.compile(r"^\\?\{\s*(?:\(?[A-Za-z]\)?|[A-Za-z]\s*\\in\s*[^|:]{1,20})\s*[|:](.*)\\\}$")
_ABSOLUTE = re.compile(r"^\|\s*([A-Za-z])\s*\|\s*(<|\\le(?![a-zA-Z]))([^<>]+)$")
_OUTSIDE = re.compile(r"^\|\s*([A-Za-z])\s*\|\s*(>|\\ge(?![a-zA-Z]))([^<>]+)$")
_REALS = re.compile(r"^(?:[A-Za-z]\s*\\in\s*)?\\mathbb\s*(?:\{\s*R\s*\}|R)$")
_MEMBER = re.compile(r"^[A-Za-z\\_]{1,12}\s*\\in(?![a-zA-Z])\s*")
_INFINITY = re.compile(r"^\+?\s*\\infty$")
_MINUS_INFINITY = re.compile(r"^-\s*\\infty$")
_POINT = re.compile(r"(?:\\\{([^,{}=]+)\\\}|[A-Za-z]\s*=([^=<>,]+))$")
_OPENING, _CLOSING = "([", ")]"


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``; an end is text, and whether it belongs to the interval."""

    low: str
    low_belongs: bool
    high: str
    high_belongs: bool


def intervals(text: str) -> list[Interval] | None:
    """The pieces of a union of intervals, from either notation; ``None`` for anything else."""
    if _REALS.match(text.strip()):
        return [Interval("-\\infty", False, "\\infty", False)]
    if not _SIGNS.search(text):
        return None
    text = _MEMBER.sub("", text.strip())
    builder = _SET_BUILDER.match(text)
    text = _OUTSIDE.sub(_beyond, _ABSOLUTE.sub(_between, builder[1].strip() if builder else text))
    pieces = [piece for part in _UNION.split(text) for piece in _alternatives(part)]
    found = [_interval(piece) or (_point(piece) if len(pieces) > 1 else None) for piece in pieces]
    return None if None in found else [interval for interval in found if interval]


def _between(found: re.Match[str]) -> str:
    variable, relation, bound = (group.strip() for group in found.groups())
    return f"-({bound}) {relation} {variable} {relation} {bound}"


def _beyond(found: re.Match[str]) -> str:
    variable, relation, bound = (group.strip() for group in found.groups())
    opposite = "<" if relation == ">" else "\\le"
    return f"{variable} {opposite} -({bound}) or {variable} {relation} {bound}"


def is_inequality(text: str) -> bool:
    """Whether the text holds a sign of order."""
    return bool(_RELATION.search(text))


def variable_of(text: str) -> str:
    """The one variable an inequality is about; empty if there is none."""
    sides = [side.strip() for side in _RELATION.split(text)]
    names = [side for side in sides if _is_variable(side)]
    return names[0] if len(names) == 1 else ""


def _alternatives(part: str) -> list[str]:
    """``x < 1 or x > 3`` as its two pieces; an interval keeps its comma."""
    if not is_inequality(part):
        return [part.strip()]
    return split_top(with_commas_for_connectives(part), ",;")


def _interval(text: str) -> Interval | None:
    return _bracketed(text) or _from_relations(text)


def _point(text: str) -> Interval | None:
    """A single number beside intervals, as ``{1}`` or ``a = 1``."""
    found = _POINT.match(text)
    value = (found[1] or found[2]).strip() if found else ""
    return Interval(value, True, value, True) if value else None


def _bracketed(text: str) -> Interval | None:
    if text[:1] not in tuple(_OPENING) or text[-1:] not in tuple(_CLOSING) or is_inequality(text):
        return None
    ends = split_top(text[1:-1], ",;")
    if len(ends) != 2 or not all(ends):
        return None
    return _normal(Interval(ends[0], text[0] == "[", ends[1], text[-1] == "]"))


def _from_relations(text: str) -> Interval | None:
    relations = [_MEANING[found] for found in _RELATION.findall(text)]
    sides = [side.strip() for side in _RELATION.split(text)]
    if not all(sides):
        return None
    if len(relations) == 1:
        return _half_line(sides, *relations[0])
    if len(relations) == 2 and relations[0][0] == relations[1][0] and _is_variable(sides[1]):
        (direction, first_belongs), (_, last_belongs) = relations
        if direction < 0:
            return _normal(Interval(sides[0], first_belongs, sides[2], last_belongs))
        return _normal(Interval(sides[2], last_belongs, sides[0], first_belongs))
    return None


def _half_line(sides: list[str], direction: int, belongs: bool) -> Interval | None:
    left, right = sides
    if _is_variable(right) and not _is_variable(left):
        left, right, direction = right, left, -direction
    if not _is_variable(left) or _is_variable(right):
        return None
    if direction < 0:
        return Interval("-\\infty", False, right, belongs)
    return Interval(right, belongs, "\\infty", False)


def _is_variable(side: str) -> bool:
    return bool(_VARIABLE.match(side)) and side not in _NO_VARIABLES


def _normal(interval: Interval) -> Interval:
    """Infinity in one spelling; it never belongs."""
    low, high = interval.low, interval.high
    low_infinite, high_infinite = bool(_MINUS_INFINITY.match(low)), bool(_INFINITY.match(high))
    return Interval(
        "-\\infty" if low_infinite else low,
        interval.low_belongs and not low_infinite,
        "\\infty" if high_infinite else high,
        interval.high_belongs and not high_infinite,
    )
