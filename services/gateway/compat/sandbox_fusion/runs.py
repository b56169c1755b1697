"""A run request of SandboxFusion as an order of ours, and an outcome as its answer."""

import base64
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.gateway.programs import Order, RunOutcome, language_of

_COMPILED = ("c", "cpp", "java", "go", "rust")
_PYTEST = """import os, sys
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "test_solution.py"]))
"""
Status = Literal["Success", "Failed"]


class RunCodeRequest(BaseModel):
    """A program. Times in seconds of CPU; ``memory_limit_MB`` -1 is the default; ``files`` are base64."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    code: str
    language: str
    compile_timeout: float | None = 10.0
    run_timeout: float | None = 10.0
    memory_limit_MB: int | None = -1  # noqa: N815 - the protocol's name
    stdin: str | None = None
    files: Mapping[str, str | None] = {}
    fetch_files: Sequence[str] = ()


class CommandResult(BaseModel):
    """How a compiler or the program ended."""

    status: Literal["Finished", "Error", "TimeLimitExceeded"]
    execution_time: float | None = None
    return_code: int | None = None
    stdout: str | None = None
    stderr: str | None = None


class RunCodeAnswer(BaseModel):
    """The protocol's RunCodeResponse, but never ``SandboxError``: its clients count that as a wrong program."""

    status: Status
    message: str
    compile_result: CommandResult | None = None
    run_result: CommandResult | None = None
    executor_pod_name: str | None = None
    files: Mapping[str, str] = {}


def order_of(asked: RunCodeRequest) -> Order | None:
    """The order, or None for a language that this server does not know."""
    files = {path: content for path, content in asked.files.items() if content is not None}
    code, name = asked.code, asked.language
    if name == "pytest":
        files["test_solution.py"] = base64.b64encode(code.encode(errors="replace")).decode()
        code, name = _PYTEST, "python"
    language = language_of(name)
    if language is None:
        return None
    return Order(
        language=language,
        code=code,
        stdin=asked.stdin or "",
        files=files,
        fetch=list(asked.fetch_files),
        limits=limits_of(asked.run_timeout, asked.memory_limit_MB),
    )


def limits_of(seconds: float | None, memory_mb: int | None) -> dict[str, float]:
    """Time to run, which here is CPU time; the wall clock may take longer, on a busy machine for instance."""
    limits: dict[str, float] = {}
    if seconds and seconds > 0:
        limits = {"cpu_seconds": min(seconds, 300.0), "wall_seconds": min(max(2 * seconds, 10.0), 600.0)}
    if memory_mb and memory_mb > 0:
        limits["memory_mb"] = min(max(memory_mb, 32), 65_536)
    return limits


def answer_of(language: str, outcome: RunOutcome) -> RunCodeAnswer:
    """What the protocol says of an outcome."""
    if outcome.ended == "language_missing":
        return unsupported(outcome.message)
    if outcome.ended == "compile":
        refused = CommandResult(
            status="Finished", return_code=1, stdout="", stderr=outcome.stderr, execution_time=0.0
        )
        return RunCodeAnswer(status="Failed", message="", compile_result=refused)
    compiled = CommandResult(status="Finished", return_code=0, stdout="", stderr="", execution_time=0.0)
    in_time = outcome.ended != "timeout"
    ran = CommandResult(
        status="Finished" if in_time else "TimeLimitExceeded",
        return_code=_return_code(outcome) if in_time else None,
        stdout=outcome.stdout,
        stderr=outcome.stderr or _why(outcome),
        execution_time=outcome.wall_seconds,
    )
    good = in_time and ran.return_code == 0
    return RunCodeAnswer(
        status="Success" if good else "Failed",
        message="",
        compile_result=compiled if language_of(language) in _COMPILED else None,
        run_result=ran,
        files=outcome.files,
    )


def unsupported(message: str) -> RunCodeAnswer:
    """An answer that no client takes for an invitation to try again."""
    refused = CommandResult(status="Error", stdout="", stderr=message)
    return RunCodeAnswer(status="Failed", message=message, compile_result=refused)


def _return_code(outcome: RunOutcome) -> int:
    if outcome.ended == "exited":
        return outcome.exit_status or 0
    return outcome.exit_status or 1


def _why(outcome: RunOutcome) -> str:
    return "" if outcome.ended == "exited" else f"{outcome.ended.replace('_', ' ')} exceeded or crashed"
