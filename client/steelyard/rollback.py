"""Failed tool calls taken back: the turns that correct them stand in their place (CLEANER's SAAR)."""

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.understanding import text_of_content

Message = Mapping[str, Any]

ERRORS = (
    *("ImportError", "ModuleNotFoundError", "SyntaxError", "IndexError", "IndentationError", "NameError"),
    *("TypeError", "worker_timeout", "NotImplementedError", "ValueError", "ZeroDivisionError"),
)
"""What a result names that is taken back, in the order in which it is looked for (the authors' code)."""
_CALL = "<tool_call>"
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Rollback:
    """One turn that was taken back. ``place`` and ``by``: where it and its correction stood in the messages.

    ``similarity`` is that of the two calls, in [0, 1]. ``kept_reasoning``: they were alike enough for the
    reasoning before the failed call to stay and the call alone to be replaced.
    """

    place: int
    by: int
    error: str
    similarity: float
    kept_reasoning: bool


def error_of(result: str) -> str | None:
    """The kind of error that a tool's result names, one of ``ERRORS``; None without any."""
    return next((error for error in ERRORS if error in result), None)


def call_similarity(failed: str, corrected: str) -> float:
    """How alike two calls are, in [0, 1]: difflib's ratio over characters, of at most 20,000 of each."""
    return difflib.SequenceMatcher(None, failed[:_MOST_CHARACTERS], corrected[:_MOST_CHARACTERS]).ratio()


def roll_back(
    messages: Sequence[Message],
    *,
    error: Callable[[str], str | None] = error_of,
    threshold: float = 0.5,
    attempts: int = 3,
) -> tuple[list[Message], list[Rollback]]:
    """The messages without failed calls that the model then corrected, and what was taken back.

    A call has failed where ``error`` names an error in one of its results, which are the messages of role ``tool``
    behind it or its own ``tool_results``. Where one of the next ``attempts`` calls succeeds, with no other message
    between, it takes the place of the failed ones, and its results that of theirs: the whole turn where the calls
    are less alike than ``threshold``, else the call alone, behind the reasoning that was there. A failure that is
    not corrected stays. A call is a message's ``tool_calls``, or what follows ``<tool_call>`` in its content.
    """
    kept: list[Message] = []
    taken_back: list[Rollback] = []
    place = 0
    while place < len(messages):
        failed, done = _failures(messages, place, error, attempts)
        if failed and done is not None:
            turn = messages[failed[0][0]]
            after = [*(begin for begin, _ in failed[1:]), done]
            for (begin, named), by in zip(failed, after, strict=True):
                similarity = call_similarity(_split(turn)[1], _split(messages[by])[1])
                kept_reasoning = similarity >= threshold
                turn = _with_call(turn, messages[by]) if kept_reasoning else messages[by]
                taken_back.append(Rollback(begin, by, named, similarity, kept_reasoning))
            kept.append(turn)
            place = done + 1
        else:
            kept.append(messages[place])
            place += 1
    return kept, taken_back


def _failures(
    messages: Sequence[Message], place: int, error: Callable[[str], str | None], attempts: int
) -> tuple[list[tuple[int, str]], int | None]:
    """The failed calls from a place on, each with its error, and where the call that corrects them stands."""
    failed: list[tuple[int, str]] = []
    while place < len(messages) and _calls(messages[place]):
        end = place + 1
        while end < len(messages) and messages[end].get("role") == "tool":
            end += 1
        results = [*map(_result, messages[place].get("tool_results") or ())]
        results += [text_of_content(messages[number].get("content")) for number in range(place + 1, end)]
        if not results:
            return failed, None
        named = next(filter(None, map(error, results)), None)
        if named is None:
            return failed, place
        failed.append((place, named))
        if len(failed) > attempts:
            return failed, None
        place = end
    return failed, None


def _calls(message: Message) -> bool:
    return message.get("role") == "assistant" and bool(_split(message)[1])


def _split(message: Message) -> tuple[str, str]:
    """What a message says before its calls, and the calls."""
    content = text_of_content(message.get("content"))
    if message.get("tool_calls"):
        return content, "".join(map(_written, message["tool_calls"]))
    reasoning, mark, rest = content.partition(_CALL)
    return reasoning, mark + rest


def _written(call: Any) -> str:
    """A call as models write it; its arguments as they are sent, or as JSON."""
    function = call.get("function", call) if isinstance(call, Mapping) else {"name": "", "arguments": call}
    arguments = function.get("arguments", {})
    shown = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return f'{_CALL}{{"name": {json.dumps(function.get("name"))}, "arguments": {shown}}}</tool_call>'


def _with_call(turn: Message, corrected: Message) -> Message:
    """The corrected turn behind the reasoning of the failed one."""
    reasoning, call = _split(turn)[0], _split(corrected)[1]
    return {**corrected, "content": reasoning if corrected.get("tool_calls") else reasoning + call}


def _result(result: Any) -> str:
    return result if isinstance(result, str) else json.dumps(result)
