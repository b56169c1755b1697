"""``steelyard verify``: streams a file through the server, a bounded number of requests at a time."""

import argparse
import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing
from pathlib import Path
from typing import IO, cast

from rich.console import Console

from steelyard.bodies import Options
from steelyard.cli import exits
from steelyard.cli.chunks import Chunk, cut
from steelyard.cli.output import print_json, print_summary, scored_line
from steelyard.cli.progress import progress_bar
from steelyard.cli.rows import Columns, join_neighbours, read_units
from steelyard.cli.scoring import Scored, Scorer
from steelyard.cli.summary import Summary
from steelyard.client import AsyncClient
from steelyard.settings import Settings

_OPTIONS = ("reward", "feedback", "run", "step", "split", "priority", "cache")


async def verify(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Judge every line; results come out in the order of the file."""
    started = time.monotonic()
    with ExitStack() as stack:
        source, lines = _source(arguments.file, stack)
        sink = _sink(arguments.out, stack)
        advance = stack.enter_context(progress_bar(Console(stderr=True), lines))
        summary = Summary()
        async with AsyncClient(settings=settings) as client:
            scorer = Scorer(
                client,
                _options(arguments),
                skip_refused=arguments.skip_refused,
                deadline_seconds=settings.deadline_seconds,
            )
            chunks = cut(join_neighbours(read_units(source, _columns(arguments))), arguments.batch)
            async with aclosing(_scored(chunks, scorer, arguments.concurrency)) as done:
                async for scored in done:
                    _record(scored, summary, sink)
                    advance(summary.rows, scored[-1].origin.line)
    document = summary.document(time.monotonic() - started)
    if arguments.out == "-":
        console = Console(stderr=True)  # the results have standard output to themselves
    (print_json if arguments.json else print_summary)(console, document)
    return exits.OK if summary.is_complete else exits.NO_VERDICT


async def _scored(chunks: Iterator[Chunk], scorer: Scorer, concurrency: int) -> AsyncGenerator[list[Scored], None]:
    """Chunks judged side by side, given out in order; the file is read no further ahead than that."""
    running: deque[asyncio.Task[list[Scored]]] = deque()
    try:
        # Read in a thread: a pipe may be slower than the server.
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            running.append(asyncio.create_task(scorer.score(chunk)))
            while len(running) >= concurrency or (running and running[0].done()):
                yield await running.popleft()
        while running:
            yield await running.popleft()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _record(scored: list[Scored], summary: Summary, sink: IO[str] | None) -> None:
    for one in scored:
        summary.add(one)
        if one.result is None:
            print(f"line {one.origin.line}: refused: {one.refusal}", file=sys.stderr)
        if sink is not None:
            sink.write(scored_line(one) + "\n")
    if sink is not None:
        sink.flush()


def _source(name: str, stack: ExitStack) -> tuple[IO[str], int | None]:
    """The open file, and how many lines it has if it is one that can be read twice."""
    if name == "-":
        return sys.stdin, None
    path = Path(name)
    source = stack.enter_context(_usable(lambda: path.open(encoding="utf-8")))
    if not path.is_file():
        return source, None
    with path.open("rb") as file:
        return source, sum(1 for _ in file)


def _sink(name: str | None, stack: ExitStack) -> IO[str] | None:
    if name is None:
        return None
    if name == "-":
        return sys.stdout
    return stack.enter_context(_usable(lambda: Path(name).open("w", encoding="utf-8")))


def _usable(open_file: Callable[[], IO[str]]) -> IO[str]:
    try:
        return open_file()
    except OSError as error:
        raise exits.UsageError(str(error)) from error


def _options(arguments: argparse.Namespace) -> Options:
    given = {name: getattr(arguments, name) for name in _OPTIONS}
    given["tags"] = dict(arguments.tags) if arguments.tags else None
    return cast("Options", {name: value for name, value in given.items() if value is not None})


def _columns(arguments: argparse.Namespace) -> Columns:
    standard = Columns()
    by_hand = arguments.kind or arguments.verifier or arguments.ground_truth_field
    return Columns(
        completion=[arguments.completion_field] if arguments.completion_field else standard.completion,
        ground_truth=[arguments.ground_truth_field] if arguments.ground_truth_field else standard.ground_truth,
        label=arguments.label_field,
        group=arguments.group_field,
        verifier={"kind": arguments.kind or "math", **arguments.verifier} if by_hand else None,
    )


def tag(text: str) -> tuple[str, str]:
    """An option that is a name and its value. Raises ValueError, which argparse reports."""
    name, separator, value = text.partition("=")
    if not (name and separator and value):
        raise ValueError(text)
    return name, value


def json_object(text: str) -> dict[str, object]:
    """An option whose value is a JSON object. Raises ValueError, which argparse reports."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(text)
    return value


def reward(text: str) -> str | dict[str, object]:
    """The name of a reward scheme, or a JSON object with its parameters."""
    return json_object(text) if text.lstrip().startswith("{") else text
