"""The kind ``proof``: formal proofs, which take a plugin with a proof assistant's toolchain."""

from typing import ClassVar, Literal

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict, infrastructure_error
from verifiers.verifier import Verifier


class ProofVerifier(Verifier):
    """Does a completion prove a formal statement? Nothing here can tell: a plugin of this kind takes its place.

    Every specification is refused at submit, with that reason.
    """

    version: ClassVar[str] = "1.0.0"
    stands_in: ClassVar[bool] = True

    kind: Literal["proof"]
    statement: str
    language: Literal["lean4"] = "lean4"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nobody can judge it
        """Never reached: ``ensure_usable`` refuses the specification."""
        return infrastructure_error("no proof assistant is at hand")

    def ensure_usable(self) -> None:
        """Raise UnusableSpec, always."""
        raise UnusableSpec(
            "kind", "no proof assistant is at hand: install a plugin with a verifier of kind 'proof'"
        )
