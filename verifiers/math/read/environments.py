"""Matrices, determinants, cases and systems."""

from verifiers.math.read.tree import Node, Unreadable
from verifiers.math.read.word_list import words

MATRICES = words(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array
    """
)
_ROWS = words(
    """
    cases aligned align align* gathered dcases rcases split eqnarray equation equation* array
    """
)


def environment_of(environment: str, rows: list[tuple[Node, ...]]) -> Node:
    """A matrix, a determinant, cases or a system."""
    if environment in MATRICES:
        if not rows or len({len(row) for row in rows}) > 1:
            raise Unreadable("a matrix of uneven rows")
        matrix = Node("matrix", tuple(Node("row", row) for row in rows))
        return Node("det", (matrix,)) if environment == "vmatrix" else matrix
    if environment not in _ROWS:
        raise Unreadable(environment)
    if (rows and all(len(row) == 1 for row in rows)) or environment not in ("cases", "dcases", "rcases", "array"):
        return Node("semi", tuple(row[0] if len(row) == 1 else _joined_cells() for row in rows))
    return Node("cases", tuple(Node("case", row) for row in rows))


def _joined_cells() -> Node:
    raise Unreadable("a system in columns")
