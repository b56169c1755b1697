"""Words in front of a value: what they name, and the relation that they make of it."""

from verifiers.math.read.names import LONGEST_PRODUCT
from verifiers.math.read.tokens import Token
from verifiers.math.read.vocabulary import CLAUSE_WORDS
from verifiers.math.read.word_list import words
from verifiers.units.units import CURRENCIES

_BOUNDS: dict[tuple[str, ...], str] = {
    ("at", "least"): ">=",
    ("no", "less", "than"): ">=",
    ("no", "fewer", "than"): ">=",
    ("not", "less", "than"): ">=",
    ("at", "most"): "<=",
    ("no", "more", "than"): "<=",
    ("not", "more", "than"): "<=",
    ("up", "to"): "<=",
    ("more", "than"): ">",
    ("greater", "than"): ">",
    ("over",): ">",
    ("less", "than"): "<",
    ("fewer", "than"): "<",
    ("under",): "<",
    **{(spelled,): ">=" for spelled in ("至少", "不小于", "不少于", "不低于")},
    **{(spelled,): "<=" for spelled in ("至多", "最多", "不大于", "不超过")},
    **{(spelled,): ">" for spelled in ("大于", "超过", "多于")},
    **{(spelled,): "<" for spelled in ("小于", "少于")},
}
_BOUNDS_BEHIND = {
    ("or", "more"): ">=",
    ("or", "greater"): ">=",
    ("or", "less"): "<=",
    ("or", "fewer"): "<=",
    ("or", "above"): ">=",
    ("or", "below"): "<=",
}
_LEADING = words(
    """
    about approximately approx exactly only just nearly roughly around is are was the answer answers value
    values solution solutions final therefore so thus hence ans result it equals we have get that total of a
    an then there maximum minimum set roots root zeros
    """
)
_CHANGING = words(
    """
    not no never minus negative neither nor without except half double twice triple square squared cube root
    reciprocal inverse opposite plus times sqrt between if unless divided log ln percent
    """
)
MOST_TITLE = 6
ASCRIBING = words("= : approx")
"""What may stand between a title and its value."""
_SMALL_WORDS = _LEADING | words("at on in by to for and or per min max no set all any each every new old net top")
_BEHIND_TITLES = words("| || pm mp angle triangle not forall exists $ complement")


def untitled(found: list[Token]) -> tuple[str, list[Token], str]:
    """The words in front of a value, the value's tokens, and the relation that the words make."""
    start = leading_words(found)
    lowered = tuple(token.text.lower() for token in found[:start])
    bound = _bound(found, lowered)
    if bound is not None:
        return "", *bound
    if not start or start == len(found) or start > MOST_TITLE:
        return "", found, ""
    named = found[start].text in ASCRIBING and start + 1 < len(found) and all(map(_is_noun, found[:start]))
    rest = found[start + 1 :] if named else found[start:]
    if set(lowered) <= _LEADING or (lowered[-1] in ("is", "are") and not set(lowered) & _CHANGING):
        return "", rest, ""
    is_title = named or _is_point(found, start) or not _is_operand(found, start)
    if set(lowered) & (_CHANGING | CLAUSE_WORDS) or not (is_title and all(map(_may_entitle, found[:start]))):
        return "", found, ""
    return " ".join(lowered), rest, ""


def _may_entitle(token: Token) -> bool:
    """Whether letters may be part of the words in front of a value, and are no factors of it."""
    return _is_noun(token) or token.text.lower() in _SMALL_WORDS


def _is_noun(token: Token) -> bool:
    """Whether letters are a word, and no product of names."""
    capitalized = token.text[:1].isupper() and token.text[1:].islower() and len(token.text) > 2
    return token.kind == "word" or capitalized or len(token.text) > LONGEST_PRODUCT


def _is_point(found: list[Token], start: int) -> bool:
    """Whether words name the point or the interval behind them: ``vertex (1, -4)``."""
    opening = found[start]
    if (
        opening.text not in ("(", "[")
        or not opening.spaced
        or any(one.style == "operator" for one in found[:start])
    ):
        return False
    return found[-1].kind == "close" and any(one.kind == "separator" for one in found[start:])


def _is_operand(found: list[Token], start: int) -> bool:
    """Whether letters in front are part of an expression and no title of what stands behind."""
    behind = found[start]
    if behind.text == "-" and behind.kind == "operator":
        return start == 1 and found[0].kind == "run" and len(found[0].text) <= LONGEST_PRODUCT
    return behind.text in ("(", "_", "^", "{", "'") or (
        behind.kind == "operator" and behind.text not in _BEHIND_TITLES
    )


def leading_words(found: list[Token]) -> int:
    """How many tokens in front are words."""
    start = 0
    while start < len(found) and found[start].text not in CURRENCIES:
        if found[start].kind not in ("word", "run") and not _is_place(found, start):
            break
        start += 1
    return start


def _bound(found: list[Token], lowered: tuple[str, ...]) -> tuple[list[Token], str] | None:
    """The value and the relation of ``at least 5`` and ``5 or more``."""
    if not lowered and found[-1].kind not in ("word", "run"):
        return None
    for spelled, operator in _BOUNDS.items():
        if lowered[-len(spelled) :] == spelled and set(lowered[: -len(spelled)]) <= _LEADING:
            return found[len(lowered) :], operator
    if lowered or len(found) < 3:
        return None
    behind = _BOUNDS_BEHIND.get((found[-2].text.lower(), found[-1].text.lower()))
    return (found[:-2], behind) if behind else None


def _is_place(found: list[Token], place: int) -> bool:
    """``min`` and ``max`` in words: *min at x = 1*."""
    following = found[place + 1] if place + 1 < len(found) else None
    return (
        found[place].kind == "function"
        and found[place].text in ("min", "max")
        and following is not None
        and following.text in ("at", "is", "value", ":")
    )
