"""One job, told over a connection to a runner: cases go out one by one, and each comes back as an outcome."""

import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sandbox.canary import Canary
from sandbox.endings import name_call_ending, name_raised, name_run_ending
from sandbox.errors import SlotLost
from sandbox.limits import Limits
from sandbox.program import Call, Case, Evaluate, Program, Run, TestFile
from sandbox.runner import wire
from sandbox.runner.values import encode
from sandbox.sandbox import CaseOutcome, Ended, Integrity, Raised
from sandbox.test_names import merge
from sandbox.test_styles import fits_apart
from sandbox.values import MalformedValue, decode_values

_GRACE_SECONDS = 20.0  # a jail is made in milliseconds, but the machine may be busy
_STDERR_CHARACTERS = 4000
_ANSWERS: tuple[Ended, ...] = ("returned", "raised", "syntax", "memory", "output_limit")

Stop = Callable[[int, CaseOutcome], bool]


def hold(
    connection: socket.socket, program: Program, cases: Sequence[Case], limits: Limits, stop: Stop
) -> list[CaseOutcome]:
    """Put a program through its cases. Raises SlotLost."""
    outcomes: list[CaseOutcome] = []
    try:
        _open(connection, program, cases, limits)
        for number, case in enumerate(cases):
            outcomes.append(_put(connection, case, case.limits or limits))
            if stop(number, outcomes[-1]):
                break
    except (wire.Disconnected, OSError, ValueError, KeyError, TypeError) as broken:
        raise SlotLost(f"the runner does not answer as it should: {type(broken).__name__} {broken}") from broken
    return outcomes + [CaseOutcome("not_run")] * (len(cases) - len(outcomes))


def _open(connection: socket.socket, program: Program, cases: Sequence[Case], limits: Limits) -> None:
    disk_mb = max([limits.disk_mb, *(case.limits.disk_mb for case in cases if case.limits)])
    header = {"disk_mb": disk_mb, "files": list(program.files), "language": program.language}
    connection.settimeout(_GRACE_SECONDS)
    wire.send(
        connection, header, [program.source.encode(errors="surrogatepass"), *map(_utf8, program.files.values())]
    )


def _utf8(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _put(connection: socket.socket, case: Case, limits: Limits) -> CaseOutcome:
    # Loading the program and answering the case are bounded apart.
    connection.settimeout(2 * limits.wall_seconds + _GRACE_SECONDS)
    if isinstance(case, TestFile):
        return _put_tests(connection, case, limits)
    wire.send(connection, *_question(case, limits))
    header, blobs = _receive(connection)
    if isinstance(case, Run):
        return _run_outcome(header, blobs)
    return _answer_outcome(header, blobs)


def _put_tests(connection: socket.socket, case: TestFile, limits: Limits) -> CaseOutcome:
    canary = Canary.new()
    code, apart = canary.hidden_in(case.code), fits_apart(case.code)
    if apart:
        wire.send(connection, {"kind": "prepare", "limits": asdict(limits)})
    wire.send(connection, {"kind": "test", "apart": apart, "limits": asdict(limits)}, [_utf8(code)])
    header, blobs = _receive(connection)
    return _tests_outcome(code, canary, "split" if apart else "shared", header, blobs)


def _receive(connection: socket.socket) -> tuple[wire.Header, list[bytes]]:
    header, blobs = wire.receive(connection)
    if "lost" in header:
        raise SlotLost(str(header["lost"]))
    return header, blobs


def _question(case: Run | Call | Evaluate, limits: Limits) -> tuple[wire.Header, list[bytes]]:
    header: dict[str, Any] = {"limits": asdict(limits)}
    match case:
        case Run():
            return {**header, "kind": "run", "after": case.after}, [_utf8(case.stdin)]
        case Call():
            arguments = encode([list(case.args), dict(case.kwargs)], wire.LARGEST_MESSAGE)
            return {**header, "kind": "call", "function": case.function}, [arguments.encode()]
        case Evaluate():
            return {**header, "kind": "evaluate", "setup": case.setup, "expressions": list(case.expressions)}, []


def _measures(header: wire.Header) -> dict[str, Any]:
    return {
        "cpu_seconds": max(0.0, float(header["cpu"])),
        "wall_seconds": float(header["wall"]),
        "memory_mb": float(header["memory"]),
    }


def _text(raw: bytes) -> str:
    text = raw.decode(errors="replace")
    half = _STDERR_CHARACTERS // 2
    return text if len(text) <= _STDERR_CHARACTERS else f"{text[:half]}\n[...]\n{text[-half:]}"


def _run_outcome(header: wire.Header, blobs: list[bytes]) -> CaseOutcome:
    stdout, stderr = blobs
    ended = name_run_ending(header["breach"], header["status"], _text(stderr))
    return CaseOutcome(
        ended, exit_status=header["status"], stdout=stdout, stderr=_text(stderr), **_measures(header)
    )


def _tests_outcome(
    code: str, canary: Canary, integrity: Integrity, header: wire.Header, blobs: list[bytes]
) -> CaseOutcome:
    stdout, stderr, payload = blobs
    told: dict[str, Any] = {"stdout": stdout, "stderr": _text(stderr), "integrity": integrity, **_measures(header)}
    if not payload:
        return CaseOutcome(name_call_ending(header["breach"], header["status"]), **told)
    try:
        reported = merge(code, json.loads(payload))
    except (ValueError, TypeError):
        return CaseOutcome("crashed", tampering=("the report of the tests is malformed",), **told)
    tests, tampering = canary.examine(reported)
    return CaseOutcome("tested", tests=tests, tampering=tampering, **told)


def _answer_outcome(header: wire.Header, blobs: list[bytes]) -> CaseOutcome:
    stdout, stderr, payload = blobs
    ended, error, values = _read_answer(header, payload)
    return CaseOutcome(ended, stdout=stdout, stderr=_text(stderr), values=values, error=error, **_measures(header))


def _read_answer(header: wire.Header, payload: bytes) -> tuple[Ended, Raised | None, tuple[Any, ...]]:
    if not payload:
        return name_call_ending(header["breach"], header["status"]), None, ()
    try:
        ended, problem, values = decode_values(payload)
        if ended not in _ANSWERS or type(values) is not list:
            raise MalformedValue("no answer")
        error = _read_problem(problem) if problem is not None else None
    except ValueError:
        return "crashed", Raised("MalformedValue", "the program wrote into its result channel"), ()
    if error and ended == "raised":
        ended = name_raised(error.type, error.message)
    return ended, error, tuple(values)


def _read_problem(problem: Any) -> Raised:
    type_name, message, line = problem
    if type(type_name) is not str or type(message) is not str or type(line) not in (int, type(None)):
        raise MalformedValue("no error")
    return Raised(type_name[:200], message[:2000], line)
