"""From a folded text to its readings: at most two trees, best first, or none where it is words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from verifiers.math.finding import TooCostly
from verifiers.math.read.names import LONGEST_PRODUCT
from verifiers.math.read.numerals import in_chinese, in_roman, in_words
from verifiers.math.read.statements import parse
from verifiers.math.read.stream import Guidance
from verifiers.math.read.tokens import Commas, Token, tokens
from verifiers.math.read.tree import Node, Unreadable, number
from verifiers.math.read.vocabulary import CLAUSE_WORDS
from verifiers.math.read.word_list import words
from verifiers.units.units import CURRENCIES

MAX_LENGTH = 20_000
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
_JOINING_ENDS = frozenset({"and", "和", "与", "到", "至"})
_PRINTED_LOGARITHM = "\\log{\\left("
_MOST_TITLE = 6
_ASCRIBING = words("= : approx")
"""What may stand between a title and its value."""
_SMALL_WORDS = _LEADING | words("at on in by to for and or per min max no set all any each every new old net top")
_REMAINDERS = frozenset({"r", "rem", "remainder", "r.", "and remainder", "with remainder"})
_BEHIND_TITLES = words("| || pm mp angle triangle not forall exists $ complement")
_NUMBERED = words("quadrant type class case phase stage group")
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
_PART_LABELS = (
    ("a", "b", "c", "d", "e", "f", "g", "h"),
    ("1", "2", "3", "4", "5", "6", "7", "8"),
    ("i", "ii", "iii", "iv", "v", "vi"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as.

    ``trees`` are its readings, best first; ``title`` are words in front of a value; ``parts`` are answers under
    labels; ``key`` is the same for two spellings of one notation.
    """

    text: str
    key: str
    trees: tuple[Node, ...] = ()
    title: str = ""
    parts: tuple[tuple[str, "Reading"], ...] = ()
    words: tuple[str, ...] = ()
    found: tuple[Token, ...] = field(default=(), repr=False)


def read(text: str, guidance: Guidance, commas: Commas = "thousands") -> Reading:
    """Read a folded text. Raises TooCostly for a monster."""
    if len(text) > MAX_LENGTH:
        raise TooCostly("unparsable", f"more than {MAX_LENGTH} characters")
    try:
        found = list(_scanned(text, commas))
    except Unreadable:
        return Reading(text, " ".join(text.split()))
    key = key_of(found)
    if not found:
        return Reading(text, key)
    parts = _parts(found, guidance.labels) or _worded_parts(found, guidance.labels)
    if parts:
        return Reading(
            text, key, parts=tuple((label, _reading(text, part, key, guidance)) for label, part in parts)
        )
    return _reading(text, found, key, guidance)


@lru_cache(maxsize=4)
def _scanned(text: str, commas: Commas) -> tuple[Token, ...]:
    """The tokens of a text. Raises Unreadable, and TooCostly for too many."""
    found = _trimmed(tokens(text, commas))
    return tuple(_closed(found) if found else found)


