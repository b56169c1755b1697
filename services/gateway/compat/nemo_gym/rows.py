"""What a row of a NeMo Gym dataset is judged by, and where its completion has the answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import re2

from services.gateway.compat.nemo_gym.responses import said, said_and_called
from services.gateway.problems import FieldError, Problem
from verifiers.labels.reading import Refused, read_label


@dataclass(frozen=True, slots=True)
class Row:
    """One verify request, read: a label and the completion that it judges."""

    label: Any
    completion: str


def read_row(row: Mapping[str, Any], response: Mapping[str, Any], kinds: Collection[str]) -> Row:
    """The row as the label reader understands it. Raises a 422 problem with its reason."""
    try:
        label = dict(read_label(row, kinds).verifier)
    except Refused as refusal:
        raise _invalid(["row"], str(refusal)) from refusal
    completion = said_and_called(response) if label["kind"] == "tool_calls" else said(response)
    template = row.get("template_metadata")
    pattern = template.get("output_regex") if isinstance(template, Mapping) else None
    return Row(label, _captured(pattern, completion) if isinstance(pattern, str) else completion)


def _captured(pattern: str, completion: str) -> str:
    """What the row's own pattern finds last. It runs over model output, so in linear time."""
    try:
        found = re2.compile(f"(?i){pattern}").findall(completion)
    except re2.error as error:
        raise _invalid(["template_metadata", "output_regex"], f"no usable pattern: {error}") from error
    last = found[-1] if found else ""
    return str(last if isinstance(last, str) else last[0])


def _invalid(place: list[str | int], reason: str) -> Problem:
    return Problem(422, "The request is not valid.", [FieldError(place, reason)])
