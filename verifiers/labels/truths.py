r"""Mathematical truths: numbers, LaTeX, ``#### 7``, worked solutions with a box, alternatives."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from verifiers.labels.boxes import boxes_of
from verifiers.labels.comparisons import tolerance_of
from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.rows import MISSING, Row, container, is_number, listed
from verifiers.reading.patterns import Pattern

MARKERS = {"proof", "notfound", "not found", "not_found", "n/a", "nan", "null", "none", "unknown", "unprovided"}
"""What datasets write where there is no answer."""
_EMPTY = {"[]", "{}", "()"}
_SPACES = "[\\s\u00a0]*"
_MARKED = Pattern(rf"^{_SPACES}####{_SPACES}(.+?){_SPACES}$", lines=True)
_TAGGED = Pattern(rf"<answer>{_SPACES}([^<>]{{1,200}}?){_SPACES}</answer>{_SPACES}$", ignore_case=True)
_MATHEMATICAL = re.compile(r"[\d=+*/^<>\\$%]")
_ANNOUNCED = re.compile(r"\b(?:final )?answer\b", re.I)
_MOST_WORDS = 5
_SAYING = re.compile(r"[\w=]|^\s*$")
_LINES = Pattern(r"\S[^\n]*\n\s*\S")
_DECIMAL = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,30})?")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MANY = 8
_SPANS = re.compile(r"multi[-_ ]?span", re.I)
_SETS_OF_NODES = ("bfs", "parents", "children")
"""Problems of GraphWalks, whose answer is a set."""
_LONGEST = 10_000
_SOLUTIONS = ("solution", "ground_truth_solution", "generated_solution", "response", "output", "completion")
_LONGEST_BARE = 60
_ALONE = Pattern(r"\[\s*([-+]?\d[\d,]*(?:\.\d+)?)\s*\]")
"""A list of one number, which mathematics would read as its floor."""
_COEFFICIENT = Pattern(r"\s*-?\s*(?:\d+(?:\.\d+)?|\\frac\s*\{[^{}]*\}\s*\{[^{}]*\})?\s*([A-Za-z]\w?)\s*")


def math_truth(row: Row) -> Reading | None:
    """Whatever is plainly a mathematical truth. Raises Refused for what could be one, but is none."""
    truth, source = _truth(row)
    if truth is MISSING:
        return None
    if isinstance(truth, str):
        return _of_text(truth, row, source)
    if is_number(truth):
        return _math(_written(truth), row, source)
    texts = listed(truth)
    if texts is not None:
        return _of_list(texts, row, source)
    raise Refused(_no_truth(truth), row.fields)


def final_answer_of(text: str) -> str | None:
    """The answer that a worked solution ends on: after its last ``####``, else in its last box."""
    marks = _MARKED.findall(text)
    if marks:
        return str(marks[-1]).replace("$", "").replace(",", "").strip()
    boxes = list(boxes_of(text)) or _TAGGED.findall(text)
    return str(boxes[-1]) if boxes else None


def _truth(row: Row) -> tuple[Any, str]:
    """The truth and where it stood; a worked solution serves where there is no other column."""
    if row.truth is not MISSING:
        return row.truth, row.source
    for name in _SOLUTIONS:
        text = row.text(name)
        if final_answer_of(text):
            return text, name
    texts = listed(row.get("solutions"))
    if texts and all(isinstance(text, str) and final_answer_of(text) for text in texts):
        return texts, "solutions"
    text = row.text("solution")
    return (text, "solution") if _is_bare_answer(text) else (MISSING, "")


def _is_bare_answer(text: str) -> bool:
    """Whether a text is an answer alone, without a word of how it was found."""
    is_short = len(text.strip()) <= _LONGEST_BARE and len(text.strip().splitlines()) == 1
    return is_short and bool(_MATHEMATICAL.search(text)) and not _WORD.search(_COMMAND.sub(" ", text))


def _of_text(truth: str, row: Row, source: str) -> Reading:
    ensure_says_something(truth, row)
    answer = final_answer_of(truth)
    if answer is not None:
        ensure_says_something(answer, row)
        if isinstance(container(answer), Mapping | list):
            raise Refused("the answer is data that no comparison here is for", row.fields)
        dropped = ("the worked solution around the answer",) if answer != truth.strip() else ()
        return _math(answer, row, source, dropped, truth if dropped else None)
    ensure_no_prose(truth, row)
    alone = _ALONE.fullmatch(truth.strip())
    return _math((alone[1] or "") if alone else truth.strip(), row, source)


def ensure_no_prose(truth: str, row: Row) -> None:
    """Raises Refused for a text that no answer would ever equal."""
    if len(truth) > _LONGEST or _is_prose(truth):
        raise Refused("the truth is a text of many words that no answer could be compared with", row.fields)


def ensure_says_something(truth: str, row: Row) -> None:
    """Raises Refused for a blank truth, and for the words that say there is none."""
    if not truth.strip():
        raise Refused("the truth is blank", row.fields)
    if truth.strip() in _EMPTY:
        raise Refused(f"the truth {truth.strip()} is empty", row.fields)
    if truth.strip().strip(".").casefold() in MARKERS:
        raise Refused(f"the truth {truth.strip()!r} marks a row without an answer", row.fields)


