"""The completion in an OpenAI Response object: what the assistant said, and the tools that it called."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def said(response: Mapping[str, Any]) -> str:
    """All texts of the assistant, in order."""
    return "\n".join(text for kind, text in _items(response) if kind == "message")


def said_and_called(response: Mapping[str, Any]) -> str:
    """The same with the tool calls between them, as the verifier of tool calls reads them."""
    return "\n".join(text for _, text in _items(response))


def _items(response: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for item in response.get("output") or ():
        match item:
            case {"type": "message", "role": "assistant", "content": str(text)}:
                yield "message", text
            case {"type": "message", "role": "assistant", "content": list(parts)}:
                yield from (("message", text) for text in _texts(parts))
            case {"type": "function_call", "name": name, "arguments": arguments}:
                yield "call", f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
            case {"type": "function_call_output"}:
                yield "result", "<tool_response></tool_response>"


def _texts(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        match part:
            case {"type": "output_text", "text": str(text)}:
                yield text
