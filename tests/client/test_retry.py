from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steelyard import Pace, Retry, Settings
from steelyard.retry import retry_after_seconds


@given(st.integers(0, 10_000), st.floats(0.01, 10), st.floats(10, 100))
def test_pauses_grow_up_to_a_bound_and_are_spread(number: int, first: float, longest: float) -> None:
    nominal = min(longest, first * 2.0 ** min(number, 64))
    assert nominal / 2 <= Pace(first, longest).seconds(number) <= nominal


@given(st.integers(0, 20), st.floats(0, 1000))
def test_a_pause_is_never_shorter_than_the_server_asks(number: int, retry_after: float) -> None:
    assert Retry().pause_seconds(number, retry_after) >= retry_after


def test_retry_after_may_be_seconds_or_a_date() -> None:
    assert retry_after_seconds("120") == 120
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 1 < (retry_after_seconds(date) or 0) <= 90
    assert retry_after_seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 0


@pytest.mark.parametrize("header", [None, "", "soon", "-1", "1e9", "nan", "²"])
def test_an_unusable_retry_after_says_nothing(header: str | None) -> None:
    assert retry_after_seconds(header) is None


@pytest.mark.parametrize(
    ("setting", "value"),
    [("url", "localhost:8000"), ("url", "ftp://x"), ("max_completions", 0), ("deadline_seconds", float("nan"))],
)
def test_a_setting_out_of_range_is_named(setting: str, value: object) -> None:
    with pytest.raises(ValueError, match=setting):
        Settings(**{setting: value})  # type: ignore[arg-type]  # the point of the test
