"""Takes a slice by name, which workers never do: a ticket is for whatever has its turn."""

from services.jobs.model import Priority
from services.jobs.worker_store import Overdue, Taken, WorkerStore


def take(worker: WorkerStore, job_id: str, number: int, priority: Priority = "train") -> Taken | None:
    """The slice, brought to the front of its queue first; ``None`` where it is over or in somebody's hands."""
    worker.send_again(Overdue(job_id, number, priority, begun=True))
    taken = worker.take(priority, 3, most_slices=1)
    return next((one for one in taken if (one.job_id, one.slice_number) == (job_id, number)), None)
