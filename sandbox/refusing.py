"""A sandbox for where there is none: it refuses every program and says why."""

from collections.abc import Callable, Sequence

from sandbox.errors import IsolationUnavailable
from sandbox.limits import Limits
from sandbox.program import Case, Program
from sandbox.sandbox import CaseOutcome, Isolation


class RefusingSandbox:
    """Runs nothing. Verifiers that need no sandbox work beside it."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    @property
    def isolation(self) -> Isolation:
        """Nothing is run, so nothing needs to be separated."""
        return Isolation("none", self._reason, safe=True)

    def run(
        self,
        program: Program,  # noqa: ARG002 - whatever it is
        cases: Sequence[Case],  # noqa: ARG002 - the same
        limits: Limits,  # noqa: ARG002 - the same
        stop: Callable[[int, CaseOutcome], bool] = lambda _number, _outcome: False,  # noqa: ARG002 - the same
    ) -> list[CaseOutcome]:
        """Raises IsolationUnavailable."""
        raise IsolationUnavailable(self._reason)

    def close(self) -> None:
        """There is nothing to end."""
