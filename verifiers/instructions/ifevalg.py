"""The rules that open-instruct's IFEvalG has beyond IFEval's (training sets ``IF_multi_constraints``)."""

import re
import string
from collections.abc import Mapping
from itertools import pairwise

from verifiers.instructions.ifeval import by_divider, letter_frequency, paragraphs_of
from verifiers.instructions.rule import Arguments, Rule, related
from verifiers.instructions.tokens import tokens_of
from verifiers.instructions.units import pattern_sentences_of

_LOWERCASE = re.compile(r"\b[a-z]+\b")
_NOT_WORD = re.compile(r"[^\w\s]")
_DIVIDER = "******"


def _inside(keyword: str, text: str) -> int:
    """How often a keyword stands in a text, inside words too, without regard to case."""
    return text.lower().count(keyword.strip().lower())


def _repeat_phrase(text: str, given: Arguments) -> bool:
    """Variants from the phrase's first word to its last, each with exactly one other word."""
    phrase = given["phrase"].split()
    found = _from_to(text, phrase[0], phrase[-1])
    return len(found) == int(given["small_n"]) and all(
        len(words) == len(phrase) and sum(a != b for a, b in zip(words, phrase, strict=True)) == 1
        for words in found
    )


def _from_to(text: str, first: str, last: str) -> list[list[str]]:
    """The shortest stretches of a line that begin with ``first`` and a space and end with a space and ``last``."""
    found = []
    for line in text.split("\n"):
        start = line.find(first + " ")
        while start >= 0:
            end = line.find(" " + last, start + len(first) + 1)
            if end < 0:
                break
            found.append(line[start : end + 1 + len(last)].split())
            start = line.find(first + " ", end + 1 + len(last))
    return found


def _copied(text: str, given: Arguments) -> bool:
    return bool(text.strip().lower() == given["prompt_to_repeat"].strip().lower())


def _copied_often(text: str, given: Arguments) -> bool:
    parts = [part.strip().lower() for part in text.split(_DIVIDER)]
    return len(parts) == int(given["n"]) and set(parts) == {given["prompt_to_repeat"].strip().lower()}


def _span(text: str, given: Arguments) -> bool:
    wanted = given["prompt_to_repeat"][int(given["n_start"]) : int(given["n_end"])]
    return bool(text.strip().lower() == wanted.strip().lower())


def _hyphens(text: str, _given: Arguments) -> bool:
    """What stands between hyphens are the sentences, without spaces at their ends."""
    pairs = zip(text.split("-"), pattern_sentences_of(text.replace("-", " ")), strict=False)
    return all(part == part.strip() == sentence for part, sentence in pairs)


def _no_next_letter(text: str, _given: Arguments) -> bool:
    firsts = [word[0].lower() for word in text.split()]
    return all(len(one) == len(other) == 1 and ord(other) - ord(one) != 1 for one, other in pairwise(firsts))


def _brackets(text: str, _given: Arguments) -> bool:
    return all(word.startswith("[") and word.endswith("]") for word in text.split())


def _bigrams(text: str, _given: Arguments) -> bool:
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=False)
    return all(one.startswith("<<") and other.endswith(">>") for one, other in pairs)


def _two_by_blank_line(text: str, _given: Arguments) -> bool:
    return paragraphs_of(text.split("\n\n")) == 2


def _word_of(given: Arguments, name: str) -> str:
    """A word, or the first of a list of words: the data has both."""
    value = given[name]
    return str(value[0] if isinstance(value, list) else value).strip().lower()


def _first_of_sentences(text: str, given: Arguments) -> bool:
    wanted = _word_of(given, "first_word")
    return all(sentence.lower().split()[:1] == [wanted] for sentence in pattern_sentences_of(text))


def _last_of_sentences(text: str, given: Arguments) -> bool:
    wanted = _word_of(given, "last_word")
    return all(_last_word(sentence) == wanted for sentence in pattern_sentences_of(text))


def _first_of_text(text: str, given: Arguments) -> bool:
    return text.lower().split()[:1] == [_word_of(given, "first_word")]


def _last_of_text(text: str, given: Arguments) -> bool:
    return _last_word(text) == _word_of(given, "last_word")


def _last_word(text: str) -> str | None:
    words = text.split()
    return _NOT_WORD.sub("", words[-1]).lower() if words else None


