"""How much of a text has been said before: shares of repeated n-grams of words, by hashes of whole arrays.

Judging processes alone import this: NumPy costs a process more to load than the gateway has use for.
"""

import os

# A pool of threads costs 8 MiB of address space for each core, of which judging processes have little.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - NumPy reads it nowhere else

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_WORDS = 20_000
_ALL = 2**64 - 1
_SPACE = 0x20
_PADDING = b" " * 17
# Bits of the first and the second eight bytes of a word that are its own, by its length.
_FIRST = np.array([(1 << (8 * min(length, 8))) - 1 for length in range(17)], np.uint64)
_SECOND = np.array([(1 << (8 * max(length - 8, 0))) - 1 for length in range(17)], np.uint64)
_A, _B, _BASE = (np.uint64(odd) for odd in (0xD6E8FEB86659FD93, 0xC2B2AE3D27D4EB4F, 0x9E3779B97F4A7C15))
_FOLD = np.uint64(29)
_POWERS: Hashes = np.cumprod(np.full(_WORDS, _BASE), dtype=np.uint64)
_INVERSES: Hashes = np.cumprod(np.full(_WORDS, pow(int(_BASE), -1, 2**64), np.uint64), dtype=np.uint64)


def repetition_of(text: str) -> dict[str, float]:
    """The shares of repeated 3-grams and 20-grams of the last 20,000 words.

    Words are told apart by hashes of 64 bits. They end at white space and control characters.
    """
    words = _hashed_words(text)
    words *= _POWERS[: len(words)]
    sums = np.zeros(len(words) + 1, np.uint64)
    np.cumsum(words, out=sums[1:])
    repeated = _repeated(sums, 3)
    # A repeated 20-gram is as many repeated 3-grams in a row as fit in it.
    looped = _repeated(sums, 20) if repeated >= 18 else 0
    return {"3": _share(repeated, len(words) - 2), "20": _share(looped, len(words) - 19)}


def _repeated(sums: Hashes, n: int) -> int:
    """How many n-grams were there before: each has the same sum of words times powers, but for its place."""
    grams = sums[n:] - sums[:-n]
    grams *= _INVERSES[: len(grams)]
    grams.sort()
    return int(np.count_nonzero(grams[1:] == grams[:-1]))


def _share(repeated: int, of: int) -> float:
    return round(repeated / of, 6) if of > 0 else 0.0


def _hashed_words(text: str) -> Hashes:
    """A hash for each word: of up to 16 bytes read as two numbers, of longer ones as Python has it."""
    if not text.isascii():
        text = " ".join(text.split())  # white space beyond ASCII
    raw = b" " + text.encode("utf-8", "surrogatepass") + _PADDING
    blank = np.frombuffer(raw, np.uint8) <= _SPACE
    edges = (blank[1:] != blank[:-1]).nonzero()[0].reshape(-1, 2)[-_WORDS:]
    before, lengths = edges[:, 0], edges[:, 1] - edges[:, 0]
    eight_from: Hashes = np.ndarray((len(raw) - 8,), "<u8", raw, 1, (1,))  # behind each byte but the last eight
    words: Hashes = eight_from.take(before)
    words &= _FIRST.take(lengths, mode="clip")
    words *= _A
    second = eight_from.take(before + 8)
    second &= _SECOND.take(lengths, mode="clip")
    second *= _B
    words ^= second
    for place in (lengths > 16).nonzero()[0].tolist():
        start, end = edges[place].tolist()
        words[place] = hash(raw[start + 1 : end + 1]) & _ALL
    words ^= words >> _FOLD
    return words
