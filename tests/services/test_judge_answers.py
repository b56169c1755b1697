"""Whatever form a judge's answer has, it is read or it is a failure of the judge: nothing else is raised."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.judges.endpoints import _read, _reply
from verifiers.judge.asking import JudgeFailed, Reply

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just(10**400)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["choices", "message", "content", "logprobs", "top_logprobs", "token", "logprob"]),
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


@pytest.mark.parametrize("logprob", [float("nan"), float("-inf"), -(10**400), -1e308])
def test_a_probability_that_is_none_is_0(logprob: float) -> None:
    assert _read(_reply, answer("yes", logprob)).alternatives == {"yes": pytest.approx(0.0)}


def test_a_probability_above_1_is_1() -> None:
    assert _read(
        _reply, json.loads('{"choices": [' + json.dumps(answer("yes", 3.5)["choices"][0]) + "]}")
    ) == Reply("yes", {"yes": 1.0})
