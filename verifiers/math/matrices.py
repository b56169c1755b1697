"""The layer that compares matrices cell by cell; a tuple is a column or a row."""

import re

from verifiers.math.finding import Comparison, Finding
from verifiers.math.pairing import all_equal
from verifiers.math.splitting import collection

_MATRIX = re.compile(
    r"[(\[]?\s*\\begin\{((?:[pbB]|small)?matrix|array)\}(?:\s*\{[lcr| ]*\})?(.*)\\end\{\1\}\s*[)\]]?$"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
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
    if [len(row) for row in truth] != [len(row) for row in answer]:
        return Finding(False, "matrices of another shape")
    return all_equal(comparison, _flat(truth), _flat(answer), "matrices")


def matrix(text: str) -> list[list[str]] | None:
    """The cells of a matrix by rows."""
    found = _MATRIX.match(text.strip())
    if not found or "\\begin" in found[2]:
        return None
    rows = [row.strip() for row in _ROW_END.split(found[2])]
    cells = [[cell.strip() for cell in row.split("&")] for row in rows if row]
    return cells if cells and sum(map(len, cells)) <= _MAX_CELLS else None


def _differ_in_kind(cells: list[list[str]] | None, other: str) -> bool:
    """Whether one side is a matrix of several cells, and in the other nothing could be one."""
    return bool(cells) and len(_flat(cells or [])) > 1 and not any(sign in other for sign in ("\\begin", "(", "["))


def _vector(text: str) -> list[list[str]] | None:
    found = collection(text)
    return [list(found.items)] if found and found.shape in ("tuple", "bracket") else None


def _flat(cells: list[list[str]]) -> list[str]:
    return [cell for row in cells for cell in row]


def _is_line(cells: list[list[str]]) -> bool:
    return len(cells) == 1 or all(len(row) == 1 for row in cells)
