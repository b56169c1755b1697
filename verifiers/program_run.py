"""The verifier of kind ``run``: how does a program end, and what does it print?"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sandbox.errors import LanguageUnavailable
from sandbox.languages import LANGUAGES
from sandbox.limits import Limits
from sandbox.program import Program, Run
from sandbox.sandbox import CaseOutcome, Sandbox
from verifiers.code.endings import error_of
from verifiers.code.suite import TestLimits
from verifiers.code.usable import ensure_files
from verifiers.errors import UnusableSpec
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_DEFAULTS = Limits(cpu_seconds=10, wall_seconds=30, memory_mb=1024)
_MOST_BYTES = 16_000_000
LANGUAGE_MISSING = "language_missing"
"""Flag: the sandbox cannot run this language, now or later."""


class RunVerifier(Verifier):
    """Runs a completion as a program, once, and tells how it ended.

    One check, ``program``: passed where the exit status is 0 and the output, line by line without blanks at the
    ends of lines, is the ``expected`` one if that is given. Its evidence is JSON: ``ended``, ``exit_status``,
    ``stdout``, ``stderr``, ``files`` (those of ``fetch`` that are there, as base64), ``cpu_seconds``,
    ``wall_seconds``, ``memory_mb``. The whole completion is the program; ``files`` (path to base64) lie beside it.
    """

    version: ClassVar[str] = "1.0.0"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=60, wall_seconds=7200, memory_mb=2048)

    kind: Literal["run"]
    language: str
    stdin: str = ""
    args: Annotated[tuple[str, ...], Field(strict=False, max_length=256)] = ()
    files: Mapping[str, str] = Field(default_factory=dict, max_length=256)
    fetch: Annotated[tuple[str, ...], Field(strict=False, max_length=64)] = ()
    limits: TestLimits = TestLimits()
    expected: str | None = None

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        """Run one completion."""
        files = {path: base64.b64decode(content) for path, content in self.files.items()}
        program = Program(self.language, completion, files)
        case = Run(self.stdin, args=self.args, fetch=self.fetch)
        try:
            (outcome,) = sandbox.run(program, [case], self.limits.over(_DEFAULTS))
        except LanguageUnavailable as missing:
            check = Check("program", None, None, error="infrastructure", evidence=str(missing))
            return Verdict("infrastructure_error", None, flags=(LANGUAGE_MISSING,), checks=(check,))
        return from_checks([self._check(outcome)])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a language or files that no program could be run with."""
        if self.language not in LANGUAGES:
            raise UnusableSpec("language", f"not one of {', '.join(LANGUAGES)}")
        if sum(map(len, self.files.values())) > _MOST_BYTES:
            raise UnusableSpec("files", f"larger than {_MOST_BYTES:,} bytes")
        ensure_files(self.files)
        for path, content in self.files.items():
            try:
                base64.b64decode(content, validate=True)
            except (binascii.Error, ValueError) as error:
                raise UnusableSpec("files", f"{path[:100]!r} is no base64") from error
        if any("\0" in word for word in self.args):
            raise UnusableSpec("args", "an argument holds a zero byte")

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - what it does is not known
        """Mostly the sandbox: a process, and a compiler where there is one."""
        language = LANGUAGES[self.language]
        return 0.02 + language.build_seconds + language.start_seconds

    def _check(self, outcome: CaseOutcome) -> Check:
        error, _ = error_of(outcome) or (None, "")
        if error is None and self.expected is not None and not _same(outcome.stdout, self.expected):
            error = "wrong_answer"
        return Check(
            "program",
            error is None,
            float(error is None),
            error=error,
            evidence=json.dumps(_told(outcome)),
            seconds=round(outcome.cpu_seconds, 6),
            memory_mb=round(outcome.memory_mb, 1),
        )


def _told(outcome: CaseOutcome) -> dict[str, object]:
    return {
        "ended": outcome.ended,
        "exit_status": outcome.exit_status,
        "stdout": outcome.stdout.decode(errors="replace"),
        "stderr": outcome.stderr,
        "files": {path: base64.b64encode(content).decode() for path, content in outcome.files.items()},
        "cpu_seconds": round(outcome.cpu_seconds, 6),
        "wall_seconds": round(outcome.wall_seconds, 6),
        "memory_mb": round(outcome.memory_mb, 1),
    }


def _same(stdout: bytes, expected: str) -> bool:
    return _lines(stdout.decode(errors="replace")) == _lines(expected)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]
