"""Whatever form a judge's answer has, it is read or it is a failure of the judge: nothing else is raised."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.judges.endpoints import _read, _reply, _reply_or_calls
from verifiers.judge.asking import Call, JudgeFailed, Reply

KEYS = ("choices", "message", "content", "logprobs", "top_logprobs", "token", "logprob")
CALL_KEYS = ("tool_calls", "function", "name", "arguments", "id")
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just(10**400)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*KEYS, *CALL_KEYS]),
            inner,
        ),
    ),
    max_leaves=20,
)


def answer(content: Any, *logprobs: Any) -> dict[str, Any]:
    tokens = [{"top_logprobs": [{"token": "yes", "logprob": one} for one in logprobs]}]
    return {"choices": [{"message": {"content": content}, "logprobs": {"content": tokens}}]}


@given(st.one_of(JSON, st.builds(answer, JSON, JSON)))
def test_an_answer_of_any_form_is_read_or_fails_the_judge(document: Any) -> None:
    try:
        reply: Reply = _read(_reply, document)
    except JudgeFailed:
        return
    assert isinstance(reply.text, str)
    assert all(0 <= chance <= 1 for chance in reply.alternatives.values())


def calling(*calls: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": None, "tool_calls": list(calls)}}]}


@given(st.builds(calling, JSON, st.builds(lambda inner: {"function": inner, "id": "a"}, JSON)))
def test_calls_of_any_form_are_read_or_fail_the_judge(document: Any) -> None:
    try:
        reply: Reply = _read(_reply_or_calls, document)
    except JudgeFailed:
        return
    assert all(isinstance(one, str) for call in reply.calls for one in (call.id, call.name, call.arguments))


def test_calls_are_read_as_several_servers_write_them() -> None:
    written = {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"text": "1"}'}}
    without_id = {"function": {"name": "f", "arguments": {"text": "1"}}}
    found = _read(_reply_or_calls, calling(written, without_id))
    assert found.calls == (Call("a", "f", '{"text": "1"}'), Call("call_2", "f", '{"text": "1"}'))
    assert _read(_reply_or_calls, answer("yes")) == Reply("yes", {})
    assert len(_read(_reply_or_calls, calling(*[written] * 99)).calls) == 16


@pytest.mark.parametrize("logprob", [float("nan"), float("-inf"), -(10**400), -1e308])
def test_a_probability_that_is_none_is_0(logprob: float) -> None:
    assert _read(_reply, answer("yes", logprob)).alternatives == {"yes": pytest.approx(0.0)}


def test_a_probability_above_1_is_1() -> None:
    assert _read(
        _reply, json.loads('{"choices": [' + json.dumps(answer("yes", 3.5)["choices"][0]) + "]}")
    ) == Reply("yes", {"yes": 1.0})