def key_in(text: str) -> str | None:
    """The key of a folded text; ``None`` where it has no tokens."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        return key_of(list(_scanned(text, "thousands"))) or None
    except Unreadable:
        return None


def _reading(text: str, found: list[Token], key: str, guidance: Guidance) -> Reading:
    spoken = tuple(token.text.lower() for token in found if token.kind in ("word", "run", "name"))
    spelled = _spelled(found, text)
    if spelled is not None:
        return Reading(text, key, (spelled,), words=spoken, found=tuple(found))
    found = _with_numeral(found)
    if _is_prose(found):
        return Reading(text, key, words=spoken, found=tuple(found))
    whole = _between(found, guidance) or _remainder(found)
    if whole is not None:
        return Reading(text, key, (whole,), words=spoken, found=tuple(found))
    title, rest, bound = _untitled(found)
    tree = _parsed(rest, guidance)
    if tree is None and title:
        title, tree = "", _parsed(found, guidance)
    if tree is None:
        return Reading(text, key, words=spoken, found=tuple(found))
    if bound:
        tree = Node("rel", (Node("blank"), tree), bound)
    trees = (tree, _natural(tree)) if _PRINTED_LOGARITHM in text else _alternatives(tree, rest)
    return Reading(text, key, trees, title, words=spoken, found=tuple(found))


def _natural(node: Node) -> Node:
    """The tree with natural logarithms, which is what computer algebra prints as ``\\log``."""
    operation = "ln" if node.operation == "log" and len(node.parts) == 1 else node.operation
    return Node(operation, tuple(map(_natural, node.parts)), node.name, node.value)


def _between(found: list[Token], guidance: Guidance) -> Node | None:
    """The open interval of ``between 1 and 2``, also in Chinese; ``None`` for anything else."""
    spoken = [token.text.lower() if token.kind in ("word", "run") else "" for token in found]
    if found[-1].text == "之间":
        start, end = int(spoken[0] in ("在", "介于")), len(found) - 1
    elif "between" in spoken:
        start, end = spoken.index("between") + 1, len(found)
    else:
        return None
    middle = next((place for place in range(start, end) if spoken[place] in _JOINING_ENDS), 0)
    if not middle or any(token.kind not in ("word", "run", "name") for token in found[: max(0, start - 1)]):
        return None
    closed = spoken[end - 1] == "inclusive"
    ends = [_parsed(found[start:middle], guidance), _parsed(found[middle + 1 : end - closed], guidance)]
    if ends[0] is None or ends[1] is None:
        return None
    return Node("tuple", (ends[0], ends[1]), "[]" if closed else "()")


def _with_numeral(found: list[Token]) -> list[Token]:
    """``Quadrant IV`` and ``fourth quadrant`` as a title and a number."""
    if len(found) != 2 or any(token.kind not in ("word", "run", "name") for token in found):
        return found
    title, numeral = found
    if numeral.text.lower() in _NUMBERED:
        title, numeral = numeral, title
        value = in_words([numeral.text]) if len(numeral.text) > 4 else None
    else:
        roman = in_roman(numeral.text)
        value = None if roman is None else Fraction(roman)
    if title.text.lower() not in _NUMBERED or value is None:
        return found
    return [title, Token("number", str(value))]


def _is_prose(found: list[Token]) -> bool:
    """Whether a text is nothing but words, and more than one."""
    if len(found) < 2 or not all(token.kind in ("word", "run", "name", "separator") for token in found):
        return False
    lengths = [len(token.text) for token in found if token.kind == "run"]
    return any(length > 3 for length in lengths) or sum(length > 2 for length in lengths) > 1


def _parsed(found: list[Token], guidance: Guidance) -> Node | None:
    if not found:
        return None
    try:
        return parse(found, guidance)
    except (Unreadable, RecursionError):
        return None


def _alternatives(tree: Node, found: list[Token]) -> tuple[Node, ...]:
    """The tree, and a second reading where notation leaves a doubt."""
    if tree.operation == "square":
        return tree.parts[0], Node("floor", tree.parts)
    if tree.operation == "set" and len(tree.parts) == 1 and tree.parts[0].operation == "name":
        return tree, Node("subtract", (tree.parts[0], Node("floor", tree.parts)))
    second = _loose_denominator(found) if any(token.text == "/" for token in found) else None
    return (tree, second) if second is not None and second != tree else (tree,)


def _loose_denominator(found: list[Token]) -> Node | None:
    r"""``a/bc`` read as ``a/(bc)`` where a letter stands behind the slash."""
    slashes = [place for place, token in enumerate(found) if token.text == "/" and token.kind == "operator"]
    if len(slashes) != 1 or len(found) > 40:
        return None
    start = slashes[0] + 1
    end = start
    while (end < len(found) and found[end].kind in ("name", "run", "number")) or (
        end < len(found) and end > start and found[end].text == "^"
    ):
        end += 1
    if end - start < 2 or found[start].kind not in ("name", "run"):
        return None
    opening, closing = Token("open", "("), Token("close", ")")
    return _parsed([*found[:start], opening, *found[start:end], closing, *found[end:]], Guidance())


def key_of(found: list[Token]) -> str:
    """Tokens as one text: spacing, fonts and braces around one symbol make no difference."""
    pieces: list[str] = []
    for place, token in enumerate(found):
        if token.kind == "brace" and _is_spare(found, place):
            continue
        text = token.text.lower() if token.kind == "word" and len(token.text) > 1 else token.text
        pieces.append(text)
    return "\x1f".join(pieces)


def _is_spare(found: list[Token], place: int) -> bool:
    """Whether a brace encloses one symbol only."""
    start = place if found[place].text == "{" else place - 2
    if start < 0 or start + 2 >= len(found):
        return False
    inner = found[start + 1]
    lone = found[start].text == "{" and found[start].kind == "brace" and found[start + 2].text == "}"
    return lone and not (inner.kind == "number" and len(inner.text) > 1) and inner.kind != "run"


def _closed(found: list[Token]) -> list[Token]:
    """With the bracket that a list forgot to close, and without a brace that was never opened."""
    found = _with_vectors(found)
    depth = sum({"open": 1, "close": -1}.get(token.kind, 0) for token in found)
    if depth == 1 and found[0].text in ("(", "[") and found[-1].kind != "close":
        return [*found, Token("close", {"(": ")", "[": "]"}[found[0].text])]
    return found[:-1] if depth == -1 and found[-1].text == "\\}" else found


def _with_vectors(found: list[Token]) -> list[Token]:
    """``<2, -9>`` with the brackets of a vector."""
    if len(found) < 5 or found[-1].text != ">" or not any(token.kind == "separator" for token in found):
        return found
    starts = [
        place
        for place, token in enumerate(found)
        if token.text == "<" and (place == 0 or found[place - 1].text in ("=", ":"))
    ]
    if len(starts) != 1 or sum(token.text in ("<", ">") for token in found) != 2:
        return found
    return [*found[: starts[0]], Token("open", "("), *found[starts[0] + 1 : -1], Token("close", ")")]


def _trimmed(found: list[Token]) -> list[Token]:
    """Without the punctuation at the ends, and without dots of sentences."""
    start, end = 0, len(found)
    while start < end and (found[start].kind == "separator" or found[start].text in (":", ".")):
        start += 1
    while end > start and (found[end - 1].kind == "separator" or found[end - 1].text in (".", ":", "\\", "。")):
        end -= 1
    return found[start:end]


def _spelled(found: list[Token], text: str) -> Node | None:
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


def _untitled(found: list[Token]) -> tuple[str, list[Token], str]:
    """The words in front of a value, the value's tokens, and the relation that the words make."""
    start = _leading_words(found)
    lowered = tuple(token.text.lower() for token in found[:start])
    bound = _bound(found, lowered)
    if bound is not None:
        return "", *bound
    if not start or start == len(found) or start > _MOST_TITLE:
        return "", found, ""
    named = found[start].text in _ASCRIBING and start + 1 < len(found) and all(map(_is_noun, found[:start]))
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


