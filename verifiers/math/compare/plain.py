"""The short cut: equal texts, and numbers in their plainest spelling. Most answers end here.

What it decides, the layers would decide in the same way, only later.
"""

import re

from verifiers.math.compare.plain_lists import lists_finding
from verifiers.math.compare.plain_numbers import measured, ratio, reckoned
from verifiers.math.finding import Finding

_STATED = re.compile(r"\$ ?(?=[-\d\\a-zA-Z])(?!\d+[.]?\d*$)(?:([a-zA-Z]) ?= ?)?|([a-zA-Z]) ?= ?(?=[-\d\\])")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,12})?")
_DIVIDING = re.compile(r"frac|/")
_SPARE = re.compile(
    r"(?<!\\)\\(?:left|right)(?=[()\[\]]|\\[{}])|(?<=\\)[dt](?=frac(?![a-zA-Z]))"
    r"|(?<=[-+=(\[{])(?<![eE][-+]) +(?=[\w\\(\[-])|(?<=[\w)\]}])(?<!e)(?<!E) +(?=[-+=^)\]}])"
)
"""Spaces, sizes of brackets and of fractions that make no difference to the tokens of a text."""
_WRAPPED = re.compile(r"\\(?:text|textbf|mathbf|mathrm|boxed)\{\s*([^\s{}\\]+)\s*\}")


def plain_finding(truth: str, answer: str) -> Finding | None:
    """The decision between two texts as they were written; ``None`` where that takes reading."""
    answer = unset(answer)
    if truth == answer:
        return Finding(True, "equal as text")
    values = _values(truth, answer)
    finding = _between(*values) if values else None
    if finding is not None:
        return finding
    if _tightened(truth) == _tightened(answer):
        return Finding(True, "equal as text")
    return (lists_finding(*values) or _as_measured(*values)) if values else None


def _values(truth: str, answer: str) -> tuple[str, str] | None:
    """Both without ``x =`` and dollars in front; ``None`` where different names stand there."""
    first, second = _STATED.match(truth), _STATED.match(answer)
    if first and second and len({first[1] or first[2], second[1] or second[2], None}) > 2:
        return None
    truth = truth[first.end() :].rstrip("$ ") if first else truth
    answer = answer[second.end() :].rstrip("$ ") if second else answer
    if "," in answer and "," not in truth and _THOUSANDS.fullmatch(answer):
        answer = answer.replace(",", "")
    return truth, answer


def _tightened(text: str) -> str:
    """A text without the dollars around it and without what makes no difference to its tokens."""
    if text[:1] == "$" == text[-1:] and text.count("$") == 2:
        text = text[1:-1].strip(" ")
    return _SPARE.sub("", text) if " " in text or "\\" in text else text


def unset(answer: str) -> str:
    """One word without the command that sets it, as completions often have it."""
    wrapped = _WRAPPED.fullmatch(answer) if answer.startswith("\\") else None
    return wrapped[1] if wrapped else answer


def _between(truth: str, answer: str) -> Finding | None:
    first = ratio(truth)
    second = reckoned(answer) if first else None
    if first is None or second is None:
        return None
    if truth == answer:
        return Finding(True, "equal as text")
    same = first == second
    if not same and "." in truth and _DIVIDING.search(answer):
        return None  # the ground truth may be rounded
    return Finding(same, "exact rationals agree" if same else "exact rationals differ")


def _as_measured(truth: str, answer: str) -> Finding | None:
    """Numbers of the same unit. A decimal ground truth may be rounded; what else words say takes reading."""
    first = measured(truth)
    second = measured(answer) if first else None
    if first is None or second is None or first[1] != second[1]:
        return None
    same = first[0] == second[0]
    worded = "text" in first[1] and (same or first[0][0] <= 0 or second[0][0] <= 0)
    if worded or (not same and "." in truth):
        return None
    return Finding(same, "exact rationals agree" if same else "exact rationals differ")
