"""The layer that compares matrices cell by cell; a tuple is a column or a row."""

import re

from verifiers.math.expressions import parsed
from verifiers.math.finding import Comparison, Finding
from verifiers.math.pairing import all_equal
from verifiers.math.splitting import collection
from verifiers.math.syntax import Unreadable

_MATRIX = re.compile(
    r"[(\[]?\s*\\begin\{((?:[pbB]|small)?matrix|array)\}(?:\s*\{[lcr| ]*\})?(.*)\\end\{\1\}\s*[)\]]?$"
)
_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<factor>\d+(?:\.\d+)?|\\frac\{\d+\}\{\d+\})?\s*(?:\\cdot|\\times|\*)?"
    r"\s*\\begin\{(?P<kind>(?:[pbB]|small)?matrix)\}(?P<body>.*?)\\end\{(?P=kind)\}\s*"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_SPACED = re.compile(r"\d\s+-?\d")
_MAX_CELLS = 100


def matrix_layer(comparison: Comparison) -> Finding | None:
    """Decides where one side is a matrix written out and the other is one too, or a tuple, or surely neither."""
    truth, answer = matrix(comparison.truth), matrix(comparison.answer)
    if truth is None and answer is None:
        return None
    if _differ_in_kind(truth, comparison.answer) or _differ_in_kind(answer, comparison.truth):
        return Finding(False, "a matrix against something else")
    truth = truth or _vector(comparison.truth)
    answer = answer or _vector(comparison.answer)
    if truth is None or answer is None:
        return None
    if _is_line(truth) and _is_line(answer) and not (matrix(comparison.truth) and matrix(comparison.answer)):
        truth, answer = [_flat(truth)], [_flat(answer)]
    if _shape(truth) != _shape(answer):
        return Finding(False, "matrices of another shape")
    return all_equal(comparison, _flat(truth), _flat(answer), "matrices")


def matrix(text: str) -> list[list[str]] | None:
    """The cells of a matrix by rows, or of a sum of matrices; those of a sum are still to be evaluated."""
    text = text.strip()
    found = _MATRIX.match(text)
    if found and "\\begin" not in found[2]:
        return _cells(found[2])
    return _sum(text) if "\\begin" in text else None


def _cells(body: str) -> list[list[str]] | None:
    rows = [row.strip() for row in _ROW_END.split(body)]
    cells = [[cell.strip() for cell in row.split("&")] for row in rows if row]
    return cells if cells and sum(map(len, cells)) <= _MAX_CELLS else None


def _sum(text: str) -> list[list[str]] | None:
    """``2 A - B`` cell by cell."""
    total: list[list[str]] = []
    place = 0
    while place < len(text):
        term = _TERM.match(text, place)
        cells = _cells(term["body"]) if term and (term["sign"] or not place) else None
        if not term or not cells or (total and _shape(cells) != _shape(total)):
            return None
        before = (term["sign"] or "+") + (term["factor"] or "")
        scaled = [[f"{before}({cell})" for cell in row] for row in cells]
        total = _joined(total, scaled) if total else scaled
        place = term.end()
    return [[cell.removeprefix("+") for cell in row] for row in total]


def _joined(cells: list[list[str]], others: list[list[str]]) -> list[list[str]]:
    return [list(map(str.__add__, *rows)) for rows in zip(cells, others, strict=True)]


def _shape(cells: list[list[str]]) -> list[int]:
    return [len(row) for row in cells]


def _differ_in_kind(cells: list[list[str]] | None, other: str) -> bool:
    """Whether one side is a matrix of several cells, and the other nothing that could be one."""
    if not cells or len(_flat(cells)) == 1 or "\\begin" in other:
        return False
    return not any(bracket in other for bracket in "([") or _is_scalar(other)


def _is_scalar(text: str) -> bool:
    if collection(text) is not None or _SPACED.search(text):
        return False
    try:
        parsed(text)
    except Unreadable:
        return False
    return True


def _vector(text: str) -> list[list[str]] | None:
    found = collection(text)
    return [list(found.items)] if found and found.shape in ("tuple", "bracket") else None


def _flat(cells: list[list[str]]) -> list[str]:
    return [cell for row in cells for cell in row]


def _is_line(cells: list[list[str]]) -> bool:
    return len(cells) == 1 or all(len(row) == 1 for row in cells)
