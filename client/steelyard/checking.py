"""Looks at a dataset before training: what each row is read as, and whether its own solution earns 1."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from steelyard.batching import encode
from steelyard.client import AsyncClient
from steelyard.labels import LabelReading
from steelyard.results import Result

_ROWS = 256
_BYTES = 8 << 20
_AS_TEXT = "compared as text"
_NUMBER = "\\boxed{271828.25}"
"""A completion whose number is nobody's truth: its verdict tells how a mathematical truth is compared."""
_REASON = 120


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row, counted from 1: its reading, and the result of its solution, or of its truth in a box.

    ``tried`` says which of the two was judged; None where the row was refused or neither was asked for. ``probe``
    is the result of a number against a mathematical truth.
    """

    number: int
    reading: LabelReading
    tried: str | None = None
    result: Result | None = None
    probe: Result | None = None

    @property
    def refusal(self) -> str | None:
        """Why the row cannot be judged: its label says nothing, or the verifier of it is not usable."""
        return self.reading.refused or (self.result.refusal if self.result else None)

    @property
    def earns(self) -> bool | None:
        """Whether the solution earned full reward; None without one, or without a verdict."""
        if self.result is None or self.refusal or self.result.verdict is None or self.result.verdict.score is None:
            return None
        return self.result.verdict.status == "correct"

    @property
    def is_compared_as_text(self) -> bool:
        """Whether a mathematical truth is compared as text, so that every paraphrase is wrong."""
        verdict = self.probe.verdict if self.probe else None
        return verdict is not None and any(check.evidence == _AS_TEXT for check in verdict.checks)


@dataclass(slots=True)
class Findings:
    """Counts over a dataset. Each list holds the first numbers of the rows that it is about."""

    rows: int = 0
    layouts: Counter[str] = field(default_factory=Counter)
    refused: dict[str, list[int]] = field(default_factory=dict)
    warnings: dict[str, list[int]] = field(default_factory=dict)
    as_text: list[int] = field(default_factory=list)
    earned: int = 0
    missed: list[int] = field(default_factory=list)
    truths_missed: list[int] = field(default_factory=list)
    no_verdict: list[int] = field(default_factory=list)
    without_solution: int = 0

    def add(self, row: CheckedRow) -> None:
        """Count one row."""
        self.rows += 1
        if row.refusal:
            self.refused.setdefault(row.refusal[:_REASON], []).append(row.number)
            return
        self.layouts[f"{row.reading.kind} ({row.reading.layout})"] += 1
        for warning in row.reading.warnings:
            self.warnings.setdefault(warning, []).append(row.number)
        if row.is_compared_as_text:
            self.as_text.append(row.number)
        self._count_solution(row)

    def _count_solution(self, row: CheckedRow) -> None:
        if row.tried is None:
            self.without_solution += 1
        elif row.earns is None:
            self.no_verdict.append(row.number)
        elif row.tried == "solution":
            self.earned += row.earns
            if not row.earns:
                self.missed.append(row.number)
        else:
            self.without_solution += 1
            if not row.earns:
                self.truths_missed.append(row.number)

    @property
    def is_fine(self) -> bool:
        """Whether every row can be judged, and every solution and truth earns 1."""
        return not (self.refused or self.missed or self.truths_missed or self.no_verdict)

    def document(self) -> dict[str, object]:
        """All of it as JSON."""
        return {
            "rows": self.rows,
            "judged_by": dict(self.layouts.most_common()),
            "refused": dict(self.refused),
            "warnings": {text: len(numbers) for text, numbers in self.warnings.items()},
            "compared_as_text": self.as_text,
            "solutions": {"earned_1": self.earned, "earned_less": self.missed, "none": self.without_solution},
            "truths_that_do_not_equal_themselves": self.truths_missed,
            "no_verdict": self.no_verdict,
        }


async def check_rows(
    client: AsyncClient, rows: Iterable[Mapping[str, Any]], *, judge: bool, column: str | None = None
) -> AsyncIterator[CheckedRow]:
    """Every row, checked, in order. With ``column`` only what stands there is read, as a trainer would send it."""
    for first, chunk in _chunks(rows):
        labels = [row if column is None else _column(row, column) for row in chunk]
        readings = await client.read_labels(labels)
        checked = [CheckedRow(first + place, reading) for place, reading in enumerate(readings)]
        for row in await _judged(client, checked) if judge else checked:
            yield row


def _chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    """Neighbouring rows that fit in a request, and the number of the first."""
    first, size = 1, 0
    chunk: list[Mapping[str, Any]] = []
    for row in rows:
        length = len(encode(row))
        if chunk and (len(chunk) == _ROWS or size + length > _BYTES):
            yield first, chunk
            first, chunk, size = first + len(chunk), [], 0
        chunk.append(row)
        size += length
    if chunk:
        yield first, chunk


def _column(row: Mapping[str, Any], path: str) -> Any:
    """What stands at a dotted path, such as ``reward_model.ground_truth``."""
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


async def _judged(client: AsyncClient, rows: Sequence[CheckedRow]) -> list[CheckedRow]:
    tried = {place: attempt for place, row in enumerate(rows) if (attempt := _attempt(row.reading)) is not None}
    groups = [
        {"verifier": rows[place].reading.verifier, "completions": [text, *_probes(rows[place].reading)]}
        for place, (_, text) in tried.items()
    ]
    judged = list(rows)
    if groups:
        answer = await client.verify(groups, skip_refused=True, priority="background", feedback="none")
        for (place, (what, _)), group in zip(tried.items(), answer.groups, strict=True):
            result, *probes = group.results
            judged[place] = replace(rows[place], tried=what, result=result, probe=next(iter(probes), None))
    return judged


def _probes(reading: LabelReading) -> list[str]:
    return [_NUMBER] if reading.kind == "math" else []


def _attempt(reading: LabelReading) -> tuple[str, str] | None:
    """What ought to earn 1: the row's solution, or its mathematical truth in a box."""
    if reading.verifier is None:
        return None
    if reading.solution is not None:
        return "solution", reading.solution
    truth = reading.verifier.get("ground_truth")
    if isinstance(truth, list | tuple):
        truth = next(iter(truth), None)
    if reading.kind == "math" and isinstance(truth, str):
        return "truth", f"\\boxed{{{truth}}}"
    return None


def first(rows: Iterable[Any], count: int | None) -> Iterator[Any]:
    """At most so many rows."""
    return islice(rows, count)
