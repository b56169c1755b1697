"""Answers in words and choice letters: compared without regard to case."""

import re
from functools import lru_cache

from verifiers.math.finding import Comparison, Finding
from verifiers.math.notation import compact, unwrapped
from verifiers.math.vocabulary import SHORT_WORDS, SPELLED_NUMBERS
from verifiers.reading.vocabulary import FUNCTIONS

_ARTICLES = re.compile(r"\b(?:a|an|the)\b(?=.)")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[\s'.,;:!-]+[^\W\d_]+)*[.!]?$")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_MEANINGS = {
    **dict.fromkeys(("infinitely many", "infinity", "infinite", "infinitely many solutions"), ("\\infty",)),
    **dict.fromkeys(("no solution", "no solutions", "empty set", "no real solutions", "none"), ("\\emptyset",)),
    **dict.fromkeys(("all real numbers", "all reals", "all real values"), ("R", "(-\\infty,\\infty)")),
}
_CHOICE = re.compile(r"\(?\s*([A-J])\s*\)?[.:]?$")
_CHOICE_WITH_REMARK = re.compile(r"(?:\(\s*([A-J])\s*\)|([A-J])\s*[).:]\s)\s*(\S.*)$")
_CHOSEN = re.compile(
    r"(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer)\s+)?"
    r"(?:\(\s*([A-Za-z])\s*\)|([A-Za-z])\s*(?:[).:,\]]|$)|([A-Z])\s+(?![a-z+=<>*/^_-]))"
)
_LISTED = re.compile(r",|(?<![A-Za-z])(?:and|or)(?![A-Za-z])", re.I)
_BOLD = re.compile(r"[*_]{2}")
_SENTENCE = re.compile(
    r"((?:The|This|That|It|They)\b.*\b(?:is|are|was|were)) ([^\W\d_]+(?: [^\W\d_]+){0,3})$"
    r"|([A-Z][a-z]{3,}) (?:[a-z]+(?:ed|s)|won|is|was|has|had) .*$"
)
_HALF_A_FRACTION = re.compile(r"\\frac\s*\{[^{}]*\}\s*(?:$|[-+=,)\]}])")
_BARE_ROOT = re.compile(r"\\sqrt\s*(?:$|[-+=,)\]}])")
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|cannot|or)\b|n't", re.I)
MANY_WORDS = 4


def choice_layer(comparison: Comparison) -> Finding | None:
    """Decides where the ground truth is a choice letter, alone or with its text."""
    letter, remark = _choice(comparison.truth)
    if not letter:
        return None
    answer = unwrapped(comparison.answer)
    chosen = _CHOSEN.match(_BOLD.sub("", answer).strip())
    if not chosen:
        return Finding(bool(remark) and answer.casefold() == remark.casefold(), "no choice letter")
    same = (chosen[1] or chosen[2] or chosen[3]).upper() == letter
    return Finding(same, "the same choice" if same else "another choice")


def words_layer(comparison: Comparison) -> Finding | None:
    """Decides where either side is plain words."""
    truth, answer = plain_words(comparison.truth), plain_words(comparison.answer)
    if comparison.answer_type == "text":
        same = _loosely(comparison.truth) == _loosely(comparison.answer) or (truth != "" and truth == answer)
        return Finding(same, "equal words" if same else "other words")
    if truth and truth == answer:
        return Finding(True, "equal words")
    if _mean_the_same(truth, comparison.answer) or _mean_the_same(answer, comparison.truth):
        return Finding(True, "equal in meaning")
    if is_stated_by(comparison.truth, answer):
        return Finding(True, "what the sentence states")
    if is_concluded_by(comparison.answer, truth):
        return Finding(True, "what the sentence states")
    if is_text(comparison.truth):
        return Finding(False, "other words")
    if is_text(comparison.answer):
        return Finding(False, "words where mathematics was expected")
    return None


def is_stated_by(truth: str, answer: str) -> bool:
    """Whether a sentence is ``S is A`` or ``A did it``, and the answer is the predicate or the name A."""
    if not answer or len(answer.split()) > 3:
        return False
    sentence = _SENTENCE.match(unwrapped(truth).strip(" ."))
    if not sentence or _NEGATION.search(truth):
        return False
    predicate = " ".join(re.findall(r"[^\W\d_]+", _ARTICLES.sub(" ", (sentence[2] or "").lower())))
    return answer == predicate if sentence[2] else answer == sentence[3].lower()


def is_concluded_by(sentence: str, truth: str) -> bool:
    """Whether an answer is ``The mapping is A``, without a negation, and the ground truth is A."""
    if not truth:
        return False
    stated = _SENTENCE.match(unwrapped(sentence).strip(" ."))
    return bool(stated and stated[2]) and is_stated_by(sentence, truth)


def prose_layer(comparison: Comparison) -> Finding | None:
    """Refuses what computer algebra would only misread."""
    if is_prose(comparison.answer) or is_prose(comparison.truth):
        return Finding(False, "prose where mathematics was expected")
    if _HALF_A_FRACTION.search(comparison.answer):
        return Finding(False, "a fraction without a numerator or denominator")
    if _BARE_ROOT.search(comparison.answer):
        return Finding(False, "a root of nothing")
    return None


def is_choice(truth: str) -> bool:
    """Whether a ground truth names one of several choices."""
    return bool(_choice(truth)[0])


def is_text(text: str) -> bool:
    """Whether a side is certainly words and not a product of variables."""
    words = plain_words(text)
    if not words:
        return False
    parts = words.split()
    if any(part in FUNCTIONS for part in parts) or "".join(parts) in SPELLED_NUMBERS or _LISTED.search(text):
        return False
    return "\\text" in text or any(len(part) >= 4 or part in SHORT_WORDS for part in parts)


def is_prose(text: str) -> bool:
    """Whether a side holds so many words that no notation is left to read."""
    words = [word.lower() for word in _WORD.findall(unwrapped(text))]
    return sum(len(word) >= 3 and word not in FUNCTIONS for word in words) >= MANY_WORDS


@lru_cache(maxsize=256)
def plain_words(text: str) -> str:
    """Lower-case words without punctuation; empty if the text holds anything else."""
    words = _BOLD.sub("", unwrapped(text)).strip("\"'` ()")
    if not words or len(words) > 500 or not _WORDS_ONLY.match(words):
        return ""
    plain = " ".join(re.findall(r"[^\W\d_]+", _ARTICLES.sub(" ", words.lower())))
    return "does not exist" if plain == "dne" else plain


def _mean_the_same(words: str, notation: str) -> bool:
    if words not in _MEANINGS:
        return False
    plain = compact(notation).lstrip("+").replace("\\{\\}", "\\emptyset").replace("+\\infty", "\\infty")
    return plain in _MEANINGS[words]


def _loosely(text: str) -> str:
    return re.sub(r"[\s.,;:!'\"*-]+", " ", unwrapped(text).casefold()).strip()


def _choice(truth: str) -> tuple[str, str]:
    plain = unwrapped(truth)
    found = _CHOICE.match(plain)
    if found:
        return found[1], ""
    found = _CHOICE_WITH_REMARK.match(plain)
    return (found[1] or found[2], found[3].strip()) if found else ("", "")
