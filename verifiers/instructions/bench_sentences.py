"""IFBench's rules on sentences: their marks, lengths, order and words."""

import string
from collections.abc import Mapping
from itertools import pairwise

from verifiers.instructions.bench_words import DELETED, EDGES
from verifiers.instructions.rule import Arguments, Rule, whole_word
from verifiers.instructions.tokens import tokens_of
from verifiers.instructions.units import sentences_of


def _ending(text: str, mark: str) -> int:
    return sum(sentence.endswith(mark) for sentence in sentences_of(text))


def _types(text: str, _given: Arguments) -> bool:
    return _ending(text, ".") == 2 * _ending(text, "?")


def _balance(text: str, _given: Arguments) -> bool:
    return _ending(text, ".") == _ending(text, "?") == _ending(text, "!")


def _same_length(text: str, _given: Arguments) -> bool:
    """Three sentences of as many characters; whether their words differ nobody looks, as in the original."""
    sentences = sentences_of(text)
    return len(sentences) == 3 and len({len(sentence) for sentence in sentences}) == 1


def _alliteration(text: str, _given: Arguments) -> bool:
    counts = [_alliterating(sentence) for sentence in sentences_of(text)]
    return all(one < other for one, other in pairwise([-1, *counts]))


def _alliterating(sentence: str) -> int:
    """How many words stand beside one that begins alike; two runs count together."""
    words = [word for part in sentence.lower().split() if (word := part.lstrip(EDGES))]
    alike = [one[0] == other[0] for one, other in pairwise(words)]
    return sum(1 + (place == 0 or not alike[place - 1]) for place, same in enumerate(alike) if same)


def _keyword(text: str, given: Arguments) -> bool:
    sentences, place = sentences_of(text), int(given["n"])
    return 1 <= place <= len(sentences) and whole_word(given["word"], sentences[place - 1]) > 0


def _last_first(text: str, _given: Arguments) -> bool:
    for one, other in pairwise(sentences_of(text)):
        last, first = one.rstrip(EDGES).split(), other.lstrip(EDGES).split()
        if not last or not first or last[-1].lower() != first[0].lower():
            return False
    return True


def _increment(text: str, given: Arguments) -> bool:
    lengths = [len(sentence.translate(DELETED).split()) for sentence in sentences_of(text)]
    return bool(lengths) and all(other - one == int(given["small_n"]) for one, other in pairwise(lengths))


def _alphabet(text: str, _given: Arguments) -> bool:
    firsts = [sentence.split()[0][:1].lower() for sentence in sentences_of(text) if sentence.strip()]
    return firsts == list(string.ascii_lowercase)


def _position(text: str, given: Arguments) -> bool:
    sentences, place, word = sentences_of(text), int(given["n"]), int(given["m"])
    if not 1 <= place <= len(sentences):
        return False
    words = [token for token in tokens_of(sentences[place - 1]) if any(map(str.isalnum, token))]
    return 1 <= word <= len(words) and words[word - 1].lower() == given["keyword"].strip().lower()


RULES: Mapping[str, Rule] = {
    "ratio:sentence_type": Rule(_types),
    "ratio:sentence_balance": Rule(_balance),
    "ratio:sentence_words": Rule(_same_length),
    "sentence:alliteration_increment": Rule(_alliteration),
    "sentence:keyword": Rule(_keyword, ("word",), ("n",)),
    "sentence:increment": Rule(_increment, counts=("small_n",)),
    "words:last_first": Rule(_last_first),
    "words:keywords_specific_position": Rule(_position, ("keyword",), ("n", "m")),
    "custom:sentence_alphabet": Rule(_alphabet),
}
