from hypothesis import given
from hypothesis import strategies as st

from rewards.outcome import BinaryParameters, binary, dense, weighted
from rewards.scheme import Parameters
from verifiers.verdict import Check, Verdict, from_checks, infrastructure_error, undecided

CHECKS = st.lists(
    st.tuples(st.booleans(), st.floats(0, 10)).map(lambda one: Check("c", one[0], float(one[0]), weight=one[1]))
)
VERDICTS = st.lists(CHECKS.map(from_checks))


def verdict_of(passed: list[int], weights: list[float] | None = None) -> Verdict:
    weights = weights or [1.0] * len(passed)
    checks = [
        Check(f"t{n}", bool(p), float(p), weight=w) for n, (p, w) in enumerate(zip(passed, weights, strict=True))
    ]
    return from_checks(checks)


@given(VERDICTS)
def test_rewards_lie_between_0_and_1_and_binary_is_the_strictest(verdicts: list[Verdict]) -> None:
    strict = binary(verdicts, BinaryParameters())
    for all_or_nothing, share in zip(strict, dense(verdicts, Parameters()), strict=True):
        assert all_or_nothing is not None
        assert share is not None
        assert 0 <= all_or_nothing <= share <= 1 or share == 0


@given(VERDICTS)
def test_weighted_rewards_lie_between_0_and_1(verdicts: list[Verdict]) -> None:
    for reward in weighted(verdicts, Parameters()):
        assert reward is not None
        assert 0 <= reward <= 1 + 1e-12


def test_our_failure_is_null_and_never_0() -> None:
    unscored = [infrastructure_error("lost")]
    assert binary(unscored, BinaryParameters()) == [None]
    assert dense(unscored, Parameters()) == [None]
    assert weighted(unscored, Parameters()) == [None]


def test_each_status_can_be_given_its_own_worth() -> None:
    verdicts = [
        verdict_of([1]),
        verdict_of([0]),
        Verdict("no_answer", 0.0),
        undecided("timeout", "too slow"),
        verdict_of([1, 0]),
    ]
    worth = BinaryParameters(correct=1, wrong=-1, no_answer=-0.5, undecided=0)
    assert binary(verdicts, worth) == [1, -1, -0.5, 0, -1]
