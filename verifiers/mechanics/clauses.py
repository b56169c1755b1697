"""A plain text cut into sentences, and those into clauses: where one statement may end and the next begin."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

_END = re.compile(
    r"\n+|(?P<stop>[.!?])(?=(?<=\?)\s+\d|\s+(?:[A-ZÀ-ÖØ-ÞА-ЯΣ∑⟦|@¦(]|[a-z]_|delta|theta|the\b)"
    r"|(?<=[\dNm)]\.)(?=\s+[a-z]{2})|(?<=[a-z]{3}\.)(?=\s+(?:is|are|am|does|do|did|can|could|would|please|hope|any"
    r"|what|why|how|where|thanks|cheers)\b)|[\s⟧]*(?:\n|$))|(?P<mark>[。！？])"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[Mm](?:ax|in)|approx|resp|i\.?e|e\.?g|vs|eqs?|fig|ca|[Nn]o|cf|abs)$|(?:^|\n)\s*\(?[IVX]{1,4}$"
)
_CUT = re.compile(
    r"[;¦⇒；]|→(?=\s*[A-Za-z|⟦])|\s/\s(?=[A-Za-z]+_)|,(?!\d{3}(?!\d))(?=\s|⟧|[^\d\s])|,(?=\d{3}\d)|[，、]"
    r"|\s+(?:and|while|whereas|(?<!anything )(?<!nothing )but|so that|so)\s+(?!on\b)|(?<=[kM]N):\s"
    r"|(?<=N each):\s|(?<=kN\*m):\s|(?<=kips):\s|\s+&\s+|⟧(?=\s*⟦)"
    r"|(?<=\S)\s+\(?(?=[ivx]{1,4}\)\s)[ivx]{1,4}\)\s"
    r"|\s+(?:(?:together|along)\s+)?with\s+(?=(?:an?\s)?[a-z\s-]{0,40}(?:moment|couple|force|reaction)\b)"
    r"|(?<=\S)\s+\((?=[a-h1-9]\)\s)[a-h1-9]\)\s|(?<=\S)\s+(?=[a-h1-9]\)\s+[A-Z⟦|])[a-h1-9]\)\s"
    r"|\s+(?:with|where|using|for)\s+(?=[A-Za-z]\d?\s*=\s)|(?<=[A-Za-z_)]),(?=\s?[-+]?\d)"
)
_REMARK = re.compile(r"\((?=\s*(?:[a-z]{2,}|i\.e|e\.g|[↑↓↺↻→←+-]\s|\+ve))[^()=\n]{0,200}\)")
_EQUATION_REMARK = re.compile(
    r"(?<=[\w°])\s\((?:i\.e\.|e\.g\.|(?:with |for |where )?[a-eghlst]|EI|L(?:/\d)?|[a-z]{2,}[a-z ]{0,40}"
    r"|(?:limit|allow|permi)[^()=]{0,40})\s*=[^()=]{1,80}\)"
)
_CONNECTED = re.compile(r"(?<![<>!=])==?(?!=)|≈|:(?!=)|→|(?<=[\w)|])\s*(?=⟦)")
_NAMED = re.compile(
    r"(?P<ahead>.*[\w)⟧.°'%↑↓↺↻])\s+(?P<name>-?\|?\\?[A-Za-zΣ∑]+\d?(?:_\(?[\w,]+\)?)*(?:\([^()\s]{1,12}\))?"
    r"\|?(?:_\w+)?)\s*",
    re.S,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(
    r"\b(?!zero\b|delta|theta|phi|alpha|beta|sqrt|none\b|left\b|right\b)(?:[a-z]{3,}|[A-Z][a-z]{3,})\b"
)
_LONGEST_NAME = 160
LONGEST = 2_000
"""Characters of a sentence: longer ones are cut at a blank, since patterns over clauses are not linear."""


class Clause(NamedTuple):
    """A piece of text, whether it lies in a box, its sentence, and what stood before it.

    ``asks`` is whether the sentence is a question, ``alone`` whether it is nothing but this clause.
    """

    text: str
    boxed: bool
    sentence: int
    separator: str
    asks: bool = False
    alone: bool = False


IsName = Callable[[str, str, str], bool]


def clauses(text: str, is_name: IsName) -> Iterator[Clause]:
    """The text cut where statements may end; what lies in a box knows it."""
    depth = 0
    ahead = "\n"
    for number, (sentence, stop) in enumerate(_sentences(text)):
        pieces = list(_pieces(sentence, is_name))
        for piece, separator in pieces:
            opened, closed = piece.count("⟦"), piece.count("⟧")
            if opened or piece.strip(" ⟧⟦.:"):
                yield Clause(piece, depth > 0 or opened > 0, number, ahead, stop == "?", len(pieces) == 1)
            depth = max(0, depth + opened - closed)
            ahead = separator
        ahead = "\n\n" if stop.count("\n") > 1 else "\n" if "\n" in stop else "."


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Sentences and what ends them; a line break ends one too."""
    start = 0
    for end in _END.finditer(text):
        if end["stop"] == "." and _ABBREVIATED.search(text[max(start, end.start() - 8) : end.start()]):
            continue
        yield from _windows(text[start : end.start()], end[0])
        start = end.end()
    yield from _windows(text[start:], "\n")


def _windows(sentence: str, stop: str) -> Iterator[tuple[str, str]]:
    while len(sentence) > LONGEST:
        cut = sentence.rfind(" ", LONGEST // 2, LONGEST)
        yield sentence[: cut if cut > 0 else LONGEST], "\n"
        sentence = sentence[cut if cut > 0 else LONGEST :]
    yield sentence, stop


def _pieces(sentence: str, is_name: IsName) -> Iterator[tuple[str, str]]:
    """The clauses of a sentence with what follows each; remarks in brackets stay in one piece."""
    if "=" in sentence and "(" in sentence:
        sentence = _EQUATION_REMARK.sub(" ", sentence)
    remarks = [match.span() for match in _REMARK.finditer(sentence)] if "(" in sentence else []
    start = 0
    for cut in _CUT.finditer(sentence):
        while remarks and remarks[0][1] <= cut.start():
            remarks.pop(0)
        if remarks and remarks[0][0] <= cut.start():
            continue
        separator = cut[0].strip()
        closing = "⟧" if separator.startswith("⟧") else ""
        yield from _statements(sentence[start : cut.start()] + closing, separator or " ", is_name)
        start = cut.end()
    yield from _statements(sentence[start:], "", is_name)


def _statements(clause: str, separator: str, is_name: IsName) -> Iterator[tuple[str, str]]:
    """A clause cut again before each further ``name =`` that follows a value."""
    links = list(_CONNECTED.finditer(clause))
    start = 0
    for before, link in pairwise(links):
        begin = max(before.end(), start, link.start() - _LONGEST_NAME)
        found = _NAMED.fullmatch(clause[begin : link.start()])
        if (
            found is not None
            and is_name(found["name"], found["ahead"], clause[link.end() :])
            and _is_value(found["ahead"])
        ):
            yield clause[start : begin + found.start("name")], " "
            start = begin + found.start("name")
    yield clause[start:], separator


def _is_value(text: str) -> bool:
    """Something is said that a name may follow: no sum or product goes on behind it."""
    if not text.strip() or text.rstrip()[-1] in "+-*/^=<>(":
        return False
    return _DIGIT.search(text) is not None or _WORD.search(text) is None
