"""What runs in the gateway's child process for beams: diagrams are drawn and problems are made there."""

import importlib
from dataclasses import dataclass

import msgspec
from pydantic import TypeAdapter

from sandbox.children import Children
from verifiers.beam.errors import SpecError
from verifiers.beam.generator import Problem, generate
from verifiers.beam.spec import BeamSpec

_PLOTTING = "verifiers.beam.plotting"
_SPEC: TypeAdapter[BeamSpec] = TypeAdapter(BeamSpec)


@dataclass(frozen=True, slots=True)
class ToDraw:
    """A beam to draw, as validated JSON, and as what."""

    spec: bytes
    form: str


@dataclass(frozen=True, slots=True)
class ToGenerate:
    """Problems to make."""

    family: str
    seed: int
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """A beam that cannot be solved or drawn, and why."""

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
        problems = generate(work.family, work.seed, work.count, work.first)
        return msgspec.json.encode(Problems(list(problems)))
    plotting = importlib.import_module(_PLOTTING)  # the server itself never holds it
    try:
        drawn: bytes = plotting.draw(_SPEC.validate_json(work.spec), work.form)
    except SpecError as error:
        return Impossible(str(error))
    return drawn


def _set_up() -> None:
    """An import costs more CPU time than a drawing may, so it comes before any budget is running."""
    importlib.import_module(_PLOTTING)
