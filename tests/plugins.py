"""A verifier for tests, in the one file that adding a verifier takes."""

import os
import signal
import time
from pathlib import Path
from typing import ClassVar, Literal

from sandbox.errors import SlotLost
from sandbox.limits import Limits
from sandbox.refusing import RefusingSandbox
from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_FAILURES = {
    "raise": RuntimeError(f"a defect of the verifier in {__file__}"),
    "fail": SlotLost("a sandbox that broke"),
}


def _fail(word: str, argument: str) -> None:
    """Fails; ``once <path>`` only where the path is not there yet, and leaves it."""
    if word == "once":
        mark = Path(argument)
        if mark.exists():
            return
        mark.touch()
    raise _FAILURES["fail" if word == "once" else word]


class ObedientVerifier(Verifier):
    """Does what a completion tells it: ``sleep 0.1``, ``spin``, ``eat``, ``crash``, ``exit``, ``raise``, ``fail``.

    Any other completion is correct if it equals the ground truth.
    """

    version: ClassVar[str] = "1"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=0.5, wall_seconds=100, memory_mb=512)

    kind: Literal["obedient"]
    ground_truth: str

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        word, _, argument = completion.partition(" ")
        match word:
            case "sleep":
                time.sleep(float(argument))
            case "spin":
                while True:
                    pass
            case "eat":
                return from_checks([Check("answer", len(b"x" * (8 << 30)) > 0, 1.0)])
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "exit":
                os._exit(3)
            case "raise" | "fail" | "once":
                _fail(word, argument)
        passed = word in ("sleep", "once") or completion == self.ground_truth
        return from_checks([Check("answer", passed, float(passed), error=None if passed else "wrong_answer")])

    def ensure_usable(self) -> None:
        if self.ground_truth == "unreadable":
            raise UnusableSpec("ground_truth", "it says so itself")
        if self.ground_truth == "spin":
            self.verify("spin", RefusingSandbox("not needed"))

    def expected_seconds(self, completion: str) -> float:
        word, _, argument = completion.partition(" ")
        return float(argument) if word == "sleep" else 0.001
