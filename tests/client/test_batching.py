import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steelyard import TooLarge
from steelyard.batching import EncodedGroup, cut, encode, encode_group

groups = st.lists(st.builds(EncodedGroup, st.binary(max_size=20), st.integers(0, 8)), max_size=40)


@given(groups, st.integers(8, 30), st.integers(21, 60))
def test_batches_keep_order_and_limits(given_groups: list[EncodedGroup], completions: int, size: int) -> None:
    batches = list(cut(given_groups, completions, size))
    assert [group for batch in batches for group in batch.groups] == given_groups
    place = 0
    for batch in batches:
        assert batch.first == place
        place += len(batch.groups)
        assert sum(group.completions for group in batch.groups) <= completions
        assert len(b",".join(group.body for group in batch.groups)) <= size


@given(groups, st.integers(8, 30), st.integers(21, 60))
def test_neighbouring_batches_would_not_fit_together(
    given_groups: list[EncodedGroup], completions: int, size: int
) -> None:
    batches = list(cut(given_groups, completions, size))
    for one, after in itertools.pairwise(batches):
        first = after.groups[0]
        is_full = one.completions + first.completions > completions
        assert is_full or one.size_bytes + len(first.body) + 1 > size


@given(groups, st.integers(8, 30))
def test_a_group_that_fits_nowhere_is_named(given_groups: list[EncodedGroup], completions: int) -> None:
    with pytest.raises(TooLarge) as caught:
        list(cut([*given_groups, EncodedGroup(b"", completions + 1)], completions, 1000))
    assert caught.value.group == len(given_groups)


def test_a_group_of_too_many_bytes_is_named() -> None:
    with pytest.raises(TooLarge, match="group 1 is 50 bytes long; one request holds at most 50"):
        list(cut([EncodedGroup(b"", 1), EncodedGroup(b"x" * 50, 1)], 10, 50))


@given(st.lists(st.text() | st.fixed_dictionaries({"text": st.text()})))
def test_a_group_is_encoded_as_it_is(completions: list[object]) -> None:
    group = {"verifier": {"kind": "math"}, "completions": completions}
    encoded = encode_group(group)
    assert json.loads(encoded.body) == group
    assert encoded.completions == len(completions)


def test_what_json_has_no_word_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        encode({"confidence": float("nan")})
