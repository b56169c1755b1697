"""The wire format of a beam: what a specification may say. What it may not mean is in ``beam.py``."""

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator
from pydantic_core import PydanticCustomError

from verifiers.mechanics.limits import Limit
from verifiers.mechanics.shapes import Shape

MAX_SUPPORTS = 200
MAX_LOADS = 200
_MAX_DIGITS = 40
_MAX_TEXT = 400


def _bounded(number: Any) -> Any:
    """A number, or text for a number or an expression; never a boolean, never not finite."""
    if isinstance(number, bool) or not isinstance(number, (int, float, str)):
        raise PydanticCustomError("bad_spec", "must be a number, a fraction or an expression as a string")
    if isinstance(number, float) and not math.isfinite(number):
        raise PydanticCustomError("bad_spec", "must be finite")
    if isinstance(number, int) and abs(number) >= 10**_MAX_DIGITS:
        raise PydanticCustomError("too_large", "has too many digits")
    if isinstance(number, str) and (len(number) > _MAX_TEXT or sum(map(str.isdigit, number)) > 2 * _MAX_DIGITS):
        raise PydanticCustomError("too_large", "is too long")
    return number


Number = Annotated[int | float | str, BeforeValidator(_bounded)]
"""A JSON number, ``"p/q"``, or an expression in the beam's symbols."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Units(_Strict):
    """The base units that the numbers of the beam are in; E and I follow from them."""

    force: str = "kN"
    length: str = "m"
    E: str | None = None
    I: str | None = None  # noqa: E741 - the name on the wire


class Segment(_Strict):
    """A part of the beam with its own stiffness; what it leaves out is the beam's."""

    x1: Number
    x2: Number
    E: Number | None = None
    I: Number | None = None  # noqa: E741 - the name on the wire


class Support(_Strict):
    """A support. ``settlement`` is its imposed upward displacement; springs have ``ky`` and may have ``kr``."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    type: Literal["fixed", "pin", "roller", "guided", "spring"]
    x: Number
    ky: Number | None = None
    kr: Number | None = None
    settlement: Number | None = None


class BeamSection(Shape):
    """The cross-section, the same along the whole beam; its measures are in ``unit``, else in the beam's."""

    unit: Annotated[str, Field(min_length=1, max_length=20)] | None = None


class PointLoad(_Strict):
    """A force at a point: ``Fy`` up, ``Fx`` to the right."""

    type: Literal["point"]
    x: Number
    Fy: Number = 0
    Fx: Number | None = None


class Couple(_Strict):
    """A couple at a point, counter-clockwise positive."""

    type: Literal["moment"]
    x: Number
    M: Number


class DistributedLoad(_Strict):
    """A force per length that varies linearly from ``w1`` at ``x1`` to ``w2`` at ``x2``, up positive."""

    type: Literal["dist"]
    x1: Number
    x2: Number
    w1: Number
    w2: Number


class ThermalCurvature(_Strict):
    """A free curvature imposed between ``x1`` and ``x2``: the slope rises by ``kappa`` per length."""

    type: Literal["thermal"]
    x1: Number
    x2: Number
    kappa: Number


Load = Annotated[PointLoad | Couple | DistributedLoad | ThermalCurvature, Field(discriminator="type")]


class BeamSpec(_Strict):
    """A straight beam along x from 0 to ``length``: y up, couples counter-clockwise positive.

    With ``symbols``, numbers may be expressions in them, and answers are compared at random bindings near
    ``sample_binding``. ``display_units`` are those of the question's text; positions asked about are in them.
    Without ``I`` that of the ``section`` is taken. ``limit`` is what the deflection may be.
    """

    units: Units | None = None
    display_units: dict[str, str] | None = None
    symbols: dict[str, str] | None = None
    sample_binding: dict[str, Number] | None = None
    length: Number
    E: Number | None = None
    I: Number | None = None  # noqa: E741 - the name on the wire
    section: BeamSection | None = None
    limit: Limit | None = None
    segments: Annotated[tuple[Segment, ...], Field(strict=False, max_length=MAX_LOADS)] = ()
    supports: Annotated[tuple[Support, ...], Field(strict=False, max_length=MAX_SUPPORTS)]
    hinges: Annotated[tuple[Number, ...], Field(strict=False, max_length=MAX_LOADS)] = ()
    loads: Annotated[tuple[Load, ...], Field(strict=False, max_length=MAX_LOADS)] = ()


def _coded(spec: Any, handler: Any) -> BeamSpec:
    """Give what pydantic refuses the codes of the wire contract."""
    try:
        return handler(spec)  # type: ignore[no-any-return]  # the model's own validator
    except ValidationError as refused:
        first = refused.errors(include_url=False, include_input=False, include_context=False)[0]
        code = "too_large" if first["type"] in ("too_large", "too_long") else "bad_spec"
        where = ".".join(map(str, first["loc"]))
        message = "{code}: {where}: {why}"
        raise PydanticCustomError(code, message, {"code": code, "where": where, "why": first["msg"]}) from refused


CodedSpec = Annotated[BeamSpec, WrapValidator(_coded)]
