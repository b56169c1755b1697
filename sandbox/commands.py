"""One job in a language whose programs are commands: compiled once, run as often as there are cases.

A compiler runs in a jail of its own. What it leaves is brought out, laid into the jails of the cases, and
forgotten with the job.
"""

import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sandbox.errors import LanguageUnavailable, SandboxError, SlotLost
from sandbox.languages import LANGUAGES
from sandbox.limits import Limits, as_told, timeout_seconds, was_starved
from sandbox.program import Case, Program, Run
from sandbox.proofs.joined import Joined, Refused
from sandbox.reading import measures_of, run_outcome, text_of
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome

BUILDING = Limits(
    cpu_seconds=30, wall_seconds=90, memory_mb=1536, output_kb=1024, processes=64, disk_mb=256, open_files=512
)
_RESERVE_MB = 128  # what runtimes with memory of their own map writable and do not touch
_NOTHING = Run()
_BREACHES = {"timeout": "its time", "memory": "its memory", "output_limit": "its output", "disk": "its disk"}


class Commands:
    """Puts a program through its cases over one connection to a runner."""

    def __init__(self, connection: socket.socket, program: Program, cases: Sequence[Case], limits: Limits) -> None:
        if program.language not in LANGUAGES:
            raise LanguageUnavailable(f"{program.language} is no language of this sandbox")
        self._connection = connection
        self._program = program
        self._language = LANGUAGES[program.language]
        self._cases = cases
        self._limits = limits
        self._prepared: tuple[str, bool] | None = None  # what was last put after the program, and how
        self._joined = Joined({})
        self._names = {"main": "", "file": ""}
        self._files: dict[str, bytes] = {}  # what lies beside each process, by path
        self._built: Mapping[str, bytes] = {}
        self._refusal: CaseOutcome | None = None  # the compiler's, or ours
        self._entered = False  # whether the jail at the other end knows the files

    def hold(self, stop: Callable[[int, CaseOutcome], bool]) -> list[CaseOutcome]:
        """The outcomes up to where the caller says stop. Raises SandboxError for a case that is not a Run."""
        outcomes: list[CaseOutcome] = []
        for number, case in enumerate(self._cases):
            if not isinstance(case, Run):
                raise SandboxError(f"a {type(case).__name__} needs a program in Python")
            outcomes.append(self._run(case))
            if stop(number, outcomes[-1]):
                break
        return outcomes

    def _run(self, case: Run) -> CaseOutcome:
        if (case.after, case.proven) != self._prepared:
            self._prepare(case)
        if self._refusal:
            return self._refusal
        limits = case.limits or self._limits
        if not case.proven:
            return run_outcome(*self._execute(limits, case))
        key = secrets.token_hex(16)
        opened = replace(case, stdin=self._joined.opening(key) + case.stdin)
        outcome = run_outcome(*self._execute(limits, opened))
        return _without_key(outcome, f"\n{key}\n".encode())

    def _execute(self, limits: Limits, case: Run) -> tuple[wire.Header, list[bytes]]:
        """Run a case, and once more if the machine was too busy for it."""
        answer = self._ask("command", self._joined.run, limits, case)
        return self._ask("command", self._joined.run, limits, case) if was_starved(answer[0], limits) else answer

    def _prepare(self, case: Run) -> None:
        """Make what the cases need whose source ends like this."""
        self._leave()
        self._prepared, self._refusal = (case.after, case.proven), None
        self._files = {path: _utf8(text) for path, text in self._program.files.items()}
        try:
            self._joined = self._join(case)
        except Refused as refused:
            self._refusal = CaseOutcome("redefining", stderr=str(refused))
            return
        sources = {path: _utf8(text) for path, text in self._joined.files.items()}
        if self._joined.compile:
            self._built = {}
            self._compile(sources)
        else:
            self._files |= sources

    def _join(self, case: Run) -> Joined:
        if case.proven:
            if not self._language.join:
                raise SandboxError(f"the end of a test in {self._program.language} cannot be proven")
            return self._language.join(self._program.source, case.after, f"s{secrets.token_hex(8)}")
        source = f"{self._program.source}\n{case.after}" if case.after else self._program.source
        return self._plain(source)

    def _plain(self, source: str) -> Joined:
        """A source as it is."""
        main, file = self._language.names(source)
        self._names = {"main": main, "file": file}
        return Joined({file: source}, self._language.compile, self._language.run)

    def _compile(self, sources: Mapping[str, bytes]) -> None:
        header, (stdout, stderr, *contents) = self._build(self._joined.compile, sources)
        if _is_good(header):
            self._built = dict(zip(header["built"], contents, strict=True))
            return
        said = text_of(stderr + stdout)
        if header["breach"]:
            said = f"the compiler went beyond {_BREACHES.get(header['breach'], 'its limits')}\n{said}"
        self._refusal = CaseOutcome("compile", stderr=said, **measures_of(header))
        self._ensure_compiler()

    def _build(self, command: Sequence[str], sources: Mapping[str, bytes]) -> tuple[wire.Header, list[bytes]]:
        beside, self._files = self._files, {**self._files, **sources}
        answer = self._ask("build", command, BUILDING)
        self._files = beside
        return answer

    def _ensure_compiler(self) -> None:
        """Blame a program for what its compiler says only if the compiler takes one that is right."""
        names = self._names
        sample = self._plain(self._language.sample)
        sources = {path: _utf8(text) for path, text in sample.files.items()}
        header, (_, stderr, *_) = self._build(sample.compile, sources)
        self._names = names
        if not _is_good(header):
            raise LanguageUnavailable(f"the compiler of {self._program.language} does not work: {text_of(stderr)}")

    def _ask(
        self, kind: str, command: Sequence[str], limits: Limits, case: Run = _NOTHING
    ) -> tuple[wire.Header, list[bytes]]:
        self._connection.settimeout(timeout_seconds(limits))
        self._enter(limits)
        question = {
            "kind": kind,
            "command": [*(self._filled(word, limits) for word in command), *case.args],
            "fetch": list(case.fetch),
            "uncopied": case.proven and self._joined.uncopied,
            "environment": {
                name: self._filled(value, limits) for name, value in self._language.environment.items()
            },
            "limits": self._told(limits),
        }
        wire.send(self._connection, question, [_utf8(case.stdin)])
        header, blobs = wire.receive(self._connection)
        if "lost" in header:
            raise SlotLost(str(header["lost"]))
        if header.get("missing"):
            raise LanguageUnavailable(
                f"the sandbox has no {header['missing']}: {self._program.language} cannot run"
            )
        self._entered = not header["spent"]
        return header, blobs

    def _enter(self, limits: Limits) -> None:
        if self._entered:
            return
        files = {**self._files, **self._built}
        ours_mb = sum(map(len, self._built.values())) // (1 << 20) + 1
        own = [case.limits.disk_mb for case in self._cases if isinstance(case, Run) and case.limits]
        opening = {"disk_mb": max(limits.disk_mb, *own, 0) + ours_mb, "files": list(files)}
        opening |= {"executable": list(self._built), "calls": sorted(self._language.calls)}
        wire.send(self._connection, opening, [b"", *files.values()])
        self._entered = True

    def _leave(self) -> None:
        """Let the jail at the other end make room for another one."""
        if self._entered:
            wire.send(self._connection, {"kind": "leave"})
        self._entered = False

    def _filled(self, word: str, limits: Limits) -> str:
        for name, value in (*self._names.items(), ("memory_mb", str(limits.memory_mb))):
            word = word.replace(f"{{{name}}}", value)
        return word

    def _told(self, limits: Limits) -> wire.Header:
        """The limits as the runner is to hold them: a language's own runtime comes on top."""
        told = dict(as_told(limits))
        told["processes"] += self._language.runtime_processes
        if self._language.runtime_mb:
            told["memory_mb"] += self._language.runtime_mb
            told["data_mb"] = told["memory_mb"] + _RESERVE_MB
        return told


def _without_key(outcome: CaseOutcome, line: bytes) -> CaseOutcome:
    """What a run with a proof came to, and whether it has given the proof."""
    reached, stdout = line in outcome.stdout, outcome.stdout.replace(line, b"")
    return replace(outcome, reached_end=reached, stdout=stdout, integrity="shared")


def _is_good(built: wire.Header) -> bool:
    return built["status"] == 0 and built["breach"] is None


def _utf8(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
