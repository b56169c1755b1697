"""One label reader for every route, client and command: by shape, and never by guessing."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.labels import later
from verifiers.labels.calls import calls
from verifiers.labels.options import choice, with_prompt
from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.packed import is_packed
from verifiers.labels.puzzles import puzzles
from verifiers.labels.questions import questions, words
from verifiers.labels.refusals import refuse_unruled
from verifiers.labels.rows import MISSING, Row, container, listed, open_row
from verifiers.labels.scripts import looks_like_tests, script
from verifiers.labels.suites import TEST_COLUMNS, suite
from verifiers.labels.truths import math_truth
from verifiers.reading.patterns import Pattern

Recogniser = Callable[[Row], Reading | None]


@dataclass(frozen=True, slots=True)
class Family:
    """Layouts of one meaning. The first that fits counts."""

    name: str
    layouts: Sequence[Recogniser]

    def read(self, row: Row) -> Reading | None:
        """The reading of the first layout that fits. Raises Refused."""
        return next(filter(None, (layout(row) for layout in self.layouts)), None)


_NO_MATHEMATICS = (
    (re.compile(r"\A\s*<(?!think|answer)[a-zA-Z!?][^<>]*>.*>\s*\Z", re.S), "markup"),
    (re.compile(r"\A\s*(?:Human|User|Assistant):\s"), "a conversation"),
    (re.compile(r"\w\.py::\w|^diff --git |^@@ -\d", re.M), "of a repository and its tests"),
    (Pattern(r":=\s*(?:by\b|sorry)|\A\s*(?:theorem|lemma)\s+\w+.*:.*:=", dot_all=True), "a formal statement"),
    (
        Pattern(r"\A\s*\[[^\[\]()]*\w\([^()]*=.*\)\s*\]\s*$", dot_all=True),
        "a list of calls that could not be read",
    ),
)
_NEITHER = re.compile(r"[^\W\d_]{3}[!?]|[\"`;]")
"""What neither mathematics nor plain words have."""
FAMILIES = (
    Family("instructions", (later.instructions,)),
    Family("puzzle", (puzzles,)),
    Family("tool calls", (calls,)),
    Family("code", (script, suite)),
    Family("choice", (choice,)),
    Family("document", (later.documents,)),
    Family("query", (later.queries,)),
    Family("quantity", (later.quantities, later.unit_in_column, later.unit_beside)),
    Family("question answering", (questions,)),
)
"""What is told apart by shape. A row that fits two of them is refused; one that fits none may be mathematics."""

_NOTHING = Reading("", {"kind": ""})


def read_label(value: Any, kinds: Collection[str], prompt: str = "") -> Reading:
    """What a row of a dataset, or its label by itself, is judged by.

    ``kinds`` are those of the verifiers at hand; ``prompt`` is what came with a label, for options it may list.
    Raises Refused with the reason: an unknown layout, two layouts of different meaning, no truth, or a kind that
    is not at hand. Nothing is evaluated, loaded or unpickled.
    """
    own = _own_verifier(value)
    if own is not None:
        return own
    row = with_prompt(open_row(value), prompt)
    refuse_unruled(row)
    found = {family.name: reading for family in FAMILIES if (reading := family.read(row))}
    if len(found) > 1 and found.get("puzzle", _NOTHING).kind == "reasoning_gym":
        found = {"puzzle": found["puzzle"]}  # whatever the metadata of its generator look like
    if len(found) > 1:
        raise Refused(f"it reads as {' and as '.join(found)}: the meaning is not clear", row.fields)
    reading = next(iter(found.values()), None) or _mathematics(row)
    if reading.kind not in kinds:
        raise Refused(
            f"it reads as a row of kind {reading.kind!r}, and no verifier of this server judges those", row.fields
        )
    return reading


def _own_verifier(value: Any) -> Reading | None:
    """A verifier of ours, which goes before every other shape."""
    opened = container(value)
    if not isinstance(opened, Mapping):
        return None
    if isinstance(opened.get("kind"), str):
        return Reading("verifier", _without_nulls(opened))
    inner = container(opened.get("verifier"))
    if isinstance(inner, Mapping) and isinstance(inner.get("kind"), str):
        return Reading("verifier", _without_nulls(inner), "verifier")
    return None


def _without_nulls(verifier: Mapping[Any, Any]) -> dict[str, Any]:
    """As it was written: Arrow fills the fields that verifiers of other kinds have with nulls."""
    return {str(name): value for name, value in verifier.items() if value is not None}


def _mathematics(row: Row) -> Reading:
    """What has no shape of its own: alternatives in words, or a mathematical truth."""
    for text in [row.truth] if isinstance(row.truth, str) else listed(row.truth) or ():
        if isinstance(text, str):
            _ensure_plain(text, row)
    reading = words(row) or math_truth(row)
    if reading is None:
        empty = [name for level in row.levels for name in TEST_COLUMNS if level.get(name, 0) in ("", None, [], {})]
        raise Refused(
            f"{', '.join(empty)} is empty: no tests" if empty else "no layout that is known fits", row.fields
        )
    return reading


def _ensure_plain(truth: str, row: Row) -> None:
    """Raises Refused for a text that is something else than mathematics, though no layout took it."""
    if "<tool_call>" in truth or looks_like_tests(truth):
        raise Refused("the truth holds test code or tool calls that could not be read", row.fields)
    if is_packed(truth.strip()):
        raise Refused("the truth is packed data, and what it holds is no list of tests", row.fields)
    for pattern, what in _NO_MATHEMATICS:
        if pattern.search(truth):
            raise Refused(f"the truth is {what}, and nothing says how an answer is compared with it", row.fields)
    if row.fields == ("ground_truth",) and _NEITHER.search(truth):
        raise Refused("mathematics or what a program prints: a column task_type tells them apart", row.fields)
    if "\0" in truth:
        raise Refused("the truth holds a NUL character", row.fields)


__all__ = ["FAMILIES", "MISSING", "Family", "Reading", "Refused", "read_label"]
