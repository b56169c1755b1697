"""The wire format of structures: one model for each ``type``. What they mean is in ``problems.py``.

x to the right, y up, couples and rotations counter-clockwise, tension positive. Numbers are in the units that the
specification names: EA in force, EI in force times length squared, unless E, A, I have units of their own.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from verifiers.mechanics.labelled.fields import Finite, Name, NotNegative, Positive, Strict, Unit
from verifiers.mechanics.limits import Limit
from verifiers.mechanics.shapes import Shape
from verifiers.mechanics.standards import End

MAX_MEMBERS = 200


class Units(Strict):
    """The base units of the numbers; those left out are made of force and length (of stress: MPa)."""

    force: Unit = "kN"
    length: Unit = "m"
    moment: Unit | None = None
    stress: Unit | None = None
    mass: Unit = "t"
    E: Unit | None = None
    A: Unit | None = None
    I: Unit | None = None  # noqa: E741 - the name on the wire


class FrameMember(Strict):
    """A member by its nodes. ``EI`` 0 or absent makes a bar; ``hinge`` frees the rotation of its named ends."""

    model_config = ConfigDict(populate_by_name=True)  # as it travels between processes

    from_: Name = Field(alias="from")
    to: Name
    EA: Positive = 1e12
    EI: NotNegative | None = None
    kappa_GA: Positive | None = None  # noqa: N815 - the name on the wire
    hinge: Literal["start", "end", "both"] | None = None


class FrameSupport(Strict):
    """What is held at a node: displacements, springs (``kx``, ``ky``, ``kr``), imposed displacements.

    ``angle`` in degrees turns its axes counter-clockwise: ``uy`` alone with 30 is a roller on such a slope.
    """

    node: Name
    ux: bool = False
    uy: bool = False
    rz: bool = False
    kx: NotNegative = 0.0
    ky: NotNegative = 0.0
    kr: NotNegative = 0.0
    dx: Finite = 0.0
    dy: Finite = 0.0
    rotation: Finite = 0.0
    angle: Finite = 0.0


class NodeLoad(Strict):
    """Forces and a couple at a node."""

    type: Literal["node"] = "node"
    node: Name
    Fx: Finite = 0.0
    Fy: Finite = 0.0
    M: Finite = 0.0


class MemberLoad(Strict):
    """A load per length on a member: ``w_local_y`` across it, 90° counter-clockwise of its direction.

    ``w_global_y`` acts along y per length of the member, as its own weight does.
    """

    type: Literal["member_uniform"]
    member: Annotated[tuple[Name, Name], Field(strict=False)]
    w_local_x: Finite = 0.0
    w_local_y: Finite = 0.0
    w_global_y: Finite = 0.0


class FrameSpec(Strict):
    """A plane truss (members are bars) or frame."""

    type: Literal["truss", "frame"]
    units: Units = Units()
    nodes: Annotated[
        dict[Name, Annotated[tuple[Finite, Finite], Field(strict=False)]], Field(min_length=2, max_length=200)
    ]
    members: Annotated[tuple[FrameMember, ...], Field(strict=False, min_length=1, max_length=MAX_MEMBERS)]
    supports: Annotated[tuple[FrameSupport, ...], Field(strict=False, min_length=1, max_length=200)]
    loads: Annotated[tuple[NodeLoad | MemberLoad, ...], Field(strict=False, max_length=400)] = ()


class BarSegment(Strict):
    """A part of a bar; ``alpha`` (1/K) and ``delta_T`` (K) make its thermal strain."""

    length: Positive
    A: Positive
    E: Positive
    alpha: Finite = 0.0
    delta_T: Finite = 0.0  # noqa: N815 - the name on the wire


class BarLoad(Strict):
    """An axial force, positive to the right, at the bar's end or behind its n-th segment."""

    at: Literal["start", "end"] | Annotated[int, Field(ge=0, le=200)]
    Fx: Finite


class BarSpec(Strict):
    """A straight bar of segments in a row, held at one end or at both."""

    type: Literal["bar"]
    units: Units = Units()
    segments: Annotated[tuple[BarSegment, ...], Field(strict=False, min_length=1, max_length=MAX_MEMBERS)]
    loads: Annotated[tuple[BarLoad, ...], Field(strict=False, max_length=200)] = ()
    fixed: Literal["start", "end", "both"] = "start"


class SectionUnits(Strict):
    """Units of a section, and of the forces on it."""

    length: Unit = "mm"
    force: Unit = "kN"
    moment: Unit | None = None


