"""What runs inside a child process, of a worker or of the gateway: one piece of work against one verifier."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from sandbox.children import Children
from services.jobs.work import Usable, Work
from verifiers.audit.audit import audited
from verifiers.errors import UnusableSpec
from verifiers.registry import Registry
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

_parse: Callable[[bytes], Verifier]


def start_children(
    count: int, memory_mb: int, plugins: Sequence[str], registry: Registry
) -> "Children[Work, Any]":
    """Child processes that do Work."""
    return Children(do, count, partial(_set_up, tuple(plugins)), memory_mb, preload=(__name__, *registry.preload))


def do(work: Work) -> Verdict | Usable:
    """Do one piece of work. Exceptions are defects of ours and are reported as such by the caller."""
    verifier = _parse(work.specification)
    if work.completion is not None:
        return audited(verifier.verify(work.completion), verifier, work.completion)
    try:
        verifier.ensure_usable()
    except UnusableSpec as unusable:
        return Usable(False, unusable.field, unusable.reason)
    return Usable(True)


def _set_up(plugins: tuple[str, ...]) -> None:
    global _parse  # the one piece of state of a child process: the verifiers that it has read
    _parse = lru_cache(maxsize=256)(Registry.with_plugins(plugins).parse)
