"""Tables for people, tab-separated lines for everything that is no terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

Cell = object


def print_table(console: Console, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows under a header."""
    if not console.is_terminal:
        for row in (header, *rows):
            print_plain(console, "\t".join(text(cell) for cell in row))
        return
    table = Table(*header)
    for row in rows:
        table.add_row(*(escape(text(cell)) for cell in row))
    console.print(table)


def print_facts(console: Console, facts: Iterable[tuple[str, Cell]]) -> None:
    """Names and values, one a line."""
    if not console.is_terminal:
        for name, value in facts:
            print_plain(console, f"{name}\t{text(value)}")
        return
    table = Table(show_header=False)
    for name, value in facts:
        table.add_row(f"[bold]{escape(name)}", escape(text(value)))
    console.print(table)


def print_plain(console: Console, line: str) -> None:
    """A line for other programs: past rich, which would turn tabs into spaces."""
    print(line, file=console.file)


def text(cell: Cell) -> str:
    """A cell as text: a dash for what is not there, four digits for fractions, control characters made visible."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.4g}"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(cell))
