"""Verdicts as bytes, in msgpack alone: judging processes import this, and nothing larger, to hand them in.

Packing is total: what no store can hold is replaced or, where it would be a score, makes the verdict undecided.
"""

import math
from dataclasses import replace
from typing import Any

import msgspec

from verifiers.showing import shown
from verifiers.verdict import Check, Verdict, undecided

MOST_SHOWN = 10_000
"""Characters of a text in a verdict."""

_LARGEST_SCORE = 1e6

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Verdict).decode


def pack_verdict(verdict: Verdict) -> bytes:
    """The verdict as bytes, whatever is in it."""
    try:
        packed = _encode(verdict)
        if len(packed) <= MOST_SHOWN and _is_sound(verdict):
            return packed
    except (ValueError, OverflowError, TypeError, RecursionError):
        pass  # a lone surrogate, a huge integer
    return _encode(_held(verdict))


def unpack_verdict(packed: bytes) -> Verdict:
    """Undo ``pack_verdict``."""
    return _decode(packed)


def _is_sound(verdict: Verdict) -> bool:
    numbers: list[float | None] = [verdict.score]
    for check in verdict.checks:
        numbers += (check.score, check.weight, check.seconds, check.memory_mb)
    return all(number is None or (type(number) is not bool and math.isfinite(number)) for number in numbers)


def _held(verdict: Verdict) -> Verdict:
    """The same verdict as far as a store can hold it."""
    checks = tuple(map(_held_check, verdict.checks))
    answer = None if verdict.answer is None else shown(verdict.answer, MOST_SHOWN)
    flags = tuple(shown(flag, 100) for flag in verdict.flags)
    if not all(map(_is_score, (verdict.score, *(check.score for check in verdict.checks)))):
        void = undecided("runtime_error", "the score is no finite number", answer)
        return replace(void, flags=flags, features=verdict.features)
    return replace(verdict, answer=answer, flags=flags, checks=checks)


def _held_check(check: Check) -> Check:
    return replace(
        check,
        name=shown(check.name, 1000),
        weight=_finite(check.weight),
        evidence=None if check.evidence is None else shown(check.evidence, MOST_SHOWN),
        seconds=_finite(check.seconds),
        memory_mb=None if check.memory_mb is None else _finite(check.memory_mb),
    )


def _is_score(score: Any) -> bool:
    """Whether it is a credit, which is small, or none."""
    return score is None or (type(score) in (int, float) and abs(score) <= _LARGEST_SCORE)


def _finite(number: object) -> float:
    """The number, or 0 where it is none that a float can hold."""
    try:
        value = float(number) if isinstance(number, int | float) else 0.0
    except OverflowError:
        return 0.0
    return value if math.isfinite(value) else 0.0
