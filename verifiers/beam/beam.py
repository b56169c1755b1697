"""A beam in numbers: a specification at one binding of its symbols, checked for what cannot be meant."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from verifiers.beam import spec as wire
from verifiers.beam.errors import SpecError, Unparsable
from verifiers.beam.expressions import parse
from verifiers.beam.sections import inertia_of

Binding = Mapping[str, Any]


class Restraint(NamedTuple):
    """A support: what it holds rigidly, what it holds by a spring, and its settlement (up positive)."""

    name: str
    kind: str
    x: Any
    settlement: Any
    vertical: bool
    rotation: bool
    horizontal: bool
    ky: Any = 0
    kr: Any = 0


class Beam(NamedTuple):
    """Numbers of one type (float or Fraction) in base units, along x from 0 to ``length``.

    ``points`` are (x, Fy, Fx), ``couples`` (x, M), ``spreads`` (x1, x2, w1, w2), ``curvatures`` (x1, x2, kappa),
    ``stiffness`` (x1, x2, EI) over the whole length. ``stiff`` is whether E and I were given.
    """

    length: Any
    stiffness: tuple[tuple[Any, Any, Any], ...]
    supports: tuple[Restraint, ...]
    hinges: tuple[Any, ...]
    points: tuple[tuple[Any, Any, Any], ...]
    couples: tuple[tuple[Any, Any], ...]
    spreads: tuple[tuple[Any, Any, Any, Any], ...]
    curvatures: tuple[tuple[Any, Any, Any], ...]
    stiff: bool

    @property
    def redundancy(self) -> int:
        """By how many vertical reactions and couples the beam exceeds a statically determinate one."""
        held = sum((s.vertical or s.ky != 0) + (s.rotation or s.kr != 0) for s in self.supports)
        return held - 2 - len(self.hinges)


def bind(spec: wire.BeamSpec, binding: Binding | None = None, *, exact: bool = False) -> Beam:
    """The beam at a binding of its symbols, in floats or exact fractions. Raises SpecError."""
    return _Reader(spec, binding or {}, exact).beam()


class _Reader:
    def __init__(self, spec: wire.BeamSpec, binding: Binding, exact: bool) -> None:
        self.spec = spec
        self.exact = exact
        self.symbols = frozenset(binding)
        self.binding = binding if exact else {name: float(value) for name, value in binding.items()}

    def beam(self) -> Beam:
        spec = self.spec
        length = self.number(spec.length, "length")
        _refuse(length <= 0, "bad_spec", "length must be positive")
        self.length = length
        supports = tuple(self.support(support) for support in spec.supports)
        names = [support.name for support in supports]
        _refuse(len(set(names)) < len(names), "bad_spec", "two supports have the same id")
        hinges = tuple(sorted(self.inside(x, f"hinges.{i}") for i, x in enumerate(spec.hinges)))
        loads = [(load, f"loads.{i}") for i, load in enumerate(spec.loads)]
        beam = Beam(
            length=length,
            stiffness=self.stiffness(),
            supports=tuple(sorted(supports, key=lambda support: support.x)),
            hinges=hinges,
            points=tuple(self.point(load, at) for load, at in loads if isinstance(load, wire.PointLoad)),
            couples=tuple(self.couple(load, at) for load, at in loads if isinstance(load, wire.Couple)),
            spreads=tuple(self.spread(load, at) for load, at in loads if isinstance(load, wire.DistributedLoad)),
            curvatures=tuple(
                self.curvature(load, at) for load, at in loads if isinstance(load, wire.ThermalCurvature)
            ),
            stiff=spec.E is not None and (spec.I is not None or spec.section is not None),
        )
        _refuse_ambiguous_hinges(beam)
        _refuse_axial(beam)
        return beam

    def number(self, raw: int | float | str | None, where: str) -> Any:
        if isinstance(raw, str):
            return self.expression(raw, where)
        if raw is None:
            raise SpecError("bad_spec", f"{where} is missing")
        return Fraction(str(raw)) if self.exact else float(raw)

    def expression(self, text: str, where: str) -> Any:
        try:
            if _PLAIN.fullmatch(text):
                return Fraction(text) if self.exact else _quotient(text)
            value = parse(text.replace("**", "^"), self.symbols, exact=self.exact).evaluate(self.binding)
        except (Unparsable, ArithmeticError, ValueError, TypeError) as error:
            raise SpecError("bad_spec", f"{where} cannot be read: {error}") from error
        _refuse(not math.isfinite(value), "bad_spec", f"{where} is not finite")
        return value

    def inside(self, raw: int | float | str, where: str) -> Any:
        x = self.number(raw, where)
        slack = 0 if self.exact else 1e-12 * self.length
        _refuse(not -slack <= x <= self.length + slack, "out_of_range", f"{where} is not on the beam")
        return min(max(x, 0 * x), self.length)

    def interval(self, x1: wire.Number, x2: wire.Number, where: str) -> tuple[Any, Any]:
        start, end = self.inside(x1, f"{where}.x1"), self.inside(x2, f"{where}.x2")
        _refuse(start >= end, "bad_spec", f"{where} must end after it starts")
        return start, end

    def support(self, support: wire.Support) -> Restraint:
        where = f"supports.{support.id}"
        stiff = support.type == "spring"
        given = support.ky is not None or support.kr is not None
        _refuse(given != stiff, "bad_spec", f"{where}: springs, and only they, have ky or kr")
        ky = self.number(support.ky, where) if support.ky is not None else 0
        kr = self.number(support.kr, where) if support.kr is not None else 0
        _refuse(ky < 0 or kr < 0, "bad_spec", f"{where} has a negative stiffness")
        return Restraint(
            name=support.id,
            kind=support.type,
            x=self.inside(support.x, where),
            settlement=self.number(support.settlement, where) if support.settlement is not None else 0,
            vertical=support.type in ("fixed", "pin", "roller"),
            rotation=support.type in ("fixed", "guided"),
            horizontal=support.type in ("fixed", "pin"),
            ky=ky,
            kr=kr,
        )

    def stiffness(self) -> tuple[tuple[Any, Any, Any], ...]:
        """The beam's length cut into parts of constant EI. Without E and I it is 1 throughout."""
        inertia = self.spec.I if self.spec.I is not None or self.spec.section is None else inertia_of(self.spec)
        e, i = self.modulus(self.spec.E, "E", None), self.modulus(inertia, "I", None)
        parts: list[tuple[Any, Any, Any]] = []
        last = self.number(0, "0")
        for number, segment in sorted(
            enumerate(self.spec.segments), key=lambda item: self.number(item[1].x1, "x1")
        ):
            where = f"segments.{number}"
            start, end = self.interval(segment.x1, segment.x2, where)
            _refuse(start < last, "bad_spec", f"{where} overlaps the one before")
            if start > last:
                parts.append((last, start, e * i))
            own = self.modulus(segment.E, where, e) * self.modulus(segment.I, where, i)
            parts.append((start, end, own))
            last = end
        if last < self.length:
            parts.append((last, self.length, e * i))
        return tuple(parts)

    def modulus(self, raw: Any, where: str, otherwise: Any) -> Any:
        if raw is None:
            return self.number(1, where) if otherwise is None else otherwise
        value = self.number(raw, where)
        _refuse(value <= 0, "bad_spec", f"{where} must be positive")
        return value

    def point(self, load: wire.PointLoad, where: str) -> tuple[Any, Any, Any]:
        return (
            self.inside(load.x, f"{where}.x"),
            self.number(load.Fy, f"{where}.Fy"),
            self.number(load.Fx, f"{where}.Fx") if load.Fx is not None else 0,
        )

    def couple(self, load: wire.Couple, where: str) -> tuple[Any, Any]:
        return self.inside(load.x, f"{where}.x"), self.number(load.M, f"{where}.M")

    def spread(self, load: wire.DistributedLoad, where: str) -> tuple[Any, Any, Any, Any]:
        start, end = self.interval(load.x1, load.x2, where)
        return start, end, self.number(load.w1, f"{where}.w1"), self.number(load.w2, f"{where}.w2")

    def curvature(self, load: wire.ThermalCurvature, where: str) -> tuple[Any, Any, Any]:
        start, end = self.interval(load.x1, load.x2, where)
        return start, end, self.number(load.kappa, f"{where}.kappa")


