import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobs.model import Item
from services.jobs.slicing import MAX_ITEMS, cut

COSTS = st.lists(st.floats(0, 2), max_size=1500)


def items(costs: list[float]) -> list[tuple[Item, float]]:
    return [(Item(0, index, ""), cost) for index, cost in enumerate(costs)]


@given(COSTS)
def test_every_item_is_in_exactly_one_slice_in_order(costs: list[float]) -> None:
    found = [item.index for piece, _ in cut(items(costs), 0.25) for item in piece]
    assert found == list(range(len(costs)))


@given(COSTS)
def test_a_slice_costs_no_more_than_asked_unless_it_is_one_item(costs: list[float]) -> None:
    for piece, seconds in cut(items(costs), 0.25):
        assert 0 < len(piece) <= MAX_ITEMS
        assert seconds == pytest.approx(sum(costs[item.index] for item in piece))
        assert len(piece) == 1 or seconds <= 0.25 + 1e-9


def test_a_small_cheap_request_is_one_slice() -> None:
    assert len(list(cut(items([0.004] * 16), 0.25))) == 1


def test_a_large_request_is_enough_slices_for_many_workers() -> None:
    assert len(list(cut(items([0.004] * 4096), 0.25))) >= 64
