"""Tool calls: how they are read, matched and paid turn by turn."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.tool_calls.matching import assign, similarity
from verifiers.tool_calls.reading import Call, read_calls
from verifiers.tool_calls.verifier import ExpectedCall, ToolCallsVerifier
from verifiers.verdict import Verdict

SEARCH = {"name": "search", "arguments": {"q": "a", "k": 3}}
OPEN = {"name": "open", "arguments": {"url": "u"}}


def said(*turns: list[Any], end: str = "") -> str:
    """A completion with these calls, a response after every turn."""
    written = ["".join(f"<tool_call>\n{json.dumps(call)}\n</tool_call>" for call in turn) for turn in turns]
    return "\n<tool_response>ok</tool_response>\n".join([*written, end])


def judge(completion: str, *truths: dict[str, Any], **more: Any) -> Verdict:
    expected = tuple(ExpectedCall(**truth) for truth in truths)
    return ToolCallsVerifier(kind="tool_calls", ground_truth=expected, **more).verify(completion, NOWHERE)


def credits_of(verdict: Verdict) -> dict[str, float | None]:
    return {check.name: check.score for check in verdict.checks}


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_several_calls_may_stand_between_two_tags(separator: str) -> None:
    lines = separator.join(json.dumps(call) for call in (OPEN, SEARCH))
    assert judge(f"<tool_call>\n{lines}\n</tool_call>", SEARCH, OPEN).status == "correct"
    assert judge(f"<tool_call>{json.dumps([SEARCH, OPEN])}</tool_call>", SEARCH, OPEN).status == "correct"
    assert judge(f"<tool_call>\n{lines}{separator}no call\n</tool_call>", SEARCH, OPEN).status != "correct"
    assert judge("<tool_call>[]</tool_call>", SEARCH).status == "incorrect"


XML = "<function=search>\n<parameter=q>\na\n</parameter>\n<parameter=k>\n3\n</parameter>\n</function>"
INVOKED = '<invoke name="search"><parameter name="q">a</parameter><parameter name="k">3</parameter></invoke>'
ARGUMENTS = '{"q": "a", "k": 3}'


@pytest.mark.parametrize(
    "completion",
    [
        f"<tool_call>\n{XML}\n</tool_call>",
        f"I will search.\n{XML}",
        f"<function=search>{ARGUMENTS}</function>",
        '<|python_start|>[search(q="a", k=3)]<|python_end|>',
        f"[TOOL_CALLS]search[ARGS]{ARGUMENTS}</s>",
        f"One moment.[TOOL_CALLS] [{json.dumps(SEARCH)}]</s>",
        f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>search<｜tool▁sep｜>{ARGUMENTS}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        f"<｜tool▁call▁begin｜>function<｜tool▁sep｜>search\n```json\n{ARGUMENTS}\n```<｜tool▁call▁end｜>",
        "<tool_call>search\n<arg_key>q</arg_key>\n<arg_value>a</arg_value>\n"
        "<arg_key>k</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
        f"<|tool_call_begin|>functions.search:0<|tool_call_argument_begin|>{ARGUMENTS}<|tool_call_end|>",
        f"<function_calls>\n{INVOKED}\n</function_calls>",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>commentary to=functions.search "
        f"<|constrain|>json<|message|>{ARGUMENTS}<|call|>",
        f"I call the tool:\n```json\n{json.dumps(SEARCH)}\n```\nThat is all.",
        "Okay.\n```tool_code\nprint(search(q='a', k=3))\n```",
    ],
)
def test_the_notation_of_any_family_is_read(completion: str) -> None:
    assert judge(completion, SEARCH).status == "correct"
    assert judge(completion, {"name": "search", "arguments": {"q": "a", "k": 4}}).status != "correct"
    assert judge(completion, {"name": "search", "accepted": {"q": ["A"], "k": [3]}}).status == "correct"


@pytest.mark.parametrize(
    "completion",
    [
        'A person:\n```json\n{"name": "search", "age": 3}\n```',
        f"<think>{XML}</think>No need to.",
        "```python\nprint(search('a'))\n```\nprints it.",
    ],
)
def test_what_only_looks_like_a_call_is_none(completion: str) -> None:
    assert not read_calls(completion).turns


def test_an_argument_without_a_type_is_the_text_and_the_value() -> None:
    written = "<function=open><parameter=url>true</parameter></function>"
    for value in ("true", True):
        assert judge(written, {"name": "open", "arguments": {"url": value}}).status == "correct"
    assert judge(written, {"name": "open", "arguments": {"url": 1}}).status != "correct"


def test_arguments_that_are_no_json_match_nothing() -> None:
    call = {"function": {"name": "open", "arguments": "{not json"}}
    assert judge(json.dumps([call]), OPEN).score == 0


def test_exactly_the_expected_calls_are_correct_in_any_order() -> None:
    verdict = judge(said([OPEN], [SEARCH]), SEARCH, OPEN)
    assert verdict.status == "correct"
    assert credits_of(verdict) == {"turn_1": 1.0, "turn_2": 1.0, "complete": 1.0}


def test_a_wrong_value_costs_its_share() -> None:
    verdict = judge(said([SEARCH, {"name": "open", "arguments": {"url": "v"}}]), SEARCH, OPEN)
    assert verdict.status == "partial"
    assert credits_of(verdict) == {"turn_1": pytest.approx(5 / 6), "complete": pytest.approx(5 / 6)}


def test_each_turn_is_paid_for_its_own_calls() -> None:
    weaker = {"name": "search", "arguments": {"q": "b"}}
    verdict = judge(said([weaker], [SEARCH, {"name": "fly", "arguments": {}}]), SEARCH, OPEN)
    assert credits_of(verdict) == {"turn_1": 0.0, "turn_2": 0.5, "complete": 0.5}


def test_a_call_too_many_is_not_correct() -> None:
    verdict = judge(said([SEARCH, SEARCH]), SEARCH)
    assert (verdict.status, credits_of(verdict)["turn_1"]) == ("partial", 0.5)


def test_no_call_is_right_where_none_is_expected() -> None:
    assert judge("There is nothing to do.").status == "correct"
    assert judge(said([SEARCH])).status == "partial"


def test_no_call_where_one_is_expected_is_no_answer() -> None:
    assert judge("I would search.", SEARCH).status == "no_answer"


@pytest.mark.parametrize("body", ['{"name": "search", "arguments": {"q": ', "search(q)", "[1]", '{"name": 3}', ""])
def test_a_call_that_cannot_be_read_is_worth_nothing_and_ends_nothing(body: str) -> None:
    verdict = judge(f"<tool_call>{body}</tool_call>" + said([SEARCH]), SEARCH)
    assert verdict.checks[0].error == "unparsable"
    assert credits_of(verdict) == {"turn_1": 0.5, "complete": 1.0}


@pytest.mark.parametrize(
    "completion",
    [
        json.dumps(SEARCH),
        json.dumps([SEARCH]),
        f"```json\n{json.dumps(SEARCH)}\n```",
        json.dumps({"tool_calls": [{"function": {"name": "search", "arguments": '{"q": "a", "k": 3}'}}]}),
        "<think>open? <tool_call>{}</tool_call></think>" + said([SEARCH]),
        f"<tool_call>{json.dumps(SEARCH)}",
        f"<|python_tag|>{json.dumps(SEARCH)}<|eom_id|>",
        f"[TOOL_CALLS] [{json.dumps(SEARCH)}]</s>",
        "search(q='a', k=3)",
        "```python\nsearch(q='a', k=3)\n```",
    ],
)
def test_calls_may_be_written_in_several_ways(completion: str) -> None:
    assert judge(completion, SEARCH).status == "correct"


def test_the_answer_at_the_end_is_compared_by_its_words() -> None:
    completion = said([SEARCH], end="It is <answer>the Blue house</answer>")
    verdict = judge(completion, SEARCH, answer="blue house")
    assert credits_of(verdict)["answer"] == pytest.approx(0.8)
    assert judge(said([SEARCH], end="Blue House!"), SEARCH, answer="blue house").status == "correct"
    assert judge(said([SEARCH]), SEARCH, answer="blue house").checks[-1].error == "missing"


@pytest.mark.parametrize(
    ("given_value", "wanted", "same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        ("1", 1, False),
        ([1, {"a": 2}], [1, {"a": 2}], True),
        ([True], [1], False),
    ],
)
def test_values_are_equal_as_json(given_value: Any, wanted: Any, same: bool) -> None:
    assert (similarity(Call("f", {"x": given_value}), Call("F", {"x": wanted})) == 1) is same


def test_the_optimal_assignment_beats_the_greedy_one() -> None:
    scores = [[0.9, 0.8], [0.8, 0.1]]
    assert assign(scores, "optimal") == [1, 0]
    assert assign(scores, "greedy") == [0, 1]


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.floats(0, 1), min_size=width, max_size=width), min_size=1, max_size=5)
    )
)
def test_no_assignment_is_worth_more_than_the_optimal_one(scores: list[list[float]]) -> None:
    def worth(method: Any) -> float:
        columns = assign(scores, method)
        used = [column for column in columns if column is not None]
        assert len(set(used)) == len(used)
        return sum(row[column] for row, column in zip(scores, columns, strict=True) if column is not None)

    def best(row: int, taken: frozenset[int]) -> float:
        if row == len(scores):
            return 0.0
        others = [s + best(row + 1, taken | {c}) for c, s in enumerate(scores[row]) if c not in taken]
        return max([best(row + 1, taken), *others])

    assert worth("optimal") == pytest.approx(best(0, frozenset()))
    assert worth("greedy") <= worth("optimal") + 1e-9


def test_a_flood_of_calls_is_read_in_good_time() -> None:
    assert len(read_calls("<tool_call>" * 50_000).turns[0]) == 1024
    assert judge("<tool_call>" * 50_000 + said([SEARCH]), SEARCH).status == "incorrect"


def test_nesting_without_end_is_an_unreadable_call() -> None:
    assert judge("<tool_call>" + "[" * 100_000, SEARCH).status == "incorrect"
