"""Cutting an answer at its top level: lists, tuples, sets, equations, plus-or-minus."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_NESTING = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_CONNECTIVE = re.compile(
    r"\\(?:text(?:rm|bf|it)?|mbox|mathrm)\s*\{([^{}]*?)(?<![A-Za-z])(?:and|or)(?![A-Za-z])([^{}]*)\}|(?<![A-Za-z\\])(?:and|or)(?![A-Za-z])",
    re.I,
)
_GLUED_OR = re.compile(r"(?<=\d)or(?=[A-Za-z])")
_THOUSANDS_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PROTECTED = "\x1f"
MAX_ITEMS = 400

Shape = Literal["list", "set", "tuple", "bracket"]


@dataclass(frozen=True, slots=True)
class Collection:
    """Several answers and what holds them: ``bracket`` is [a, b] and the half-open forms."""

    shape: Shape
    items: tuple[str, ...]


def split_top(text: str, separators: str) -> list[str]:
    """The pieces between separators that stand outside every bracket."""
    if not any(separator in text for separator in separators):
        return [text.strip()]
    pieces, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character in _NESTING:
            depth = max(0, depth + _NESTING[character])
        elif depth == 0 and character in separators:
            pieces.append(text[start:position].strip())
            start = position + 1
    pieces.append(text[start:].strip())
    return pieces


@lru_cache(maxsize=256)
def collection(text: str, thousands: bool = True) -> Collection | None:
    """The collection a text writes, if any. A comma in a number of thousands separates nothing."""
    text = with_commas_for_connectives(text)
    if thousands:
        text = _THOUSANDS_COMMA.sub(_PROTECTED, text)
    items = [item for item in split_top(text, ",;") if item]
    if len(items) > 1:
        return _build("list", items)
    return _enclosed(text.strip())


def with_commas_for_connectives(text: str) -> str:
    """The same text with ``and`` and ``or`` between values turned into commas."""
    lowered = text.lower()
    if "or" not in lowered and "and" not in lowered:
        return text
    text = _GLUED_OR.sub(",", text)
    return _CONNECTIVE.sub(_comma, text)


def with_closing_bracket(text: str) -> str:
    """The same text with the bracket that a list forgot to close; a stray closing brace is dropped."""
    if text.startswith(("(", "[")) and not text.endswith((")", "]")) and _depth(text) == 1:
        return text + {"(": ")", "[": "]"}[text[0]]
    return text.removesuffix("\\}").rstrip() if "\\{" not in text else text


def plus_or_minus(text: str) -> list[str]:
    """Every reading of the plus-or-minus signs, each sign chosen for itself."""
    readings = [text]
    for _ in range(3):
        if "\\pm" not in readings[0]:
            break
        readings = [_choose(reading, sign) for reading in readings for sign in "+-"]
    return readings


def _choose(text: str, sign: str) -> str:
    before, _, after = text.partition("\\pm")
    leading = before.rstrip()
    if sign == "+" and (not leading or leading[-1] in "=([{,"):
        sign = ""
    other = {"+": "-", "": "-", "-": "+"}[sign]
    return f"{before}{sign}{after.lstrip()}".replace("\\mp", other)


def _comma(found: re.Match[str]) -> str:
    before, after = (part and part.strip() for part in found.groups())
    left = f" \\text{{ {before}}}" if before else ""
    right = f"\\text{{{after} }}" if after and after.lower() not in ("and", "or") else ""
    return f"{left} , {right}"


def _depth(text: str) -> int:
    return sum(_NESTING.get(character, 0) for character in text)


def _enclosed(text: str) -> Collection | None:
    if text.startswith("\\{") and text.endswith("\\}") and text.find("\\}") == len(text) - 2:
        return _build("set", split_top(text[2:-2], ",;"))
    if text[:1] not in ("(", "[", "{") or text[-1:] not in (")", "]", "}") or not _one_bracket(text):
        return None
    items = split_top(text[1:-1], ",;")
    if len(items) < 2:
        return None
    shapes: dict[str, Shape] = {"()": "tuple", "{}": "list"}
    return _build(shapes.get(text[0] + text[-1], "bracket"), items)


def _build(shape: Shape, items: Sequence[str]) -> Collection:
    return Collection(shape, tuple(item.replace(_PROTECTED, ",") for item in items if item))


def _one_bracket(text: str) -> bool:
    """Whether the first bracket is closed by the last character."""
    depth = 0
    for position, character in enumerate(text):
        depth += _NESTING.get(character, 0)
        if depth == 0:
            return position == len(text) - 1
    return False
