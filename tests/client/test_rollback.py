"""Failed calls that a model corrects are taken back as CLEANER does."""

import json
from typing import Any

import pytest
from steelyard.rollback import ERRORS, Rollback, call_similarity, error_of, roll_back


def call(reasoning: str, code: str) -> dict[str, Any]:
    written = json.dumps({"name": "python", "arguments": {"code": code}})
    return {"role": "assistant", "content": f"{reasoning}<tool_call>{written}</tool_call>"}


def told(text: str) -> dict[str, Any]:
    return {"role": "tool", "content": text}


QUESTION = {"role": "user", "content": "Sum the squares to 10."}
ANSWER = {"role": "assistant", "content": "It is 385."}
FAILED = call("I square and add. ", "print(sum(i**2 for i in rang(11)))")
NAMED = told("NameError: name 'rang' is not defined")
REPAIRED = call("A typo. ", "print(sum(i**2 for i in range(11)))")
REWRITTEN = call(
    "There is a formula. ", "n=10;x=n*(n+1)*(2*n+1)//6\nimport sys\nsys.stdout.write(str(x))" + "#" * 80
)


def test_a_repair_keeps_the_reasoning_and_replaces_the_call() -> None:
    kept, taken_back = roll_back([QUESTION, FAILED, NAMED, REPAIRED, told("385"), ANSWER])
    assert kept == [
        QUESTION,
        call("I square and add. ", "print(sum(i**2 for i in range(11)))"),
        told("385"),
        ANSWER,
    ]
    (one,) = taken_back
    assert (one.place, one.by, one.error, one.kept_reasoning) == (1, 3, "NameError", True)
    assert one.similarity > 0.95


def test_another_way_replaces_the_whole_turn() -> None:
    kept, taken_back = roll_back([QUESTION, FAILED, NAMED, REWRITTEN, told("385"), ANSWER])
    assert kept == [QUESTION, REWRITTEN, told("385"), ANSWER]
    assert [one.kept_reasoning for one in taken_back] == [False]


def test_several_failures_are_taken_back_one_after_the_other() -> None:
    messages = [QUESTION, FAILED, NAMED, REWRITTEN, told("SyntaxError"), REPAIRED, told("385")]
    kept, taken_back = roll_back(messages)
    assert kept == [QUESTION, REPAIRED, told("385")]
    assert [(one.place, one.by, one.error) for one in taken_back] == [(1, 3, "NameError"), (3, 5, "SyntaxError")]


@pytest.mark.parametrize(
    "messages",
    [
        [QUESTION, FAILED, NAMED, ANSWER],
        [QUESTION, FAILED, NAMED, QUESTION, REPAIRED, told("385")],
        [QUESTION, FAILED, NAMED, REPAIRED],
        [QUESTION, *[FAILED, NAMED] * 4, REPAIRED, told("385")][:-2],
        [QUESTION, REPAIRED, told("385"), ANSWER],
        [],
    ],
)
def test_what_is_not_corrected_stays(messages: list[Any]) -> None:
    assert roll_back(messages) == (messages, [])


def test_no_more_attempts_are_taken_back_than_asked_for() -> None:
    messages = [FAILED, NAMED, FAILED, NAMED, REPAIRED, told("385")]
    kept, taken_back = roll_back(messages, attempts=1)
    assert [one.place for one in taken_back] == [2]  # the last failure is one that the next call corrects
    assert kept[:2] == messages[:2]


def test_calls_beside_the_content_are_read_too() -> None:
    def sent(code: str) -> dict[str, Any]:
        function = {"name": "python", "arguments": json.dumps({"code": code})}
        return {"role": "assistant", "content": code[:1], "tool_calls": [{"id": "a", "function": function}]}

    parts = told("")
    parts["content"] = [{"type": "text", "text": "ValueError: no"}]
    kept, (one,) = roll_back([sent("a = 1"), parts, sent("b = 1"), told("1")])
    assert kept == [{**sent("b = 1"), "content": "a"}, told("1")]
    assert isinstance(one, Rollback)
    assert one.error == "ValueError"


def test_results_that_stand_in_the_turn_itself_are_read() -> None:
    kept, (one,) = roll_back(
        [{**FAILED, "tool_results": [{"error": "NameError"}]}, {**REPAIRED, "tool_results": ["385"]}]
    )
    assert (one.error, one.kept_reasoning) == ("NameError", True)
    assert kept == [
        {
            **REPAIRED,
            "content": call("I square and add. ", "print(sum(i**2 for i in range(11)))")["content"],
            "tool_results": ["385"],
        }
    ]


def test_similarity_is_the_ratio_of_difflib() -> None:
    assert call_similarity("abcd", "bcde") == 0.75
    assert (call_similarity("", ""), call_similarity("a", "b")) == (1.0, 0.0)


def test_errors_are_named_by_the_first_kind_that_stands_there() -> None:
    assert [error_of(f"Traceback\n{error}: no") for error in ERRORS] == list(ERRORS)
    assert error_of("385") is None
