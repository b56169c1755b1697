"""Ground truths: what one says, and whether anything can be compared with it."""

import re
from functools import lru_cache

from verifiers.math.costs import nesting
from verifiers.math.finding import AnswerType
from verifiers.math.notation import compact, is_balanced, tidy
from verifiers.math.shapes import has_shape
from verifiers.reading.boxes import last_boxes
from verifiers.reading.extraction import extract

MAX_LENGTH = 10_000
MAX_NESTING = 60
_PLAINLY_FINE = re.compile(
    r"-?\d{1,18}(?:\.\d{1,18})?|-?\\frac\{\d{1,9}\}\{[1-9]\d{0,8}\}|-?\d{1,9}/[1-9]\d{0,8}|[A-Za-z]{1,20}"
)
_SENTENCE = re.compile(r"\bfinal answer\b|\banswer is\b|####", re.I)
_SHORTEST_SENTENCE = len("answer is")
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_SYMBOL_ANSWERS = (
    "\\infty",
    "\\emptyset",
    "\\pi",
    "\\theta",
    "\\alpha",
    "\\beta",
    "\\mathbb",
    "\\{",
    "\\varnothing",
)


@lru_cache(maxsize=256)
def opened(truth: str) -> str:
    """The ground truth without the box or the sentences that some data sets keep around it."""
    contents = last_boxes(truth)
    if contents is not None:
        return " , ".join(contents)
    may_be_sentence = "#" in truth or len(truth) > _SHORTEST_SENTENCE
    return extract(truth) or truth if may_be_sentence and _SENTENCE.search(truth) else truth


def is_plainly_fine(truth: str) -> bool:
    """Whether a ground truth is a number, a simple fraction, a letter or a word."""
    return bool(_PLAINLY_FINE.fullmatch(truth))


def defect_of(truth: str, answer_type: AnswerType) -> str:
    """Why nothing can be compared with a ground truth; empty if it is fine."""
    if "\0" in truth:
        return "holds a NUL character"
    if len(truth) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    if not truth.strip():
        return "is empty"
    if not is_balanced(truth):
        return "has unbalanced braces"
    if nesting(truth) > MAX_NESTING:
        return f"nests brackets deeper than {MAX_NESTING}"
    return _unreadable(tidy(opened(truth)), answer_type)


def _unreadable(tidied: str, answer_type: AnswerType) -> str:
    text = compact(tidied)
    if not (re.search(r"\w", _COMMAND.sub("", text)) or any(symbol in text for symbol in _SYMBOL_ANSWERS)):
        return "holds nothing that an answer could be compared with"
    if not has_shape(answer_type, tidied):
        return f"is not of type {answer_type}"
    return ""
