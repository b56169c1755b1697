"""Drawings of trusses and frames: loads and reactions, and axial forces or moments on the members, as SVG or PNG.

It draws on figures of its own, never through pyplot, so that nothing is shared between two drawings.
"""

import io
import math
from typing import Any, Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.measures import in_si
from verifiers.structure.frame_problem import solved_frame
from verifiers.structure.frames import MemberState, SolvedFrame
from verifiers.structure.lines import at
from verifiers.structure.spec import FrameSpec, MemberLoad, NodeLoad

Format = Literal["svg", "png"]
MOST_PARTS = 100
"""Members, supports and loads that a drawing may show."""

_SAMPLES = 24
_LOAD, _REACTION, _MEMBER, _FILL, _PULL, _PUSH = "#b3261e", "#1b6e3c", "#333333", "#3b6ea5", "#3b6ea5", "#b3261e"
_ARROW: dict[str, Any] = {"arrowstyle": "-|>", "lw": 1.4, "shrinkA": 0, "shrinkB": 0}


def draw(spec: FrameSpec, form: Format) -> bytes:
    """Loads and reactions, and beside them what the members carry. Raises StructureError."""
    if len(spec.members) + len(spec.supports) + len(spec.loads) > MOST_PARTS:
        raise StructureError("too_large", f"drawings show no more than {MOST_PARTS} members, supports and loads")
    solved = solved_frame(spec)
    force = in_si(spec.units.force, (1, 0, 0, 0))
    moment = force * in_si(spec.units.length, (0, 1, 0, 0))
    figure = Figure(figsize=(10.0, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    size = _size(solved)
    for axes in (left, right):
        _draw_members(axes, solved)
    _draw_loads(left, spec, solved, size)
    _draw_reactions(left, solved, size, force, spec.units.force)
    _draw_axial(right, solved, force, spec.units.force)
    if spec.type == "frame":
        _draw_moments(right, solved, size, moment)
    left.set_title("loads and reactions", fontsize=9, pad=18)
    carried = "axial forces" if spec.type == "truss" else "axial forces, and moments on the side in tension"
    right.set_title(f"{carried} [{spec.units.force}, {spec.units.length}]", fontsize=9, pad=18)
    return _bytes_of(figure, form)


def _bytes_of(figure: Figure, form: Format) -> bytes:
    """The file. The same structure gives the same bytes: no date, no random ids."""
    target = io.BytesIO()
    with rc_context({"svg.hashsalt": "steelyard", "svg.fonttype": "path"}):
        figure.savefig(target, format=form, dpi=110, metadata={"Date": None} if form == "svg" else None)
    return target.getvalue()


def _size(solved: SolvedFrame) -> float:
    places = np.array(list(solved.frame.nodes.values()))
    return float(max(np.ptp(places, axis=0))) or 1.0


def _draw_members(axes: Axes, solved: SolvedFrame) -> None:
    nodes = solved.frame.nodes
    for member in solved.frame.members:
        (x1, y1), (x2, y2) = nodes[member.start], nodes[member.end]
        axes.plot([x1, x2], [y1, y2], color=_MEMBER, lw=1.8, solid_capstyle="round", zorder=2)
    for name, (x, y) in nodes.items():
        axes.plot([x], [y], "s" if name in solved.frame.holds else "o", color=_MEMBER, markersize=4, zorder=3)
        axes.annotate(name, (x, y), (4, 4), textcoords="offset points", fontsize=8, parse_math=False)
    axes.set_aspect("equal")
    axes.margins(0.25)
    axes.set_axis_off()


def _draw_loads(axes: Axes, spec: FrameSpec, solved: SolvedFrame, size: float) -> None:
    nodes = solved.frame.nodes
    for load in spec.loads:
        if isinstance(load, NodeLoad):
            x, y = nodes[load.node]
            text = f"{math.hypot(load.Fx, load.Fy):.4g} {spec.units.force}"
            _arrow(axes, (x, y), (load.Fx, load.Fy), size, text, _LOAD)
        else:
            _spread(axes, load, solved)


def _spread(axes: Axes, load: MemberLoad, solved: SolvedFrame) -> None:
    (x1, y1), (x2, y2) = (solved.frame.nodes[name] for name in load.member)
    w = load.w_global_y or load.w_local_y or load.w_local_x
    axes.plot([x1, x2], [y1, y2], color=_LOAD, lw=6, alpha=0.25, zorder=1)
    axes.annotate(
        f"{abs(w):.4g} per length",
        ((x1 + x2) / 2, (y1 + y2) / 2),
        (0, 8),
        textcoords="offset points",
        fontsize=8,
        color=_LOAD,
        ha="center",
    )


def _draw_reactions(axes: Axes, solved: SolvedFrame, size: float, force: float, unit: str) -> None:
    largest = max((abs(part) for one in solved.reactions.values() for part in one[:2]), default=0.0)
    for node, (fx, fy, _) in solved.reactions.items():
        for push in ((fx, 0.0), (0.0, fy)):
            if math.hypot(*push) > 1e-9 * largest:
                text = f"{math.hypot(*push) / force:.4g} {unit}"
                _arrow(axes, solved.frame.nodes[node], push, size, text, _REACTION)


def _arrow(
    axes: Axes, head: tuple[float, float], push: tuple[float, float], size: float, text: str, color: str
) -> None:
    """An arrow that ends at ``head`` and points where ``push`` does."""
    strength = math.hypot(*push)
    if not strength:
        return
    tail = (head[0] - 0.22 * size * push[0] / strength, head[1] - 0.22 * size * push[1] / strength)
    axes.annotate("", head, tail, arrowprops={**_ARROW, "color": color})
    axes.text(*tail, text, fontsize=8, color=color, ha="center", va="top" if push[1] > 0 else "bottom")


def _draw_axial(axes: Axes, solved: SolvedFrame, force: float, unit: str) -> None:
    for state in solved.members:
        (x1, y1), (x2, y2) = _ends(solved, state)
        axial = state.axial_largest
        axes.annotate(
            f"{axial / force:.4g} {unit}" if abs(axial) > 1e-6 * force else "0",
            ((x1 + x2) / 2, (y1 + y2) / 2),
            ha="center",
            va="center",
            fontsize=7.5,
            color=_PULL if axial >= 0 else _PUSH,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )


def _draw_moments(axes: Axes, solved: SolvedFrame, size: float, moment: float) -> None:
    """The moment across each member, drawn on its side in tension (a positive one on the side of -y)."""
    lines = [(state, state.line.shapes(*state.start)[1]) for state in solved.members if state.line is not None]
    places = [(state, [(x, at(line, x)) for x in np.linspace(0, state.length, _SAMPLES)]) for state, line in lines]
    largest = max((abs(value) for _, values in places for _, value in values), default=0.0) or 1.0
    for state, values in places:
        (x1, y1), (x2, y2) = _ends(solved, state)
        c, s = (x2 - x1) / state.length, (y2 - y1) / state.length
        offsets = [-0.18 * size * value / largest for _, value in values]
        along = [x for x, _ in values]
        xs = [x1 + c * x - s * offset for x, offset in zip(along, offsets, strict=True)]
        ys = [y1 + s * x + c * offset for x, offset in zip(along, offsets, strict=True)]
        axes.fill([x1, *xs, x2], [y1, *ys, y2], color=_FILL, alpha=0.2, lw=0.8)
        for place in (0, len(values) - 1):
            if abs(values[place][1]) > 1e-3 * largest:
                axes.text(xs[place], ys[place], f"{abs(values[place][1]) / moment:.4g}", fontsize=7, color=_FILL)


def _ends(solved: SolvedFrame, state: MemberState) -> tuple[tuple[float, float], tuple[float, float]]:
    return solved.frame.nodes[state.member.start], solved.frame.nodes[state.member.end]
