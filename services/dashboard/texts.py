"""Text that was written by a model, made fit to be looked at: nothing in it can act, and nothing stays hidden.

Escaping is the templates' work. Here control characters, escape sequences and marks of direction become visible
pieces, long texts are cut, and the extracted answer is found.
"""

import re
from dataclasses import dataclass
from typing import Literal

SHOWN_CHARACTERS = 20_000
Kind = Literal["text", "hidden", "answer"]

# Everything but tab and newline that a terminal or browser would act on, or show as nothing at all.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_HIDDEN_RUN = re.compile(f"(?:{_HIDDEN.pattern})+")
_MOST_PIECES = 5_000  # more elements than that make a browser slow; the rest is spelled out in plain text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Display:
    """A text as it is shown. ``left_out`` counts characters of the middle that are not."""

    pieces: list[Piece]
    characters: int
    left_out: int
    answer_found: bool


def display(text: str, answer: str | None = None, *, whole: bool = False) -> Display:
    """The text in pieces, its last mention of the answer marked. What is too long loses its middle."""
    start = text.rfind(answer) if answer else -1
    cut = 0 if whole else max(0, len(text) - SHOWN_CHARACTERS)
    head = (len(text) - cut) // 4 if cut else len(text)
    stretches = [(0, head), (head + cut, len(text))] if cut else [(0, len(text))]
    pieces: list[Piece] = []
    found = False
    for number, (begin, end) in enumerate(stretches):
        if number:
            pieces.append(Piece("hidden", f"… {cut:,} characters …"))
        inside = answer is not None and begin <= start and start + len(answer) <= end and start >= 0
        found = found or inside
        place = (start, start + len(answer or "")) if inside else None
        pieces += _marked(text, begin, end, place)
    return Display(pieces, len(text), cut, found)


def visible(text: str) -> str:
    """A short text with everything hidden spelled out."""
    return "".join(piece.text for piece in _pieces(text, "text"))


def _marked(text: str, begin: int, end: int, answer: tuple[int, int] | None) -> list[Piece]:
    if answer is None:
        return _pieces(text[begin:end], "text")
    first, last = answer
    before, after = _pieces(text[begin:first], "text"), _pieces(text[last:end], "text")
    return [*before, *_pieces(text[first:last], "answer"), *after]


def _pieces(text: str, kind: Kind) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for match in _HIDDEN_RUN.finditer(text):
        if len(pieces) >= _MOST_PIECES:
            return [*pieces, Piece(kind, _HIDDEN_RUN.sub(lambda run: _spelled(run.group()), text[at:]))]
        if match.start() > at:
            pieces.append(Piece(kind, text[at : match.start()]))
        pieces.append(Piece("hidden", _spelled(match.group())))
        at = match.end()
    if at < len(text):
        pieces.append(Piece(kind, text[at:]))
    return pieces


def _spelled(characters: str) -> str:
    if len(characters) > 40:
        return f"{_spelled(characters[:20])}… {len(characters):,} hidden characters"
    return "".join(_name(char) for char in characters)


def _name(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
