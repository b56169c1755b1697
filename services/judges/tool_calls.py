"""Calls of tools in OpenAI's chat completions: how tools are offered, and how calls and results are written."""

import json
from collections.abc import Sequence
from typing import Any

from verifiers.judge.asking import Call, JudgeFailed, Message, Tool
from verifiers.judge.tools import MOST_CALLS


def offer(tools: Sequence[Tool], *, may_call: bool) -> dict[str, Any]:
    """The fields of a request that offer tools; none without any.

    Where the judge must not call any more, they are named all the same: servers want to know what the calls in
    the conversation were.
    """
    if not tools:
        return {}
    return {"tools": [_function(tool) for tool in tools], "tool_choice": "auto" if may_call else "none"}


def turn(message: Message) -> dict[str, Any]:
    """What the turns of assistants and tools hold beside their content."""
    if message.role == "tool":
        return {"tool_call_id": message.call_id}
    return {"tool_calls": [_written(call) for call in message.calls]} if message.calls else {}


def calls_of(document: Any) -> tuple[Call, ...]:
    """The calls in an answer, as many as one question may have.

    Raises JudgeFailed, and whatever reading another form raises.
    """
    found = document["choices"][0]["message"].get("tool_calls") or []
    return tuple(_call(number, one) for number, one in enumerate(found[:MOST_CALLS], 1))


def _function(tool: Tool) -> dict[str, Any]:
    text = {"type": "string", "description": "The text to judge, written as a whole answer to the question."}
    parameters = {"type": "object", "properties": {"text": text}, "required": ["text"]}
    function = {"name": tool.name, "description": tool.description, "parameters": parameters}
    return {"type": "function", "function": function}


def _written(call: Call) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _call(number: int, document: Any) -> Call:
    function = document["function"]
    arguments = function.get("arguments") or "{}"
    if isinstance(arguments, dict):  # as Ollama writes them
        arguments = json.dumps(arguments)
    identifier, name = document.get("id") or f"call_{number}", function["name"]
    if not all(isinstance(one, str) for one in (identifier, name, arguments)):
        raise JudgeFailed("a call of a tool has another form than expected")
    return Call(identifier[:256], name[:256], arguments)
