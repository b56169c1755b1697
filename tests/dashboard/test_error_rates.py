"""Wilson's interval, and the error rates that labels lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.error_rates import error_rates, wilson
from services.dashboard.quantiles import durations, quantile
from services.jobs.figures import BUCKETS, bucket


def test_wilsons_interval_is_that_of_the_literature() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81/263, 15/148, 0/20, 1/29
    for count, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        rate = wilson(count, of)
        assert (rate.low, rate.high) == pytest.approx((low, high), abs=6e-5)
    assert wilson(1, 29).high == pytest.approx(0.1718, abs=6e-5)


def test_without_labels_nothing_is_known() -> None:
    rates = error_rates(wilson(0, 0), wilson(0, 5), 10, 10)
    assert rates.fn.value is None
    assert rates.fn.low == 0.0
    assert rates.fn.high == pytest.approx(1 / (2 - wilson(0, 5).high))


def test_rates_are_turned_round_by_how_many_were_judged_either_way() -> None:
    # 900 negatives of which a tenth is right, 100 positives of which a fifth is wrong.
    rates = error_rates(wilson(10, 100), wilson(20, 100), 900, 100)
    assert rates.fn.value == pytest.approx(90 / (90 + 80))
    assert rates.fp.value == pytest.approx(20 / (20 + 810))


@given(
    st.integers(0, 50),
    st.integers(1, 50),
    st.integers(0, 50),
    st.integers(1, 50),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
)
def test_every_rate_lies_in_its_interval(u: int, m: int, v: int, n: int, negatives: int, positives: int) -> None:
    rates = error_rates(wilson(min(u, m), m), wilson(min(v, n), n), negatives, positives)
    for rate in (rates.missed, rates.let_through, rates.fn, rates.fp):
        assert rate.value is not None
        assert 0 <= rate.low <= rate.value + 1e-12
        assert rate.value <= rate.high + 1e-12 <= 1 + 1e-9


@given(st.lists(st.floats(0, 299), min_size=1))
def test_a_quantile_lies_in_the_bucket_that_holds_it(seconds: list[float]) -> None:
    counts = [0] * (len(BUCKETS) + 1)
    for one in seconds:
        counts[bucket(one)] += 1
    for share in (0.5, 0.95, 0.99):
        place = max(0, min(len(seconds) - 1, round(share * len(seconds) + 0.499999) - 1))
        expected = bucket(sorted(seconds)[place])
        lower = BUCKETS[expected - 1] if expected else 0.0
        assert lower <= quantile(counts, share) <= BUCKETS[expected]


def test_durations_of_nothing_are_not_zero() -> None:
    assert durations({}, "wait|train").p50 is None
