"""Judges completions by models that run elsewhere: waits in threads, so that it keeps no judging process busy."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from time import perf_counter
from typing import TypeVar

from sandbox.children import Cancellation
from services.judges.endpoints import Endpoints
from verifiers.judge.modes import Case
from verifiers.judge.tools import Checking
from verifiers.judge.verifier import AskingVerifier, JudgeVerifier
from verifiers.verdict import Verdict

_MOST_THREADS = 128

T = TypeVar("T")


class Asker:
    """One worker's threads for waiting."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._threads = ThreadPoolExecutor(max(1, min(_MOST_THREADS, endpoints.concurrency)), "asking")

    def run(
        self, verifier: AskingVerifier, cases: Mapping[str, Case], check: Checking, cancelled: Cancellation
    ) -> Mapping[str, tuple[Verdict, float]]:
        """The verdict on each case, by its name, and its seconds; ``check`` runs what judges call as tools.

        Raises CancelledError once the job is over.
        """
        if isinstance(verifier, JudgeVerifier) and verifier.compares:
            return self._compare(verifier, cases, check, cancelled)
        futures = {
            name: self._threads.submit(self._ask, verifier, case, check, cancelled) for name, case in cases.items()
        }
        try:
            return {name: future.result() for name, future in futures.items()}
        finally:
            for future in futures.values():
                future.cancel()

    def _compare(
        self, verifier: JudgeVerifier, cases: Mapping[str, Case], check: Checking, cancelled: Cancellation
    ) -> Mapping[str, tuple[Verdict, float]]:
        def side_by_side(ask: Callable[[T], Verdict], about: Sequence[T]) -> list[Verdict]:
            def ask_unless_over(one: T) -> Verdict:
                if cancelled.is_set():
                    raise CancelledError
                return ask(one)

            return list(self._threads.map(ask_unless_over, about))

        started = perf_counter()
        judges = verifier.equipped(self._endpoints, check)
        verdicts = verifier.ask_together(list(cases.values()), judges, side_by_side)
        each = (perf_counter() - started) / max(1, len(cases))
        return {name: (verdict, each) for name, verdict in zip(cases, verdicts, strict=True)}

    def close(self) -> None:
        """Wait for no one any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask(
        self, verifier: AskingVerifier, case: Case, check: Checking, cancelled: Cancellation
    ) -> tuple[Verdict, float]:
        if cancelled.is_set():
            raise CancelledError
        started = perf_counter()
        verdict = verifier.ask(case, verifier.equipped(self._endpoints, check))
        return verdict, perf_counter() - started
