"""What runs in the gateway's child process for beams and structures: drawings and problems are made there."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from pydantic import Discriminator, Tag, TypeAdapter

from sandbox.children import Children
from verifiers.beam.errors import SpecError
from verifiers.beam.generator import generate as generate_beams
from verifiers.beam.options import Options
from verifiers.beam.spec import BeamSpec
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.problem import Problem
from verifiers.structure.families import FAMILIES as STRUCTURES
from verifiers.structure.generator import generate as generate_structures
from verifiers.structure.spec import FrameSpec

_PLOTTING, _STRUCTURE_PLOTTING = "verifiers.beam.plotting", "verifiers.structure.plotting"


def kind_of(spec: Any) -> str:
    """Trusses and frames have a type; a beam has none."""
    typed = "type" in spec if isinstance(spec, dict) else isinstance(spec, FrameSpec)
    return "frame" if typed else "beam"


_SPEC: TypeAdapter[BeamSpec | FrameSpec] = TypeAdapter(
    Annotated[
        Annotated[BeamSpec, Tag("beam")] | Annotated[FrameSpec, Tag("frame")],
        Discriminator(kind_of),
    ]
)


@dataclass(frozen=True, slots=True)
class ToDraw:
    """A beam, truss or frame to draw, as validated JSON, and as what."""

    spec: bytes
    form: str


@dataclass(frozen=True, slots=True)
class ToGenerate:
    """Problems to make."""

    family: str
    seed: int
    count: int
    first: int
    options: Options


@dataclass(frozen=True, slots=True)
class Impossible:
    """What cannot be solved or drawn, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Problems:
    """The answer to a request for problems."""

    problems: list[Problem]


def beam_children(memory_mb: int) -> "Children[ToDraw | ToGenerate, bytes | Impossible]":
    """One child process; it starts with its first work, since drawing takes a large library."""
    return Children(do, 1, _set_up, memory_mb)


def do(work: ToDraw | ToGenerate) -> bytes | Impossible:
    """The file of a drawing, or problems as JSON."""
    if isinstance(work, ToGenerate):
        return msgspec.json.encode(Problems(list(_problems(work))))
    spec = _SPEC.validate_json(work.spec)
    plotting = importlib.import_module(  # the server itself never holds it
        _STRUCTURE_PLOTTING if isinstance(spec, FrameSpec) else _PLOTTING
    )
    try:
        drawn: bytes = plotting.draw(spec, work.form)
    except (SpecError, StructureError) as error:
        return Impossible(str(error))
    return drawn


def _problems(work: ToGenerate) -> Iterator[Problem]:
    if work.family in STRUCTURES:
        return generate_structures(work.family, work.seed, work.count, work.first)
    return generate_beams(work.family, work.seed, work.count, work.first, work.options)


def _set_up() -> None:
    """An import costs more CPU time than a drawing may, so it comes before any budget is running."""
    importlib.import_module(_PLOTTING)
    importlib.import_module(_STRUCTURE_PLOTTING)
