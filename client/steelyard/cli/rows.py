"""Lines of a file: whole groups, or rows of a data set with one completion each."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from steelyard.cli.exits import UsageError
from steelyard.understanding import object_of, written

_NUMBER = re.compile(r"\s*[-+]?\d[\d.]*(?:/\d+)?\s*")
_LABELS = {
    **dict.fromkeys(("true", "1", "1.0", "yes", "correct", "pass", "passed"), True),
    **dict.fromkeys(("false", "0", "0.0", "no", "incorrect", "wrong", "fail", "failed"), False),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a completion stood in the file. ``index`` counts inside a line that holds a whole group."""

    line: int
    index: int = 0
    id: str | None = None
    label: bool | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One group to judge, and the origins of its completions in order.

    Without a ``verifier`` the server reads the ``row``.
    """

    verifier: Mapping[str, object] | None
    completions: tuple[object, ...]
    origins: tuple[Origin, ...]
    id: str | None = None
    together: object = None
    row: Mapping[str, object] | None = None

    @property
    def group(self) -> dict[str, object]:
        """As the client takes it."""
        named = {} if self.id is None else {"id": self.id}
        judged_by = {"row": self.row} if self.verifier is None else {"verifier": self.verifier}
        return {**named, **judged_by, "completions": self.completions}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of a row mean what. The first one that a row has counts.

    With a ``verifier`` the ground truth is put into it; without one the server reads the whole row.
    """

    completion: Sequence[str] = ("completion", "prediction", "response")
    ground_truth: Sequence[str] = ("ground_truth", "gold", "answer")
    label: str | None = None
    group: str | None = None
    verifier: Mapping[str, object] | None = None


def read_units(lines: Iterable[str], columns: Columns) -> Iterator[Unit]:
    """A unit for each line that is not blank. Raises UsageError that names the line."""
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _unit(number, json.loads(line), columns)
    except UnicodeDecodeError as error:
        raise UsageError(f"after line {number}: {error}") from error
    except (ValueError, UsageError) as error:
        raise UsageError(f"line {number}: {error}") from error


def join_neighbours(units: Iterable[Unit]) -> Iterator[Unit]:
    """Neighbouring rows that belong together, and are judged by the same verifier, as one group."""
    run: list[Unit] = []
    for unit in units:
        if run and (unit.together is None or not _belong_together(run[0], unit)):
            yield _joined(run)
            run = []
        run.append(unit)
    if run:
        yield _joined(run)


def _belong_together(one: Unit, other: Unit) -> bool:
    return (one.together, one.verifier, one.row) == (other.together, other.verifier, other.row)


def _joined(units: Sequence[Unit]) -> Unit:
    completions = tuple(one for unit in units for one in unit.completions)
    origins = tuple(origin for unit in units for origin in unit.origins)
    return Unit(units[0].verifier, completions, origins, units[0].id, row=units[0].row)


def _unit(number: int, row: object, columns: Columns) -> Unit:
    if not isinstance(row, dict):
        raise UsageError("not a JSON object")
    if "completions" in row:
        return _whole_group(number, row)
    origin = Origin(number, id=_id(row), label=_label(row, columns.label))
    completion = _first(row, columns.completion, "a completion")
    together = None if columns.group is None else _first(row, [columns.group], "a group")
    verifier = _verifier(row, columns)
    rest = None if verifier else _without(row, columns)
    if rest is not None and all(value is None for name, value in rest.items() if name != "id"):
        _first(row, columns.ground_truth, "a ground truth")
    return Unit(verifier, (completion,), (origin,), origin.id, together, rest)


def _whole_group(number: int, row: Mapping[str, object]) -> Unit:
    verifier, completions, name = _own(row), row["completions"], _id(row)
    if not isinstance(completions, list) or not completions:
        raise UsageError("a group needs a list of 'completions', and a 'verifier' or what it is made of")
    origins = tuple(Origin(number, index, name) for index in range(len(completions)))
    rest = None if verifier else {key: value for key, value in row.items() if key not in ("completions", "id")}
    if rest == {}:
        raise UsageError("a group needs a 'verifier' or what it is made of beside its 'completions'")
    return Unit(verifier, tuple(completions), origins, name, row=rest)


def _verifier(row: Mapping[str, object], columns: Columns) -> Mapping[str, object] | None:
    """The row's own, the one that was asked for, or mathematics for a number; else the server is to read it."""
    own = _own(row)
    if own is not None:
        return own
    if columns.verifier is not None:
        return {**columns.verifier, "ground_truth": written(_first(row, columns.ground_truth, "a ground truth"))}
    truth = next((row[name] for name in columns.ground_truth if row.get(name) is not None), None)
    plain = {*columns.ground_truth, *columns.completion, columns.label, columns.group, "id", "label"}
    if row.keys() <= plain and _NUMBER.fullmatch(str(truth)) and not isinstance(truth, bool):
        return {"kind": "math", "ground_truth": written(truth)}
    return None


def _own(row: Mapping[str, object]) -> Mapping[str, object] | None:
    """The row's verifier: an object, or the JSON text of one."""
    own = object_of(row.get("verifier"))
    return own if own is not None and "kind" in own else None


def _without(row: Mapping[str, object], columns: Columns) -> dict[str, object]:
    """The row as its dataset has it: without the completion and what was added to it."""
    added = {*columns.completion, columns.label, columns.group}
    rest = {name: value for name, value in row.items() if name not in added}
    # The command has always taken these for truths, whatever they are called in datasets.
    truth = next((rest.pop(name) for name in columns.ground_truth if rest.get(name) is not None), None)
    return rest if truth is None else {**rest, "ground_truth": truth}


def _first(row: Mapping[str, object], names: Sequence[str], what: str) -> object:
    for name in names:
        if row.get(name) is not None:
            return row[name]
    raise UsageError(f"no field {' or '.join(map(repr, names))} that would hold {what}")


def _id(row: Mapping[str, object]) -> str | None:
    value = row.get("id")
    return None if value is None else str(value)


def _label(row: Mapping[str, object], name: str | None) -> bool | None:
    if name is None:
        return None
    return as_label(_first(row, [name], "a label"))


def as_label(value: object) -> bool:
    """What a data set means by true, 1, "correct" and the like. Raises UsageError."""
    text = str(value).strip().lower()
    if text not in _LABELS:
        raise UsageError(f"the label {text!r} is neither true nor false")
    return _LABELS[text]
