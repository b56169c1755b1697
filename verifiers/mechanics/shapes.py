"""Cross-sections as specifications describe them: by a shape and its measures."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.fields import Finite, Positive, Strict
from verifiers.mechanics.sections import (
    Section,
    Strip,
    built_up,
    circle,
    hollow_rectangle,
    i_section,
    rectangle,
    tube,
)


class Part(Strict):
    """A rectangle of a built-up section, by its centre's height ``y``."""

    b: Positive
    h: Positive
    y: Finite


class Shape(Strict):
    """A cross-section by its shape and measures."""

    shape: Literal["rectangle", "circle", "tube", "hollow_rectangle", "I", "T", "built_up"]
    b: Positive | None = None
    h: Positive | None = None
    d: Positive | None = None
    t: Positive | None = None
    t_f: Positive | None = None
    t_w: Positive | None = None
    root_radius: Annotated[float, Field(ge=0, le=0)] = 0.0
    parts: Annotated[tuple[Part, ...], Field(strict=False, max_length=50)] = ()


def section_of(shape: Shape, length: float) -> Section:
    """A section in SI units. Raises StructureError where measures are missing or leave no material."""

    def measures(*names: str) -> list[float]:
        given = [getattr(shape, name) for name in names]
        lacking = next((name for name, value in zip(names, given, strict=True) if value is None), None)
        if lacking is not None:
            raise StructureError("bad_spec", f"a section of shape {shape.shape} needs {lacking}")
        return [float(value) * length for value in given]

    return _SHAPES[shape.shape](shape, measures, length)


_Measured = Callable[..., list[float]]


def _tube(shape: Shape, measures: _Measured, _: float) -> Section:
    d, t = measures("d", "t")
    _ensure(2 * t < d, shape)
    return tube(d, t)


def _hollow(shape: Shape, measures: _Measured, _: float) -> Section:
    b, h, t = measures("b", "h", "t")
    _ensure(2 * t < min(b, h), shape)
    return hollow_rectangle(b, h, t)


def _i(shape: Shape, measures: _Measured, _: float) -> Section:
    h, b, t_f, t_w = measures("h", "b", "t_f", "t_w")
    _ensure(2 * t_f < h and t_w <= b, shape)
    return i_section(h, b, t_f, t_w)


def _t(shape: Shape, measures: _Measured, _: float) -> Section:
    h, b, t_f, t_w = measures("h", "b", "t_f", "t_w")
    _ensure(t_f < h and t_w <= b, shape)
    return built_up([Strip(t_w, h - t_f, (h - t_f) / 2), Strip(b, t_f, h - t_f / 2)])


def _built_up(shape: Shape, _: _Measured, length: float) -> Section:
    if not shape.parts:
        raise StructureError("bad_spec", "a built-up section needs parts")
    return built_up([Strip(part.b * length, part.h * length, part.y * length) for part in shape.parts])


def _ensure(possible: bool, shape: Shape) -> None:
    if not possible:
        raise StructureError("bad_spec", f"the measures of the section of shape {shape.shape} contradict")


_SHAPES: dict[str, Callable[[Shape, _Measured, float], Section]] = {
    "rectangle": lambda _, measures, __: rectangle(*measures("b", "h")),
    "circle": lambda _, measures, __: circle(*measures("d")),
    "tube": _tube,
    "hollow_rectangle": _hollow,
    "I": _i,
    "T": _t,
    "built_up": _built_up,
}