def _remainder(found: list[Token]) -> Node | None:
    """``5 R 3``: a quotient and its remainder; ``None`` for anything else."""
    if len(found) not in (3, 4) or found[0].kind != "number" or found[-1].kind != "number":
        return None
    if " ".join(token.text.lower() for token in found[1:-1]) not in _REMAINDERS:
        return None
    return Node("remainder", tuple(number(Fraction(token.text)) for token in (found[0], found[-1])))


def _is_operand(found: list[Token], start: int) -> bool:
    """Whether letters in front are part of an expression and no title of what stands behind."""
    behind = found[start]
    if behind.text == "-" and behind.kind == "operator":
        return start == 1 and found[0].kind == "run" and len(found[0].text) <= LONGEST_PRODUCT
    return behind.text in ("(", "_", "^", "{", "'") or (
        behind.kind == "operator" and behind.text not in _BEHIND_TITLES
    )


def _leading_words(found: list[Token]) -> int:
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


def _parts(found: list[Token], expected: frozenset[str]) -> list[tuple[str, list[Token]]]:
    """Answers under ``(a)``, ``(b)``…, ``(1)``, ``(2)``… or ``(i)``, ``(ii)``…; empty without such labels."""
    if len(found) < 6 or found[0].text != "(":
        return []
    labels = next((labels for labels in _PART_LABELS if found[1].text in labels), ())
    free = labels == _PART_LABELS[0] or found[1].text in expected
    places = [place for place in range(len(found) - 2) if _is_label(found, place, labels, free=free)]
    if len(places) < 2 or {found[place + 1].text for place in places} != set(labels[: len(places)]):
        return []
    ends = [*places[1:], len(found)]
    pieces = [
        (found[start + 1].text, _trimmed(found[start + 3 : end])) for start, end in zip(places, ends, strict=True)
    ]
    return pieces if all(piece for _, piece in pieces) else []


def _worded_parts(found: list[Token], expected: frozenset[str]) -> list[tuple[str, list[Token]]]:
    """Answers under words, as in ``Domain: x > 2, Range: y < 1``; empty without such labels."""
    if found[0].kind not in ("word", "run") or not (expected or any(token.text in _ASCRIBING for token in found)):
        return []
    starts = [0, *(place + 1 for place in range(1, len(found) - 1) if _begins_part(found, place))]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        piece = _trimmed(found[start:end])
        words_ = _leading_words(piece)
        if not 0 < words_ < len(piece) or words_ > _MOST_TITLE:
            return []
        label, ascribed = (
            " ".join(token.text.lower() for token in piece[:words_]),
            piece[words_].text in _ASCRIBING,
        )
        if not (ascribed or label in expected) or words_ + ascribed == len(piece):
            return []
        pieces.append((label, piece[words_ + ascribed :]))
    return pieces if len({label for label, _ in pieces}) == len(pieces) > 1 else []


def _begins_part(found: list[Token], place: int) -> bool:
    """Whether a word stands behind a separator."""
    following = found[place + 1]
    return found[place].kind == "separator" and following.kind in ("word", "run") and len(following.text) > 3


def _is_label(found: list[Token], place: int, labels: Sequence[str], *, free: bool) -> bool:
    """Whether a label stands here: unless it is ``free`` to stand anywhere, at the start or behind a separator."""
    opening, label, closing = found[place : place + 3]
    if (opening.text, closing.text) != ("(", ")") or label.text not in labels:
        return False
    return place == 0 or free or found[place - 1].kind == "separator"


def is_roman(text: str) -> int | None:
    """The value of a text that is a Roman numeral of two letters at least."""
    plain = re.sub(r"\\(?:text|mathrm|textrm|rm)\s*|[{}$\s]", "", text)
    return in_roman(plain) if len(plain) > 1 else None
