r"""The layer that reads ``n\pi`` for ``k\pi`` and ``+ c`` for ``+ C``: what is free may have any name."""

import re
from dataclasses import replace

from verifiers.math.finding import Comparison, Finding

_LETTER = re.compile(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])")
_COUNTERS = frozenset("klmnZ")
_UNKNOWN = re.compile(r"^\s*[A-Za-z]\s*=")
_CONSTANTS = frozenset("ei")
_LAST_TERM = re.compile(r"([\w)}|]\s*\+\s*)([CcK](?:_\{?[0-2]\}?)?)$")
_PERIODIC = re.compile(r"\\pi(?![a-zA-Z])|\^\\circ")


def parameter_layer(comparison: Comparison) -> Finding | None:
    """Renames the counter or the constant of the answer as the ground truth calls it, and judges again."""
    constants = [_constant(text) for text in (comparison.truth, comparison.answer)]
    if all(constants) and constants[0] != constants[1] and any(name.startswith("C") for name in constants):
        return replace(comparison, answer=_LAST_TERM.sub(rf"\1{constants[0]}", comparison.answer)).judge()
    truth, answer = _counter(comparison.truth), _counter(comparison.answer)
    if not truth or not answer or truth == answer:
        return None
    if not (_PERIODIC.search(comparison.truth) and _PERIODIC.search(comparison.answer)):
        return None
    renamed = _LETTER.sub(lambda found: truth if found[0] == answer else found[0], comparison.answer)
    return replace(comparison, answer=renamed).judge()


def _constant(text: str) -> str:
    """The constant of integration that is added at the end; empty if there is none."""
    found = _LAST_TERM.search(text)
    if not found:
        return ""
    elsewhere = re.search(rf"(?<![A-Za-z\\]){found[2][0]}(?![A-Za-z])", text[: found.start(2)])
    return "" if elsewhere else found[2]


def _counter(text: str) -> str:
    """The one letter of a text, if it is one that whole numbers are called by."""
    letters = set(_LETTER.findall(_UNKNOWN.sub("", text))) - _CONSTANTS
    (letter,) = letters if len(letters) == 1 else ("",)
    return letter if letter in _COUNTERS else ""