def _is_prose(text: str) -> bool:
    words = len(_WORD.findall(_COMMAND.sub(" ", text)))
    lines = text.strip().splitlines()
    is_drawing = len(lines) > 1 and "\\" not in text and not all(_SAYING.search(line) for line in lines)
    if is_drawing or (text.rstrip().endswith((".", "!", "?")) and len(text.split()) > _MOST_WORDS < words + 1):
        return True
    if not _ANNOUNCED.search(text) and (
        words >= _MANY or (_LINES.search(text) and "\\" not in text and words > 1)
    ):
        return True
    return len(text.split()) > _MOST_WORDS and not _ANNOUNCED.search(text) and len(_MATHEMATICAL.findall(text)) < 3


def _of_list(items: Sequence[Any], row: Row, source: str) -> Reading:
    """A list of truths: any one counts, unless the row says that all are asked for."""
    if not items:
        raise Refused("the list of truths is empty", row.fields)
    if _is_matrix(items):
        return _math(json.dumps(items), row, source)
    if not all(isinstance(item, str) or is_number(item) for item in items):
        raise Refused("a list of truths may hold texts and numbers only", row.fields)
    texts = [_opened(_written(item), row) for item in items]
    if len(texts) == 1:
        return _math(texts[0], row, source)
    _ensure_any_counts(texts, row)
    if _are_parts(texts, row):
        return _of_parts(texts, row, source)
    warning = f"any one of {len(texts)} truths counts"
    return _math(texts, row, source, warnings=(warning,))


def _ensure_any_counts(texts: Sequence[str], row: Row) -> None:
    """Raises Refused for a list of which all may be asked for, though nothing tells how they are compared."""
    several = "may be alternatives or all asked for"
    if _are_different_numbers(texts) and row.get("is_multiple_answer") is not True:
        raise Refused(f"several numbers {several}: write them as one text", row.fields)
    if all(re.fullmatch(r"[A-J]", text) for text in texts):
        raise Refused(f"several letters {several}: send the row with its options", row.fields)
    if asks_for_all(row):
        raise Refused("the parts of the truth are all asked for: no comparison counts them", row.fields)


def asks_for_all(row: Row) -> bool:
    """Whether a row says that a list of texts is a set that is asked for as a whole."""
    is_said = row.get("match_type") == "all" or row.text("problem_type") in _SETS_OF_NODES
    return is_said or _SPANS.match(row.text("answer_type")) is not None


def _is_matrix(items: Sequence[Any]) -> bool:
    """Rows of numbers, all of a length: a grid or a matrix."""
    rows = [item for item in items if isinstance(item, list) and item and all(map(is_number, item))]
    return len(rows) == len(items) and len({len(row) for row in rows}) == 1


def _are_different_numbers(texts: Sequence[str]) -> bool:
    values = {Decimal(text) if _DECIMAL.fullmatch(text) else None for text in texts}
    return None not in values and len(values) > 1


def _opened(text: str, row: Row) -> str:
    ensure_says_something(text, row)
    return final_answer_of(text) or text.strip()


def _are_parts(texts: Sequence[str], row: Row) -> bool:
    """Whether all are asked for: the row says so, or they are coefficients of one symbol."""
    if row.get("is_multiple_answer") is True:
        return True
    symbols = {found[1] if (found := _COEFFICIENT.fullmatch(text)) else None for text in texts}
    return len(symbols) == 1 and None not in symbols


def _of_parts(texts: Sequence[str], row: Row, source: str) -> Reading:
    if len(set(texts)) == len(texts):
        return _math(", ".join(texts), row, source, warnings=("all parts are asked for, in any order",))
    if len(set(texts)) == 1:
        # A set would swallow the second of two equal parts.
        alike = f"({', '.join(texts)})"
        return _math(alike, row, source, warnings=("all parts are asked for, as often as they stand there",))
    raise Refused("some parts of the truth are equal and others are not: no comparison counts them", row.fields)


def _math(
    truth: str | list[str],
    row: Row,
    source: str,
    dropped: tuple[str, ...] = (),
    solution: str | None = None,
    warnings: tuple[str, ...] = (),
) -> Reading:
    verifier: dict[str, Any] = {"kind": "math", "ground_truth": truth}
    if isinstance(truth, str) and _is_letter(truth, row):
        verifier.update(ground_truth=truth.upper(), answer_type="choice")
        warnings = (*warnings, "read as the letter of an option")
    tolerance = tolerance_of(row)
    if tolerance:
        verifier["tolerance"] = tolerance
        warnings = (*warnings, "a tolerance stands in another column")
    return Reading("math", verifier, source, dropped, warnings, solution or _own_solution(row))


def _is_letter(truth: str, row: Row) -> bool:
    """Whether a truth is the letter of an option; in a row, small letters may be unknowns."""
    if not row.levels and re.fullmatch(r"\(?[a-d]\)?", truth):
        return True
    is_asked = not row.levels or row.get("question_type") in (None, "MCQ")
    return is_asked and re.fullmatch(r"\(?[A-J]\)?", truth) is not None


def _own_solution(row: Row) -> str | None:
    text = row.text("solution", "generated_solution", "gold_standard_solution")
    return text if final_answer_of(text) else None


def _written(value: Any) -> str:
    """A number as a person would write it: 73 for 73.0."""
    value = container(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _no_truth(truth: Any) -> str:
    if truth is None:
        return "the truth is null"
    if isinstance(truth, bool):
        return "the truth is true or false, which says nothing about how an answer is worded"
    return f"the truth is no text, number or list, but {type(truth).__name__}"
