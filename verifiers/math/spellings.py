r"""Rarer spellings turned into those that the layers read: ``0.\dot{3}``, ``{5 \choose 2}``, ``5^{\text{th}}``."""

import re
from collections.abc import Callable

_WORDS = r"\\(?:text|mathrm|mbox)\s*"
_WHOLE = r"(?:\\mathbb\s*(?:\{\s*Z\s*\}|Z)|Z)"
_QUALIFIER = re.compile(
    rf"(?:[\s,;(|:]|{_WORDS}\{{\s*(?:where|with|for)\s*\}}){{1,6}}"
    rf"(?:([a-zA-Z])\s*\\in\s*{_WHOLE}|([a-zA-Z])\s*{_WORDS}\{{\s*(?:is|are|be) (?:an |any )?integers?\s*\}})"
    r"\s*\)?$"
)
_SYSTEM = re.compile(r"^(?:\\\{)?\s*\\begin\{(cases|aligned|gathered)\}([^&]*)\\end\{\1\}$")
_LONGEST_QUALIFIER = 80
_DOTTED = re.compile(r"\.(\d*)\\dot\s*\{?(\d)\}?(?:(\d*)\\dot\s*\{?(\d)\}?)?")
_BRACKETED = re.compile(r"(?<!\d)(\d{0,40}\.\d{0,40})\((\d{1,40})\)$")
_CHOOSE = re.compile(r"\{\s*([^{}]+?)\s*\\choose\s+([^{}]+?)\s*\}")
_COMBINATIONS = re.compile(r"(?:^|(?<=[-+*=(,]))\s*[\^_]\s*(?:\{(\w+)\}|(\w))\s*C_\s*(?:\{(\w+)\}|(\w))")
_ORDINAL = re.compile(rf"(?<=\d)\s*\^\s*\{{?\s*{_WORDS}\{{\s*(?:st|nd|rd|th)\s*\}}\s*\}}?")
_UNIT = rf"\{{\s*{_WORDS}\{{[A-Za-z /]{{1,20}}\}}(?:\s*\^\s*(?:\d|\{{\d\}}))?\s*\}}"
_UNIT_FRACTION = re.compile(rf"(?<=[\d)}}])\s*\\frac\s*{_UNIT}\s*{_UNIT}$")


def _listed(found: re.Match[str]) -> str:
    """``x = 1, y = 2`` of a brace with a line for each."""
    rows = [row.strip(" ,;.") for row in found[2].split("\\\\") if row.strip(" ,;.")]
    return ", ".join(rows) if all("=" in row for row in rows) else found[0]


_RULES: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("C_", _COMBINATIONS, r"\\binom{\1\2}{\3\4}"),
    (".", _BRACKETED, r"\1\\overline{\2}"),
    ("\\dot", _DOTTED, r".\1\\overline{\2\3\4}"),
    ("\\begin", _SYSTEM, _listed),
    ("\\choose", _CHOOSE, r"\\binom{\1}{\2}"),
    ("^", _ORDINAL, ""),
    ("\\frac", _UNIT_FRACTION, ""),
)
"""For each spelling: a piece that it holds, the pattern, and what is written instead."""


def respelled(text: str) -> str:
    """The same value in an ordinary spelling."""
    if "\\" not in text and not text.endswith(")") and "C_" not in text:
        return text
    for piece, pattern, replacement in _RULES:
        if piece in text:
            text = pattern.sub(replacement, text)
    if "Z" not in text and "integer" not in text:
        return text
    inner = text[2:-2] if text.startswith("\\{") and text.endswith("\\}") else text
    bare = _without_qualifier(inner)
    return text if bare == inner else bare.strip()


def _without_qualifier(text: str) -> str:
    """``k\\pi`` of ``k\\pi, k \\in \\mathbb{Z}``."""
    found = _QUALIFIER.search(text, max(0, len(text) - _LONGEST_QUALIFIER))
    counter = found and (found[1] or found[2])
    return text[: found.start()] if found and counter and counter in text[: found.start()] else text
