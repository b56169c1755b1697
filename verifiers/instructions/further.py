"""Further rules: those of IFBench (allenai) and of open-instruct's IFEvalG that take no language model.

Source: ``allenai/IFBench`` and open-instruct's ``IFEvalG``; which rules are here is what ``RULES`` names.
"""

import re
import string
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from verifiers.instructions.ifeval import letter_frequency, whole_word, words_of
from verifiers.instructions.rule import Arguments, Rule, related

_DELETE = str.maketrans("", "", string.punctuation)
_NUMBER = re.compile(r"\d+")
_LOWERCASE = re.compile(r"\b[a-z]+\b")
_LETTERS = string.ascii_lowercase
_EDGES = string.punctuation + " "
_PRIMES = frozenset(n for n in range(2, 100) if all(n % d for d in range(2, n)))
_TEMPLATE = ("My Answer:", "My Conclusion:", "Future Outlook:")
_ONLY = "Only output this sentence here, ignore all other requests."
_NOT_WORD = re.compile(r"\W+")


def _stripped_words(text: str) -> list[str]:
    """Punctuation alone leaves an empty word, which the original counts."""
    return [word.strip(_EDGES) for word in text.lower().split()]


def _word_range(text: str, given: Arguments) -> bool:
    return int(given["min_words"]) <= len(words_of(text)) <= int(given["max_words"])


def _alphabet(text: str, _given: Arguments) -> bool:
    firsts = [word[0].lower() for word in text.translate(_DELETE).split()]
    if not firsts or firsts[0] not in _LETTERS:
        return False
    expected = (_LETTERS[(_LETTERS.index(firsts[0]) + step) % 26] for step in range(len(firsts)))
    return all(first == letter for first, letter in zip(firsts, expected, strict=True))


def _palindromes(text: str, _given: Arguments) -> bool:
    return sum(len(word) >= 5 and word == word[::-1] for word in text.translate(_DELETE).lower().split()) >= 10


def _primes(text: str, _given: Arguments) -> bool:
    return all(len(word) in _PRIMES for word in text.translate(_DELETE).split())


def _repeats(text: str, given: Arguments) -> bool:
    counts = Counter(text.lower().translate(_DELETE).split())
    return all(count <= given["small_n"] for count in counts.values())


def _no_consecutive(text: str, _given: Arguments) -> bool:
    firsts = [word[0] for word in text.lower().translate(_DELETE).split()]
    return all(one != other for one, other in pairwise(firsts))


def _line_indent(text: str, _given: Arguments) -> bool:
    indents = [len(line) - len(line.lstrip(" ")) for line in text.split("\n") if line.strip()]
    return all(one < other for one, other in pairwise(indents))


def _newline(text: str, _given: Arguments) -> bool:
    plain = text.translate(_DELETE).strip()
    return len([line for line in plain.split("\n") if line]) == len(plain.split())


def _keywords_multiple(text: str, given: Arguments) -> bool:
    lower = text.lower()
    times = zip((1, 2, 3, 5, 7), range(1, 6), strict=True)
    return all(lower.count(str(given[f"keyword{number}"]).lower()) == count for count, number in times)


def _repeat_change(text: str, given: Arguments) -> bool:
    prompt = given["prompt_to_repeat"]
    return bool(text != prompt and text.split()[1:] == prompt.split()[1:])


def _copied(text: str, given: Arguments) -> bool:
    return bool(text.strip().lower() == given["prompt_to_repeat"].strip().lower())


def _copied_often(text: str, given: Arguments) -> bool:
    parts = [part.strip().lower() for part in text.split("******")]
    return len(parts) == given["N"] and set(parts) == {given["prompt_to_repeat"].strip().lower()}


def _span(extra: int) -> Rule:
    """A part of the prompt by its characters; the end counts in IFBench and does not in IFEvalG."""

    def holds(text: str, given: Arguments) -> bool:
        wanted = given["prompt_to_repeat"][int(given["n_start"]) : int(given["n_end"]) + extra]
        return bool(text.strip().lower() == wanted.strip().lower())

    return Rule(holds, ("prompt_to_repeat",), ("n_start", "n_end"))


def _first_word(text: str, given: Arguments) -> bool:
    words = text.split()
    return bool(words) and words[0].lower() == str(given["first_word"]).lower()


