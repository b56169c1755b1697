"""Options that stand in the text of a problem only."""

import re
from dataclasses import dataclass
from string import ascii_uppercase

_IN_PROBLEM = re.compile(
    r"\\(?:textbf|text|textrm|mathrm|mathbf)\s*\{\s*\(?([A-J])\s*+[).:]?\s*+\)?\s*+\}\)?"
    r"|(?<![A-Za-z0-9\\{(])\(?([A-J])[).:](?=\s|~|\\|\$)"
)
_SPACING = re.compile(r"\\(?:qquad|quad|[ ,;!])|[~$]")
Options = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Marked:
    """Where a label stands in a problem, and which."""

    label: str
    start: int
    end: int


def options_in(problem: str) -> Options | None:
    r"""The options that a problem ends on, such as ``\textbf{(A)}\ 20``; None where they are not all there."""
    marks = [_Marked(found[1] or found[2], found.start(), found.end()) for found in _IN_PROBLEM.finditer(problem)]
    firsts = [place for place, mark in enumerate(marks) if mark.label == "A"]
    if not firsts:
        return None
    marks = marks[firsts[-1] :]
    labels = [mark.label for mark in marks]
    if len(labels) < 2 or labels != list(ascii_uppercase[: len(labels)]):
        return None
    ends = [mark.start for mark in marks[1:]] + [len(problem)]
    if not any("\n" in problem[mark.end : end].strip() for mark, end in zip(marks, ends[:-1], strict=False)):
        # Options of one line each: what follows the last of them is no part of it.
        ends[-1] = marks[-1].end + len(problem[marks[-1].end :].split("\n", 1)[0])
    texts = [
        _SPACING.sub(" ", problem[mark.end : end]).strip(" \n.,;") for mark, end in zip(marks, ends, strict=True)
    ]
    return dict(zip(labels, texts, strict=True)) if all(texts) and len(set(texts)) == len(texts) else None
