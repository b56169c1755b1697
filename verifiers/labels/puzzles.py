"""Layouts of puzzles: by their shape, and entries of reasoning-gym by the name of their scorer."""

import json
import re
from collections.abc import Mapping
from typing import Any

from verifiers.labels.cases import list_of
from verifiers.labels.outcome import Reading, Refused, reading_of
from verifiers.labels.rows import Row, container, is_number, listed, mapping

_ROLE = re.compile(r"^[^\S\n]*+(?:\(\d+\)\s*+)?([A-Z]\w*+) is an? (\w++)[^\S\n]*+\.?[^\S\n]*$", re.M)


def puzzles(row: Row) -> Reading | None:
    """Puzzles by their shape, and entries of reasoning-gym by the name of their scorer."""
    name = row.text("source_dataset") if _is_entry(row) else ""
    numbers, target = list_of(row.get("numbers", "nums", "cards")), list_of(row.get("target"))
    if name in _OWN_RULES:
        return _OWN_RULES[name](row)
    if name:
        metadata = next(dict(level) for level in row.levels if level.get("source_dataset"))
        entry = {"question": row.text("question"), "answer": row.get("answer"), "metadata": metadata}
        return reading_of("reasoning_gym", {"dataset": name, "entry": entry}, "metadata.source_dataset")
    if isinstance(numbers, list) and numbers and is_number(target):
        whole = [_whole(number) for number in numbers]
        return reading_of("countdown", {"numbers": whole, "target": _whole(target)}, "target, numbers")
    return _examples(row) or _grid(row) or _roles(row)


def _whole(number: Any) -> Any:
    """3 for 3.0: tables keep whole numbers as floats where a row lacks one."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _is_entry(row: Row) -> bool:
    """Whether a row can be an entry of reasoning-gym. Other rows name the dataset they come from, too."""
    return not row.has("options") and not row.has("choices")


def _grid(row: Row) -> Reading | None:
    """A table that is to be found out, in the row or in its column ``solution``."""
    for source, level in (("header, rows", row), ("solution", mapping(row.get("solution")) or {})):
        header, rows = (container(level.get(name)) for name in ("header", "rows"))
        if header is not None and rows is not None:
            cells = [cell for line in listed(rows) or () for cell in (listed(line) or ())[1:]]
            if cells and all(re.fullmatch(r"_+", str(cell)) for cell in cells):
                raise Refused("the cells of the solution are blank: the answer is withheld", row.fields)
            return reading_of("grid", {"header": header, "rows": rows}, source)
    return None


def _examples(row: Row) -> Reading | None:
    """ARC: grids before and after, and one whose grid after is asked for."""
    shown, asked = listed(row.get("train")), listed(row.get("test"))
    pairs = [mapping(one) or {} for one in (*(shown or ()), *(asked or ()))]
    if not shown or not asked or not all(listed(pair.get("input")) for pair in pairs):
        return None
    found = [listed(pair.get("output")) for pair in pairs[len(shown) :]]
    if len(found) != 1 or not found[0]:
        raise Refused("a puzzle of grids takes one test with its output: none or several are there", row.fields)
    grid = json.dumps(found[0])
    return reading_of("math", {"ground_truth": grid}, "test.output", f"<answer>{grid}</answer>")


def _countdown(row: Row) -> Reading:
    numbers, target = listed(row.get("numbers")), row.get("target")
    if not numbers or not is_number(target):
        raise Refused("a countdown has numbers and a target", row.fields)
    solution = row.text("expression")
    return reading_of(
        "countdown", {"numbers": numbers, "target": target}, "metadata", f"<answer>{solution}</answer>"
    )


def _knights(row: Row) -> Reading:
    names, truthful = listed(row.get("names")), listed(row.get("solution"))
    terms = mapping(row.get("knight_knave_terms")) or {"knight": "knight", "knave": "knave"}
    if not names or not truthful or len(names) != len(truthful):
        raise Refused("knights and knaves have names and as many truth values", row.fields)
    roles = {
        str(name): str(terms["knight" if one else "knave"]) for name, one in zip(names, truthful, strict=True)
    }
    return _assignment(roles, "metadata")


def _sudoku(row: Row) -> Reading:
    puzzle = row.opened("puzzle")
    return reading_of(
        "sudoku", {"puzzle": puzzle}, "metadata.puzzle", f"<answer>\n{row.text('answer')}\n</answer>"
    )


def _twenty_four(row: Row) -> Reading:
    """Four numbers, and 24 of them: a countdown."""
    numbers = listed(row.get("numbers"))
    if not numbers:
        raise Refused("a puzzle of 24 has numbers", row.fields)
    solution = f"<answer>{row.text('answer')}</answer>"
    return reading_of("countdown", {"numbers": numbers, "target": 24}, "metadata", solution)


_OWN_RULES = {
    "puzzle24": _twenty_four,
    "countdown": _countdown,
    "knights_knaves": _knights,
    "mini_sudoku": _sudoku,
    "sudoku": _sudoku,
}
"""Entries of reasoning-gym that a verifier of ours judges by the puzzle's rules."""


def _assignment(roles: Mapping[str, str], source: str) -> Reading:
    lines = "\n".join(f"{name} is a {role}" for name, role in roles.items())
    return reading_of("assignment", {"ground_truth": dict(roles)}, source, f"<answer>{lines}</answer>")


def _roles(row: Row) -> Reading | None:
    text = row.text("solution_text_format") or (row.truth if isinstance(row.truth, str) else "")
    roles = dict(_ROLE.findall(text))
    if not roles and _has_roles(row):
        return _knights(row)
    if not roles or len(_ROLE.findall(text)) < len([line for line in text.splitlines() if line.strip()]):
        return None
    return _assignment(roles, "solution_text_format")


def _has_roles(row: Row) -> bool:
    """Names, and for each of them whether it tells the truth."""
    names, truthful = listed(row.get("names")), listed(row.get("solution"))
    return bool(names) and bool(truthful) and all(isinstance(one, bool) for one in truthful or ())
