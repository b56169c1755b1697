"""The verifier of kind ``sudoku``: a grid that keeps every clue and all rules."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.puzzles.answers import no_answer, right, tagged_answer, wrong
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

_NUMBER = re.compile(r"\d+")
_LONGEST = 20_000
Line = Annotated[tuple[Annotated[int, Field(ge=0, le=25)], ...], Field(strict=False, min_length=4, max_length=25)]
Grid = Sequence[Sequence[int]]


class SudokuVerifier(Verifier):
    """Does a completion solve a sudoku? Any grid that keeps the clues and the rules does.

    One check, ``answer``. ``puzzle`` has 0 for empty cells and as many rows as columns, a square number of them.
    The grid is read from the last lines of the answer that have as many numbers as the puzzle.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["sudoku"]
    puzzle: Annotated[tuple[Line, ...], Field(strict=False, min_length=4, max_length=25)]

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Check the grid that one completion ends on."""
        said = tagged_answer(completion)
        text = conclusion(completion) if said is None else said
        if not text.strip():
            return no_answer()
        grid = self._grid(text[-_LONGEST:])
        if grid is None:
            return wrong(text.strip(), "unparsable", "no grid of that size")
        if any(clue not in (0, cell) for clues, cells in zip(self.puzzle, grid, strict=True)
               for clue, cell in zip(clues, cells, strict=True)):  # fmt: skip
            return wrong(text.strip(), "wrong_answer", "a clue is changed")
        wanted = set(range(1, len(grid) + 1))
        if all(set(unit) == wanted for unit in _units(grid)):
            return right(text.strip())
        return wrong(text.strip(), "wrong_answer", "a row, column or box repeats a number")

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a puzzle that is no square of boxes."""
        size = len(self.puzzle)
        if math.isqrt(size) ** 2 != size or any(len(line) != size for line in self.puzzle):
            raise UnusableSpec("puzzle", "is no square whose side is a square number")
        if any(cell > size for line in self.puzzle for cell in line):
            raise UnusableSpec("puzzle", "has a number that is too large")

    def _grid(self, text: str) -> list[list[int]] | None:
        """The last block of lines with as many numbers each as the puzzle has columns."""
        size = len(self.puzzle)
        lines = [_numbers(line, size) for line in text.splitlines()]
        found = [line for line in lines if line is not None][-size:]
        return found if len(found) == size else None


def _numbers(line: str, size: int) -> list[int] | None:
    words = _NUMBER.findall(line)
    if len(words) == 1 and len(words[0]) == size and size <= 9:
        words = list(words[0])
    return [int(word) for word in words] if len(words) == size and max(map(len, words)) < 3 else None


def _units(grid: Grid) -> Iterator[list[int]]:
    """Rows, columns and boxes."""
    size = len(grid)
    box = math.isqrt(size)
    yield from (list(row) for row in grid)
    yield from ([row[column] for row in grid] for column in range(size))
    for top in range(0, size, box):
        for left in range(0, size, box):
            yield [grid[row][column] for row in range(top, top + box) for column in range(left, left + box)]
