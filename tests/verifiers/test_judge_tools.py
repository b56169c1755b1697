"""Verifiers as tools of a judge: what it is told of them, what bounds its calls, what they leave behind."""

import json
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from verifiers.judge.asking import Call, Message, Reply, Tool
from verifiers.judge.modes import Case
from verifiers.judge.tools import Checking
from verifiers.judge.verifier import JudgeVerifier
from verifiers.registry import Registry
from verifiers.verdict import Verdict, infrastructure_error
from verifiers.verifier import Verifier

SECRET = "48571"
CASE = Case(judge="j", question="Why?", answer="4", text="4")


class Calling:
    """A judge that makes the calls it is given, reply by reply, and then says yes."""

    def __init__(self, *replies: Sequence[Call]) -> None:
        self.replies = list(replies)
        self.told: list[Sequence[Message]] = []
        self.tools: list[Tool] = []

    def chat(
        self,
        name: str,
        messages: Sequence[Message],
        *,
        one_token: bool = False,
        tools: Sequence[Tool] = (),
        may_call: bool = True,
    ) -> Reply:
        self.told.append(list(messages))
        self.tools += tools
        calls = self.replies.pop(0) if self.replies and may_call else ()
        return Reply("" if calls else "Decision: Yes", calls=tuple(calls))

    def score(self, name: str, question: str, answer: str) -> float:
        raise NotImplementedError


def judge(**tools: Any) -> JudgeVerifier:
    how = {"mode": "principle", "principle": "is right"}
    found = Registry().parse(json.dumps({"kind": "judge", "judge": "j", "how": how, "tools": tools}).encode())
    assert isinstance(found, JudgeVerifier)
    return found


def call(text: object) -> Call:
    return Call("a", "check", json.dumps({"text": text}))


def run(tool: Verifier, text: str) -> Verdict:
    return tool.verify(text, NOWHERE)


def asked(model: Calling, check: Checking = run) -> Verdict:
    verifier = judge(check={"kind": "math", "ground_truth": SECRET})
    return verifier.ask(CASE, verifier.equipped(model, check))


def results(model: Calling) -> list[dict[str, Any]]:
    return [json.loads(one.content) for one in model.told[-1] if one.role == "tool"]


def test_results_say_how_it_went_and_nothing_of_the_ground_truth() -> None:
    model = Calling([call("\\boxed{7}")], [call("")])
    verdict = asked(model)
    assert [(one["status"], one["score"]) for one in results(model)] == [("incorrect", 0.0), ("no_answer", 0.0)]
    assert verdict.checks[0].evidence == "the judge gives 1; tools: check incorrect, check no_answer"
    assert SECRET not in repr((model.told, model.tools, verdict))


@pytest.mark.parametrize(
    "arguments", ["", "{", "[]", "3", '{"text": 3}', '{"other": "a"}', "[" * 100_000, "9" * 5_000, "9" * 500_000]
)
def test_arguments_that_cannot_be_read_are_answered_with_an_error(arguments: str) -> None:
    model = Calling([Call("a", "check", arguments)])
    assert asked(model).status == "correct"
    assert [list(one) for one in results(model)] == [["error"]]
    assert [one.calls[0].arguments for one in model.told[-1] if one.role == "assistant"] == ["{}"]


def test_texts_are_bounded_one_by_one_and_together() -> None:
    long = "x" * 60_000
    model = Calling([call(long + "x"), *[call(long)] * 4])
    asked(model, lambda _tool, _text: Verdict("incorrect", 0.0))
    assert ["error" in one for one in results(model)] == [True, False, False, False, True]
    assert sum(len(one.arguments) for turn in model.told[-1] for one in turn.calls) < 200_000


def test_a_tool_that_we_fail_to_run_is_no_verdict() -> None:
    verdict = asked(Calling([call("1")]), lambda _tool, _text: infrastructure_error(SECRET))
    assert (verdict.status, verdict.score) == ("infrastructure_error", None)
    assert SECRET not in repr(verdict)


def test_a_job_that_is_over_ends_the_conversation() -> None:
    def check(_tool: Verifier, _text: str) -> Verdict:
        raise CancelledError

    with pytest.raises(CancelledError):
        asked(Calling([call("1")]), check)


def test_verdicts_hang_on_the_versions_of_the_tools() -> None:
    tool = {"kind": "math", "ground_truth": "1"}
    assert judge().versions == (JudgeVerifier.version,)
    kind, version = judge(check=tool).versions[1].split()
    assert (kind, version) == ("math", Registry().kinds["math"].version)
