"""BLEU of one sentence, in two forms that differ for short texts.

    bleu      precisions m_n / t_n, a missing one halved again and again (exp smoothing), orders up to what the
              text is long enough for, brevity penalty against the reference of the closest length
    bleuberi  precisions (m_n + 1) / (t_n + 1) for all four orders, brevity penalty against the shortest reference

Source: bleu: sacrebleu's sentence_bleu; bleuberi [code] BLEUBERI (HF evaluate's smooth=True).
"""

import math
from collections import Counter
from collections.abc import Sequence

from verifiers.text_overlap.tokens import tokens_13a

_ORDERS = 4
Tokens = Sequence[str]


def bleu(text: str, references: Sequence[str]) -> float:
    """Sentence BLEU in [0, 1] as sacrebleu has it."""
    words, truths = tokens_13a(text), [tokens_13a(reference) for reference in references]
    matches = [_matches(words, truths, order) for order in range(1, _ORDERS + 1)]
    possible = [max(len(words) - order + 1, 0) for order in range(1, _ORDERS + 1)]
    if not any(matches):
        return 0.0
    logs, halved = [], 1.0
    for matched, total in zip(matches, possible, strict=True):
        if not total:
            break
        halved *= 1 if matched else 2
        logs.append(math.log(matched / total if matched else 1 / (halved * total)))
    closest = min((abs(len(truth) - len(words)), len(truth)) for truth in truths)[1]
    return _brevity(len(words), closest) * math.exp(sum(logs) / len(logs))


def bleuberi(text: str, references: Sequence[str]) -> float:
    """BLEU in [0, 1] with one added to every count; 0 for an empty text."""
    words, truths = tokens_13a(text), [tokens_13a(reference) for reference in references]
    if not words:
        return 0.0
    logs = [
        math.log((_matches(words, truths, order) + 1) / (max(len(words) - order + 1, 0) + 1))
        for order in range(1, _ORDERS + 1)
    ]
    return _brevity(len(words), min(map(len, truths))) * math.exp(sum(logs) / _ORDERS)


def _matches(words: Tokens, truths: Sequence[Tokens], order: int) -> int:
    """How many n-grams some reference has too, none counted more often than there."""
    there: Counter[tuple[str, ...]] = Counter()
    for truth in truths:
        there |= _grams(truth, order)
    return (_grams(words, order) & there).total()


def _grams(words: Tokens, order: int) -> "Counter[tuple[str, ...]]":
    return Counter(zip(*(words[start:] for start in range(order)), strict=False))


def _brevity(length: int, reference: int) -> float:
    return 1.0 if length >= reference else math.exp(1 - reference / length)
