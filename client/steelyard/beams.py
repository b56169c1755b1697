"""Beams: generated problems, and diagrams as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from steelyard.fields import Fields

BeamFormat = Literal["svg", "png"]


class BeamOptions(TypedDict, total=False):
    """How problems are to be. What is left out, the server decides.

    ``moved_supports`` is for the families ``reactions-1`` to ``-4``; parts of a ``split`` share no arrangement of
    supports and loads; a ``short`` prompt is the beam in a few characters.
    """

    moved_supports: Literal["none", "left", "right", "both", "any"]
    split: Literal["train", "test"]
    prompt_style: Literal["full", "short"]


@dataclass(frozen=True, slots=True)
class BeamProblem:
    """A generated problem: completions of ``prompt`` are judged by ``verifier``; ``tags`` say what it is like."""

    id: str
    prompt: str
    verifier: Mapping[str, object]
    tags: Mapping[str, object]

    def as_row(self) -> dict[str, str]:
        """A row whose columns are text in every family, so that Arrow keeps rows of several as they are.

        Arrow gives all objects of a column the fields of each; the verifier and the tags are therefore JSON text.
        """
        return {
            "id": self.id,
            "prompt": self.prompt,
            "verifier": json.dumps(self.verifier, ensure_ascii=False),
            "tags": json.dumps(self.tags, ensure_ascii=False),
        }


def read_problems(document: object) -> tuple[BeamProblem, ...]:
    """The answer of ``/v1/beams/generate``. Raises Unreadable."""
    return Fields(document, "the answer").each("problems", _problem)


def _problem(fields: Fields) -> BeamProblem:
    return BeamProblem(
        fields.text("id"), fields.text("prompt"), fields.mapping("verifier"), fields.mapping("tags")
    )
