"""Cuts a job into slices of about the same expected cost."""

from collections.abc import Iterable, Iterator

from services.jobs.model import Item

MAX_ITEMS = 512


def cut(portions: Iterable[tuple[list[Item], float]], slice_seconds: float) -> Iterator[tuple[list[Item], float]]:
    """Slices of consecutive items with their expected CPU seconds, each about ``slice_seconds``.

    ``portions`` are items that stay together, mostly single ones, and their expected seconds. The size of a slice
    depends on the work alone and not on how many workers there are now, so that workers that join later find
    slices to take.
    """
    piece: list[Item] = []
    cost = 0.0
    for items, seconds in portions:
        if piece and (cost + seconds > slice_seconds or len(piece) + len(items) > MAX_ITEMS):
            yield piece, cost
            piece, cost = [], 0.0
        piece += items
        cost += seconds
    if piece:
        yield piece, cost
