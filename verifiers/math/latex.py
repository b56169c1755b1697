"""The LaTeX that computer algebra is given: no units, no plain-text functions, no decimals."""

import re

from verifiers.math.finding import Comparison
from verifiers.math.notation import unwrapped, without_outer_braces
from verifiers.math.units import without_degrees, without_units

_PLAIN_ROOT = re.compile(r"(?<![A-Za-z\\])sqrt\s*(?:\(([^()]*)\)|\{)")
_PLAIN_FUNCTION = re.compile(
    r"(?<![A-Za-z\\])(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|log|ln|exp|pi|theta|alpha|beta)"
    r"(?![A-Za-z])"
)
_TRIGONOMETRY = re.compile(r"\\(?:sin|cos|tan|cot|sec|csc)(?![a-zA-Z])")
_IMAGINARY = re.compile(r"(?<![A-Za-z\\])i(?![A-Za-z])|\\imath(?![a-zA-Z])|\\sqrt\s*\{\s*-")
_DEGREE = re.compile(r"\^\\circ")
_DEGREES = re.compile(r"(\d+|(?<![A-Za-z\\])[A-Za-z])\s*\^\\circ")
_SHORT_ARGUMENT = re.compile(
    r"(\\(?:sin|cos|tan|cot|sec|csc|ln|log)\s*(?:\^\s*(?:\d|\{\d+\}))?)\s*([a-zA-Z\d]|\\[a-z]+)"
    r"\s*(?=\\cdot|\\times)"
)
_TIMES_I = re.compile(r"\\cdot\s*(?=i(?![A-Za-z]))|(?<![\d.])1(?=i(?![A-Za-z]))")
_DECIMAL = re.compile(r"(?<![\d.])(\d*)\.(\d+)(?![\d.])")


def latex_pair(comparison: Comparison) -> tuple[str, str]:
    """Both sides for the reader; degrees are converted where trigonometry or the other side's pi asks for it."""
    truth, answer = without_units(comparison.truth), without_units(comparison.answer)
    convert = converts_degrees(truth, answer)
    return as_latex(truth, convert_degrees=convert), as_latex(answer, convert_degrees=convert)


def converts_degrees(truth: str, answer: str) -> bool:
    """Whether a degree sign on one side stands against radians on the other."""
    return bool(_DEGREE.search(truth)) != bool(_DEGREE.search(answer)) and "\\pi" in truth + answer


def in_degrees(text: str, convert: bool) -> str:
    """The text without degree signs: as radians where trigonometry or the other side asks for them."""
    if convert or _TRIGONOMETRY.search(text):
        text = _DEGREE.sub(r" \\cdot \\frac{\\pi}{180}", _DEGREES.sub(r"\\frac{\1\\pi}{180}", text))
    return without_degrees(text)


def as_latex(text: str, *, convert_degrees: bool) -> str:
    """One side as LaTeX whose numbers are exact."""
    text = _SHORT_ARGUMENT.sub(r"\1(\2)", unwrapped(in_degrees(text, convert_degrees)))
    text = _PLAIN_ROOT.sub(lambda found: "\\sqrt{" + found[1] + "}" if found[1] else "\\sqrt{", text)
    text = _PLAIN_FUNCTION.sub(r"\\\1 ", text)
    text = _TIMES_I.sub(" ", text).replace("**", "^").replace("*", " \\cdot ")
    return _DECIMAL.sub(_exact, without_outer_braces(text.strip()))


def is_complex(text: str) -> bool:
    """Whether the text holds the imaginary unit."""
    return bool(_IMAGINARY.search(text))


def _exact(found: re.Match[str]) -> str:
    digits = (found[1] + found[2]).lstrip("0") or "0"
    return "(\\frac{" + digits + "}{1" + "0" * len(found[2]) + "})"
