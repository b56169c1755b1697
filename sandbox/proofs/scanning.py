"""Reads the words of a source in one of the languages with braces, without its comments and texts.

It is no parser: what it finds is only used to refuse programs that redefine what tests rely on.
"""

import itertools
import re
from collections.abc import Iterator

_WORD = r"[^\W\d]\w*"
_COMMENTS = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
_TEXTS = (
    r'"""(?:\\.|[^\\])*?"""'  # Java
    r'|(?:u8|[uUL])?R"(?P<d1>[^()\\\s]{0,16})\(.*?\)(?P=d1)"'  # C++
    r'|b?r(?P<d2>#*)".*?"(?P=d2)'  # Rust
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\[^']{1,8}|[^'\\\n])'"
)
_TOKEN = re.compile(rf"(?P<skip>{_COMMENTS}|{_TEXTS})|(?P<word>{_WORD})|(?P<sign>\S)", re.DOTALL)


def words_of(source: str, *, backquotes: bool = False) -> list[str]:
    """Words and single signs, in order. ``backquotes`` enclose text, as in Go."""
    if backquotes:
        source = _without_raw_text(source)
    return [found[0] for found in _TOKEN.finditer(source) if not found["skip"]]


def tokens_of(source: str) -> Iterator[tuple[str, int, int]]:
    """The same with where each begins and ends."""
    return ((found[0], found.start(), found.end()) for found in _TOKEN.finditer(source) if not found["skip"])


def _without_raw_text(source: str) -> str:
    """Go's raw texts hold anything, quotes and comment signs too; so do the others hold backquotes."""
    parts, at = [], 0
    for found in re.finditer(rf"(?P<skip>{_COMMENTS}|{_TEXTS})|(?P<raw>`[^`]*`)", source, re.DOTALL):
        if found["raw"]:
            parts += [source[at : found.start()], '""']
            at = found.end()
    return "".join([*parts, source[at:]])


def judging_methods(test: list[str], *names: str) -> set[str]:
    """Those of the methods by which an answer could judge itself that a test asks answers for."""
    asked = {word for dot, word, sign in zip(test, test[1:], test[2:], strict=False) if dot == "." and sign == "("}
    return asked.intersection(names)


def after_words(words: list[str], *before: str) -> Iterator[str]:
    """The words that follow one of these."""
    for first, second in itertools.pairwise(words):
        if first in before and (second[0].isalpha() or second[0] == "_"):
            yield second
