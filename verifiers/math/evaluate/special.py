"""Applications that are known functions where their arguments allow it: ``\\Gamma(1/2)``, ``P(5, 2)``."""

from fractions import Fraction
from typing import Any

_COUNTS = {"C()": "binomial", "P()": "permutations", "A()": "permutations"}
_FIXED = {("Gamma()", 1): "gamma", ("zeta()", 1): "zeta", ("B()", 2): "beta", ("W()", 1): "lambertw"}
COUNTING_HEADS = frozenset({"C()", "P()", "A()", "B()", "Gamma()", "zeta()", "W()"})
"""Heads that may be known functions where their arguments are numbers."""
KNOWN_HEADS = frozenset({"Gamma()", "zeta()"})
"""Heads that mean the same wherever they stand."""


def special(head: str, values: list[Any], *, named: bool) -> tuple[str, list[Any]] | None:
    """The operation and its arguments; ``None`` for an application of a name that stands for nothing known.

    ``C(n, k)`` of ``named`` arguments counts where there are too few to choose from, too; ``C(2, 5)`` is a point.
    """
    fixed = _FIXED.get((head, len(values)))
    if fixed:
        return fixed, values
    if head in _COUNTS and len(values) == 2 and all(map(_is_count, values)):
        chosen = values[0] >= values[1] or (named and head == "C()")
        return (_COUNTS[head], values) if chosen else None
    if head in ("J_()", "Y_()", "I_()", "K_()") and len(values) == 2:
        return "bessel" + head[0], values
    return None


def _is_count(value: Any) -> bool:
    return isinstance(value, Fraction) and value.denominator == 1 and value >= 0
