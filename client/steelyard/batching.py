"""Cuts groups into requests that a server takes, in order, without tearing a group apart."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steelyard.errors import TooLarge


@dataclass(frozen=True, slots=True)
class EncodedGroup:
    """A group as it goes over the wire, and how many completions are in it."""

    body: bytes
    completions: int


@dataclass(slots=True)
class Batch:
    """Neighbouring groups of one request. ``first`` is the place of the first among all groups."""

    first: int
    groups: list[EncodedGroup] = field(default_factory=list)
    completions: int = 0
    size_bytes: int = 0

    def add(self, group: EncodedGroup) -> None:
        """Take one more group."""
        self.groups.append(group)
        self.completions += group.completions
        self.size_bytes += len(group.body) + 1


def encode_group(group: Mapping[str, object]) -> EncodedGroup:
    """A group as JSON."""
    completions = group.get("completions")
    count = len(completions) if isinstance(completions, Sequence) and not isinstance(completions, str) else 1
    return EncodedGroup(encode(group), count)


def encode(document: object) -> bytes:
    """JSON in UTF-8. Raises ValueError for what JSON has no word for: NaN and infinities."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    # Half a surrogate pair is no text in any encoding; one such completion must not spoil its batch.
    return text.encode(errors="replace")


def _plain(value: object) -> object:
    """Arrays and scalars of numpy, dates and bytes of a dataset as JSON has them."""
    convert = getattr(value, "tolist", None) or getattr(value, "isoformat", None)
    if callable(convert):
        return convert()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON has a word for")


def cut(groups: Iterable[EncodedGroup], max_completions: int, max_bytes: int) -> Iterator[Batch]:
    """Batches within both limits, as few as keep the order. Raises TooLarge for a group that fits in none."""
    batch = Batch(0)
    for place, group in enumerate(groups):
        _ensure_fits(place, group, max_completions, max_bytes)
        is_full = batch.completions + group.completions > max_completions
        if batch.groups and (is_full or batch.size_bytes + len(group.body) + 1 > max_bytes):
            yield batch
            batch = Batch(place)
        batch.add(group)
    yield batch


def _ensure_fits(place: int, group: EncodedGroup, max_completions: int, max_bytes: int) -> None:
    if group.completions > max_completions:
        raise TooLarge(
            f"group {place} has {group.completions} completions; one request holds at most {max_completions}",
            place,
        )
    if len(group.body) + 1 > max_bytes:
        raise TooLarge(
            f"group {place} is {len(group.body)} bytes long; one request holds at most {max_bytes}", place
        )
