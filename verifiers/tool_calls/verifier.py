"""The verifier of kind ``tool_calls``."""

import json
import re
import unicodedata
from collections.abc import Sequence
from statistics import fmean
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.tool_calls.accepting import accepted_similarity
from verifiers.tool_calls.matching import Method, assign, similarity
from verifiers.tool_calls.notations import CALL, tagged_calls
from verifiers.tool_calls.reading import Call, Reading, read_calls
from verifiers.trajectory import LooksAt, Turn
from verifiers.verdict import Check, CheckError, PieceVerdict, Status, Verdict, from_checks
from verifiers.verifier import Verifier

_MATCHED = 64
_SHOWN = 500
_WORD = re.compile(r"\w+")
Text = Annotated[str, StringConstraints(min_length=1)]


class ExpectedCall(BaseModel):
    """A call that a right completion makes: with exactly these ``arguments``, or with ``accepted`` ones.

    ``accepted`` lists for each argument the values that will do; an empty text among them means that it may be
    left out (rules of the Berkeley Function-Calling Leaderboard).
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: Text
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    accepted: dict[str, list[JsonValue]] | None = None

    def likeness(self, call: Call) -> float:
        """How alike a call is to this one, in [0, 1]."""
        if self.accepted is not None:
            return accepted_similarity(call, self.name, self.accepted)
        return similarity(call, Call(self.name, self.arguments))


class ToolCallsVerifier(Verifier):
    """Does a completion call the right tools with the right arguments?

    One check per turn that has calls, ``turn_1`` and so on: its credit is MatchTIR's turn reward, the mean
    likeness of its calls to the expected ones that they are matched with. Then ``complete``: how far the expected
    calls were made at all. With ``answer`` also ``answer``: the F1 of its words with those of what the completion
    says at the end. Correct is what makes exactly the expected calls, in whatever order, and gives the answer.
    """

    version: ClassVar[str] = "1.4.0"

    kind: Literal["tool_calls"]
    ground_truth: Annotated[tuple[ExpectedCall, ...], Field(strict=False, max_length=_MATCHED)]
    answer: Text | None = None
    method: Method = "optimal"
    looks_at_unless_said: ClassVar[LooksAt] = "whole"

    def text_of(self, turns: Sequence[Turn]) -> str:
        """The assistant's turns with their calls in the form that ``verify`` reads, one turn each."""
        own = [turn for turn in turns if turn.is_assistants]
        return "<tool_response></tool_response>".join(map(_written, own))

    def pieces(self, verdict: Verdict, turns: Sequence[Turn]) -> tuple[PieceVerdict, ...]:
        """The turns that call tools by their likeness, and the last one by its answer."""
        calling = [place for place, turn in enumerate(turns) if turn.is_assistants and _calls(turn)]
        made = [check for check in verdict.checks if check.name.startswith("turn_")]
        found = dict(zip(calling, made, strict=False))
        last = max((place for place, turn in enumerate(turns) if turn.is_assistants), default=0)
        for check in verdict.checks:
            if check.name == "answer":
                found.setdefault(last, check)
        return tuple(_piece(place, check) for place, check in sorted(found.items()))

    def tells(self, what: Literal["turns", "steps"]) -> bool:
        """Of the whole it tells the turns too."""
        return super().tells(what) or (what == "turns" and self.looking_at == "whole")

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Match the calls of one completion with the expected ones."""
        reading = read_calls(completion)
        shown = reading.answer[:_SHOWN] or None
        if self.ground_truth and not reading.turns and not (self.answer and reading.answer):
            check = Check("complete", False, 0.0, error="missing", evidence="no tool call")
            return Verdict("no_answer", 0.0, shown, checks=(check,))
        checks = _call_checks(reading, self.ground_truth, self.method)
        if self.answer is not None:
            checks.append(_answer_check(reading.answer, self.answer))
        return from_checks(checks, shown)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for an answer without a word, and for a call that says its arguments twice."""
        for number, call in enumerate(self.ground_truth):
            if call.accepted is not None and call.arguments:
                raise UnusableSpec(f"ground_truth.{number}.accepted", "stands beside arguments: one of them")
        if self.answer is not None and not _words(self.answer):
            raise UnusableSpec("answer", "has no words to compare")


def _call_checks(reading: Reading, truths: Sequence[ExpectedCall], method: Method) -> list[Check]:
    calls = [call for turn in reading.turns for call in turn]
    scores = [[truth.likeness(call) for truth in truths] for call in calls[:_MATCHED]]
    columns = [*assign(scores, method), *[None] * (len(calls) - len(scores))]
    credit = iter([0.0 if c is None else scores[row][c] for row, c in enumerate(columns)])
    turns = [[next(credit) for _ in turn] for turn in reading.turns]
    checks = [
        _turn_check(number, calls_, likeness)
        for number, (calls_, likeness) in enumerate(zip(reading.turns, turns, strict=True), 1)
    ]
    made = sum(map(sum, turns))
    share = made / len(truths) if truths else 1.0
    exact = sum(one == 1 for turn in turns for one in turn)
    complete = exact == len(truths)
    evidence = f"{exact} of {len(truths)} expected calls made exactly"
    return [*checks, Check("complete", complete, share, error=None if complete else "missing", evidence=evidence)]


def _turn_check(number: int, calls: Sequence[Call], likeness: Sequence[float]) -> Check:
    passed = all(one == 1 for one in likeness)
    unreadable = any(call.arguments is None for call in calls)
    error: CheckError | None = None if passed else "unparsable" if unreadable else "wrong_answer"
    shown = ", ".join(f"{call.name[:40] or '?'} {one:.2f}" for call, one in zip(calls[:8], likeness, strict=False))
    return Check(f"turn_{number}", passed, fmean(likeness), error=error, evidence=shown)


def _answer_check(answer: str, truth: str) -> Check:
    credit = f1(_words(answer), _words(truth))
    error: CheckError | None = None if credit == 1 else "wrong_answer" if answer else "missing"
    return Check("answer", credit == 1, credit, error=error, evidence=f"F1 {credit:.4f}")


def _calls(turn: Turn) -> bool:
    return bool(turn.tool_calls) or CALL in tagged_calls(turn.said)


def _written(turn: Turn) -> str:
    said = turn.said.replace("<tool_response>", "").replace("</tool_response>", "")
    return said + "".join(f"<tool_call>{json.dumps(call)}</tool_call>" for call in turn.tool_calls or ())


def _piece(place: int, check: Check) -> PieceVerdict:
    status: Status = "correct" if check.passed else "partial" if check.score else "incorrect"
    return PieceVerdict(place, status, check.score, checks=(check,))


def f1(given: set[str], wanted: set[str]) -> float:
    """The F1 of two sets of words."""
    return 2 * len(given & wanted) / (len(given) + len(wanted)) if given and wanted else 0.0


def _words(text: str) -> set[str]:
    return set(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
