"""A verifier that does nothing: what is left of a request's time is overhead.

Loaded with ``STEELYARD_PLUGINS=benchmarks.nothing:NothingVerifier``.
"""

from typing import ClassVar, Literal

from sandbox.sandbox import Sandbox
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier


class NothingVerifier(Verifier):
    """Finds every completion correct."""

    version: ClassVar[str] = "1"

    kind: Literal["nothing"]

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - that is the point
        """One check that passes."""
        return from_checks([Check("answer", True, 1.0)])

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - always the same
        """Hardly anything."""
        return 0.00002

    @property
    def surely_usable(self) -> bool:
        """There is nothing to get wrong."""
        return True
