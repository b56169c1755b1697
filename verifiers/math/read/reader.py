"""From a folded text to its readings: at most two trees, best first, or none where it is words."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from verifiers.math.finding import TooCostly
from verifiers.math.read.answer_parts import labelled_parts, trimmed, worded_parts
from verifiers.math.read.numerals import in_roman, in_words
from verifiers.math.read.settled_words import spelled_out
from verifiers.math.read.statements import parse
from verifiers.math.read.stream import Guidance
from verifiers.math.read.titles import untitled
from verifiers.math.read.tokens import Commas, Token, tokens
from verifiers.math.read.tree import Node, Unreadable, number
from verifiers.math.read.word_list import words

MAX_LENGTH = 20_000
_JOINING_ENDS = frozenset({"and", "和", "与", "到", "至"})
_PRINTED_LOGARITHM = "\\log{\\left("
_REMAINDERS = frozenset({"r", "rem", "remainder", "r.", "and remainder", "with remainder"})
_NUMBERED = words("quadrant type class case phase stage group")


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
    parts = labelled_parts(found, guidance.labels) or worded_parts(found, guidance.labels)
    if parts:
        return Reading(
            text, key, parts=tuple((label, _reading(text, part, key, guidance)) for label, part in parts)
        )
    return _reading(text, found, key, guidance)


@lru_cache(maxsize=4)
def _scanned(text: str, commas: Commas) -> tuple[Token, ...]:
    """The tokens of a text. Raises Unreadable, and TooCostly for too many."""
    found = trimmed(tokens(text, commas))
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
    spelled = spelled_out(found, text)
    if spelled is not None:
        return Reading(text, key, (spelled,), words=spoken, found=tuple(found))
    found = _with_numeral(found)
    if _is_prose(found):
        return Reading(text, key, words=spoken, found=tuple(found))
    whole = _between(found, guidance) or _remainder(found)
    if whole is not None:
        return Reading(text, key, (whole,), words=spoken, found=tuple(found))
    title, rest, bound = untitled(found)
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


def _remainder(found: list[Token]) -> Node | None:
    """``5 R 3``: a quotient and its remainder; ``None`` for anything else."""
    if len(found) not in (3, 4) or found[0].kind != "number" or found[-1].kind != "number":
        return None
    if " ".join(token.text.lower() for token in found[1:-1]) not in _REMAINDERS:
        return None
    return Node("remainder", tuple(number(Fraction(token.text)) for token in (found[0], found[-1])))


def is_roman(text: str) -> int | None:
    """The value of a text that is a Roman numeral of two letters at least."""
    plain = re.sub(r"\\(?:text|mathrm|textrm|rm)\s*|[{}$\s]", "", text)
    return in_roman(plain) if len(plain) > 1 else None
