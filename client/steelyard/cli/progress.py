"""A progress bar on the terminal, and nothing where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[int, int], None]
"""Told how many completions are judged, and up to which line of the file."""


@contextmanager
def progress_bar(console: Console, lines: int | None) -> Iterator[Advance]:
    """A bar that fills with the lines of the file; where their number is unknown, only completions count."""
    columns = (BarColumn(), TextColumn("{task.fields[judged]} judged"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=lines, judged=0)

        def advance(judged: int, line: int) -> None:
            progress.update(task, completed=line, judged=judged)

        yield advance
