"""What a row says, beside its truth, about how an answer is compared with it."""

import re
from collections.abc import Mapping
from typing import Any

from verifiers.labels.outcome import Refused
from verifiers.labels.rows import Row, is_number, mapping

_RULES = ("match", "comparison", "scoring", "metric", "tolerance")
"""Columns that may hold a rule as an object."""
_DISTANCES = ("max_dist", "max_distance", "radius", "iou", "iou_threshold", "min_iou")
_TOLERANCES = {
    "abs": ("error", "abs_tol", "abs_tolerance", "absolute_tolerance", "atol", "tolerance"),
    "rel": ("rel_tol", "rel_tolerance", "relative_tolerance", "rtol"),
}
_FIGURE = re.compile(r"\s*\d*\.?\d+(?:[eE]-?\d+)?\s*")


def tolerance_of(row: Row) -> dict[str, float]:
    """How far off a number may be, where a column says so: OlympiadBench's ``error`` is absolute.

    Raises Refused for a rule that compares by something else than a distance between numbers.
    """
    for name in _DISTANCES:
        if is_number(row.get(name)):
            raise Refused(
                f"{name} asks for a distance between places, which no comparison here measures", row.fields
            )
    rule = next(filter(None, (mapping(row.get(name)) for name in _RULES)), {})
    found = {kind: value for kind, names in _TOLERANCES.items() if (value := _figure(row, rule, names))}
    if rule and not found and not _is_exact(rule):
        raise Refused("the row names a rule of its own for the comparison, which is not known", row.fields)
    return found


def _is_exact(rule: Mapping[str, Any]) -> bool:
    return any(str(value).casefold() in ("exact", "equal", "equality") for value in rule.values())


def _figure(row: Row, rule: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    value = next((rule[name] for name in names if name in rule), row.get(*names))
    if isinstance(value, str) and _FIGURE.fullmatch(value):
        value = float(value)
    return float(value) if is_number(value) and 0 < value < 1 else None