def _composition(text: str, given: Arguments) -> bool:
    """Three paragraphs of so many sentences of so many tokens. A divider at an end leaves a paragraph of none."""
    parts = by_divider(text)
    return paragraphs_of(parts) == 3 and all(
        len(sentences := pattern_sentences_of(part)) == int(given["n_sent"])
        and all(len(tokens_of(sentence)) == int(given["n_words"]) for sentence in sentences)
        for part in parts
    )


def _unique(text: str, _given: Arguments) -> bool:
    tokens = tokens_of(text)
    return len(tokens) == len(set(tokens))


def _increment(text: str, given: Arguments) -> bool:
    return _inside(given["keyword1"], text) == 1 and _inside(given["keyword2"], text) == 2


def _position(text: str, given: Arguments) -> bool:
    """Case matters, and marks are tokens."""
    sentences, place, word = pattern_sentences_of(text), int(given["n"]), int(given["m"])
    tokens = tokens_of(sentences[place - 1]) if 1 <= place <= len(sentences) else []
    keyword = given["keyword"][0] if isinstance(given["keyword"], list) else given["keyword"]
    return 1 <= word <= len(tokens) and tokens[word - 1] == keyword.strip()


def _start_end(text: str, _given: Arguments) -> bool:
    tokens = tokens_of(text)
    return len(tokens) >= 2 and tokens[0].lower() == tokens[-1].lower()


RULES: Mapping[str, Rule] = {
    "copy:repeat_phrase": Rule(_repeat_phrase, ("phrase",), ("small_n",)),
    "copy:copy": Rule(_copied, ("prompt_to_repeat",)),
    "copy:copying_simple": Rule(_copied, ("prompt_to_repeat",)),
    "copy:copying_multiple": Rule(_copied_often, ("prompt_to_repeat",), ("n",)),
    "new:copy_span_idx": Rule(_span, ("prompt_to_repeat",), ("n_start", "n_end")),
    "detectable_format:sentence_hyphens": Rule(_hyphens),
    "detectable_format:square_brackets": Rule(_brackets),
    "detectable_format:bigram_wrapping": Rule(_bigrams),
    "keywords:no_adjacent_consecutive": Rule(_no_next_letter),
    "keywords:word_once": Rule(lambda text, given: _inside(given["keyword"], text) == 1, ("keyword",)),
    "keywords:word_count_different_numbers": Rule(
        lambda text, given: related(_inside(given["keyword"], text), given, "frequency"),
        ("keyword",),
        ("frequency",),
        relation="relation",
    ),
    "keywords:exclude_word_harder": Rule(
        lambda text, given: f" {given['keyword'].strip()} " not in text, ("keyword",)
    ),
    "keywords:palindrome": Rule(lambda text, _: any(word == word[::-1] for word in text.split())),
    "keywords:keyword_specific_position": Rule(_position, counts=("n", "m"), words=("keyword",)),
    "keywords:start_end": Rule(_start_end),
    "paragraphs:paragraphs": Rule(lambda text, _: paragraphs_of(by_divider(text)) == 2),
    "paragraphs:paragraphs2": Rule(_two_by_blank_line),
    "first_word:first_word_sent": Rule(_first_of_sentences, words=("first_word",)),
    "first_word:first_word_answer": Rule(_first_of_text, words=("first_word",)),
    "last_word:last_word_sent": Rule(_last_of_sentences, words=("last_word",)),
    "last_word:last_word_answer": Rule(_last_of_text, words=("last_word",)),
    "punctuation:punctuation_dot": Rule(lambda text, _: "." not in text),
    "punctuation:punctuation_exclamation": Rule(lambda text, _: "!" not in text),
    "count:lowercase_counting": Rule(
        lambda text, given: len(_LOWERCASE.findall(text)) <= int(given["n"]), counts=("n",)
    ),
    "count:counting_composition": Rule(_composition, counts=("n_sent", "n_words")),
    "count:count_unique": Rule(_unique),
    "count:count_increment_word": Rule(_increment, ("keyword1", "keyword2")),
    "letters:letter_counting": Rule(
        lambda text, given: related(sum(char in string.ascii_letters for char in text), given, "n"),
        counts=("n",),
        relation="relation",
    ),
    "letters:letter_counting2": Rule(letter_frequency, ("letter", "let_relation"), ("let_frequency",)),
}
