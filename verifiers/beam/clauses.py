"""A plain text cut into clauses: where one statement may end and the next begin."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_BREAK = re.compile(
    r"\n+|;|⇒|→(?=\s*[A-Za-z|⟦])|\s/\s(?=[A-Za-z]+_)|,(?!\d{3}(?!\d))(?=\s|⟧|[^\d\s])|,(?=\d{3}\d)|\.(?=\s+(?:[A-ZΣ∑⟦|@]|[a-z]_)|\s*$|\s*\n)|\s+(?:and|while|whereas)\s+"
    r"|\s+&\s+|⟧(?=\s*⟦)|\s+(?:(?:together|along)\s+)?with\s+(?=an?\s[a-z\s-]*(?:moment|couple|force|reaction)\b)"
)


class Clause(NamedTuple):
    """A piece of text, whether it lies in a box, its line, and what separated it from the piece before."""

    text: str
    boxed: bool
    line: int
    separator: str


def clauses(text: str) -> Iterator[Clause]:
    """The text cut where statements may end; what lies in a box knows it."""
    depth = line = start = 0
    separator = "\n"
    boxes = "⟦" in text
    for cut in [*_BREAK.finditer(text), None]:
        end = len(text) if cut is None else cut.start()
        said = "" if cut is None else cut[0]
        piece = text[start:end] + ("⟧" if said.startswith("⟧") else "")
        opened = piece.count("⟦") if boxes else 0
        if opened or piece.strip(" ⟧⟦.:"):
            yield Clause(piece, depth > 0 or opened > 0, line, separator)
        if boxes:
            depth = max(0, depth + opened - piece.count("⟧"))
        if cut is not None:
            separator = said.strip() or ("\n" if "\n" in said else " ")
            line += separator == "\n" or said[0] == "."
            start = cut.end()
