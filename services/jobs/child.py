"""What runs inside a child process, of a worker or of the gateway: one piece of work against one verifier."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sandbox.children import Children
from sandbox.leasing import LeasedSandbox
from sandbox.refusing import RefusingSandbox
from sandbox.sandbox import Isolation, Sandbox
from services.jobs.verdict_bytes import pack_verdict
from services.jobs.work import ToAsk, TooHeavy, Usable, Work
from verifiers.border import audited_within, judged_within
from verifiers.errors import UnusableSpec
from verifiers.judge.verifier import AskingVerifier
from verifiers.math.evaluate.secret import use_secret
from verifiers.registry import Registry
from verifiers.verdict import Verdict, infrastructure_error
from verifiers.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Isolated:
    """Where a child's programs run: runners leased at a socket, or nowhere."""

    lease_path: str | None
    isolation: Isolation

    @classmethod
    def nowhere(cls, reason: str) -> "Isolated":
        """No program is run, for this reason."""
        return cls(None, RefusingSandbox(reason).isolation)

    def open(self) -> Sandbox:
        """The sandbox, in the process that uses it."""
        if self.lease_path is None:
            return RefusingSandbox(self.isolation.description)
        return LeasedSandbox(self.lease_path, self.isolation)


@dataclass(frozen=True, slots=True)
class _ChildState:
    """What a child keeps from one piece of work to the next."""

    parse: Callable[[bytes], Verifier]
    sandbox: Sandbox


_state: _ChildState

_PRELOADED = (__name__, "verifiers.repetition")
"""Imported once for all children: no import counts as the time of a completion."""


def start_children(
    count: int, memory_mb: int, plugins: Sequence[str], isolated: Isolated, secret: bytes = b""
) -> "Children[Work, Any]":
    """Child processes that do all Work but what is too heavy for them; ``secret`` seeds their sample points."""
    set_up = partial(_set_up, tuple(plugins), isolated, secret)
    return Children(do, count, set_up, memory_mb, preload=_PRELOADED)


def heavy_children(
    count: int, memory_mb: int, plugins: Sequence[str], isolated: Isolated, secret: bytes = b""
) -> "Children[Work, Any]":
    """Child processes that hold what verifiers preload. They start with the first work."""
    set_up = partial(_set_up_heavy, tuple(plugins), isolated, secret)
    return Children(do_heavy, count, set_up, memory_mb, preload=_PRELOADED)


def do(work: Work) -> bytes | TooHeavy | ToAsk | Usable:
    """Do one piece of work: a packed verdict, which travels lighter than the object.

    Exceptions are failures of ours and are reported as such by the caller.
    """
    verifier = _state.parse(work.specification)
    if work.completion is not None:
        if isinstance(verifier, AskingVerifier):
            return _read(verifier, work.completion)
        verdict = judged_within(verifier.verify_lightly, work.completion, _state.sandbox)
        return pack_verdict(audited_within(verdict, verifier, work.completion)) if verdict else TooHeavy()
    try:
        verifier.ensure_usable()
    except UnusableSpec as unusable:
        return Usable(False, unusable.field, unusable.reason)
    return Usable(True, read_as=verifier.read_as())


def do_heavy(work: Work) -> bytes:
    """Judge what was too heavy for a light child."""
    assert work.completion is not None
    verifier = _state.parse(work.specification)
    verdict = judged_within(verifier.verify, work.completion, _state.sandbox)
    return pack_verdict(audited_within(verdict, verifier, work.completion))


def _read(verifier: AskingVerifier, completion: str) -> bytes | ToAsk:
    """What a model is to be asked about; the verdict where there is nothing to ask about."""
    found = judged_within(lambda text, _: verifier.read(text), completion, _state.sandbox)
    if isinstance(found, Verdict):
        return pack_verdict(audited_within(found, verifier, completion))
    audit = audited_within(infrastructure_error("not asked yet"), verifier, completion)
    return ToAsk(found, audit.features, audit.flags)


def _set_up(plugins: tuple[str, ...], isolated: Isolated, secret: bytes) -> None:
    global _state  # the one piece of state of a child process
    if secret:
        use_secret(secret)
    _state = _ChildState(lru_cache(maxsize=256)(Registry.with_plugins(plugins).parse), isolated.open())


def _set_up_heavy(plugins: tuple[str, ...], isolated: Isolated, secret: bytes) -> None:
    """An import costs more CPU time than a check may, so it comes before any budget is running."""
    _set_up(plugins, isolated, secret)
    for module in Registry.with_plugins(plugins).preload:
        importlib.import_module(module)
