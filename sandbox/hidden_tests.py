"""Tests on their way to a runner, and what comes back of them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.canary import Canary
from sandbox.endings import name_call_ending, name_raised
from sandbox.program import Script, TestFile
from sandbox.reading import measures_of, text_of
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome, Integrity, Raised, TestOutcome
from sandbox.test_names import Result, merge, read_report
from sandbox.test_styles import fits_apart

_REPLACED = "Replaced"  # as sandbox/runner/tests_program.py says it
_LOAD = "load"  # as well
_PACKAGES = "objects of packages"  # as well
_UNREADABLE = ("SyntaxError", "IndentationError", "TabError")


def runs_apart(case: TestFile | Script) -> bool:
    """Whether a test is run in a process of its own."""
    return not case.together and fits_apart(case.code)


@dataclass(frozen=True, slots=True)
class HiddenTest:
    """Test code, run apart from the program where its style allows. A file that is not has a canary in it."""

    code: str
    canary: Canary | None
    apart: bool
    is_file: bool
    proof: str
    """What a report begins with, so that no program in the same process writes one."""

    @classmethod
    def of(cls, case: TestFile | Script) -> "HiddenTest":
        """How a case is to be run."""
        is_file, apart = isinstance(case, TestFile), runs_apart(case)
        canary = None if apart or not is_file else Canary.for_tests(case.code)
        code = canary.hidden_in(case.code) if canary else case.code
        return cls(code, canary, apart, is_file, "" if apart else secrets.token_hex(16))

    def question(self, limits: Mapping[str, float], *, prepared: bool) -> bytes:
        """The messages that have it run within ``limits`` (seconds, MiB and KiB, by their names).

        A program that is ``prepared`` for tests apart is not loaded again.
        """
        prepare = wire.pack({"kind": "prepare", "limits": limits}) if self.apart and not prepared else b""
        kind = "test" if self.is_file else "script"
        header = {"kind": kind, "apart": self.apart, "limits": limits, "proof": self.proof}
        return prepare + wire.pack(header, [self.code.encode(errors="surrogatepass")])

    def outcome(self, header: wire.Header, blobs: list[bytes]) -> CaseOutcome:
        """What came of it. Raises ValueError where a runner does not answer as it should."""
        stdout, stderr, payload = blobs
        integrity: Integrity = "split" if self.apart else "shared"
        told: dict[str, Any] = {
            "stdout": stdout, "stderr": text_of(stderr), "integrity": integrity, **measures_of(header)
        }  # fmt: skip
        if header.get("missing"):
            return CaseOutcome("unavailable", error=Raised("ImportError", ", ".join(header["missing"])), **told)
        if not payload:
            ended = name_call_ending(header["breach"], header["status"])
            return CaseOutcome(ended, exit_status=header["status"], **told)
        try:
            results = read_report(self._proven(payload))
        except ValueError:
            return CaseOutcome("crashed", tampering=("the report of the tests is malformed",), **told)
        if self.apart and results and results[-1][0] == _PACKAGES:
            results.pop()
            told["met_packages"] = True
        return self._file(results, told) if self.is_file else _script(results, header["status"], told)

    def _proven(self, payload: bytes) -> bytes:
        """A report without its proof. Raises ValueError where that is missing."""
        if not payload.startswith(self.proof.encode()):
            raise ValueError("not what ran the tests has written this report")
        return payload[len(self.proof) :]

    def _file(self, results: list[Result], told: dict[str, Any]) -> CaseOutcome:
        if [name for name, *_ in results] == [_LOAD]:
            return _unloaded(*results[0][2:4], told)
        tests = merge(self.code, results)
        tampering: tuple[str, ...] = ()
        if self.canary:
            tests, tampering = self.canary.examine(tests)
        if any(kind == _REPLACED for _, _, kind, _, _ in results):
            tampering = ("the program has replaced what tests use",)
        return CaseOutcome("tested", tests=tests, tampering=tampering, **told)


def _script(results: list[Result], status: int | None, told: dict[str, Any]) -> CaseOutcome:
    """Who failed a script: ``load``, the ``program`` or the ``test`` itself."""
    if len(results) != 1:
        return CaseOutcome("crashed", tampering=("the report of the test is malformed",), **told)
    ((by, passed, kind, words, seconds),) = results
    if kind == "Disconnected":
        # Its process is gone, and did not raise: it left, or died.
        return CaseOutcome(name_call_ending(None, status), exit_status=status, **told)
    if kind and by == _LOAD:
        return _unloaded(kind, words, told)
    error = Raised(kind, words) if kind else None
    if error and by != "test":
        return CaseOutcome(name_raised(kind, words), error=error, **told)
    return CaseOutcome("tested", tests=(TestOutcome("test", passed, error, seconds),), **told)


def _unloaded(kind: str, words: str, told: dict[str, Any]) -> CaseOutcome:
    """The program raised this while it was loaded, so that no test ran."""
    ended = "syntax" if kind in _UNREADABLE else name_raised(kind, words)
    return CaseOutcome(ended, error=Raised(kind, words), **told)
