"""Tables as models write them: rows of cells between pipes, as in markdown."""

_RULE = frozenset(":|+- \t\r\f\v")


def row_of(line: str) -> list[str] | None:
    """The cells of a line that is a row with at least two of them; ``None`` for any other line."""
    bare = line.strip(" \t")
    if len(bare) < 3 or not (bare.startswith("|") and bare.endswith("|")) or "|" not in bare[1:-1]:
        return None
    return [cell.strip() for cell in bare[1:-1].split("|")]


def is_rule(row: list[str]) -> bool:
    """Whether a row only draws the line below a header."""
    return _RULE.issuperset("|".join(row))
