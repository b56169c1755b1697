"""Reads the tool calls of a completion, turn by turn, and what it says at the end.

Two ways of writing calls are known: ``<tool_call>{"name": …, "arguments": {…}}</tool_call>`` (Hermes, Qwen), where
a ``<tool_response>`` ends a turn; and JSON alone: one call or a list of them, each as above or as OpenAI's
``{"function": {"name": …, "arguments": "{…}"}}``, or a message with ``tool_calls``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CALL = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|(?=<tool_call>|<tool_response>)|\Z)", re.S)
_RESPONSE = re.compile(r"<tool_response>.*?(?:</tool_response>|\Z)", re.S)
_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*?)\n?```\Z", re.S)
_ANSWER = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.S)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
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
    text = _THOUGHT.sub("", completion)
    if "<tool_call>" not in text:
        alone = _json_alone(text)
        return Reading([alone], "") if alone else Reading([], _answer(text))
    turns, left = [], _MOST_CALLS
    pieces = _RESPONSE.split(text)
    for piece in pieces:
        calls = [_one(body) for body in _CALL.findall(piece)[:left]]
        left -= len(calls)
        if calls:
            turns.append(calls)
    return Reading(turns, _answer(_CALL.sub("", pieces[-1])))


def _answer(text: str) -> str:
    tagged = _ANSWER.findall(text)
    return (tagged[-1] if tagged else text).strip()


def _one(body: str) -> Call:
    try:
        return _call(json.loads(body))
    except (ValueError, RecursionError):
        return Call("", None)


def _json_alone(text: str) -> list[Call]:
    fenced = _FENCE.match(text.strip())
    text = fenced[1] if fenced else text.strip()
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


def _call(document: Any) -> Call:
    if isinstance(document, dict) and isinstance(document.get("function"), dict):
        document = document["function"]
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        return Call("", None)
    arguments = document.get("arguments", document.get("parameters", {}))
    if isinstance(arguments, str):
        # OpenAI's form: the arguments are JSON inside a string.
        arguments = json.loads(arguments) if arguments.strip() else {}
    return Call(document["name"], arguments if isinstance(arguments, dict) else None)
