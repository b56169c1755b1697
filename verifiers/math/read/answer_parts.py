"""Answers to several parts, under labels in brackets or under words."""

from collections.abc import Sequence

from verifiers.math.read.titles import ASCRIBING, MOST_TITLE, leading_words
from verifiers.math.read.tokens import Token

_PART_LABELS = (
    ("a", "b", "c", "d", "e", "f", "g", "h"),
    ("1", "2", "3", "4", "5", "6", "7", "8"),
    ("i", "ii", "iii", "iv", "v", "vi"),
)


def trimmed(found: list[Token]) -> list[Token]:
    """Without the punctuation at the ends, and without dots of sentences."""
    start, end = 0, len(found)
    while start < end and (found[start].kind == "separator" or found[start].text in (":", ".")):
        start += 1
    while end > start and (found[end - 1].kind == "separator" or found[end - 1].text in (".", ":", "\\", "。")):
        end -= 1
    return found[start:end]


def labelled_parts(found: list[Token], expected: frozenset[str]) -> list[tuple[str, list[Token]]]:
    """Answers under ``(a)``, ``(b)``…, ``(1)``, ``(2)``… or ``(i)``, ``(ii)``…; empty without such labels."""
    if len(found) < 6 or found[0].text != "(":
        return []
    labels = next((labels for labels in _PART_LABELS if found[1].text in labels), ())
    free = labels == _PART_LABELS[0] or found[1].text in expected
    places = [place for place in range(len(found) - 2) if _is_label(found, place, labels, free=free)]
    if len(places) < 2 or {found[place + 1].text for place in places} != set(labels[: len(places)]):
        return []
    ends = [*places[1:], len(found)]
    pieces = [
        (found[start + 1].text, trimmed(found[start + 3 : end])) for start, end in zip(places, ends, strict=True)
    ]
    return pieces if all(piece for _, piece in pieces) else []


def worded_parts(found: list[Token], expected: frozenset[str]) -> list[tuple[str, list[Token]]]:
    """Answers under words, as in ``Domain: x > 2, Range: y < 1``; empty without such labels."""
    if found[0].kind not in ("word", "run") or not (expected or any(token.text in ASCRIBING for token in found)):
        return []
    starts = [0, *(place + 1 for place in range(1, len(found) - 1) if _begins_part(found, place))]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        piece = trimmed(found[start:end])
        words_ = leading_words(piece)
        if not 0 < words_ < len(piece) or words_ > MOST_TITLE:
            return []
        label, ascribed = (
            " ".join(token.text.lower() for token in piece[:words_]),
            piece[words_].text in ASCRIBING,
        )
        if not (ascribed or label in expected) or words_ + ascribed == len(piece):
            return []
        pieces.append((label, piece[words_ + ascribed :]))
    return pieces if len({label for label, _ in pieces}) == len(pieces) > 1 else []


def _begins_part(found: list[Token], place: int) -> bool:
    """Whether a word stands behind a separator."""
    following = found[place + 1]
    return found[place].kind == "separator" and following.kind in ("word", "run") and len(following.text) > 3


def _is_label(found: list[Token], place: int, labels: Sequence[str], *, free: bool) -> bool:
    """Whether a label stands here: unless it is ``free`` to stand anywhere, at the start or behind a separator."""
    opening, label, closing = found[place : place + 3]
    if (opening.text, closing.text) != ("(", ")") or label.text not in labels:
        return False
    return place == 0 or free or found[place - 1].kind == "separator"
