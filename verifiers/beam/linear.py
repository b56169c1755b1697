"""Small dense linear systems, in floats or exact fractions."""

from typing import Any

_SINGULAR = 1e-11


class Singular(Exception):
    """The system has no unique solution."""


def solve_linear(rows: list[list[Any]]) -> list[Any]:
    """The x with ``sum(row[k] * x[k]) + row[-1] = 0`` for every row, by elimination with row scaling.

    Each pivot is judged against what its column and row held before elimination, so that floats tell a
    mechanism from a merely soft structure. Raises Singular.
    """
    size = len(rows)
    matrix = [_scaled(row) for row in rows]
    columns = [max((abs(row[k]) for row in matrix), default=0) or 1 for k in range(size)]
    exact = not any(isinstance(item, float) for row in matrix for item in row)
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(matrix[i][k]))
        pivot = matrix[best][k]
        if pivot == 0 or (not exact and abs(pivot) < _SINGULAR * columns[k]):
            raise Singular
        matrix[k], matrix[best] = matrix[best], matrix[k]
        top = matrix[k]
        for i in range(k + 1, size):
            row = matrix[i]
            if row[k] != 0:
                factor = row[k] / pivot
                matrix[i] = [0] * (k + 1) + [
                    a - factor * b for a, b in zip(row[k + 1 :], top[k + 1 :], strict=True)
                ]
    solved: list[Any] = [0] * size
    for k in reversed(range(size)):
        row = matrix[k]
        solved[k] = -(row[-1] + sum(row[j] * solved[j] for j in range(k + 1, size))) / row[k]
    return solved


def _scaled(row: list[Any]) -> list[Any]:
    largest = max(map(abs, row[:-1]), default=0)
    if largest == 0:
        raise Singular
    return [item / largest for item in row]
