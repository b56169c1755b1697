"""Tables for people, tab-separated lines for everything that is no terminal."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

Cell = object

_ANY_WIDTH = 100_000
_INDENT = 2


def print_table(console: Console, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows under a header."""
    if not console.is_terminal:
        for row in (header, *rows):
            print_plain(console, "\t".join(text(cell) for cell in row))
        return
    console.print(table_or_cards(console, header, rows))


def table_or_cards(
    console: Console, header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str | None = None
) -> RenderableType:
    """A table; where the terminal is too narrow for its rows, each row as a few lines that say the same."""
    cells = [[text(cell) for cell in row] for row in rows]
    table = Table(*header, title=title, title_justify="left")
    for row in cells:
        table.add_row(*map(escape, row))
    roomy = console.options.update_width(_ANY_WIDTH)
    if console.measure(table, options=roomy).maximum <= console.width:
        return table
    cards: list[RenderableType] = [] if title is None else [Text(title, style="italic")]
    for first, *others in cells:
        facts = [f"{name} {value}" for name, value in zip(header[1:], others, strict=True)]
        lines = _lines(facts, console.width - _INDENT)
        cards += [Text(first, style="bold", overflow="fold")]
        cards += [Padding(Text(line, overflow="fold"), (0, 0, 0, _INDENT)) for line in lines]
    return Group(*cards)


def _lines(facts: Iterable[str], width: int) -> list[str]:
    """As many facts a line as have room in it; none is broken but one that is wider."""
    lines: list[str] = []
    for fact in facts:
        if lines and cell_len(lines[-1]) + 2 + cell_len(fact) <= width:
            lines[-1] += f", {fact}"
        else:
            lines.append(fact)
    return lines


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
