"""Reads the tool calls of a completion, turn by turn, and what it says at the end.

Known are ``<tool_call>{"name": …, "arguments": {…}}</tool_call>`` (Hermes, Qwen; ToolRL puts several calls
between the tags, a line each), where a ``<tool_response>`` ends a turn; JSON alone: one call or a list of
them, each as above or as OpenAI's ``{"function": {"name": …, "arguments": "{…}"}}``, a message with
``tool_calls``, or the items of a Responses answer, of which ``function_call`` are calls and outputs of
functions end a turn; and ``[f(x=1), g()]``, as Python writes calls, with or without the brackets. Around either
may stand the tokens by which models mark calls (``<|python_tag|>``, ``<TOOLCALL>``); the forms of other families
are read by ``notations``. After words, calls count that stand in fences of their own.
"""

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from verifiers.reading.announcements import tagged
from verifiers.reading.fences import fenced_blocks
from verifiers.reading.reasoning import turns
from verifiers.tool_calls.notations import CALL as _CALL
from verifiers.tool_calls.notations import CALL_END as _CALL_END
from verifiers.tool_calls.notations import calls_in, tagged_calls

_RESPONSE, _RESPONSE_END = "<tool_response>", "</tool_response>"
_OPENING = ("<|python_tag|>", "<|python_start|>", "<|tool_call|>", "<TOOLCALL>", "<tool_calls>")
_CLOSING = (
    *("<|python_end|>", "</s>", "<|eot_id|>", "<|eom_id|>", "<|im_end|>"),
    *("<|/tool_call|>", "</TOOLCALL>", "</tool_calls>"),
)
_FENCED = ("", "json", "python", "tool_code", "tool_call")
_BARE = re.compile(r"[A-Za-z_][\w.]{0,200}\(")
_PRINTED = re.compile(r"print\((.*)\)", re.S)
_MOST_CALLS = 1024
_LONGEST_PYTHON = 50_000


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
    spoken = turns(tagged_calls(completion))
    if not any(_CALL in turn.said for turn in spoken):
        said = spoken[-1].conclusion
        alone = _alone(said) or _in_fences(said)
        return alone or Reading([], _answer(spoken[-1].conclusion))
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
    documents = _documents(body.removesuffix("</s>"))
    if not documents:
        found = [Call(name, arguments) for name, arguments in calls_in(body)[:_MOST_CALLS]]
        return found or [Call("", None)]
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


def _alone(text: str) -> Reading | None:
    """Calls that a text consists of, as JSON or as Python; None where it does not."""
    text = _unfenced(_unmarked(text))
    if _BARE.match(text) and text.endswith(")"):
        text = f"[{text}]"
    if not text.startswith(("{", "[")):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        calls = _in_python(text)
        return Reading([calls]) if calls else None
    if isinstance(document, dict):
        document = next(
            (document[key] for key in ("tool_calls", "output") if _is_list(document.get(key))), document
        )
    items = document if isinstance(document, list) else [document]
    return _of_items(items[:_MOST_CALLS]) if items else None


def _in_fences(text: str) -> Reading | None:
    """Calls in fenced blocks among words: nothing else may stand in such a block."""
    calls: list[Call] = []
    for block in fenced_blocks(text):
        content = (block.content or "").strip()
        if not block.closed or block.tag not in _FENCED or len(calls) >= _MOST_CALLS:
            continue
        printed = _PRINTED.fullmatch(content) if block.tag == "tool_code" else None
        found = _alone(printed[1] if printed else content)
        made = [call for turn in found.turns for call in turn] if found else []
        if made and all(call.name and call.arguments is not None for call in made) and _asks(content):
            calls += made
    return Reading([calls]) if calls else None


def _asks(content: str) -> bool:
    """Whether a block holds calls, and not an object that happens to have a name."""
    return not content.startswith(("{", "[{")) or any(f'"{key}"' in content for key in ("arguments", "parameters"))


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _of_items(items: Sequence[Any]) -> Reading:
    """The calls of a list by turns; what a message among them says last is the answer."""
    found: list[list[Call]] = [[]]
    answer = ""
    for item in items:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "function_call_output":
            found.append([])
        elif kind == "message":
            answer = _said(item.get("content"))
        elif kind != "reasoning":
            found[-1].append(_call(item))
    return Reading([turn for turn in found if turn], answer)


def _said(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def _in_python(text: str) -> list[Call]:
    """``[f(x=1), g()]``: literal arguments by name. Empty for anything else."""
    if len(text) > _LONGEST_PYTHON:
        return []
    try:
        tree = ast.parse(text, mode="eval").body
        nodes = tree.elts if isinstance(tree, ast.List) else []
        return [_of_node(node) for node in nodes]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return []


def _of_node(node: ast.expr) -> Call:
    """Raises ValueError for what is no call with literals by name."""
    if not isinstance(node, ast.Call) or node.args:
        raise ValueError("no call with arguments by name")
    arguments = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in node.keywords if keyword.arg}
    return Call(ast.unparse(node.func), arguments)


def _unmarked(text: str) -> str:
    """The text without the tokens that mark it as calls, and those that end a turn."""
    text = text.strip()
    for mark in _OPENING:
        text = text.removeprefix(mark).lstrip()
    for mark in _CLOSING:
        text = text.removesuffix(mark).rstrip()
    return text


def _unfenced(text: str) -> str:
    """What stands in the fence, if the text is nothing but one fenced block of JSON or of calls."""
    if not (text.startswith("```") and text.endswith("```")):
        return text
    blocks = list(fenced_blocks(text))
    alone = len(blocks) == 1 and blocks[0].closed and blocks[0].tag in _FENCED
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
