"""Ground truths: what one says, and whether anything can be compared with it."""

import re
from functools import lru_cache

from verifiers.math.evaluate.costs import nesting
from verifiers.reading.boxes import last_boxes
from verifiers.reading.extraction import extract

MAX_LENGTH = 10_000
MAX_NESTING = 60
_PLAINLY_FINE = re.compile(
    r"-?\d{1,18}(?:\.\d{1,18})?|-?\\frac\{\d{1,9}\}\{[1-9]\d{0,8}\}|-?\d{1,9}/[1-9]\d{0,8}|[A-Za-z]{1,20}"
)
_SENTENCE = re.compile(r"\bfinal answer\b|\banswer is\b|####", re.I)
_SHORTEST_SENTENCE = len("answer is")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_NO_TRUTHS = frozenset({"proof", "notfound", "not found", "nan", "null", "see solution", "omitted"})


@lru_cache(maxsize=512)
def opened(truth: str) -> str:
    """The ground truth without the box or the sentences that some data sets keep around it."""
    contents = last_boxes(truth)
    if contents is not None:
        return " , ".join(contents)
    may_be_sentence = "#" in truth or len(truth) > _SHORTEST_SENTENCE
    return extract(truth) or truth if may_be_sentence and _SENTENCE.search(truth) else truth


def is_plainly_fine(truth: str) -> bool:
    """Whether a ground truth is a number, a simple fraction, a letter or a word."""
    return bool(_PLAINLY_FINE.fullmatch(truth)) and truth.lower() not in _NO_TRUTHS


def defect_of(truth: str) -> str:
    """Why a text can be no ground truth at all; empty if it can."""
    if "\0" in truth:
        return "holds a NUL character"
    if len(truth) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    if not opened(truth).strip("$ \n\t?!.") or not truth.strip():
        return "is empty"
    if truth.strip().lower() in _NO_TRUTHS:
        return "is no answer that a completion could give"
    if not _is_balanced(truth):
        return "has unbalanced braces"
    if nesting(truth) > MAX_NESTING:
        return f"nests brackets deeper than {MAX_NESTING}"
    return ""


def _is_balanced(text: str) -> bool:
    """Whether every unescaped brace has its partner."""
    depth = 0
    for found in _BRACE.finditer(text):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return False
    return depth == 0
