"""``python -m tests.services.mortal_worker STEP``: a worker process, killed at a step of its first ticket."""

import os
import signal
import sys
from collections.abc import Sequence

from services import worker
from services.jobs.model import Priority
from services.jobs.tickets import MOST_SLICES
from services.jobs.worker_store import Ending, Sums, Taken, WorkerStore

STEPS = ("before take", "after take", "before end", "after end")
DEADLY = sys.argv[1] if len(sys.argv) > 1 else ""


class MortalStore(WorkerStore):
    """Ends its process, as the kernel does when memory runs out: nothing is tidied up."""

    def take(self, priority: Priority, max_attempts: int, most_slices: int = MOST_SLICES) -> list[Taken]:
        _reach("before take")
        taken = super().take(priority, max_attempts, most_slices)
        _reach("after take")
        return taken

    def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
        _reach("before end")
        lost = super().end_many(endings, sums)
        _reach("after end")
        return lost


def _reach(step: str) -> None:
    if step == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    vars(worker)["WorkerStore"] = MortalStore  # the composition root takes this one
    worker.main()
