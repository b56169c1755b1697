"""The verifier of kind ``grid``: a table that a puzzle fills, cell by cell."""

import ast
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sandbox.sandbox import Sandbox
from verifiers.puzzles.answers import SHOWN, final_answer, no_answer, tagged_answer, wrong
from verifiers.reading.documents import documents
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict
from verifiers.verifier import Verifier

_LONGEST = 50_000
Cells = Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=100)]


class GridVerifier(Verifier):
    """Does a completion fill a table as the puzzle asks?

    One check, ``answer``, whose credit is the share of equal cells; case and spaces at the ends do not count.
    The answer is JSON (or a Python literal) in the last ``<answer>``, or without tags the last JSON object: with
    ``header`` and ``rows``, whose columns may stand in another order, or as ZebraLogic asks for it, with an object
    for each row (``{"solution": {"House 1": {"Name": "Ann"}}}``).
    """

    version: ClassVar[str] = "1.1.0"

    kind: Literal["grid"]
    header: Cells
    rows: Annotated[tuple[Cells, ...], Field(strict=False, min_length=1, max_length=100)]

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Compare the table of one completion cell by cell."""
        tagged = tagged_answer(completion)
        answer = conclusion(completion)[-_LONGEST:] if tagged is None else tagged[:_LONGEST]
        table = self._table(answer)
        if table is None:
            said = final_answer(completion)
            return wrong(said, "unparsable", "no table with header and rows") if said.strip() else no_answer()
        share = self._share(*table)
        if share == 1:
            return Verdict("correct", 1.0, answer[:SHOWN], checks=(Check("answer", True, 1.0),))
        check = Check("answer", False, share, error="wrong_answer", evidence="some cells differ")
        return Verdict("partial" if share else "incorrect", share, answer[:SHOWN], checks=(check,))

    def _share(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
        """The share of cells that are equal; rows too many make less than 1 of it."""
        ours = [_plain(name) for name in self.header]
        places = [header.index(name) if name in header else number for number, name in enumerate(ours)]
        equal = sum(
            place < len(given) and given[place] == _plain(cell)
            for wanted, given in zip(self.rows, rows, strict=False)
            for place, cell in zip(places, wanted, strict=False)
        )
        return equal / (max(len(rows), len(self.rows)) * len(self.header))

    def _table(self, answer: str) -> tuple[list[str], list[list[str]]] | None:
        document = _document(answer)
        inner = document.get("solution") if isinstance(document, Mapping) else None
        document = inner if isinstance(inner, Mapping) else document
        if (
            isinstance(document, Mapping)
            and document
            and all(isinstance(row, Mapping) for row in document.values())
        ):
            return self._of_objects(document)
        return _of_rows(document)

    def _of_objects(self, document: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
        """A table with an object for each row, by the name of the row: ``House 1``, or ``1``."""
        first, *others = [_plain(name) for name in self.header]
        named = {
            _plain(name).removeprefix(first).strip(" :#"): {_plain(key): _plain(cell) for key, cell in row.items()}
            for name, row in list(document.items())[:1000]
        }
        order = [_plain(row[0]) for row in self.rows]
        names = sorted(named, key=lambda name: order.index(name) if name in order else len(order))
        return [first, *others], [[name, *(named[name].get(other, "") for other in others)] for name in names]


def _of_rows(document: Any) -> tuple[list[str], list[list[str]]] | None:
    rows = document.get("rows") if isinstance(document, Mapping) else None
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        return None
    header = document.get("header")
    names = [_plain(name) for name in header] if isinstance(header, list | tuple) else []
    return names, [[_plain(cell) for cell in row] for row in rows[:1000]]


def _document(answer: str) -> Any:
    text = answer.strip()
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
    found, _ = documents(text)
    return found[-1] if found else None


def _plain(cell: Any) -> str:
    return " ".join(str(cell).split()).casefold()
