"""Completions of several turns, or in steps: which texts of them a verifier judges, and what that makes together.

A verifier looks at the last turn, at each turn, at the whole, or at each step. Turns that count are those of the
assistant; where some are marked as an ``attempt``, those alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from verifiers.reading.reasoning import turns as template_turns
from verifiers.verdict import Check, PieceVerdict, Verdict, infrastructure_error

LooksAt = Literal["last_turn", "each_turn", "whole", "each_step"]

MOST_PIECES = 256
_ASSISTANTS = frozenset({"assistant", "model", "gpt"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. ``attempt``: it hands in an attempt, which is its content or, where a text is given, that."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    role: Annotated[str, Field(min_length=1, max_length=64)]
    content: str | None = None
    tool_calls: list[Any] | None = None
    tool_results: list[Any] | None = None
    attempt: bool | str | None = None

    @property
    def is_assistants(self) -> bool:
        """The model itself speaks."""
        return self.role in _ASSISTANTS

    @property
    def text(self) -> str:
        """What is judged of it."""
        return self.attempt if isinstance(self.attempt, str) else self.content or ""

    @property
    def said(self) -> str:
        """Its content without reasoning and without marks of chat templates."""
        return "\n".join(part.said for part in template_turns(self.content or "")).strip()


def judged_places(turns: Sequence[Turn]) -> list[int]:
    """Where the turns stand that count."""
    own = [place for place, turn in enumerate(turns) if turn.is_assistants]
    attempts = [place for place in own if turns[place].attempt not in (None, False)]
    return attempts or own


def joined(turns: Sequence[Turn]) -> str:
    """All that the assistant says."""
    return "\n\n".join(turn.text for turn in turns if turn.is_assistants)


def transcript(turns: Sequence[Turn]) -> str:
    """The whole conversation for a reader: who says what, which tools are called and what they give back."""
    return "\n\n".join(f"{turn.role.capitalize()}:\n{_shown(turn)}" for turn in turns)


def _shown(turn: Turn) -> str:
    shown = [turn.said if turn.is_assistants else turn.content or ""]
    if isinstance(turn.attempt, str):
        shown.append(turn.attempt)
    shown += [f"[calls {json.dumps(call, ensure_ascii=False)}]" for call in turn.tool_calls or ()]
    shown += [f"[gets {one if isinstance(one, str) else json.dumps(one)}]" for one in turn.tool_results or ()]
    return "\n".join(filter(None, shown))


def of_turns(places: Sequence[int], verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a trajectory each of whose turns was judged: that on the last one, with all of them in it."""
    if not verdicts:
        return infrastructure_error("no turn was judged")
    flags = dict.fromkeys(flag for verdict in verdicts for flag in verdict.flags)
    pieces = tuple(piece_of(place, one) for place, one in zip(places, verdicts, strict=True))
    return replace(verdicts[-1], flags=tuple(flags), turns=pieces)


def of_steps(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a completion each of whose steps was judged: correct if all are, its score their mean."""
    flags = tuple(dict.fromkeys(flag for verdict in verdicts for flag in verdict.flags))
    pieces = tuple(replace(piece_of(place, one), checks=()) for place, one in enumerate(verdicts))
    scores = [one.score for one in verdicts if one.score is not None]
    if not verdicts or len(scores) < len(verdicts):
        failed = infrastructure_error("a step could not be judged")
        return replace(failed, flags=flags, steps=pieces)
    right = sum(one.status == "correct" for one in verdicts)
    check = Check(
        "steps",
        right == len(verdicts),
        sum(scores) / len(scores),
        error=None if right == len(verdicts) else "wrong_answer",
        evidence=f"{right} of {len(verdicts)} steps pass",
        seconds=sum(check.seconds for one in verdicts for check in one.checks),
    )
    status: Literal["correct", "partial", "incorrect"] = (
        "correct" if check.passed else "partial" if check.score else "incorrect"
    )
    last = verdicts[-1]
    return Verdict(status, check.score, last.answer, flags, (check,), last.features, steps=pieces)


def piece_of(place: int, verdict: Verdict) -> PieceVerdict:
    """What is kept of the verdict on one turn or step."""
    return PieceVerdict(place, verdict.status, verdict.score, verdict.answer, verdict.checks)
