"""Judges a slice over which a worker was lost: one completion at a time, so that it is known over which.

What is judged stays judged whoever is lost next. A completion over which workers are lost again and again while it
is judged alone has done it: it is undecided, and flagged unread, since nobody reads it again.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from sandbox.children import Cancellation
from services.jobs.model import Header, Item, Judged
from services.jobs.worker_store import WorkerStore

Judge = Callable[[Header, int, Sequence[Item], Cancellation], list[Judged]]


class Alone:
    """One worker's way of judging completions one by one, with the job store as its memory."""

    def __init__(self, store: WorkerStore, judge: Judge, give_up: Callable[[Item], Judged], losses: int) -> None:
        self._store = store
        self._judge = judge
        self._give_up = give_up
        self._losses = max(2, losses)

    def run(
        self, header: Header, slice_number: int, units: Sequence[Sequence[Item]], cancelled: Cancellation
    ) -> list[Judged]:
        """The verdicts of all units, each judged by itself."""
        known = self._store.judged_alone(header.job_id, slice_number)
        judged: list[Judged] = []
        for number, unit in enumerate(units):
            if number not in known:
                known[number] = self._one(header, slice_number, number, unit, cancelled)
                self._store.keep_alone(header.job_id, slice_number, number, known[number])
            judged += known[number]
        return judged

    def has_culprit(self, job_id: str, slice_number: int) -> bool:
        """Whether workers were lost over one unit often enough for it to be at fault."""
        return self._store.most_begun_alone(job_id, slice_number) >= self._losses

    def _one(
        self, header: Header, slice_number: int, number: int, unit: Sequence[Item], cancelled: Cancellation
    ) -> list[Judged]:
        begun = self._store.begin_alone(header.job_id, slice_number, number)
        if begun > self._losses:
            return [self._give_up(item) for item in unit]
        return self._judge(header, slice_number, unit, cancelled)


def units_of(items: Sequence[Item], together: frozenset[int]) -> list[list[Item]]:
    """Each item by itself; the items of groups that are compared together."""
    units: list[list[Item]] = []
    compared: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.group in together:
            compared[item.group].append(item)
        else:
            units.append([item])
    return [*units, *compared.values()]
