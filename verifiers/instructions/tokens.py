"""Tokens of the Penn Treebank: marks, clitics and contractions apart, as NLTK's ``word_tokenize`` has them.

Source: the conventions of the Penn Treebank's tokenizer in NLTK's order. Two places where NLTK looks around a
position are done by hand, since patterns here take linear time.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from verifiers.instructions.units import sentences_of
from verifiers.reading.patterns import Match, Pattern, encodable

Step = Callable[[str], str]

_CLOSING = " ])}>\"'»”’"
_CLITIC = re.compile(r"(?:re|ve|ll|m|t|s|d|n)\b", re.I)
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=32)
def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of all sentences of a text."""
    return tuple(token for sentence in sentences_of(text) for token in _tokens(encodable(sentence)))


def _tokens(sentence: str) -> list[str]:
    for step in _STEPS:
        sentence = step(sentence)
    return sentence.split()


def _replacing(pattern: str, replacement: str, *, ignore_case: bool = False) -> Step:
    compiled = Pattern(pattern, ignore_case=ignore_case)
    return lambda text: compiled.sub(replacement, text)


def _each_apart(marks: str) -> Step:
    table = str.maketrans({mark: f" {mark} " for mark in marks})
    return lambda text: text.translate(table)


def _opening_quote(text: str) -> str:
    return "``" + text[1:] if text.startswith('"') else text


_QUOTE = re.compile("'")


def _opening_apostrophe(text: str) -> str:
    """An apostrophe before a word that is no clitic, and behind none, stands apart."""

    def apart(found: "re.Match[str]") -> str:
        start, end = found.span()
        before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        opens = not _is_word(before) and _is_word(behind) and not _CLITIC.match(text, end)
        return "' " if opens else "'"

    return _QUOTE.sub(apart, text)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _final_period(text: str) -> str:
    """The last period stands apart where only closing marks follow it."""
    end = len(text.rstrip().rstrip(_CLOSING))
    if end < 2 or text[end - 1] != "." or text[end - 2] == ".":
        return text
    return f"{text[: end - 1]} . {text[end:]} "


def _contraction(parts: str) -> Step:
    first, second = parts.split("|")
    return _replacing(rf"\b({first})({second})\b", r" \1 \2 ", ignore_case=True)


def _dots(found: Match) -> str:
    return f" {found[0]} "


_SEVERAL_DOTS = Pattern(r"\.{2,}")
_BACKTICKS = Pattern("[«“‘„]|`+")

_STEPS: tuple[Step, ...] = (
    lambda text: _BACKTICKS.sub(_dots, text),
    _opening_quote,
    _replacing("(``)", r" \1 "),
    _replacing(r"""([ (\[{<])("|'{2})""", r"\1 `` "),
    _opening_apostrophe,
    _final_period,
    _replacing(r"([:,])([^\d])", r" \1 \2"),
    _replacing(r"([:,])\z", r" \1 "),
    lambda text: _SEVERAL_DOTS.sub(_dots, text),
    _each_apart(";@#$%&"),
    _each_apart("\u2012\u2013\u2014\u2015"),
    _each_apart("?!"),
    _replacing("([^'])' ", r"\1 ' "),
    _each_apart("*"),
    _each_apart("][(){}<>"),
    _replacing("--", " -- "),
    lambda text: f" {text} ",
    _each_apart("»”’"),
    lambda text: text.replace("''", " '' "),
    lambda text: text.replace('"', " '' "),
    lambda text: _SPACES.sub(" ", text),
    _replacing("([^' ])('[sS]|'[mM]|'[dD]|') ", r"\1 \2 "),
    _replacing("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", r"\1 \2 "),
    *map(_contraction, ("can|not", "d|'ye", "gim|me", "gon|na", "got|ta", "lem|me", "more|'n")),
    _replacing(r"\b(wan)(na)(\s)", r" \1 \2 \3", ignore_case=True),
    _replacing(r" ('t)(is)\b", r" \1 \2 ", ignore_case=True),
    _replacing(r" ('t)(was)\b", r" \1 \2 ", ignore_case=True),
)