_PLAIN = re.compile(r"[-+]?(?:\d+/\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)", re.ASCII)


def _quotient(text: str) -> float:
    """``"p/q"`` or a decimal as a float, without going through the parser."""
    top, slash, bottom = text.partition("/")
    return int(top) / int(bottom) if slash else float(text)


def _refuse(wrong: bool, code: Any, reason: str) -> None:
    if wrong:
        raise SpecError(code, reason)


def _refuse_ambiguous_hinges(beam: Beam) -> None:
    _refuse(len(set(beam.hinges)) < len(beam.hinges), "bad_spec", "two hinges are at the same place")
    clamped = {support.x for support in beam.supports if support.rotation or support.kr != 0}
    couples = {x for x, _ in beam.couples}
    for x in beam.hinges:
        _refuse(x in clamped, "bad_spec", "a hinge lies at a support that holds the rotation: on which side?")
        _refuse(x in couples, "bad_spec", "a couple acts exactly at a hinge: on which side?")
        _refuse(x in (0, beam.length), "bad_spec", "a hinge at an end of the beam does nothing")


def _refuse_axial(beam: Beam) -> None:
    if not any(fx != 0 for _, _, fx in beam.points):
        return
    holding = sum(support.horizontal for support in beam.supports)
    _refuse(holding == 0, "unstable", "nothing holds the beam against the horizontal loads")
    _refuse(holding > 1, "axial_indeterminate", "several supports share the horizontal loads")
