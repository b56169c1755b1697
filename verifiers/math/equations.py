"""Equations, assignments and chains of equal signs, read down to the value they state."""

import re
from dataclasses import replace

from verifiers.math.finding import Comparison, Finding
from verifiers.math.splitting import split_top, with_commas_for_connectives

_EQUAL = re.compile(r"(?<![\\<>!=:])=(?!=)|\\approx(?![a-zA-Z])|\\equiv(?![a-zA-Z])")
_STATES = re.compile(r"=|\\(?:in|approx|equiv)")
_STYLE = r"\\(?:vec|mathbf|mathrm|mathcal|boldsymbol|bm|hat|bar|tilde|overline|overrightarrow)"
_STYLED = (
    r"\\(?:vec|mathbf|mathrm|mathcal|boldsymbol|bm|hat|bar|tilde|overline|overrightarrow)"
    r"(?:\s*\{\s*[A-Za-z]{1,3}\s*\}|\s[A-Za-z](?![A-Za-z]))"
)
_NAME = rf"(?:[A-Za-z]|{_STYLED}|\\[a-zA-Z]+)" + r"(?:_(?:\{[^{}]*\}|\\?\w+))?'*"
_NAMED = re.compile(
    rf"(?:{_NAME}|\(?{_NAME}(?:\s*,\s*{_NAME})*\)?|{_NAME}\s*\([^()=]{{1,30}}\)"  # x, (p, q), f(x)
    r"|\|[^|=]{1,12}\||[A-Za-z]:[A-Za-z]|[A-Z]{2,4}|(?:m\s*)?\\angle\s*[A-Z]{1,3}"  # |AB|, a:b, ABC
    r"|\\text\s*\{[^{}]*\}|[A-Za-z]{4,20}(?: [A-Za-z]{1,20}){0,5})$"  # words
)
_D = r"\s*(?:d|\\partial)(?:\^\{?\d\}?)?\s*"
_DERIVATIVE = re.compile(
    rf"\\frac\s*\{{{_D}[A-Za-z]?\s*\}}\s*\{{{_D}[A-Za-z](?:\^\{{?\d\}}?)?\s*\}}(?:\s*[A-Za-z]\([^()=]{{1,30}}\))?$"
)  # dy/dx, d/dx f(x)
_MEMBER = re.compile(rf"^\(?{_NAME}(?:\s*,\s*{_NAME})*\)?\s*\\in(?![a-zA-Z])\s*")
_DEFINITION = re.compile(r"^\s*[A-Za-z]\s*\(\s*([a-zA-Z])\s*\)$")
_LETTER = re.compile(r"(?<!\\)(?<![a-zA-Z])[a-zA-Z]|\\(?:theta|rho|alpha|beta|phi|lambda|omega)(?![a-zA-Z])")
_FUNCTION_NAMES = ("\\sin", "\\cos", "\\tan", "\\log", "\\ln", "\\exp", "\\pi", "\\sqrt", "\\frac", "\\infty")


def sides(text: str) -> list[str]:
    """What stands between the equal signs outside brackets."""
    if not _EQUAL.search(text):
        return [text.strip()]
    return [part.replace("\x1e", "=") for part in split_top(_EQUAL.sub("\x1e", text), "\x1e")]


def is_named(text: str) -> bool:
    """Whether a side only gives a name: a variable, ``f(x)``, ``(p, q)``, ``|AB|``, a derivative."""
    text = text.strip()
    if text.startswith("\\frac"):
        return bool(_DERIVATIVE.match(text))
    return bool(_NAMED.match(text)) and not text.startswith(_FUNCTION_NAMES)


def stated_value(text: str) -> str:
    r"""The value of ``x = v``, ``x \in v`` and of chains ``x = ... = v \approx w``; else the text itself."""
    text = _MEMBER.sub("", text.strip())
    if _states_several(text):
        return text
    exact, *rounded = re.split(r"\\approx(?![a-zA-Z])", text)
    if rounded and not (is_named(exact) or not exact.strip()):
        text = exact.strip()
    parts = sides(text)
    if len(parts) > 2 or (len(parts) == 2 and (is_named(parts[0]) or _is_arithmetic(parts))):
        return parts[-1]
    return text


def name_of(text: str) -> str:
    """The name an assignment gives to its value, without spaces; empty where there is none."""
    parts = sides(text.strip())
    return parts[0].replace(" ", "") if len(parts) > 1 and is_named(parts[0]) else ""


def spread(text: str) -> str:
    """``(f, g) = (a, b)`` as the list ``f = a, g = b``; everything else unchanged."""
    parts = sides(text)
    if len(parts) != 2 or not all(part.startswith("(") and part.endswith(")") for part in parts):
        return text
    names, values = (split_top(part[1:-1], ",") for part in parts)
    if len(names) != len(values) or len(names) < 2 or not all(map(is_named, names)):
        return text
    return ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))


def definition(text: str) -> str | None:
    """The body of ``f(t) = body`` written with the variable x; ``None`` for anything else."""
    parts = sides(text)
    found = _DEFINITION.match(parts[0]) if len(parts) == 2 else None
    if not found:
        return None
    return re.sub(rf"(?<![A-Za-z\\]){found[1]}(?![A-Za-z])", "x", parts[1])


def statement_layer(comparison: Comparison) -> Finding | None:
    """Judges what is stated instead of the statement: ``v`` for ``x = v``, the body of ``f(t) = body``."""
    if comparison.answer_type == "equation" or _states_nothing(comparison):
        return None
    if _states_several(comparison.truth) != _states_several(comparison.answer):
        listed = spread(comparison.truth), spread(comparison.answer)
        if listed != (comparison.truth, comparison.answer) and all(map(_states_several, listed)):
            return replace(comparison, truth=listed[0], answer=listed[1]).judge()
    truth, answer = _stated(comparison.truth, comparison.answer)
    if (truth, answer) == (comparison.truth, comparison.answer):
        return None
    return replace(comparison, truth=truth, answer=answer).judge()


def _states_nothing(comparison: Comparison) -> bool:
    """Whether a glance shows that neither side is more than a value."""
    return not any(_STATES.search(text) or text != text.strip() for text in (comparison.truth, comparison.answer))


def _stated(truth: str, answer: str) -> tuple[str, str]:
    first, second = definition(truth), definition(answer)
    if first is not None and second is not None:
        return first, second
    if _is_relation(truth) and _is_relation(answer) and name_of(truth) != name_of(answer):
        return truth, answer
    return stated_value(truth), stated_value(answer)


def _is_relation(text: str) -> bool:
    """Whether the text is one equation of two sides and no list of them."""
    return len(sides(text)) == 2 and not _states_several(text)


def _states_several(text: str) -> bool:
    """Whether more than one of the listed pieces is an equation: ``p = 3, q = 4``."""
    if not _EQUAL.search(text):
        return False
    pieces = split_top(with_commas_for_connectives(text), ",;")
    return len(pieces) > 1 and sum(bool(_EQUAL.search(piece)) for piece in pieces) > 1


def _is_arithmetic(parts: list[str]) -> bool:
    """Whether no side holds a letter: ``178 + 31 = 209``."""
    return not any(_LETTER.search(part) for part in parts)
