"""Lines of a file: whole groups, or rows of a data set with one completion each."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steelyard.cli.exits import UsageError

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
    """One group to judge, and the origins of its completions in order."""

    verifier: Mapping[str, object]
    completions: tuple[object, ...]
    origins: tuple[Origin, ...]
    id: str | None = None
    together: object = None

    @property
    def group(self) -> dict[str, object]:
        """As it goes over the wire."""
        named = {} if self.id is None else {"id": self.id}
        return {**named, "verifier": self.verifier, "completions": self.completions}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of a row mean what. The first one that a row has counts."""

    completion: Sequence[str] = ("completion", "prediction", "response")
    ground_truth: Sequence[str] = ("ground_truth", "gold", "answer")
    label: str | None = None
    group: str | None = None
    verifier: Mapping[str, object] = field(default_factory=lambda: {"kind": "math"})


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
    return (one.together, one.verifier) == (other.together, other.verifier)


def _joined(units: Sequence[Unit]) -> Unit:
    completions = tuple(one for unit in units for one in unit.completions)
    origins = tuple(origin for unit in units for origin in unit.origins)
    return Unit(units[0].verifier, completions, origins, units[0].id)


def _unit(number: int, row: object, columns: Columns) -> Unit:
    if not isinstance(row, dict):
        raise UsageError("not a JSON object")
    if "completions" in row:
        return _whole_group(number, row)
    origin = Origin(number, id=_id(row), label=_label(row, columns.label))
    completion = _first(row, columns.completion, "a completion")
    together = None if columns.group is None else _first(row, [columns.group], "a group")
    return Unit(_verifier(row, columns), (completion,), (origin,), origin.id, together)


def _whole_group(number: int, row: Mapping[str, object]) -> Unit:
    verifier, completions, name = row.get("verifier"), row["completions"], _id(row)
    if not isinstance(verifier, dict) or not isinstance(completions, list) or not completions:
        raise UsageError("a group needs a 'verifier' object and a list of 'completions'")
    origins = tuple(Origin(number, index, name) for index in range(len(completions)))
    return Unit(verifier, tuple(completions), origins, name)


def _verifier(row: Mapping[str, object], columns: Columns) -> Mapping[str, object]:
    own = row.get("verifier")
    if isinstance(own, dict):
        return own
    truth = _first(row, columns.ground_truth, "a ground truth")
    return {**columns.verifier, "ground_truth": _written(truth)}


def _written(truth: object) -> object:
    """Data sets write numbers as numbers; verifiers want them as text."""
    if isinstance(truth, list):
        return [_written(one) for one in truth]
    is_number = isinstance(truth, (int, float)) and not isinstance(truth, bool)
    return str(truth) if is_number else truth


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
