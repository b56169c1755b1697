"""Specifications are judged as they were sent: what JSON cannot hold is refused, never stored as another value."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from services.gateway.problems import FieldError, Problem
from verifiers.verifier import Verifier

_SUSPICIOUS = (b"null", b"NaN", b"Infinity")
_DEEPEST = 100


def ensure_exact(verifiers: Sequence[Verifier], specifications: Sequence[bytes]) -> None:
    """Raises a 422 problem that names every value which its stored form would change, such as NaN and 1e999."""
    errors = [
        FieldError(["groups", group, "verifier", *place], "is no number that can be kept as it was sent")
        for group, (verifier, stored) in enumerate(zip(verifiers, specifications, strict=True))
        if any(word in stored for word in _SUSPICIOUS)
        for place in _changed(verifier, stored)
    ]
    if errors:
        raise Problem(422, "A verifier holds what JSON cannot.", errors)


def _changed(verifier: Verifier, stored: bytes) -> Iterator[list[str | int]]:
    sent = verifier.model_dump()
    if any(True for _ in _infinities(sent, [])):
        kept = type(verifier).model_validate_json(stored).model_dump()
        for place, value in _infinities(sent, []):
            if not _same(value, _at(kept, place)):
                yield place


def _infinities(value: Any, place: list[str | int]) -> Iterator[tuple[list[str | int], float]]:
    """Every float that is no finite number, with its place."""
    if isinstance(value, float) and not math.isfinite(value):
        yield place, value
    if len(place) > _DEEPEST or not isinstance(value, dict | list | tuple):
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _infinities(item, [*place, key])


def _at(value: Any, place: Sequence[str | int]) -> Any:
    for key in place:
        value = value[key]
    return value


def _same(sent: float, kept: object) -> bool:
    return isinstance(kept, float) and (kept == sent or (math.isnan(sent) and math.isnan(kept)))
