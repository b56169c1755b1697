"""Two parts of a family that share no arrangement: one to train on, one to test on."""

import json
from collections.abc import Iterator
from hashlib import blake2b

from verifiers.beam.layout import Item, Layout
from verifiers.beam.options import Split

_TESTED = 5


def split_of(layout: Layout) -> Split:
    """``test`` for one arrangement in five, always the same ones.

    The arrangement is what stands where, in shares of the length. Sizes and the length do not count, so that no
    problem of one part is a problem of the other with other numbers put in.
    """
    items = sorted(_placed(one, layout) for one in (*layout.supports, *layout.loads))
    shape = json.dumps([items, [str(x / layout.length) for x in sorted(layout.hinges)]])
    return "train" if blake2b(shape.encode()).digest()[0] % _TESTED else "test"


def _placed(item: Item, layout: Layout) -> list[str]:
    return [item["type"], *_shares(item, layout)]


def _shares(item: Item, layout: Layout) -> Iterator[str]:
    return (str(item[name] / layout.length) for name in ("x", "x1", "x2") if name in item)
