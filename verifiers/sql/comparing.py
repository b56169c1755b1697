"""When two results are equal: the same rows, as often, and in the same order where the order is asked for."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

_NEAR = 1e-6

Row = Sequence[Sequence[str]]


def same_result(given: Mapping[str, Any], wanted: Mapping[str, Any], *, ordered: bool) -> bool:
    """Numbers are equal within 1e-6 of their size, integer or real; NULL equals NULL and nothing else."""
    ours, theirs = given["rows"], wanted["rows"]
    if given["columns"] != wanted["columns"] or len(ours) != len(theirs):
        return False
    if not ordered:
        ours, theirs = sorted(ours, key=_place), sorted(theirs, key=_place)
    return all(all(map(_same_cell, one, other)) for one, other in zip(ours, theirs, strict=True))


def _place(row: Row) -> list[tuple[int, float, str]]:
    """Where a row stands among others: numbers by value, rounded so that near ones stand together."""
    return [_cell_place(kind, text) for kind, text in row]


def _cell_place(kind: str, text: str) -> tuple[int, float, str]:
    if kind in ("integer", "real"):
        value = float(text)
        return (1, float(f"{value:.6g}") if math.isfinite(value) else value, "")
    return ({"null": 0, "text": 2}.get(kind, 3), 0.0, text)


def _same_cell(one: Sequence[str], other: Sequence[str]) -> bool:
    if one[0] in ("integer", "real") and other[0] in ("integer", "real"):
        if one[0] == other[0] == "integer":
            return one[1] == other[1]
        return math.isclose(float(one[1]), float(other[1]), rel_tol=_NEAR, abs_tol=1e-9)
    return list(one) == list(other)
