"""Beams: generated problems, and diagrams as files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steelyard.fields import Fields

BeamFormat = Literal["svg", "png"]


@dataclass(frozen=True, slots=True)
class BeamProblem:
    """A generated problem: completions of ``prompt`` are judged by ``verifier``; ``tags`` say what it is like."""

    id: str
    prompt: str
    verifier: Mapping[str, object]
    tags: Mapping[str, object]


def read_problems(document: object) -> tuple[BeamProblem, ...]:
    """The answer of ``/v1/beams/generate``. Raises Unreadable."""
    return Fields(document, "the answer").each("problems", _problem)


def _problem(fields: Fields) -> BeamProblem:
    return BeamProblem(
        fields.text("id"), fields.text("prompt"), fields.mapping("verifier"), fields.mapping("tags")
    )
