"""Has one chunk judged; with leave, goes on without what the server refuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.bodies import Options
from steelyard.cli.chunks import Chunk
from steelyard.cli.exits import UsageError
from steelyard.cli.rows import Origin, Unit
from steelyard.client import AsyncClient
from steelyard.errors import Refused, TooLarge
from steelyard.partial import faults
from steelyard.results import Result


@dataclass(frozen=True, slots=True)
class Scored:
    """A completion's result, or why the server refused to judge it."""

    origin: Origin
    result: Result | None
    refusal: str | None = None


class Scorer:
    """Asks one server, always for the same reward."""

    def __init__(
        self, client: AsyncClient, options: Options, *, skip_refused: bool, deadline_seconds: float
    ) -> None:
        self._client = client
        self._options = options
        self._skip_refused = skip_refused
        self._deadline_seconds = deadline_seconds

    async def score(self, chunk: Chunk) -> list[Scored]:
        """Everything in the chunk, in its order. Raises UsageError with the lines that were refused."""
        refusals: dict[int, str] = {}
        while True:
            places = [place for place in range(len(chunk)) if place not in refusals]
            try:
                results = await self._verify([chunk[place] for place in places])
            except (Refused, TooLarge) as error:
                found = {places[place]: reason for place, reason in faults(error).items()}
                if not found:
                    raise
                if not self._skip_refused:
                    raise UsageError(_told(chunk, found)) from error
                refusals |= found
            else:
                return _put_together(chunk, dict(zip(places, results, strict=True)), refusals)

    async def _verify(self, units: Sequence[Unit]) -> list[Sequence[Result]]:
        if not units:
            return []
        groups = [unit.group for unit in units]
        answer = await self._client.verify(groups, deadline_seconds=self._deadline_seconds, **self._options)
        return [group.results for group in answer.groups]


def _told(chunk: Chunk, refusals: dict[int, str]) -> str:
    return "\n".join(f"{_lines(chunk[place])}: refused: {reason}" for place, reason in refusals.items())


def _lines(unit: Unit) -> str:
    first, last = unit.origins[0].line, unit.origins[-1].line
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _put_together(chunk: Chunk, results: dict[int, Sequence[Result]], refusals: dict[int, str]) -> list[Scored]:
    scored = []
    for place, unit in enumerate(chunk):
        if place in refusals:
            scored += [Scored(origin, None, refusals[place]) for origin in unit.origins]
        else:
            pairs = zip(unit.origins, results[place], strict=True)
            scored += [Scored(origin, result) for origin, result in pairs]
    return scored
