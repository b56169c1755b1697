"""IFBench's rules on words, letters, numbers and their shares."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from verifiers.instructions.rule import Arguments, Rule
from verifiers.instructions.tokens import tokens_of
from verifiers.instructions.units import words_of
from verifiers.instructions.verbs import opens_with_verb
from verifiers.instructions.word_lists import CONJUNCTIONS, NAMES, PRONOUNS, STOP_WORDS

DELETED = str.maketrans("", "", string.punctuation)
EDGES = string.punctuation + " "
_NUMBER = re.compile(r"\d+")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LETTERS = string.ascii_lowercase
_CONSONANTS = frozenset(_LETTERS) - frozenset("aeiou")
_PRIMES = frozenset(n for n in range(2, 100) if all(n % d for d in range(2, n)))
_NEAR = 2
"""Percentage points by which an overlap may differ."""


def bare_words(text: str) -> list[str]:
    """The words in lower case, with ASCII punctuation deleted."""
    return text.lower().translate(DELETED).split()


def _word_range(text: str, given: Arguments) -> bool:
    return int(given["min_words"]) <= len(words_of(text)) <= int(given["max_words"])


def _unique_words(text: str, given: Arguments) -> bool:
    """Punctuation alone leaves an empty word, which the original counts."""
    return len({word.strip(EDGES) for word in text.lower().split()}) >= int(given["n"])


def _stop_words(text: str, given: Arguments) -> bool:
    words = words_of(text)
    share = sum(word.lower() in STOP_WORDS for word in words) / len(words) * 100 if words else None
    return share is not None and share <= float(given["percentage"])


def _conjunctions(text: str, given: Arguments) -> bool:
    """Different conjunctions; the original counts *And* and *and* as two."""
    found = {word.strip(EDGES).lower() for word in text.split()} & CONJUNCTIONS
    return len(found) >= int(given["small_n"])


def _names(text: str, given: Arguments) -> bool:
    return len(set(words_of(text)) & set(NAMES)) >= int(given["n"])


def _overlap(text: str, given: Arguments) -> bool:
    ours, theirs = _trigrams(text), _trigrams(given["reference_text"])
    share = len(ours & theirs) / len(ours) * 100 if ours else None
    return share is not None and abs(share - float(given["percentage"])) <= _NEAR


def _trigrams(text: str) -> set[str]:
    return {text[place : place + 3] for place in range(len(text) - 2)}


def _numbers(text: str, given: Arguments) -> bool:
    return len(_NUMBER.findall(text.translate(DELETED))) == int(given["n"])


def _alphabet(text: str, _given: Arguments) -> bool:
    firsts = [word[0].lower() for word in text.translate(DELETED).split()]
    if not firsts or firsts[0] not in _LETTERS:
        return False
    start = _LETTERS.index(firsts[0])
    return all(first == _LETTERS[(start + step) % 26] for step, first in enumerate(firsts))


def _vowels(text: str, _given: Arguments) -> bool:
    return "\n" not in text.strip() and len(set(text.lower()) & set("aeiou")) <= 3


def _consonants(text: str, _given: Arguments) -> bool:
    return all(
        any(one in _CONSONANTS and other in _CONSONANTS for one, other in pairwise(word))
        for word in text.lower().split()
    )


def _palindromes(text: str, _given: Arguments) -> bool:
    return sum(len(word) >= 5 and word == word[::-1] for word in bare_words(text)) >= 10


def _primes(text: str, _given: Arguments) -> bool:
    return all(len(word) in _PRIMES for word in text.translate(DELETED).split())


def _japanese(text: str, given: Arguments) -> bool:
    every = max(int(given["n"]), 1)
    nth = [word.strip(EDGES) for word in text.split()[every - 1 :: every]]
    return all(not word or word.isdigit() or bool(_JAPANESE.search(word)) for word in nth)


def _repeats(text: str, given: Arguments) -> bool:
    return all(count <= int(given["small_n"]) for count in Counter(bare_words(text)).values())


def _pronouns(text: str, given: Arguments) -> bool:
    return sum(token in PRONOUNS for token in tokens_of(text.replace("/", " ").lower())) >= int(given["n"])


def _syllables(text: str, _given: Arguments) -> bool:
    from syllapy import count

    return _all_differ(count(word) % 2 for word in bare_words(text))


def _all_differ(values: Iterable[object]) -> bool:
    return all(one != other for one, other in pairwise(values))


def _paragraph_ends(text: str, _given: Arguments) -> bool:
    lines = (line.strip().lower().strip(EDGES).split() for line in text.split("\n"))
    return all(words[0] == words[-1] for words in lines if words)


def _keywords_multiple(text: str, given: Arguments) -> bool:
    lower = text.lower()
    wanted = zip((1, 2, 3, 5, 7), range(1, 6), strict=True)
    return all(lower.count(given[f"keyword{number}"].strip().lower()) == count for count, number in wanted)


def _second_words(text: str, given: Arguments) -> bool:
    """Second from both ends; a final mark is no word."""
    tokens = [token.lower() for token in tokens_of(text)]
    if tokens and tokens[-1] in string.punctuation:
        tokens.pop()
    keyword = given["keyword"].strip().lower()
    return len(tokens) >= 2 and tokens[1] == keyword == tokens[-2]


RULES: Mapping[str, Rule] = {
    "count:word_count_range": Rule(_word_range, counts=("min_words", "max_words")),
    "count:unique_word_count": Rule(_unique_words, counts=("n",)),
    "ratio:stop_words": Rule(_stop_words, counts=("percentage",)),
    "count:conjunctions": Rule(_conjunctions, counts=("small_n",)),
    "count:person_names": Rule(_names, counts=("n",)),
    "ratio:overlap": Rule(_overlap, ("reference_text",), ("percentage",)),
    "count:numbers": Rule(_numbers, counts=("n",)),
    "count:words_japanese": Rule(_japanese, counts=("n",)),
    "count:pronouns": Rule(_pronouns, counts=("n",)),
    "count:keywords_multiple": Rule(_keywords_multiple, tuple(f"keyword{number}" for number in range(1, 6))),
    "words:alphabet": Rule(_alphabet),
    "words:vowel": Rule(_vowels),
    "words:consonants": Rule(_consonants),
    "words:palindrome": Rule(_palindromes),
    "words:prime_lengths": Rule(_primes),
    "words:start_verb": Rule(lambda text, _: opens_with_verb(text)),
    "words:repeats": Rule(_repeats, counts=("small_n",)),
    "words:odd_even_syllables": Rule(_syllables),
    "words:paragraph_last_first": Rule(_paragraph_ends),
    "words:no_consecutive": Rule(lambda text, _: _all_differ(word[0] for word in bare_words(text))),
    "words:words_position": Rule(_second_words, ("keyword",)),
}
