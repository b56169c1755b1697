"""The last layer: sympy and math-verify. Only this module imports them, on first use.

Both are run without their own timeouts: those work by ``signal.alarm``, which measures wall time. The process
that judges has a CPU budget of its own.
"""

import logging
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verifiers.math.compare.latex import as_latex, is_complex
from verifiers.math.evaluate.costs import ensure_affordable
from verifiers.math.evaluate.secret import stream
from verifiers.math.finding import Allowance, Finding, TooCostly

_DIGITS = 60
_TOLERATED = Fraction(1, 10**40)
_POINT_DIGITS = 40
_POINT_TOLERATED = Fraction(1, 10**20)
_POINTS = 5


def by_algebra(truth: str, answer: str, allowance: Allowance) -> Finding | None:
    """Decide by computer algebra; ``None`` where one side cannot be read as mathematics, or it fails."""
    first, second = affordable_pair(truth, answer)
    complex_numbers = is_complex(first) or is_complex(second)
    left, right = _read(first, complex_numbers), _read(second, complex_numbers)
    if left is None or right is None:
        return None
    try:
        finding = _constants_finding(left, right, allowance) or _sampled_finding(left, right)
        return finding or _verified_finding(left, right)
    except (MemoryError, RecursionError, TooCostly):
        raise
    except Exception as failed:
        raise TooCostly("unparsable", "computer algebra could not compare it") from failed


def affordable_pair(truth: str, answer: str) -> tuple[str, str]:
    """Both sides as LaTeX. Raises TooCostly where computer algebra could take seconds."""
    first, second = as_latex(truth), as_latex(answer)
    ensure_affordable(first)
    ensure_affordable(second)
    return first, second


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any, Any]:
    """sympy, the LaTeX reader and math-verify's comparison, imported once and silenced."""
    logging.getLogger("math_verify").setLevel(logging.ERROR)  # it warns once that its timeouts are off
    import sympy
    from latex2sympy2_extended import latex2sympy2
    from math_verify import verify

    return sympy, latex2sympy2, verify


@lru_cache(maxsize=64)
def _read(text: str, complex_numbers: bool) -> Any:
    """The expression of a text; ``None`` if the reader cannot make sense of it."""
    sympy, reader, _ = _libraries()
    settings = reader.NormalizationConfig(
        basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none", equations=False
    )
    try:
        normal = reader.normalize_latex(text, config=settings)
        found = reader.latex2sympy(
            normal, is_real=not complex_numbers, convert_degrees=False, normalization_config=None
        )
        units = {symbol: sympy.I for symbol in found.free_symbols if symbol.name == "i"}
        return found.subs(units) if complex_numbers and units else found
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - the generated reader fails in many ways on text that is no mathematics
        return None


def _constants_finding(truth: Any, answer: Any, allowance: Allowance) -> Finding | None:
    """Compare constants by their digits: decides both ways, far below math-verify's six decimals."""
    first, second = _value(truth, {}, _DIGITS), _value(answer, {}, _DIGITS)
    if first is None or second is None:
        return None
    if not allowance.exact and first.is_real and second.is_real:
        same = allowance.covers(Fraction(str(first)), Fraction(str(second)))
    else:
        same = _close(first, second, _TOLERATED)
    return Finding(same, "values agree to 40 digits" if same else "values differ")


def _sampled_finding(truth: Any, answer: Any) -> Finding | None:
    """Compare at several points: decides only where all of them say the same."""
    sympy, _, _ = _libraries()
    if isinstance(truth, sympy.Eq) and isinstance(answer, sympy.Eq):
        if not all(isinstance(side, sympy.Expr) for side in (*truth.args, *answer.args)):
            return None
        ratio = (truth.lhs - truth.rhs) / (answer.lhs - answer.rhs)
        values = [_value(ratio, point, _POINT_DIGITS) for point in _points(ratio)]
        known = [value for value in values if value is not None]
        if len(known) > 2 and all(_close(known[0], value, _POINT_TOLERATED) for value in known):
            return Finding(True, "equations agree up to a factor")
        return None
    pairs = [
        (_value(truth, point, _POINT_DIGITS), _value(answer, point, _POINT_DIGITS))
        for point in _points(truth, answer)
    ]
    agreed = {_close(*pair, _POINT_TOLERATED) for pair in pairs if None not in pair}
    if len(agreed) != 1 or sum(None not in pair for pair in pairs) < 3:
        return None
    return Finding(True, "values agree at every point") if agreed == {True} else Finding(False, "values differ")


def _points(*expressions: Any) -> list[dict[Any, Any]]:
    """Secret values for the variables of expressions; none for what has no value at a point."""
    sympy, _, _ = _libraries()
    if not all(isinstance(expression, sympy.Expr) for expression in expressions):
        return []
    if any(expression.has(sympy.Integral, sympy.Derivative, sympy.Limit) for expression in expressions):
        return []
    source = stream("algebra", *map(str, expressions))
    symbols = sorted(set().union(*(expression.free_symbols for expression in expressions)), key=str)
    return [
        {symbol: sympy.Rational(source.getrandbits(40) | 1, 2**38) for symbol in symbols} for _ in range(_POINTS)
    ]


def _value(expression: Any, point: dict[Any, Any], digits: int) -> Any:
    """The number an expression has at a point; ``None`` if it has none."""
    sympy, _, _ = _libraries()
    if not isinstance(expression, sympy.Expr) or expression.free_symbols - point.keys():
        return None
    try:
        expression = expression if expression.has(sympy.Integral) else expression.doit()
        value = expression.evalf(digits, subs=point, maxn=2 * digits)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - sympy gives up in many ways; math-verify has the next word
        return None
    parts = value.as_real_imag()
    if not (value.is_finite and all(part.is_Number for part in parts)):
        return None
    real, imaginary = map(_without_noise, parts)
    return real + imaginary * sympy.I


def _without_noise(part: Any) -> Any:
    """Zero where sympy found no digit to be sure of: it marks such numbers with one bit of precision."""
    return part * 0 if part.is_Float and part._prec == 1 else part


def _close(first: Any, second: Any, tolerated: Fraction) -> bool:
    return bool(abs(first - second) <= max(abs(first), abs(second)) * float(tolerated))


def _verified_finding(truth: Any, answer: Any) -> Finding:
    """What math-verify makes of equations, sets and everything else; asked in both directions."""
    sympy, _, verify = _libraries()
    if truth.has(sympy.Integral) or answer.has(sympy.Integral):
        raise TooCostly("timeout", "an integral that was left unevaluated")
    if isinstance(truth, sympy.Eq) != isinstance(answer, sympy.Eq):
        return Finding(False, "an equation against something else")
    orders = [(truth, answer)] if type(truth) is type(answer) else [(truth, answer), (answer, truth)]
    same = any(verify(one, other, allow_set_relation_comp=True, timeout_seconds=None) for one, other in orders)
    return Finding(same, "math-verify: equal" if same else "math-verify: not equal")
