"""The LaTeX that computer algebra is given."""

import re

_IMAGINARY = re.compile(r"(?<![A-Za-z\\])i(?![A-Za-z])|\\imath(?![a-zA-Z])|\\sqrt\s*\{\s*-")
_DECIMAL = re.compile(r"(?<![\d.])(\d{0,400})\.(\d{1,400})(?![\d.])")


def as_latex(text: str) -> str:
    """One side as LaTeX whose numbers are exact."""
    text = text.replace("$", " ").replace("**", "^").replace("*", " \\cdot ")
    return _DECIMAL.sub(_exact, text.strip())


def is_complex(text: str) -> bool:
    """Whether the text holds the imaginary unit."""
    return bool(_IMAGINARY.search(text))


def _exact(found: re.Match[str]) -> str:
    digits = (found[1] + found[2]).lstrip("0") or "0"
    return "(\\frac{" + digits + "}{1" + "0" * len(found[2]) + "})"
