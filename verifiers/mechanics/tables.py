"""Markdown tables rewritten as lines ``label = value unit``."""

import re

from verifiers.mechanics.characters import GAP
from verifiers.mechanics.units import unit_of
from verifiers.reading.tables import is_rule, row_of

_UNIT = re.compile(r"[(\[]\s*(?:in\s+)?([^()\[\]]{1,14})\s*[)\]]")
_OF_X = re.compile(r"\(\s*[xz]\s*\)")
_SHARE = re.compile(r"\W*[\d.,]+\s*\\?%\W*")
_HEADED_BY_UNIT = re.compile(r"\W*(?:in )?([A-Za-z*·.⋅ -]{1,9}?)\W*")
_STARTS_AT = re.compile(r"\$?x\s*=\s*\S")
_ALONG = re.compile(r"\$?x\b|(?i:position|location)")
_LETTER = re.compile(r"(?<![A-Za-z])([VM])(?![A-Za-z])|((?i:shear|moment))")
_NUMBER = re.compile(r"\d")
_PLAIN_UNIT = re.compile(r"\s*[·.⋅]\s*|\s+")
_ANNOUNCED = re.compile(r"^([^|\n]{1,80}:)[ \t]*(\|[^\n]*\|)[ \t]*$", re.M)
_AT_X = re.compile(r"\sx\s*=\s*")
_COLUMNS = re.compile(r"(?<=\S)\s{2,40}(?=\S)")
_WIDEST = 200
_PIPE = re.compile(r"(?<=\s)\|(?=\s|$)")
_STATES = re.compile(r"[=:≈→]\s*\S|\b(?:is|equals?)\s+[-+]?\d")
_FORMULA_HEAD = re.compile(
    r"\b(?:formula|expression|equation|calculation|derivation|working|method|how|steps?|formel|rechnung|formule|fórmula)\b",
    re.I,
)
_IS_FORMULA = re.compile(r"[\w)²³]\s*[/*^²³]\s*[\w(]|\w\([^()]*\)\s*/")
_UNIT_HEAD = re.compile(r"\W*(?:units?|einheit(?:en)?|unités?|unidad(?:es)?|单位)\W*", re.I)
_COUNTING = re.compile(r"#|(?:no|nr|n|s\.?no|item|step)?\.?", re.I)
_IS_PLACE = re.compile(
    r"\W*(?:(?:at|the|support|point|node|joint|end)\s+)*(?:[A-Z]\d?|left|right|wall|pin|roller|fixed)(?:\s+(?:end|support))?\W*",
    re.I,
)
_ABSOLUTE = re.compile(r"\|([MVQvy]|delta|theta)(?:\([^()|\s]*\))?\|(?=[_a-z\s])")


def with_columns(text: str) -> str:
    """The text with lines of columns that only blanks part, under a line of heads, as rows of a table."""
    lines = text.split("\n")
    cells = [_COLUMNS.split(line.strip()) if len(line) < _WIDEST else [""] for line in lines]
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and len(cells[end]) == len(cells[start]):
            end += 1
        if (
            len(cells[start]) > 2
            and end - start > 1
            and _heads(cells[start])
            and all(map(_valued, cells[start + 1 : end]))
        ):
            lines[start:end] = [f"| {' | '.join(row)} |" for row in cells[start:end]]
        start = end
    return "\n".join(lines)


def _heads(row: list[str]) -> bool:
    return not any(map(_is_value, row)) and not any(_STATES.search(cell) for cell in row)


def _valued(row: list[str]) -> bool:
    return all(map(_is_value, row[1:])) and not any(_STATES.search(cell) for cell in row)


def without_tables(text: str) -> str:
    """The text with each table replaced by one statement a line; everything else stays."""
    if text.count("|") > 4000:
        return text
    lines: list[str] = []
    table: list[list[str]] = []
    if "⟦|" in text or "|⟧" in text:
        text = text.replace("⟦|", "⟦\n|").replace("|⟧", "|\n⟧")
    for given in _ANNOUNCED.sub(r"\1\n\2", text).split("\n"):
        line = _framed(given) if " |" in given else given
        row = row_of(_ABSOLUTE.sub(r"abs \1", line))
        if row is None:
            lines += _statements(table)
            table = []
            lines.append(line)
        else:
            table.append(row)
    return "\n".join([*lines, *_statements(table)])


def _framed(line: str) -> str:
    """A row without pipes at its ends as one with them; statements with pipes between them as such."""
    cells = [cell for cell in _PIPE.split(line) if cell.strip()]
    bare = line.strip()
    if len(cells) < 2 or (bare.startswith("|") and (bare.endswith("|") or bare[1:2] == " ")):
        return line
    stating = sum(map(bool, map(_STATES.search, cells)))
    if stating:
        return f" {GAP} ".join(cells) if stating > 1 else line
    return f"| {' | '.join(cells)} |"


