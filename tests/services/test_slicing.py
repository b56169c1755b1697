import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobs.model import Item
from services.jobs.slicing import MAX_ITEMS, cut

COSTS = st.lists(st.floats(0, 2), max_size=1500)


def items(costs: list[float]) -> list[tuple[list[Item], float]]:
    return [([Item(0, index, "")], cost) for index, cost in enumerate(costs)]


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


def test_items_that_stay_together_are_in_one_slice() -> None:
    together = [Item(1, index, "") for index in range(64)]
    pieces = [piece for piece, _ in cut([*items([0.1] * 5), (together, 0.32), *items([0.1] * 5)], 0.25)]
    assert [len({item.group for item in piece}) for piece in pieces] == [1] * len(pieces)
    assert together in pieces
    many = [[item.index for item in piece] for piece, _ in cut([(together, 0.0)] * 9, 0.25)]
    assert [len(piece) for piece in many] == [512, 64]
