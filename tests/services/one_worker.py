"""The parts of a worker that judge, around a store that a test may have changed."""

from typing import Any

from sandbox.children import Children
from services.jobs.histories import Histories
from services.jobs.worker_store import WorkerStore
from services.judges.endpoints import Endpoints
from services.judging.asking import Asker
from services.judging.cache import VerdictCache
from services.judging.item_judge import ItemJudge
from services.judging.leases import Leases
from services.judging.metrics import WorkerMetrics
from services.judging.slice_judge import SliceJudge
from services.judging.text_judge import TextJudge
from services.judging.ticket_judge import TicketJudge
from verifiers.registry import Registry

PLUGIN = "tests.plugins:ObedientVerifier"
SPECIFICATION = b'{"kind": "obedient", "ground_truth": "yes"}'


def ticket_judge(store: WorkerStore, children: "Children[Any, Any]", attempts: int = 5) -> TicketJudge:
    """What uses tickets, with one judging process and without a heartbeat."""
    leases = Leases(store, lambda _busy: b"", lambda _overdue: None)
    registry, metrics = Registry.with_plugins([PLUGIN]), WorkerMetrics(1, "none")
    items = ItemJudge(TextJudge(children, children, Asker(Endpoints({})), VerdictCache(store.redis, 0), registry))
    alone = SliceJudge(store, items, Histories(store.redis, 3600), attempts, metrics)
    return TicketJudge(store, items, alone, leases, attempts, metrics)