def _statements(table: list[list[str]]) -> list[str]:
    rows = _upright(_without_numbers(_without_shares([row for row in table if not is_rule(row)])))
    if not rows:
        return []
    across = len(rows) == 2 and sum(map(_is_value, rows[1])) > 1 and len(rows[0]) == len(rows[1])
    across = across and _IS_PLACE.fullmatch(rows[1][0]) is None
    if across:
        return [_statement(*pair) for pair in zip(*rows, strict=True)]
    header = rows[0] if not any(map(_is_value, rows[0])) else []
    heads = [_field_of(head) for head in header[1:]]
    if heads and all(heads) and (all(map(_OF_X.search, header[1:])) or all("<" in row[0] for row in rows[1:])):
        return [
            f"{head} = {cell} for {row[0]}" for row in rows[1:] for head, cell in zip(heads, row[1:], strict=False)
        ]
    if len(header) > 2 and all(sum(map(_is_value, row)) > (_is_value(row[0]) + 1) for row in rows[1:2]):
        return [line for row in rows[1:] for line in _cells_of(row, header)]
    return [line for row in rows[bool(header) :] if (line := _line(row, header))]


def _without_shares(rows: list[list[str]]) -> list[list[str]]:
    """The rows without columns of percentages: they say how much of a whole each value is."""
    if len(rows) < 2 or "%" not in "".join(rows[-1]):
        return rows
    shares = {
        n for n in range(1, len(rows[0])) if all(n < len(row) and _SHARE.fullmatch(row[n]) for row in rows[1:])
    }
    return [[cell for n, cell in enumerate(row) if n not in shares] for row in rows]


def _without_numbers(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a first column that only counts them."""
    counts = [str(number) for number in range(1, len(rows))]
    counted = len(rows) > 2 and len(rows[0]) > 2 and [row[0].strip(".)") for row in rows[1:]] == counts
    return [row[1:] for row in rows] if counted and _COUNTING.fullmatch(rows[0][0]) else rows


def _upright(rows: list[list[str]]) -> list[list[str]]:
    """A table whose rows are ``Unit`` and ``Value`` with each quantity in a row of its own."""
    titles = [row[0].strip("*_ ").lower() for row in rows]
    if len(rows) < 3 or not {"unit", "units"} & set(titles) or len({len(row) for row in rows}) > 1:
        return rows
    return [list(column) for column in zip(*rows, strict=True)]


def _cells_of(row: list[str], header: list[str]) -> list[str]:
    """A row of several values: its first cell says where, each column's head says what."""
    where = row[0] if not _is_value(row[0]) else f"x = {row[0]}"
    return [
        _statement(_with_place(head, where), cell)
        for head, cell in zip(header[1:], row[1:], strict=False)
        if _is_value(cell)
    ]


def _unit_in(head: str) -> "re.Match[str] | None":
    """The unit that a head has in brackets; ``R(A)`` has none."""
    found = _UNIT.search(head) or _HEADED_BY_UNIT.fullmatch(head)
    return found if found is not None and unit_of(_PLAIN_UNIT.sub("*", found[1].strip())) is not None else None


def _with_place(head: str, where: str) -> str:
    unit = _unit_in(head)
    return f"{(_UNIT.sub('', head) if unit else head).strip()} at {where}{' ' + unit[0] if unit else ''}"


def _field_of(head: str) -> str:
    """What the head of a column of formulas names: ``V(x)`` and its like; empty for anything else."""
    said = _OF_X.search(head)
    if said is not None:
        return head[: said.end()]
    letter = _LETTER.search(head)
    return "" if letter is None else f"{(letter[1] or ('V' if letter[2].lower() == 'shear' else 'M'))}(x)"


def _is_value(cell: str) -> bool:
    return bool(re.match(r"[⟦\s]*[-+]?[\d(√.]", cell))


def _statement(head: str, value: str) -> str:
    unit = _unit_in(head)
    return f"{_UNIT.sub('', head) if unit else head} = {_with_unit(value, unit[1] if unit else '')}"


def _line(row: list[str], header: list[str]) -> str:
    """A row: its first cell names, its first cell with a value says, and what follows may be a unit."""
    if header and len(row) > 2 and _is_value(row[0]) and _ALONG.match(header[0]):
        return _line([f"{row[1]} at x = {row[0]}", *row[2:]], [header[0], *header[2:]])
    place = next((number for number in range(1, len(row)) if row[number]), None)
    if place is None:
        return ""
    value = next((number for number in range(1, len(row)) if _is_value(row[number])), place)
    in_head = _unit_in(header[value]) if value < len(header) else None
    named = _unit_in(row[0])
    rest = " ".join(row[value + 1 : value + 3])
    unit = in_head[1] if in_head else named[1] if named and not _NUMBER.search(named[1]) else ""
    units = [cell for column, cell in enumerate(row[:value]) if column and _is_unit_column(column, header)]
    unit = unit or " ".join(units)
    names = [
        cell
        for column, cell in enumerate(row[:value])
        if not column or not (cell in units or _is_working(cell, column, header))
    ]
    if len(names) > 1 and _STARTS_AT.match(names[0]):
        names = [*names[1:], names[0]]
    label = _AT_X.sub(" at x = ", " ".join(names)) if len(names) > 1 else row[0]
    label = label.replace(",", " ") if len(names) > 1 else label
    return f"{label} = {_with_unit(row[value], unit)} {rest}"


def _is_unit_column(column: int, header: list[str]) -> bool:
    return column < len(header) and _UNIT_HEAD.fullmatch(header[column]) is not None


def _is_working(cell: str, column: int, header: list[str]) -> bool:
    """A cell between a name and its value that shows how it was found."""
    headed = column < len(header) and _FORMULA_HEAD.search(header[column]) is not None
    return headed or _IS_FORMULA.search(cell) is not None


def _with_unit(value: str, unit: str) -> str:
    return value if not unit or re.search(r"[A-Za-z]", value) else f"{value} {unit}"
