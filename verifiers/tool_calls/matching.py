"""Which call of a completion stands for which expected one, and how alike they are.

    S(call, truth) = 0 if the names differ, else (1 + J(parameter names) + number of equal values) / (2 + |truth|)

J is the Jaccard index of the parameters' names. Calls are assigned one to one so that the sum of S is greatest
(``optimal``), or from the best pair down (``greedy``, which is what the released code does).

Source: [code] MatchTIR.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from verifiers.tool_calls.notations import Spelled
from verifiers.tool_calls.reading import Call

Method = Literal["optimal", "greedy"]
Matrix = Sequence[Sequence[float]]


def similarity(call: Call, truth: Call) -> float:
    """How alike two calls are, in [0, 1]; 0 for another tool or arguments that cannot be read."""
    if call.arguments is None or truth.arguments is None or call.name.casefold() != truth.name.casefold():
        return 0.0
    given, wanted = call.arguments, truth.arguments
    either = given.keys() | wanted.keys()
    names = len(given.keys() & wanted.keys()) / len(either) if either else 1.0
    values = sum(key in given and _equal(given[key], value) for key, value in wanted.items())
    return (1 + names + values) / (2 + len(wanted))


def _equal(one: Any, other: Any) -> bool:
    """Equal as JSON: ``true`` is not 1, while 1 is 1.0."""
    if isinstance(one, Spelled):
        return any(_equal(reading, other) for reading in one.readings)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)


def assign(scores: Matrix, method: Method) -> list[int | None]:
    """For each row the column it is given, each column once and only where its score is above 0."""
    if not scores or not scores[0]:
        return [None] * len(scores)
    columns = _greedy(scores) if method == "greedy" else _optimal(scores)
    return [
        None if column is None or row[column] <= 0 else column for row, column in zip(scores, columns, strict=True)
    ]


def _greedy(scores: Matrix) -> list[int | None]:
    pairs = ((score, row, column) for row, line in enumerate(scores) for column, score in enumerate(line))
    given: dict[int, int] = {}
    for _, row, column in sorted(pairs, key=lambda pair: -pair[0]):
        if row not in given and column not in given.values():
            given[row] = column
    return [given.get(row) for row in range(len(scores))]


def _optimal(scores: Matrix) -> list[int | None]:
    """The Hungarian method by shortest augmenting paths; rows beyond the columns stay without one."""
    if len(scores) > len(scores[0]):
        rows = _optimal(list(zip(*scores, strict=True)))
        back = {row: column for column, row in enumerate(rows)}
        return [back.get(row) for row in range(len(scores))]
    row_price, column_price = [0.0] * len(scores), [0.0] * len(scores[0])
    owner: list[int | None] = [None] * len(scores[0])
    for row in range(len(scores)):
        _augment(row, scores, owner, row_price, column_price)
    columns = {row: column for column, row in enumerate(owner) if row is not None}
    return [columns[row] for row in range(len(scores))]


def _augment(
    start: int, scores: Matrix, owner: list[int | None], row_price: list[float], column_price: list[float]
) -> None:
    """Give one more row a column, moving others where that is worth it (Dijkstra over reduced costs)."""
    count = len(owner)
    distance, before, done = [float("inf")] * count, [-1] * count, [False] * count
    row, here, reached = start, -1, 0.0
    while True:
        for column in range(count):
            cost = reached - scores[row][column] - row_price[row] - column_price[column]
            if not done[column] and cost < distance[column]:
                distance[column], before[column] = cost, here
        here = min((column for column in range(count) if not done[column]), key=distance.__getitem__)
        done[here], reached = True, distance[here]
        following = owner[here]
        if following is None:
            break
        row = following
    row_price[start] += reached
    for column in range(count):
        if done[column] and column != here:
            gained = reached - distance[column]
            column_price[column] -= gained
            row_price[_owned(owner[column])] += gained
    while here != -1:
        previous = before[here]
        owner[here] = start if previous == -1 else owner[previous]
        here = previous


def _owned(row: int | None) -> int:
    assert row is not None, "a column on the way has a row"
    return row
