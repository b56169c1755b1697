"""The secret behind every sampled point: nobody can write an answer that agrees only where it is looked at.

The points of a ground truth follow from the secret and the ground truth alone, so that a retry finds the same.
A deployment shares one secret (``use_secret``); a process that was given none makes its own.
"""

import hashlib
import hmac
import random
import secrets
from collections.abc import Iterable
from fractions import Fraction

BYTES = 32
_BITS = 40


class _Kept:
    """The secret of this process."""

    value = secrets.token_bytes(BYTES)


def use_secret(secret: bytes) -> None:
    """Sample where every process with this secret does. Raises ValueError for fewer than 32 bytes."""
    if len(secret) < BYTES:
        raise ValueError(f"a secret of {BYTES} bytes at least")
    _Kept.value = secret


def digest(*parts: str) -> bytes:
    """32 bytes that follow from the secret and some texts."""
    return hmac.digest(_Kept.value, "\0".join(parts).encode(errors="surrogatepass"), hashlib.sha256)


def stream(*parts: str) -> random.Random:
    """A generator that follows from the secret and some texts."""
    return random.Random(digest(*parts))  # noqa: S311 - seeded by a keyed digest that nobody can compute


def hidden_value(head: str, arguments: Iterable[str]) -> Fraction:
    """The value of something uninterpreted: the same for the same head and arguments, between 1/2 and 3/2."""
    whole = int.from_bytes(digest("value", head, *arguments)[:8])
    return Fraction(1, 2) + Fraction(whole % 2**_BITS, 2**_BITS)
