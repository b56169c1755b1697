"""One job, told over a connection to a runner: cases go out one by one, and each comes back as an outcome."""

import socket
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.commands import Commands
from sandbox.endings import name_call_ending, name_raised
from sandbox.errors import SlotLost
from sandbox.hidden_tests import HiddenTest, runs_apart
from sandbox.languages import PYTHON
from sandbox.limits import Limits, as_told, timeout_seconds, was_starved
from sandbox.program import Call, Case, Evaluate, Program, Run, Script, TestFile
from sandbox.reading import measures_of, run_outcome, text_of
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome, Ended, Raised
from sandbox.values import MalformedValue, decode_values

_ANSWERS: tuple[Ended, ...] = ("returned", "raised", "syntax", "memory", "output_limit")

_AHEAD = 8  # calls on their way at a time
_AHEAD_BYTES = 1 << 16  # well below what a socket holds, so that nobody waits for the other to read

Stop = Callable[[int, CaseOutcome], bool]


def hold(
    connection: socket.socket, program: Program, cases: Sequence[Case], limits: Limits, stop: Stop
) -> list[CaseOutcome]:
    """Put a program through its cases. Raises SlotLost."""
    kind = _Conversation if program.language == PYTHON else Commands
    try:
        outcomes = kind(connection, program, cases, limits).hold(stop)
    except (wire.Disconnected, OSError, ValueError, KeyError, TypeError) as broken:
        raise SlotLost(f"the runner does not answer as it should: {type(broken).__name__} {broken}") from broken
    return outcomes + [CaseOutcome("not_run")] * (len(cases) - len(outcomes))


class _Conversation:
    def __init__(self, connection: socket.socket, program: Program, cases: Sequence[Case], limits: Limits) -> None:
        self._connection = connection
        self._program = program
        self._cases = cases
        self._limits = limits
        self._told = False  # whether the jail at the other end knows the program
        self._asked: deque[int] = deque()  # bytes of each question without an answer
        self._next = 0
        self._test: HiddenTest | None = None
        self._serves = ""  # what the program's process at the other end answers: calls, or tests apart from it

    def hold(self, stop: Stop) -> list[CaseOutcome]:
        outcomes: list[CaseOutcome] = []
        for number, case in enumerate(self._cases):
            self._ask_ahead()
            outcomes.append(self._outcome(case))
            if stop(number, outcomes[-1]):
                break
        return outcomes

    def _ask_ahead(self) -> None:
        """Ask the next case, and the calls after it while they are few and small."""
        while self._next < len(self._cases):
            case = self._cases[self._next]
            alone = not isinstance(case, Call | Evaluate)
            if self._asked and (alone or len(self._asked) >= _AHEAD):
                return
            self._leave_tests(case)
            question = self._question_of(case)
            if self._asked and sum(self._asked) + len(question) > _AHEAD_BYTES:
                return
            self._ask(case, question)
            if alone:
                return

    def _ask(self, case: Case, question: bytes) -> None:
        self._connection.settimeout(timeout_seconds(self._limits))
        if not self._told:
            wire.send(self._connection, *_opening(self._program, self._cases, self._limits))
            self._told = True
        wire.send_packed(self._connection, question)
        self._serves = "tests" if isinstance(case, Script) and self._test and self._test.apart else "calls"
        self._asked.append(len(question))
        self._next += 1

    def _leave_tests(self, case: Case) -> None:
        """A jail in which tests were read starts no other process for the program."""
        if self._told and self._serves == "tests" and not (isinstance(case, Script) and runs_apart(case)):
            wire.send(self._connection, {"kind": "leave"})
            self._told = False

    def _question_of(self, case: Case) -> bytes:
        limits = as_told(case.limits or self._limits)
        if isinstance(case, TestFile | Script):
            self._test = HiddenTest.of(case)
            return self._test.question(limits, prepared=self._told and self._serves == "tests")
        return wire.pack(*_question(case, limits))

    def _outcome(self, case: Case) -> CaseOutcome:
        limits = case.limits or self._limits
        header, blobs = self._answer(limits)
        if isinstance(case, Run | TestFile | Script) and was_starved(header, limits):
            self._next -= 1
            self._ask(case, self._question_of(case))
            header, blobs = self._answer(limits)
        if isinstance(case, Run):
            return run_outcome(header, blobs)
        if isinstance(case, TestFile | Script):
            assert self._test
            return self._test.outcome(header, blobs)
        return _answer_outcome(header, blobs)

    def _answer(self, limits: Limits) -> tuple[wire.Header, list[bytes]]:
        # Loading the program and answering the case are bounded apart.
        self._connection.settimeout(2 * timeout_seconds(limits))
        header, blobs = wire.receive(self._connection)
        if "lost" in header:
            raise SlotLost(str(header["lost"]))
        self._asked.popleft()
        self._told = not header["spent"]
        return header, blobs


def _opening(program: Program, cases: Sequence[Case], limits: Limits) -> tuple[wire.Header, list[bytes]]:
    disk_mb = max([limits.disk_mb, *(case.limits.disk_mb for case in cases if case.limits)])
    header = {"disk_mb": disk_mb, "files": list(program.files), "executable": []}
    return header, [_utf8(program.source), *map(_utf8, program.files.values())]


def _utf8(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode(errors="surrogatepass")


def _question(case: Run | Call | Evaluate, limits: Mapping[str, float]) -> tuple[wire.Header, list[bytes]]:
    header: dict[str, Any] = {"limits": limits}
    match case:
        case Run():
            told = {"after": case.after, "args": list(case.args), "fetch": list(case.fetch)}
            return {**header, "kind": "run", **told}, [_utf8(case.stdin)]
        case Call():
            return {**header, "kind": "call", "function": case.function}, [case.arguments]
        case Evaluate():
            return {**header, "kind": "evaluate", "setup": case.setup, "expressions": list(case.expressions)}, []


def _answer_outcome(header: wire.Header, blobs: list[bytes]) -> CaseOutcome:
    stdout, stderr, payload = blobs
    ended, error, values = _read_answer(header, payload)
    return CaseOutcome(
        ended, stdout=stdout, stderr=text_of(stderr), values=values, error=error, **measures_of(header)
    )


def _read_answer(header: wire.Header, payload: bytes) -> tuple[Ended, Raised | None, tuple[Any, ...]]:
    if not payload:
        return name_call_ending(header["breach"], header["status"]), None, ()
    try:
        ended, problem, values = decode_values(payload)
        if type(ended) is not str or ended not in _ANSWERS or type(values) is not list:
            raise MalformedValue("no answer")
        error = _read_problem(problem) if problem is not None else None
    except ValueError:
        return "crashed", Raised("MalformedValue", "the program wrote into its result channel"), ()
    if error and ended == "raised":
        ended = name_raised(error.type, error.message)
    return ended, error, tuple(values)


def _read_problem(problem: Any) -> Raised:
    if type(problem) is not list or len(problem) != 3:
        raise MalformedValue("no error")
    type_name, message, line = problem
    if type(type_name) is not str or type(message) is not str or type(line) not in (int, type(None)):
        raise MalformedValue("no error")
    return Raised(_encodable(type_name[:200]), _encodable(message[:2000]), line)


def _encodable(text: str) -> str:
    """Text that any encoding takes: programs may say half characters."""
    return text.encode("utf-8", "backslashreplace").decode()
