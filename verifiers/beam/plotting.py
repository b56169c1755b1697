"""Diagrams of a beam: free body, V, M and v along it, as SVG or PNG.

The only module that knows matplotlib. It draws on figures of its own, never through pyplot, so that nothing is
shared between two drawings.
"""

import io
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from verifiers.beam.beam import Beam, bind
from verifiers.beam.case import sample_of
from verifiers.beam.errors import SpecError
from verifiers.beam.fields import Field
from verifiers.beam.polynomials import value
from verifiers.beam.solution import Solution
from verifiers.beam.solver import solve
from verifiers.beam.spec import BeamSpec

Format = Literal["svg", "png"]
MOST_PARTS = 100
"""Supports and loads that a diagram may show."""

_SAMPLES = 24
_ARROW: dict[str, Any] = {"arrowstyle": "-|>", "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
_LOAD, _REACTION, _BEAM, _FILL = "#b3261e", "#1b6e3c", "#333333", "#3b6ea5"
_MARKS = {"pin": "^", "roller": "o", "fixed": "s", "guided": "D", "spring": "X"}


def draw(spec: BeamSpec, form: Format) -> bytes:
    """The diagrams of a beam; one in symbols is drawn at its ``sample_binding``. Raises SpecError."""
    if len(spec.supports) + len(spec.loads) + len(spec.hinges) > MOST_PARTS:
        raise SpecError("too_large", f"diagrams show no more than {MOST_PARTS} supports, loads and hinges")
    solution = solve(bind(spec, sample_of(spec)))
    fields: list[Field] = ["shear", "moment", *(["deflection"] if solution.beam.stiff else [])]  # type: ignore[list-item]  # a literal
    figure = Figure(figsize=(7.2, 2.0 + 1.5 * len(fields)), layout="constrained")
    body, *others = figure.subplots(1 + len(fields), 1, sharex=True)
    force, length = _units(spec)
    _draw_body(body, solution, force, length)
    named = {"shear": ("V", force), "moment": ("M", f"{force}·{length}".strip("·")), "deflection": ("v", length)}
    for axes, field in zip(others, fields, strict=True):
        _draw_field(axes, solution, field, *named[field])
    others[-1].set_xlabel(f"x [{length}]" if length else "x")
    return _bytes_of(figure, form)


def _bytes_of(figure: Figure, form: Format) -> bytes:
    """The file. The same beam gives the same bytes: no date, no random ids."""
    target = io.BytesIO()
    with rc_context({"svg.hashsalt": "steelyard", "svg.fonttype": "path"}):
        figure.savefig(target, format=form, dpi=110, metadata={"Date": None} if form == "svg" else None)
    return target.getvalue()


def _units(spec: BeamSpec) -> tuple[str, str]:
    return ("", "") if spec.units is None else (spec.units.force, spec.units.length)


def _draw_body(axes: Axes, solution: Solution, force: str, length: str) -> None:
    """The beam with its loads and what the supports do to it."""
    beam, span = solution.beam, float(solution.beam.length)
    axes.plot([0, span], [0, 0], color=_BEAM, lw=4, solid_capstyle="butt")
    for x in beam.hinges:
        axes.plot([x], [0], "o", color="white", markeredgecolor=_BEAM, markersize=7, zorder=5)
    for support in beam.supports:
        axes.plot([support.x], [-0.12], _MARKS[support.kind], color=_BEAM, markersize=9, zorder=4)
        axes.annotate(
            support.name, (support.x, -0.12), (6, -12), textcoords="offset points", fontsize=8, parse_math=False
        )
    _draw_loads(axes, beam, force, length)
    for name, reaction in solution.reactions.items():
        x = next(support.x for support in beam.supports if support.name == name)
        if abs(reaction.vertical) > 1e-9:
            _arrow(axes, x, -0.85, float(reaction.vertical), f"{abs(reaction.vertical):.4g} {force}", _REACTION)
        if abs(reaction.couple) > 1e-9:
            _turn(axes, x, float(reaction.couple), f"{abs(reaction.couple):.4g} {force}·{length}", _REACTION, -1.5)
    axes.set(ylim=(-1.65, 1.25), yticks=[], xlim=(-0.06 * span, 1.06 * span))
    axes.spines[["left", "right", "top", "bottom"]].set_visible(False)


def _draw_loads(axes: Axes, beam: Beam, force: str, length: str) -> None:
    for x, fy, _ in beam.points:
        if fy:
            _arrow(axes, x, 0.75, float(fy), f"{abs(fy):.4g} {force}", _LOAD)
    for x, couple in beam.couples:
        _turn(axes, x, float(couple), f"{abs(couple):.4g} {force}·{length}", _LOAD, 0.45)
    largest = max((abs(w) for part in beam.spreads for w in part[2:]), default=0) or 1
    for x1, x2, w1, w2 in beam.spreads:
        heights = [0.55 * abs(w1) / largest, 0.55 * abs(w2) / largest]
        axes.fill_between([float(x1), float(x2)], [0.04, 0.04], heights, color=_LOAD, alpha=0.25, lw=0.8)
        sizes = f"{abs(w1):.4g}" if w1 == w2 else f"{abs(w1):.4g} to {abs(w2):.4g}"
        axes.text(
            float(x1 + x2) / 2,
            max(heights) + 0.08,
            f"{sizes} {force}/{length}".strip("/ "),
            ha="center",
            fontsize=8,
            color=_LOAD,
        )


def _arrow(axes: Axes, x: float, y: float, size: float, text: str, color: str) -> None:
    """An arrow that points up for a positive force, between the beam and ``y``."""
    towards_beam = (size > 0) == (y < 0)
    near = 0.1 * y if y > 0 else 0.3 * y
    tail, head = (y, near) if towards_beam else (near, y)
    axes.annotate("", (x, head), (x, tail), arrowprops={**_ARROW, "color": color})
    axes.text(
        x,
        y + (0.08 if y > 0 else -0.1),
        text.strip(),
        ha="center",
        va="bottom" if y > 0 else "top",
        fontsize=8,
        color=color,
    )


def _turn(axes: Axes, x: float, size: float, text: str, color: str, y: float) -> None:
    sign = "↺" if size > 0 else "↻"
    axes.text(x, y, f"{sign} {text.strip('· ')}", ha="center", va="center", fontsize=9, color=color)


def _draw_field(axes: Axes, solution: Solution, field: Field, letter: str, unit: str) -> None:
    """A field along the beam with its largest magnitude marked."""
    xs: list[float] = []
    ys: list[float] = []
    for stretch in solution.stretches:
        span = float(stretch.end - stretch.start)
        for number in range(_SAMPLES + 1):
            xs.append(float(stretch.start) + span * number / _SAMPLES)
            ys.append(float(value(stretch.polynomial(field), span * number / _SAMPLES)))
    axes.axhline(0, color=_BEAM, lw=0.8)
    axes.plot(xs, ys, color=_FILL, lw=1.4)
    axes.fill_between(xs, ys, color=_FILL, alpha=0.2, lw=0)
    peak = max(solution.extrema(field), key=lambda one: abs(one.value))
    axes.plot([peak.x], [peak.value], "o", color=_LOAD, markersize=3.5)
    axes.annotate(f"{peak.value:.4g}", (peak.x, peak.value), (4, 4), textcoords="offset points", fontsize=8)
    axes.set_ylabel(f"{letter} [{unit}]" if unit else letter)
    axes.grid(visible=True, alpha=0.25)
    axes.margins(y=0.2)
