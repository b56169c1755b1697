"""Reads the tool calls of a completion, turn by turn, and what it says at the end.

Two ways of writing calls are known: ``<tool_call>{"name": …, "arguments": {…}}</tool_call>`` (Hermes, Qwen; ToolRL
puts several calls between the tags, a line each), where a ``<tool_response>`` ends a turn; and JSON alone: a call
or a list of them, each as above or as OpenAI's ``{"function": {"name": …, "arguments": "{…}"}}``, or a message
with ``tool_calls``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verifiers.reading.announcements import tagged
from verifiers.reading.fences import fenced_blocks
from verifiers.reading.reasoning import turns

_CALL, _CALL_END = "<tool_call>", "</tool_call>"
_RESPONSE, _RESPONSE_END = "<tool_response>", "</tool_response>"
_MOST_CALLS = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``arguments`` is ``None`` where they, or the whole call, cannot be read."""

    name: str
    arguments: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The calls of each turn that has any, and the final answer in words."""

    turns: list[list[Call]] = field(default_factory=list)
    answer: str = ""


def read_calls(completion: str) -> Reading:
    """Every call in its turn. What cannot be read is a call too: one that matches nothing."""
    spoken = turns(completion)
    if not any(_CALL in turn.said for turn in spoken):
        alone = _json_alone(spoken[-1].conclusion)
        return Reading([alone], "") if alone else Reading([], _answer(spoken[-1].conclusion))
    pieces = [piece for turn in spoken for piece in _between_responses(turn.said)]
    found, left = [], _MOST_CALLS
    for piece in pieces:
        calls = [call for body in _bodies(piece)[:left] for call in _calls_in(body)][:left]
        left -= len(calls)
        if calls:
            found.append(calls)
    return Reading(found, _answer(_without_calls(pieces[-1])))


def _between_responses(text: str) -> list[str]:
    """The text of each turn: what tools responded ends one, and is left out."""
    first, *others = text.split(_RESPONSE)
    return [first, *(other.partition(_RESPONSE_END)[2] for other in others)]


def _bodies(text: str) -> list[str]:
    """What stands in each call; one that is not closed ends where the next begins."""
    return [part.partition(_CALL_END)[0].strip() for part in text.split(_CALL)[1:]]


def _without_calls(text: str) -> str:
    first, *calls = text.split(_CALL)
    return first + "".join(part.partition(_CALL_END)[2] for part in calls)


def _answer(text: str) -> str:
    answer = tagged(text)
    return (text if answer is None else answer).strip()


def _calls_in(body: str) -> list[Call]:
    """The calls between two tags: one, a list of them, or one a line."""
    documents = _documents(body)
    calls = documents[0] if len(documents) == 1 and isinstance(documents[0], list) else documents
    return [_call(call) for call in calls] or [Call("", None)]


def _documents(body: str) -> list[Any]:
    """The JSON text, or the JSON texts of all lines; empty if they are none."""
    for texts in ([body], [line for line in body.splitlines() if line.strip()]):
        try:
            return [json.loads(text) for text in texts[:_MOST_CALLS]]
        except (ValueError, RecursionError):
            continue
    return []


def _json_alone(text: str) -> list[Call]:
    text = _unfenced(text.strip())
    if not text.startswith(("{", "[")):
        return []
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(document, dict) and isinstance(document.get("tool_calls"), list):
        document = document["tool_calls"]
    calls = document if isinstance(document, list) else [document]
    return [_call(call) for call in calls[:_MOST_CALLS]]


def _unfenced(text: str) -> str:
    """What stands in the fence, if the text is nothing but one fenced block of JSON."""
    if not (text.startswith("```") and text.endswith("```")):
        return text
    blocks = list(fenced_blocks(text))
    alone = len(blocks) == 1 and blocks[0].closed and blocks[0].tag in ("", "json")
    return (blocks[0].content or "").strip() if alone else text


def _call(document: Any) -> Call:
    if isinstance(document, dict) and isinstance(document.get("function"), dict):
        document = document["function"]
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        return Call("", None)
    arguments = document.get("arguments", document.get("parameters", {}))
    if isinstance(arguments, str):
        # OpenAI's form: the arguments are JSON inside a string.
        arguments = _loaded(arguments) if arguments.strip() else {}
    return Call(document["name"], arguments if isinstance(arguments, dict) else None)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
