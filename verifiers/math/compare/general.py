"""Rule for general solutions: values for every whole number of a parameter."""

from verifiers.math.compare.expressions import is_value
from verifiers.math.compare.families import USUAL_PARAMETERS, parameter_of, same_solutions
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import items_of, spelled_out, stated
from verifiers.math.read.tree import Node, holds, names_in, variables_in


def solutions(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """General solutions, where a usual name is the parameter."""
    return general(truth, answer, frozenset()) if latitude.general else None


def general(truth: Node, answer: Node, sorts: frozenset[str]) -> bool | None:
    """Values for every whole number of a parameter."""
    if not sorts and not (variables_in(truth) & USUAL_PARAMETERS):
        return None
    sides = [_values_of(side) for side in (truth, answer)]
    if not all(sides):
        return None
    found = [parameter_of(side, sorts) for side in sides]
    if found[0] is None or found[1] is None:
        return False if found[0] and not any(map(names_in, sides[1])) else None
    return same_solutions(sides[0], sides[1], (found[0], found[1]))


def _values_of(node: Node) -> list[Node]:
    items = items_of(node) or [node]
    values = [stated(item).value for item in items]
    expanded = [
        one
        for value in values
        for one in (spelled_out(value) if is_value(value) or holds(value, "pm", "mp") else [value])
    ]
    return expanded if all(map(is_value, expanded)) else []
