"""Whether a completion is put as it was asked for: its tags, each once and in order, or just an answer.

    format    = 1 if the completion has the ``layout``, else 0
        answered:     something that could be judged was found
        think_answer: [<think>] … </think> <answer> … </answer>, nothing around it
        tac:          … </think> <answer> … </answer> <confidence> … </confidence> at the end
        tabc:         the same with <analysis> … </analysis> before the confidence
    tag_count = a quarter for each of <think>, </think>, <answer>, </answer> that is there exactly once

The opening <think> may be missing, since prompts often end with it.

Source: tac and tabc [code] RLCR; think_answer and tag_count [code] open-r1, whose line breaks are not asked for.
"""

import re
from typing import Literal

from rewards.sample import Sample
from rewards.scheme import Parameters, Scheme, per_sample

Layout = Literal["answered", "think_answer", "tac", "tabc"]

_THINK = r"(?:<think>)?\.?</think>"
_ANSWER = r"<answer>\.</answer>"
_CONFIDENCE = r"<confidence>\.</confidence>"
_LAYOUTS = {
    "think_answer": re.compile(_THINK + _ANSWER),
    "tac": re.compile(r"\.?" + _THINK + _ANSWER + _CONFIDENCE),
    "tabc": re.compile(r"\.?" + _THINK + _ANSWER + r"<analysis>\.</analysis>" + _CONFIDENCE),
}
_COUNTED = ("<think>", "</think>", "<answer>", "</answer>")


class FormatParameters(Parameters):
    """Which layout is asked for."""

    layout: Layout = "answered"


def has_layout(sample: Sample, layout: Layout) -> bool:
    """The completion is put as asked."""
    if layout == "answered":
        return sample.answered
    return _LAYOUTS[layout].fullmatch(_shape(sample)) is not None


def formatted(sample: Sample, parameters: FormatParameters) -> float | None:
    """A reward of 1 where the completion has the layout (by default: anything that could be judged), else 0."""
    return float(has_layout(sample, parameters.layout))


def tag_count(sample: Sample, _parameters: Parameters) -> float | None:
    """A reward of 1/4 for each of the four tags of thinking and answering that is there exactly once."""
    return sum(_shape(sample).count(tag) == 1 for tag in _COUNTED) / len(_COUNTED)


def _shape(sample: Sample) -> str:
    return "" if sample.verdict.features is None else sample.verdict.features.shape


FAMILY = (
    Scheme(
        "format", per_sample(formatted), FormatParameters, "sample", (0.0, 1.0), "format", "[code] RLCR, open-r1"
    ),
    Scheme("tag_count", per_sample(tag_count), Parameters, "sample", (0.0, 1.0), "tag_count", "[code] open-r1"),
)
