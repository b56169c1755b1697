"""One sample of a foreign protocol as a group of ours: its verifier, and the response cut out of what was sent."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from verifiers.labels.reading import read_label

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
_LETTERS = 8
_LONGEST_PROMPT = 20_000
_REMEMBERED = 200_000
"""Characters of a label that is read once for all its completions."""


def verifier_of(label: Any, kinds: Collection[str], prompt: Any = "") -> dict[str, Any]:
    """The verifier that a label stands for, beside the prompt that it came with: a text, or messages.

    Raises ValueError with the reason where it stands for none.
    """
    text = _text_of(prompt)
    if isinstance(label, str) and len(label) < _REMEMBERED:
        # Only a letter takes the prompt to be understood.
        return _read(label, frozenset(kinds), text if len(label) < _LETTERS else "")
    return dict(read_label(label, kinds, text).verifier)


def _text_of(prompt: Any) -> str:
    """The last message of a conversation, or the prompt as it is."""
    last = prompt[-1] if isinstance(prompt, list) and prompt else prompt
    content = last.get("content") if isinstance(last, dict) else last
    return content[-_LONGEST_PROMPT:] if isinstance(content, str) else ""


@lru_cache(maxsize=256)
def _read(label: str, kinds: frozenset[str], prompt: str) -> dict[str, Any]:
    """Trainers send the same label with every completion of its prompt."""
    return dict(read_label(label, kinds, prompt).verifier)


def response_of(query: str, prompt: str) -> str:
    """What the model wrote, of a query that holds prompt and response with their special tokens.

    Trainers may have cut the prompt's beginning off, so that the query begins with some end of the prompt.
    """
    return _without_end(query[_prompt_length(query, prompt) :])


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
