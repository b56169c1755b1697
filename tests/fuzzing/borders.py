"""The three borders that untrusted bytes cross, each as a function of bytes that raises Finding where it leaks.

A border leaks where anything is raised, where a verdict is null or undecided, where a credit is no number from 0
to 1, and where a verdict does not survive the store.
"""

import json
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.conversation import hold
from sandbox.errors import SlotLost
from sandbox.limits import Limits
from sandbox.program import Case, Program, Run
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome, Isolation
from services.jobs.verdict_bytes import pack_verdict, unpack_verdict
from services.judges.configuration import JudgeSettings
from services.judges.endpoints import Endpoints
from tests.fuzzing.values import value_of
from verifiers.border import audited_within, judged_within
from verifiers.judge.modes import Case as Question
from verifiers.judge.verifier import AskingVerifier
from verifiers.registry import Registry
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

MOST_SECONDS = 2.0
"""CPU seconds of one input."""

_COMPLETION = "```python\ndef f(*args):\n    return 3\n```"
_CHECKER = "def check(stdin, expected, output):\n    return 1"
_FORMULAS = (
    "f(1) == 3",
    "abs(f(1) - 3) < 1e-6",
    "sorted(f(1)) == [1, 2]",
    "f(1)['a'] == 1",
    "len(f(1)) == 2",
    "set(f(1)) == {1}",
    "round(f(1), 2) == 3.0",
    "str(f(1)) == '3'",
    "all(x > 0 for x in f(1))",
    "f(1) in (1, 2)",
    "f(1) * 2 + f(2) == 4",
    "f(1) ** 2 < 10",
    "f'{f(1)}' == '3'",
    "f(1)[0] == f(1)[-1]",
    "isinstance(f(1), dict)",
    "not f(1)",
)
_CALLS: tuple[dict[str, Any], ...] = tuple(
    {"type": "call", "function": "f", "args": [1], "expected": expected, "compare": compare}
    for expected, compare in (
        (3, "equal"),
        ({"a": [1, 2.5]}, "equal"),
        (3.5, {"float": 0.1}),
        ([1, [2.0]], {"float": 0.1}),
        ([3, 1, 1], "unordered"),
    )
)
_OUTPUTS: tuple[dict[str, Any], ...] = tuple(
    {"type": "stdio", "stdin": "1", "stdout": "3 1\n4.5\n", "compare": compare}
    for compare in ("lines", "exact", "tokens", "unordered", {"float": 0.1}, {"checker": _CHECKER})
)
_FILES: tuple[dict[str, Any], ...] = (
    {"type": "pytest", "code": "from solution import f\ndef test_a(): assert f(1) == 3\ndef test_b(): pass"},
    {"type": "assert", "code": "try:\n    f(1)\nexcept ValueError:\n    pass"},
)


class Finding(AssertionError):
    """Something crossed a border that should not have."""


class ForgedRunner:
    """A sandbox whose runner says of every case what it was made with."""

    def __init__(self, header: wire.Header, blobs: Sequence[bytes]) -> None:
        self._header, self._blobs = header, blobs

    @property
    def isolation(self) -> Isolation:
        """Nothing is run."""
        return Isolation("none", "forged answers", safe=True)

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: Callable[[int, CaseOutcome], bool] = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """What the runner says, read as every runner is read."""
        outcomes: list[CaseOutcome] = []
        for case in cases:
            ours, theirs = socket.socketpair()
            with ours, theirs:
                # Two answers: a case that was starved of CPU time is asked again.
                blobs = self._blobs[:2] if isinstance(case, Run) else self._blobs
                theirs.sendall(wire.pack(self._header, blobs) * 2)
                outcomes += hold(ours, program, [case], limits, stop)
        return outcomes

    def close(self) -> None:
        """Nothing was started."""


def _code(tests: Sequence[dict[str, Any]], *, hidden: bool) -> Verifier:
    request = {"kind": "code", "language": "python", "tests": list(tests), "hidden": hidden}
    return Registry().parse(json.dumps(request).encode())


_ASSERTS = tuple({"type": "assert", "code": f"assert {formula}"} for formula in _FORMULAS)
_VERIFIERS = tuple(
    _code(tests, hidden=hidden) for tests in (_CALLS, _ASSERTS, _OUTPUTS, _FILES) for hidden in (False, True)
)
_BREACHES = (None, None, None, None, "timeout", "memory", "output_limit", "disk", "processes")


