"""Verifiers that a judge may call as tools before it answers (Themis).

A tool judges the text that the judge gives it. What the judge learns is a status, a score and the kinds of error,
never evidence: that would hold the ground truth.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from verifiers.judge.asking import Call, Conversing, JudgeFailed, Message, Reply, Tool
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

ToolName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Checking = Callable[[Verifier, str], Verdict]
"""Judges a text as any completion is judged, where it can do no harm."""

MOST_TOOLS = 8
MOST_ROUNDS = 4
"""Replies with calls to one question; then the judge has to answer without."""
MOST_CALLS = 16
"""Calls to one question; those beyond are told so."""
MOST_CHARACTERS = 60_000
"""Of one text."""
MOST_IN_ALL = 200_000
"""Characters that the judge may add to one question by its calls."""
_MOST_SAID = 4_000
_TOOLS = """Before you answer you may call tools, in at most {rounds} replies. Each judges the text that you give
it by a ground truth of its own, and says nothing of any other text. Then answer in the form that is asked for."""


class Tooled:
    """Judges that may call verifiers before they answer a question. Safe to use from several threads."""

    def __init__(self, judges: Conversing, tools: Mapping[str, Verifier], check: Checking) -> None:
        self._judges = judges
        self._tools = tools
        self._offered = [Tool(name, _description(tool)) for name, tool in tools.items()]
        self._check = check
        self._found: list[str] = []

    def chat(self, name: str, messages: Sequence[Message], *, one_token: bool = False) -> Reply:
        """Ask, and answer calls until the judge calls no more or must not. Raises JudgeFailed."""
        talk = _introduced(messages)
        bounds = _Bounds()
        for _ in range(MOST_ROUNDS):
            reply = self._judges.chat(name, talk, tools=self._offered)
            if not reply.calls:
                if not one_token:
                    return reply
                break
            talk += self._answered(reply, bounds)
        return self._judges.chat(name, talk, one_token=one_token, tools=self._offered, may_call=False)

    def score(self, name: str, question: str, answer: str) -> float:
        """Reward models call nothing. Raises JudgeFailed."""
        return self._judges.score(name, question, answer)

    def witnessed(self, verdict: Verdict) -> Verdict:
        """The verdict on the only completion asked about, whose first check tells what the tools said."""
        if not self._found or not verdict.checks:
            return verdict
        first, *others = verdict.checks
        said = f"{first.evidence or ''}; tools: {', '.join(self._found[:MOST_CALLS])}".removeprefix("; ")
        return replace(verdict, checks=(replace(first, evidence=said), *others))

    def _answered(self, reply: Reply, bounds: "_Bounds") -> list[Message]:
        """The reply as a turn of the conversation, and a turn for each of its calls."""
        calls: list[Call] = []
        results: list[Message] = []
        for call in reply.calls:
            arguments: dict[str, str] = {}
            try:
                text = self._admitted(call, bounds)
                arguments, result = {"text": text}, self._result(call.name, text)
            except _Refused as refused:
                # Not as it was written: servers read the calls of earlier turns, and fail at what is no JSON.
                result = {"error": str(refused)}
            calls.append(replace(call, arguments=json.dumps(arguments)))
            results.append(Message("tool", json.dumps(result), call_id=call.id))
        return [Message("assistant", reply.text[-_MOST_SAID:], calls=tuple(calls)), *results]

    def _admitted(self, call: Call, bounds: "_Bounds") -> str:
        """The text that a call has judged. Raises _Refused."""
        if call.name not in self._tools:
            raise _Refused(f"there is no such tool; there are: {', '.join(self._tools)}")
        text = _text(call.arguments)
        if text is None:
            raise _Refused(f"the arguments are no object with a text of at most {MOST_CHARACTERS} characters")
        if not bounds.allow(text):
            raise _Refused("too many calls; answer without")
        return text

    def _result(self, name: str, text: str) -> dict[str, Any]:
        verdict = self._check(self._tools[name], text)
        if verdict.unscored:
            raise JudgeFailed(f"its tool {name} could not be run")
        self._found.append(f"{name} {verdict.status}")
        errors = sorted({check.error for check in verdict.checks if check.error})
        return {"status": verdict.status, "score": verdict.score, "errors": errors}


class _Refused(Exception):
    """A call that is answered by what is wrong with it."""


class _Bounds:
    """What one question may still cost."""

    def __init__(self) -> None:
        self._calls = MOST_CALLS
        self._characters = MOST_IN_ALL

    def allow(self, text: str) -> bool:
        """Whether one more text may be judged."""
        self._calls -= 1
        self._characters -= len(text)
        return self._calls >= 0 and self._characters >= 0


def _introduced(messages: Sequence[Message]) -> list[Message]:
    first, *others = messages
    told = f"{first.content}\n\n{_TOOLS.format(rounds=MOST_ROUNDS)}"
    return [replace(first, content=told), *others]


def _description(tool: Verifier) -> str:
    """What every verifier of the kind says of itself: nothing of this one's fields."""
    what = (type(tool).__doc__ or "").partition("\n")[0]
    return f"Judges a text by the verifier `{tool.kind}`. {what}".strip()


def _text(arguments: str) -> str | None:
    """The text that a tool is called with, or None."""
    if len(arguments) > 7 * MOST_CHARACTERS:
        return None
    try:
        found = json.loads(arguments)
    except (ValueError, RecursionError):
        return None
    text = found.get("text") if isinstance(found, dict) else None
    return text if isinstance(text, str) and len(text) <= MOST_CHARACTERS else None
