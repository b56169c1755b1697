"""Cuts a job into slices of about the same expected cost."""

from collections.abc import Iterable, Iterator

from services.jobs.model import Item

MAX_ITEMS = 512


def cut(items: Iterable[tuple[Item, float]], slice_seconds: float) -> Iterator[list[Item]]:
    """Slices of consecutive items, each expected to take about ``slice_seconds`` of CPU time.

    ``items`` are pairs of an item and its expected seconds. The size of a slice depends on the work alone and
    not on how many workers there are now, so that workers that join later find slices to take.
    """
    piece: list[Item] = []
    cost = 0.0
    for item, seconds in items:
        if piece and (cost + seconds > slice_seconds or len(piece) == MAX_ITEMS):
            yield piece
            piece, cost = [], 0.0
        piece.append(item)
        cost += seconds
    if piece:
        yield piece
