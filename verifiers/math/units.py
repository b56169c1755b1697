"""Units, currency signs and remarks around a value, which do not count."""

import re
from functools import lru_cache

from verifiers.math.vocabulary import NO_UNITS
from verifiers.reading.vocabulary import UNITS

_WRAPPER = r"\\(?:text(?:bf|it|rm|normal)?|mbox|hbox|mathrm|operatorname|mathbf)\s*"
_POWER = r"(?:\s*\^\s*(?:\d|\{\s*-?\d\s*\}))?"
_WRAPPED_WORDS = re.compile(_WRAPPER + r"\{([^{}]*)\}" + _POWER)
_LETTER = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CONNECTIVE = re.compile(r"\b(?:and|or|not|to|if|when|where|with|for|is|are|except|but)\b", re.I)
_SINGLE_LETTER_UNITS = frozenset("mgshLlVWJNKCFAΩ")
_JOINED_UNIT = re.compile(
    r"(?<=[\d)}])\s*(mm|cm|km|kg|mg|ml|ft|mph|lbs?|m(?=\s*\^\s*\{?[23])|in(?=\s*\^\s*\{?[23]))" + _POWER + "$"
)
_POWER_AT_END = re.compile(r"\s*\^\s*(?:\d|\{\s*-?\d\s*\})$")
_WORD_TOKEN = re.compile(r"[A-Za-z][A-Za-z/.'-]*$")
_ONLY = re.compile(r"^\\text\s*\{\s*only(?: for| when| if)?\s*\}\s*", re.I)
_REMARK = re.compile(r"\\(?:text|mbox|mathrm)\s*\{\s*for (?:all|any|every|each|some) [^{}]*\}.*$")
_REASON = re.compile(
    r"(?<=[\w)}\]$%])\s*\((?:since|because|as|by|from|where|using|rounded|approximately|approx\.?|about|i\.e\.)"
    r"[ ,~][^()]{0,200}(?:\([^()]{0,100}\)[^()]{0,100}){0,3}\)$",
    re.I,
)
_DEGREES = re.compile(r"\^\\circ\s*(?:[CF](?![A-Za-z]))?")
_LIMIT = 400


def without_remark(text: str) -> str:
    """The value without ``for all integers n`` or ``(since ...)`` behind it, and without ``only`` before."""
    if text.endswith(")"):
        text = _REASON.sub("", text)
    if "{" in text and "\\" in text:
        text = _REMARK.sub("", _ONLY.sub("", text))
    return text.rstrip(" .,;")


@lru_cache(maxsize=256)
def without_units(text: str) -> str:
    """The value alone. Letters are kept unless they are written as words: ``6x`` is not 6."""
    text = text.replace("$", "").strip()
    if len(text) > _LIMIT:
        return text
    if not _LETTER.search(text):
        return text.rstrip(" .,;")
    text = _WRAPPED_WORDS.sub(lambda found: _unwrapped_unit(text, found), text).strip()
    return _without_bare_words(_JOINED_UNIT.sub("", text)).rstrip(" .,;")


def without_degrees(text: str) -> str:
    """The value without its degree sign."""
    return _DEGREES.sub("", text).strip() if "\\circ" in text else text.strip()


def _unwrapped_unit(text: str, found: re.Match[str]) -> str:
    """Nothing for a unit behind a value; words that belong to the mathematics stay."""
    before = text[: found.start()].rstrip()
    follows_value = bool(before) and (before[-1].isalnum() or before[-1] in ")}!%")
    return "" if follows_value and _is_unit(found[1]) else found[0]


def _is_unit(words: str) -> bool:
    words = words.strip()
    if len(words) == 1:
        return words in _SINGLE_LETTER_UNITS
    if words and all(part in _SINGLE_LETTER_UNITS for part in re.split(r"[\s·.]+", words)):
        return True
    return bool(_WORD.search(words) or "/" in words) and not _CONNECTIVE.search(words)


def _without_bare_words(text: str) -> str:
    """Drop words behind a number: ``209 apples``, ``5 square feet``."""
    while True:
        stem = _POWER_AT_END.sub("", text) if text.endswith(("}", "2", "3")) else text
        head, space, last = stem.rpartition(" ")
        if not (space and _is_bare_unit(last) and any(map(str.isdigit, head))):
            return text
        text = head.rstrip()


def _is_bare_unit(word: str) -> bool:
    word = word.rstrip(".").lower()
    if word in UNITS:
        return True
    return len(word) >= 4 and bool(_WORD_TOKEN.match(word)) and word not in NO_UNITS
