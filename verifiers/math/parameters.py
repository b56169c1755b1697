r"""The layer that reads ``n\pi`` for ``k\pi``: how the whole number of a general solution is called is free."""

import re
from dataclasses import replace

from verifiers.math.finding import Comparison, Finding

_LETTER = re.compile(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])")
_COUNTERS = frozenset("klmnZ")
_UNKNOWN = re.compile(r"^\s*[A-Za-z]\s*=")
_CONSTANTS = frozenset("ei")
_PERIODIC = re.compile(r"\\pi(?![a-zA-Z])|\^\\circ")


def parameter_layer(comparison: Comparison) -> Finding | None:
    """Renames the counter of the answer as the ground truth calls it, and judges again."""
    truth, answer = _counter(comparison.truth), _counter(comparison.answer)
    if not truth or not answer or truth == answer:
        return None
    if not (_PERIODIC.search(comparison.truth) and _PERIODIC.search(comparison.answer)):
        return None
    renamed = _LETTER.sub(lambda found: truth if found[0] == answer else found[0], comparison.answer)
    return replace(comparison, answer=renamed).judge()


def _counter(text: str) -> str:
    """The one letter of a text, if it is one that whole numbers are called by."""
    letters = set(_LETTER.findall(_UNKNOWN.sub("", text))) - _CONSTANTS
    (letter,) = letters if len(letters) == 1 else ("",)
    return letter if letter in _COUNTERS else ""
