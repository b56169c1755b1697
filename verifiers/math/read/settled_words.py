"""Texts of words alone that are a number or have a settled meaning: ``twelve``, ``no solution``."""

from verifiers.math.read.numerals import in_chinese, in_words
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, number
from verifiers.math.read.word_list import words

_MEANINGS = {
    **dict.fromkeys(
        ("infinitely many", "infinity", "infinite", "infinitely many solutions", "unbounded"), "infty"
    ),
    **dict.fromkeys(
        (
            "no solution",
            "no solutions",
            "empty set",
            "the empty set",
            "no real solutions",
            "no real solution",
            "none",
            "no roots",
            "no real roots",
            "null set",
        ),
        "emptyset",
    ),
    **dict.fromkeys(
        (
            "all real numbers",
            "all reals",
            "all real values",
            "any real number",
            "all real",
            "the set of all real numbers",
            "the real numbers",
            "every real number",
            "all values",
            "reals",
        ),
        "bbR",
    ),
    **dict.fromkeys(("does not exist", "dne", "do not exist", "not exist", "doesnt exist"), "DNE"),
    **dict.fromkeys(("undefined", "not defined"), "undefined"),
}
_SUBJECTS = words(
    """
    the this it there has have is are limit sum series function integral value equation system inequality
    answer derivative of expression
    """
)


def spelled_out(found: list[Token], text: str) -> Node | None:
    """A text of words alone that is a number or has a settled meaning."""
    plain = text.strip(" .。$")
    if plain and not plain.isascii() and (value := in_chinese(plain)) is not None:
        return number(value)
    if not found or not all(token.kind in ("word", "run", "name") or token.text in ("-", "'") for token in found):
        return None
    words = [token.text for token in found if token.text not in ("-", "'")]
    if all(token.kind == "name" for token in found) and not any(token.text.lower() in ("a",) for token in found):
        return None
    lowered = " ".join(words).lower().replace("'", "").split()
    meaning = _meaning(lowered)
    if meaning:
        return Node("name", name=meaning)
    if lowered and lowered[0] in ("negative", "minus") and _meaning(lowered[1:]) == "infty":
        return Node("negate", (Node("name", name="infty"),))
    value = in_words(words)
    return None if value is None or (len(words) == 1 and words[0] in ("a", "an", "A", "An")) else number(value)


def _meaning(words: list[str]) -> str | None:
    """What settled words stand for, whatever is said to be so: ``The limit does not exist``."""
    start = 0
    while True:
        meaning = _MEANINGS.get(" ".join(words[start:]))
        if meaning or start == len(words) or words[start] not in _SUBJECTS:
            return meaning
        start += 1