def channel(data: bytes) -> None:
    """What a program writes to its runner's channel, to standard output and error; or what the runner says."""
    if len(data) < 3:
        return
    choice, ending, raw = data[0], data[1], data[2:]
    if choice % 16 == 15:
        _said_by_runner(raw)
        return
    header = {
        "spent": False,
        "breach": _BREACHES[ending % len(_BREACHES)],
        "status": (0, 1, -9, -11, -25)[ending // 16 % 5],
        "cpu": 0.01,
        "wall": 0.01,
        "memory": 9.0,
    }
    blobs = [raw, raw[-2000:], raw]
    _ensure_verdict(_VERIFIERS[choice % len(_VERIFIERS)], ForgedRunner(header, blobs))


def values(data: bytes) -> None:
    """What a function returns, as the tagged JSON that its runner sends."""
    if len(data) < 3:
        return
    payload = json.dumps(["returned", None, [value_of(data[1:])]]).encode()
    header = {"spent": False, "breach": None, "status": 0, "cpu": 0.01, "wall": 0.01, "memory": 9.0}
    _ensure_verdict(_VERIFIERS[data[0] % 4], ForgedRunner(header, [b"", b"", payload]))


def _said_by_runner(raw: bytes) -> None:
    """A runner that is broken is lost; nothing else is raised, and nobody waits for it."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(raw)
        try:
            hold(ours, Program("python", "x = 1"), _VERIFIERS[0]._plans[0].cases, Limits(), lambda *_: False)  # type: ignore[attr-defined]
        except SlotLost:
            return


def _ensure_verdict(verifier: Verifier, sandbox: ForgedRunner) -> None:
    started = time.process_time()
    raised: list[str] = []

    def judge(completion: str, _: Any) -> Verdict:
        try:
            return verifier.verify(completion, sandbox)
        except Exception as error:
            raised.append(f"{type(error).__name__}: {error}")
            raise

    verdict = audited_within(judged_within(judge, _COMPLETION, sandbox), verifier, _COMPLETION)
    if raised:
        raise Finding(f"judging raised {raised[0]}")
    _ensure_sound(verdict, ("correct", "partial", "incorrect"))
    if time.process_time() - started > MOST_SECONDS:
        raise Finding("judging took too long")


def _ensure_sound(verdict: Verdict, statuses: Sequence[str]) -> None:
    if verdict.status not in statuses:
        raise Finding(f"the verdict is {verdict.status}")
    for check in verdict.checks:
        if type(check.passed) is not bool or check.score is None or not 0 <= check.score <= 1:
            raise Finding(f"the check {check.name!r} has the credit {check.score!r}")
        if len(check.evidence or "") > 4_000 or "/tmp/" in (check.evidence or ""):
            raise Finding(f"the evidence is {check.evidence!r:.200}")
    stored = unpack_verdict(pack_verdict(verdict))
    if (stored.status, stored.score, len(stored.checks)) != (verdict.status, verdict.score, len(verdict.checks)):
        raise Finding("the store changes the verdict")


_APIS = ("chat", "classify", "score", "pooling", "sglang", "tei")
_HOWS: tuple[dict[str, Any], ...] = (
    {"mode": "reference", "reference": "4"},
    {"mode": "reference", "reference": "4", "soft": True},
    {"mode": "principle", "principle": "be short"},
    {"mode": "rubric", "items": [{"text": "a"}, {"text": "b", "weight": -1}, {"text": "c", "hard": True}]},
    {"mode": "nuggets", "nuggets": ["a", "b"]},
    {"mode": "ordinal", "criterion": "c", "highest": 5},
    {"mode": "pairwise", "reference": "r"},
    {"mode": "listwise", "principle": "p"},
)
_JUDGES = tuple(
    Registry().parse(json.dumps({"kind": "judge", "judge": "chat", "how": how}).encode()) for how in _HOWS
)
_REWARD_MODELS = tuple(
    Registry().parse(json.dumps({"kind": "reward_model", "judge": api}).encode()) for api in _APIS[1:]
)


class _Answering:
    """A pool of connections at whose other end somebody says always the same."""

    status = 200

    def __init__(self, data: bytes) -> None:
        self._data = data

    def request(self, *_: Any, **__: Any) -> "_Answering":
        return self

    def read(self, most: int) -> bytes:
        return self._data[:most]

    def release_conn(self) -> None:
        pass


def reply(data: bytes) -> None:
    """What a judge or reward model answers."""
    if len(data) < 2:
        return
    verifier = (*_JUDGES, *_REWARD_MODELS)[data[0] % (len(_JUDGES) + len(_REWARD_MODELS))]
    assert isinstance(verifier, AskingVerifier)
    settings: dict[str, Any] = {
        "url": "http://judge",
        "model": "m",
        "scale": ("logistic", "linear")[data[0] // 128],
    }
    endpoints = Endpoints({api: JudgeSettings(name=api, api=api, **settings) for api in _APIS})  # type: ignore[arg-type]
    for one in endpoints._endpoints.values():
        one._pool = _Answering(data[1:])  # type: ignore[assignment]
    verdict = verifier.ask(Question(judge=verifier.judge, question="q", answer="4", text="4"), endpoints)
    if verdict.status == "infrastructure_error":
        (check,) = verdict.checks
        if "its reply raised" in (check.evidence or ""):
            raise Finding(f"reading the reply raised: {check.evidence}")
        return
    _ensure_sound(verdict, ("correct", "partial", "incorrect"))


BORDERS: dict[str, Callable[[bytes], None]] = {"channel": channel, "reply": reply, "values": values}