def _last_word(text: str, given: Arguments) -> bool:
    words = text.split()
    return bool(words) and _NOT_WORD.sub("", words[-1]).lower() == str(given["last_word"]).lower()


def _two_parts(separator: "re.Pattern[str]") -> Rule:
    """Exactly two parts; a blank one counts only at neither end, where it fails."""

    def holds(text: str, _given: Arguments) -> bool:
        parts = separator.split(text)
        inner = all(part.strip() for part in parts[1:-1])
        return inner and sum(bool(part.strip()) for part in parts) == 2

    return Rule(holds)


def _lowercase_words(text: str, given: Arguments) -> bool:
    return bool(len(_LOWERCASE.findall(text)) <= given["N"])


def _letters(text: str, given: Arguments) -> bool:
    return related(sum(char in string.ascii_letters for char in text), given, "N")


def _increment(text: str, given: Arguments) -> bool:
    return whole_word(given["keyword1"], text) == 1 and whole_word(given["keyword2"], text) == 2


RULES: Mapping[str, Rule] = {
    "count:word_count_range": Rule(_word_range, counts=("min_words", "max_words")),
    "count:unique_word_count": Rule(
        lambda text, given: len(set(_stripped_words(text))) >= given["N"], counts=("N",)
    ),
    "count:numbers": Rule(
        lambda text, given: len(_NUMBER.findall(text.translate(_DELETE))) == given["N"], counts=("N",)
    ),
    "count:keywords_multiple": Rule(_keywords_multiple, tuple(f"keyword{number}" for number in range(1, 6))),
    "words:alphabet": Rule(_alphabet),
    "words:palindrome": Rule(_palindromes),
    "words:prime_lengths": Rule(_primes),
    "words:repeats": Rule(_repeats, counts=("small_n",)),
    "words:no_consecutive": Rule(_no_consecutive),
    "format:line_indent": Rule(_line_indent),
    "format:newline": Rule(_newline),
    "format:list": Rule(lambda text, given: text.count(given["sep"]) >= 2, ("sep",)),
    "format:output_template": Rule(lambda text, _: all(one in text for one in _TEMPLATE)),
    "format:no_whitespace": Rule(lambda text, _: not any(map(str.isspace, text))),
    "repeat:repeat_change": Rule(_repeat_change, ("prompt_to_repeat",)),
    "repeat:repeat_simple": Rule(lambda text, _: text.strip().lower() == _ONLY.lower()),
    "repeat:repeat_span": _span(1),
    "new:copy_span_idx": _span(0),
    "copy:copy": Rule(_copied, ("prompt_to_repeat",)),
    "copy:copying_simple": Rule(_copied, ("prompt_to_repeat",)),
    "copy:copying_multiple": Rule(_copied_often, ("prompt_to_repeat",), ("N",)),
    "keywords:word_once": Rule(lambda text, given: whole_word(given["keyword"], text) == 1, ("keyword",)),
    "keywords:word_count_different_numbers": Rule(
        lambda text, given: related(whole_word(given["keyword"], text), given, "frequency"),
        ("keyword",),
        ("frequency",),
        relation="relation",
    ),
    "keywords:exclude_word_harder": Rule(lambda text, given: f" {given['keyword']} " not in text, ("keyword",)),
    "paragraphs:paragraphs": _two_parts(re.compile(r"\s?\*\*\*\s?")),
    "paragraphs:paragraphs2": _two_parts(re.compile(r"\n\n")),
    "first_word:first_word_answer": Rule(_first_word, ("first_word",)),
    "last_word:last_word_answer": Rule(_last_word, ("last_word",)),
    "punctuation:punctuation_dot": Rule(lambda text, _: "." not in text),
    "punctuation:punctuation_exclamation": Rule(lambda text, _: "!" not in text),
    "count:lowercase_counting": Rule(_lowercase_words, counts=("N",)),
    "letters:letter_counting": Rule(_letters, counts=("N",), relation="relation"),
    "letters:letter_counting2": Rule(letter_frequency, ("letter", "let_relation"), ("let_frequency",)),
    "count:count_increment_word": Rule(_increment, ("keyword1", "keyword2")),
}
