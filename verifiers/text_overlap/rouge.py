"""ROUGE-L: the longest common subsequence of words, as an F-measure. Source: rouge-score without stemming."""

from collections.abc import Sequence

from verifiers.text_overlap.tokens import rouge_tokens


def rouge_l(text: str, references: Sequence[str]) -> float:
    """The best F1 of the longest common subsequence with any reference, in [0, 1]."""
    words = rouge_tokens(text)
    return max(_f_measure(words, rouge_tokens(reference)) for reference in references)


def _f_measure(words: Sequence[str], truth: Sequence[str]) -> float:
    return 2 * common(words, truth) / (len(words) + len(truth)) if words and truth else 0.0


def common(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence: a row of the usual table is the bits of one number."""
    where: dict[str, int] = {}
    for place, word in enumerate(first):
        where[word] = where.get(word, 0) | 1 << place
    everything = (1 << len(first)) - 1
    row = everything
    for word in second:
        matching = row & where.get(word, 0)
        row = ((row + matching) | (row - matching)) & everything
    return len(first) - row.bit_count()
