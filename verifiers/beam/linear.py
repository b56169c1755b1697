"""Small dense linear systems, in floats or exact fractions."""

from typing import Any

_SINGULAR = 1e-11


class Singular(Exception):
    """The system has no unique solution."""


def solve_linear(rows: list[list[Any]], *, exact: bool) -> list[Any]:
    """The x with ``sum(row[k] * x[k]) + row[-1] = 0`` for every row, by elimination with row scaling.

    Each pivot is judged against what its column and row held before elimination, so that floats tell a
    mechanism from a merely soft structure; ``exact`` numbers need no such doubt. Raises Singular.
    """
    matrix = [_scaled(row) for row in rows]
    columns = [max(map(abs, column)) or 1 for column in zip(*matrix, strict=True)]
    eliminated: list[list[Any]] = []
    for largest in columns[:-1]:
        best = max(range(len(matrix)), key=lambda i: abs(matrix[i][0]))
        top = matrix.pop(best)
        pivot = top[0]
        if pivot == 0 or (not exact and abs(pivot) < _SINGULAR * largest):
            raise Singular
        eliminated.append(top)
        matrix = [_without_first(row, top, row[0] / pivot) if row[0] else row[1:] for row in matrix]
    solved: list[Any] = []
    for row in reversed(eliminated):
        known = row[-1]
        for coefficient, value in zip(row[1:], solved, strict=False):
            known += coefficient * value
        solved.insert(0, -known / row[0])
    return solved


def _without_first(row: list[Any], top: list[Any], factor: Any) -> list[Any]:
    return [a - factor * b for a, b in zip(row[1:], top[1:], strict=True)]


def _scaled(row: list[Any]) -> list[Any]:
    largest = max(map(abs, row[:-1]), default=0)
    if largest == 0:
        raise Singular
    return [item / largest for item in row]
