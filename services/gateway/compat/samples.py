"""One sample of a foreign protocol as a group of ours: its verifier, and the response cut out of what was sent."""

import json
from collections.abc import Mapping
from typing import Any

_ENDS = (
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|end|>",
    "<|return|>",
    "<end_of_turn>",
    "</s>",
    "<eos>",
)
_HEAD = 16


def verifier_of(label: Any) -> dict[str, Any]:
    """The verifier that a dataset's label stands for.

    An object with ``kind``, or the JSON text of one, is a verifier. Anything else is a ground truth of ``math``: a
    text, a number, or a list of them of which any one counts. Raises ValueError for what can be neither.
    """
    label = _unpacked(label)
    match label:
        case {"kind": str()}:
            return dict(label)
        case str() | int() | float() if not isinstance(label, bool):
            return {"kind": "math", "ground_truth": str(label)}
        case [_, *_] if all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in label):
            return {"kind": "math", "ground_truth": [str(one) for one in label]}
    raise ValueError("a label is a verifier (an object with kind), a ground truth, or a list of ground truths")


def response_of(query: str, prompt: str) -> str:
    """What the model wrote, of a query that holds prompt and response with their special tokens.

    Trainers may have cut the prompt's beginning off, so that the query begins with some end of the prompt.
    """
    return _without_end(query[_prompt_length(query, prompt) :])


def _unpacked(label: Any) -> Any:
    if isinstance(label, str) and label.lstrip().startswith("{"):
        try:
            parsed = json.loads(label)
        except ValueError:
            return label
        return parsed if isinstance(parsed, Mapping) and "kind" in parsed else label
    return label


def _prompt_length(query: str, prompt: str) -> int:
    """Length of the longest end of the prompt that the query begins with."""
    head = query[:_HEAD]
    place = prompt.find(head)
    while place >= 0 and not query.startswith(prompt[place:]):
        place = prompt.find(head, place + 1)
    if place >= 0:
        return len(prompt) - place
    shorter = range(min(len(head), len(prompt)), 0, -1)
    return next((length for length in shorter if prompt.endswith(query[:length])), 0)


def _without_end(text: str) -> str:
    while True:
        stripped = text.rstrip()
        end = next((end for end in _ENDS if stripped.endswith(end)), None)
        if end is None:
            return text
        text = stripped.removesuffix(end)
