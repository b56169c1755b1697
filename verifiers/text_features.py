"""What can be read off a completion's text without judging it: repetition, order of tags, stated confidence.

Source: repetition [code] Noisy Rewards (n-grams of words); tags and confidence [code] RLCR.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import lt

_LOOKED_AT = 200_000
_WORDS = 20_000
_LONGEST_SHAPE = 200
_LOOP = b"\1" * 18
_TAG = re.compile(r"</?(?:think|answer|analysis|confidence)>")
_CONFIDENCE = re.compile(r"<confidence>([^<]{0,100})</confidence>")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,20}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Facts about a text.

    ``repetition``: the shares of repeated n-grams, n = 3 and 20. ``shape``: its tags in their order, with a dot
    for text between them. ``confidence``: the number that the last ``<confidence>`` tag states.
    """

    repetition: dict[str, float] = field(default_factory=dict)
    shape: str = ""
    confidence: float | None = None


def read_features(text: str) -> TextFeatures:
    """The facts about a text; of a very long one, about its end, where loops and answers are."""
    text = text[-_LOOKED_AT:]
    words = text.split()[-_WORDS:]
    repetition = repetition_of(words)
    if "<" not in text:
        return TextFeatures(repetition, "." if words else "")
    return TextFeatures(repetition, shape_of(text), stated_confidence(text))


def repetition_of(words: Sequence[str]) -> dict[str, float]:
    """The shares of repeated 3-grams and 20-grams."""
    grams = list(zip(words, words[1:], words[2:], strict=False))
    repeated = len(grams) - len(set(grams))
    looped = repeated >= len(_LOOP) and _LOOP in _recurring(grams)
    return {"3": _share(repeated, len(grams)), "20": repeated_share(words, 20) if looped else 0.0}


def _recurring(grams: Sequence[tuple[str, ...]]) -> bytes:
    """1 for each 3-gram that comes again: a 20-gram that does is 18 of them in a row, rare in ordinary text."""
    last = dict(zip(grams, range(len(grams)), strict=True))
    return bytes(map(lt, range(len(grams)), map(last.__getitem__, grams)))


def repeated_share(words: Sequence[str], n: int) -> float:
    """The share of n-grams of words that were there before; 0 where there is not even one."""
    grams = _grams(words, n)
    return _share(len(grams) - len(set(grams)), len(grams))


def _grams(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(n)), strict=False))


def _share(repeated: int, of: int) -> float:
    return round(repeated / of, 6) if of else 0.0


def shape_of(text: str) -> str:
    """The tags in their order, with a dot for each text between them that is not blank."""
    shape: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        shape += ["." * bool(text[end : tag.start()].strip()), tag[0]]
        end = tag.end()
        if len(shape) > _LONGEST_SHAPE // 4:
            return "".join(shape)[:_LONGEST_SHAPE]
    shape.append("." * bool(text[end:].strip()))
    return "".join(shape)[:_LONGEST_SHAPE]


def stated_confidence(text: str) -> float | None:
    """The number in the last confidence tag; ``None`` where there is none, or none in [0, 1]."""
    stated = _CONFIDENCE.findall(text)
    if not stated or not _DECIMAL.fullmatch(stated[-1].strip()):
        return None
    confidence = float(stated[-1])
    return confidence if 0 <= confidence <= 1 else None
