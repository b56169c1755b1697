"""Shares of repeated n-grams, counted one by one: what the faster way is held to."""

from collections.abc import Sequence


def repeated_share(words: Sequence[str], n: int) -> float:
    """The share of n-grams of words that were there before; 0 where there is not even one."""
    grams = list(zip(*(words[start:] for start in range(n)), strict=False))
    return round((len(grams) - len(set(grams))) / len(grams), 6) if grams else 0.0
