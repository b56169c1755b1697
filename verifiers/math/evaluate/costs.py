"""Cheap looks at an expression that refuse what computer algebra could not finish."""

import re

from verifiers.math.finding import TooCostly

MAX_LENGTH = 1500
MAX_NESTING = 16
_MAX_OPERATORS = 250
_MAX_EXPONENT = 3000
_MAX_SYMBOLIC_EXPONENT = 40
_MAX_BOUND = 3000
_MAX_FACTORIAL = 400
_MAX_DIGITS = 400

_EXPONENT = re.compile(r"(\)|\}|.)\s*\^\s*\{?\s*-?\s*(\d+)")
_PLAIN_TOWER = re.compile(r"\^\s*\w\s*\^")
_BIG_OPERATOR = re.compile(r"\\(?:sum|prod|int|iint|iiint|oint|lim|bigcup|bigcap)(?![a-zA-Z])")
_FACTORIAL = re.compile(r"(?:(\d+)|[)}])\s*!")
_REPEATED_FACTORIAL = re.compile(r"!\s*(?:[)}]\s*){0,3}!")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{?\s*(\d+)")
_NUMBER = re.compile(r"\d+")
_OPERATOR = re.compile(r"[-+*/^_&=<>,]|\\[a-zA-Z]+")


def ensure_affordable(text: str) -> None:
    """Raise TooCostly where reading or evaluating the expression could take seconds."""
    if len(text) > MAX_LENGTH:
        raise TooCostly("unparsable", f"an expression of more than {MAX_LENGTH} characters")
    if nesting(text) > MAX_NESTING:
        raise TooCostly("unparsable", "the expression is nested too deeply")
    if len(_OPERATOR.findall(text)) > _MAX_OPERATORS:
        raise TooCostly("unparsable", f"an expression of more than {_MAX_OPERATORS} operators")
    if any(len(digits) > _MAX_DIGITS for digits in _NUMBER.findall(text)):
        raise TooCostly("unparsable", f"a number of more than {_MAX_DIGITS} digits")
    if _has_huge_power(text) or _has_huge_count(text):
        raise TooCostly("timeout", "a power, factorial or sum is too large to be evaluated")


def nesting(text: str) -> int:
    """How deeply brackets lie in one another."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _has_huge_power(text: str) -> bool:
    if _PLAIN_TOWER.search(text) or _has_tower(text):
        return True
    for base, exponent in _EXPONENT.findall(text):
        limit = _MAX_SYMBOLIC_EXPONENT if base in ")}" else _MAX_EXPONENT
        if int(exponent) > limit:
            return True
    return False


def _has_tower(text: str) -> bool:
    """Whether an exponent holds a large power, or a power within a power."""
    exponents: list[bool] = []
    for found in re.finditer(r"(\^\s*)?\{|\}|\^\s*(?=\w)", text):
        if found[0] == "}":
            exponents = exponents[:-1]
            continue
        if "^" in found[0] and (sum(exponents) > 1 or (any(exponents) and _is_large(text, found))):
            return True
        if found[0].endswith("{"):
            exponents.append("^" in found[0])
    return False


def _is_large(text: str, found: re.Match[str]) -> bool:
    exponent = _NUMBER.match(text, found.end())
    return exponent is not None and text[: found.start()].rstrip()[-1:].isdigit() and int(exponent[0]) > 3


def _has_huge_count(text: str) -> bool:
    """Whether a factorial, a binomial or the bounds of a sum are out of proportion."""
    if _REPEATED_FACTORIAL.search(text):
        return True
    if any(int(count) > _MAX_FACTORIAL for count in _FACTORIAL.findall(text) if count):
        return True
    counted = _BINOMIAL.findall(text)
    if _BIG_OPERATOR.search(text):
        counted += _NUMBER.findall(text)
        if re.search(r"\\(?:sum|prod)[^^]{0,40}\^\s*\{[^{}]*\^", text):
            return True
    return any(int(count) > _MAX_BOUND for count in counted if count)
