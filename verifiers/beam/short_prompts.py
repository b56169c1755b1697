"""A beam in a few characters, for models too small to read: ``L=9;A=0;B=8.1;13@0.63>``.

Length, supports, loads; numbers are in kN and m, or multiples of P and L. A point load is its size downward and
its place; ``A#0`` is a fixed support, ``M5@3`` a couple (counter-clockwise), ``2..3@1..4`` a distributed load,
``H=3`` a hinge. All reactions are asked for; what is asked besides stands behind a question mark.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from verifiers.beam.layout import Item, Layout


def short_prompt(layout: Layout, asked: Sequence[Mapping[str, Any]]) -> str:
    """The whole prompt; it ends with ``>``."""
    besides = [one["key"] for one in asked if not one["kind"].startswith("reaction_")]
    parts = [
        f"L={_number(layout.length)}",
        *(f"{one['id']}{'#' if one['type'] == 'fixed' else '='}{_number(one['x'])}" for one in layout.supports),
        *(f"H={_number(x)}" for x in layout.hinges),
        *map(_load, layout.loads),
    ]
    return ";".join([*parts, *([f"?{','.join(besides)}"] if besides else [])]) + ">"


def _load(load: Item) -> str:
    if load["type"] == "point":
        return f"{_number(-load['Fy'])}@{_number(load['x'])}"
    if load["type"] == "moment":
        return f"M{_number(load['M'])}@{_number(load['x'])}"
    sizes = f"{_number(-load['w1'])}..{_number(-load['w2'])}"
    return f"{sizes}@{_number(load['x1'])}..{_number(load['x2'])}"


def _number(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