class SectionSpec(Shape):
    """The figures of a cross-section."""

    type: Literal["section"]
    units: SectionUnits = SectionUnits()


class SectionStressSpec(Shape):
    """Stresses in a section under axial force N (tension), moment M (sagging), shear V and torque T.

    ``y`` above the centroid picks a fibre; without it the extreme fibres are meant.
    """

    type: Literal["section_stress"]
    units: SectionUnits = SectionUnits()
    N: Finite = 0.0
    M: Finite = 0.0
    V: Finite = 0.0
    T: Finite = 0.0
    y: Finite | None = None


class StressUnits(Strict):
    """The unit of stresses."""

    stress: Unit = "MPa"


class PlaneStressSpec(Strict):
    """A plane state of stress."""

    type: Literal["plane_stress"]
    units: StressUnits = StressUnits()
    sigma_x: Finite
    sigma_y: Finite
    tau_xy: Finite


class ColumnSpec(Strict):
    """A prismatic column. ``area`` (length²) and ``I`` (length⁴) are needed for stresses and slenderness only."""

    type: Literal["column"]
    units: Units = Units()
    length: Positive
    EI: Positive
    ends: Annotated[tuple[End, End], Field(strict=False)] = ("pinned", "pinned")
    area: Positive | None = None
    I: Positive | None = None  # noqa: E741 - the name on the wire


class VibrationSpec(Strict):
    """A prismatic beam that vibrates in bending."""

    type: Literal["beam_vibration"]
    units: Units = Units()
    length: Positive
    EI: Positive
    mass_per_length: Positive
    ends: Annotated[tuple[End, End], Field(strict=False)] = ("pinned", "pinned")


class SpanSupport(Strict):
    """A support of a straight beam."""

    id: Name
    type: Literal["fixed", "pin", "roller"]
    x: Finite


class SpanLoad(Strict):
    """A force ``Fy`` or a couple ``M`` at ``x`` of a straight beam, or ``w1`` to ``w2`` between x1 and x2."""

    type: Literal["point", "moment", "dist"]
    x: Finite | None = None
    Fy: Finite = 0.0
    M: Finite = 0.0
    x1: Finite | None = None
    x2: Finite | None = None
    w1: Finite = 0.0
    w2: Finite = 0.0


Supports = (
    Literal["simple", "cantilever", "fixed_fixed", "propped"]
    | Annotated[tuple[SpanSupport, ...], Field(strict=False, min_length=1, max_length=50)]
)


class ShearFlexibleSpec(Strict):
    """A beam whose shear deformation counts (Timoshenko), with the shear stiffness κGA in force."""

    type: Literal["beam_shear_flexible"]
    units: Units = Units()
    length: Positive
    EI: Positive
    kappa_GA: Positive  # noqa: N815 - the name on the wire
    supports: Supports = "simple"
    loads: Annotated[tuple[SpanLoad, ...], Field(strict=False, max_length=200)]


class InfluenceSpec(Strict):
    """A beam under a unit load (down) at one place: ordinates of its influence lines."""

    type: Literal["influence"]
    units: Units = Units()
    length: Positive
    supports: Supports = "simple"
    unit_load_at: Finite


class Axle(Strict):
    """A load of a vehicle: its force (down) and its place behind or before the vehicle's first axle, along x."""

    P: NotNegative
    offset: Finite


class MovingLoadSpec(Strict):
    """A vehicle that crosses a beam, in the direction given or in both."""

    type: Literal["moving_load"]
    units: Units = Units()
    length: Positive
    supports: Supports = "simple"
    axles: Annotated[tuple[Axle, ...], Field(strict=False, min_length=1, max_length=20)]
    both_directions: bool = False


class DeflectionLimitSpec(Strict):
    """A beam under load, and what its deflection may be: ``limit`` as ``L/360`` or as a length."""

    type: Literal["deflection_limit"]
    units: Units = Units()
    length: Positive
    EI: Positive
    supports: Supports = "simple"
    w: Finite = 0.0
    loads: Annotated[tuple[SpanLoad, ...], Field(strict=False, max_length=200)] = ()
    limit: Limit


StructureSpec = Annotated[
    FrameSpec
    | BarSpec
    | SectionSpec
    | SectionStressSpec
    | PlaneStressSpec
    | ColumnSpec
    | VibrationSpec
    | ShearFlexibleSpec
    | InfluenceSpec
    | MovingLoadSpec
    | DeflectionLimitSpec,
    Field(discriminator="type"),
]
