"""Whatever a verdict holds, it can be stored and sent: no completion makes its own null by a strange value."""

import math
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.jobs.verdict_bytes import MOST_SHOWN, pack_verdict, unpack_verdict
from verifiers.showing import shown, without_paths
from verifiers.verdict import Check, Verdict

STRANGE_TEXT = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("\0\ud800\udfff\x7f")),
    max_size=40,
)
STRANGE_NUMBER = st.one_of(
    st.floats(), st.integers(), st.sampled_from([10**400, -(10**5000), math.nan, math.inf, -math.inf, True])
)
CHECKS = st.builds(
    Check,
    name=STRANGE_TEXT,
    passed=st.booleans(),
    score=st.one_of(st.none(), STRANGE_NUMBER),
    weight=STRANGE_NUMBER,
    evidence=st.one_of(st.none(), STRANGE_TEXT, st.just("x" * 50_000)),
    seconds=STRANGE_NUMBER,
    memory_mb=st.one_of(st.none(), STRANGE_NUMBER),
)
VERDICTS = st.builds(
    Verdict,
    status=st.sampled_from(["correct", "partial", "incorrect"]),
    score=st.one_of(st.floats(0, 1), STRANGE_NUMBER),
    answer=st.one_of(st.none(), STRANGE_TEXT, st.just("\ud800" * 20_000)),
    flags=st.lists(STRANGE_TEXT, max_size=3).map(tuple),
    checks=st.lists(CHECKS, max_size=3).map(tuple),
)


@given(VERDICTS)
def test_every_verdict_can_be_packed_and_sent(verdict: Verdict) -> None:
    kept = unpack_verdict(pack_verdict(verdict))
    assert kept.status in (verdict.status, "undecided")
    assert kept.score is not None
    assert math.isfinite(kept.score)
    document = msgspec.json.decode(msgspec.json.encode(kept))
    assert None not in [check["score"] for check in document["checks"] if kept.status == "undecided"]
    assert all(len(check.evidence or "") <= MOST_SHOWN for check in kept.checks)


@given(VERDICTS)
def test_packing_again_changes_nothing(verdict: Verdict) -> None:
    kept = unpack_verdict(pack_verdict(verdict))
    assert unpack_verdict(pack_verdict(kept)) == kept


def test_an_ordinary_verdict_is_packed_as_it_is() -> None:
    verdict = Verdict("correct", 1.0, "½", ("unread",), (Check("answer", True, 1.0, evidence="équal"),))
    assert unpack_verdict(pack_verdict(verdict)) == verdict


class Rude:
    """An object that cannot even be shown."""

    def __repr__(self) -> str:
        raise KeyError("no")


@given(st.one_of(STRANGE_TEXT, STRANGE_NUMBER, st.just(Rude()), st.recursive(st.none(), st.lists, max_leaves=30)))
def test_showing_a_value_is_total_and_bounded(value: Any) -> None:
    text = shown(value, 60)
    assert len(text) <= 60
    text.encode()


def test_showing_tells_the_size_of_a_huge_integer_and_the_depth_of_a_list_has_no_cost() -> None:
    assert shown(10**5000) == "an integer of about 5001 digits"
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert len(shown(nested)) < 100


def test_messages_lose_the_paths_of_the_server() -> None:
    message = 'File "/opt/venv/lib/python3.11/site-packages/sympy/core/add.py", line 3: 1/2 and a/b'
    assert without_paths(message) == 'File "…/add.py", line 3: 1/2 and a/b'
