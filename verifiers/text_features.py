"""What can be read off a completion's text without judging it: repetition, order of tags, stated confidence.

Source: repetition [code] Noisy Rewards (n-grams of words); tags and confidence [code] RLCR.
"""

import re
from dataclasses import dataclass, field

_LOOKED_AT = 200_000
_LONGEST_SHAPE = 200
_TAG = re.compile(r"</?(?:think|answer|analysis|confidence)>")
_CONFIDENCE = re.compile(r"<confidence>([^<]{0,100})</confidence>")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,20}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Facts about a text.

    ``repetition``: the shares of repeated n-grams, n = 3 and 20. ``shape``: its tags in their order, with a dot
    for text between them. ``confidence``: the number that the last ``<confidence>`` tag states. ``abstains``: the
    text ends by saying that the answer is not known.
    """

    repetition: dict[str, float] = field(default_factory=dict)
    shape: str = ""
    confidence: float | None = None
    abstains: bool = False


def read_features(text: str) -> TextFeatures:
    """The facts about a text; of a very long one, about its end, where loops and answers are."""
    # Imported where texts are judged alone: services that only name features load faster without NumPy.
    from verifiers.repetition import repetition_of

    text = text[-_LOOKED_AT:]
    repetition = repetition_of(text)
    if "<" not in text:
        return TextFeatures(repetition, "." if text and not text.isspace() else "")
    return TextFeatures(repetition, shape_of(text), stated_confidence(text))


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
