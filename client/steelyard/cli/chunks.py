"""Cuts a stream of units into chunks, one request each, so that files of any size pass through."""

from collections.abc import Iterable, Iterator

from steelyard.cli.rows import Unit

Chunk = list[Unit]


def cut(units: Iterable[Unit], completions: int) -> Iterator[Chunk]:
    """Chunks of at most so many completions, groups kept whole."""
    chunk: Chunk = []
    count = 0
    for unit in units:
        if chunk and count + len(unit.completions) > completions:
            yield chunk
            chunk, count = [], 0
        chunk.append(unit)
        count += len(unit.completions)
    if chunk:
        yield chunk
