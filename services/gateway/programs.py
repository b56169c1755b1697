"""Runs one program in the workers' sandboxes and tells how it ended: a job with a verifier of kind ``run``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fastapi import Request

from sandbox.languages import LANGUAGES
from services.gateway.auth import Tenant
from services.gateway.parts import Parts
from services.gateway.verify_routes import judge_now
from services.jobs.model import CacheUse, Priority
from verifiers.program_run import LANGUAGE_MISSING


@dataclass(frozen=True, slots=True)
class Order:
    """A program to run. ``files`` maps paths to base64, ``fetch`` names files to bring back."""

    language: str
    code: str
    stdin: str = ""
    args: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    fetch: Sequence[str] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a program ended: ``ended`` is ``exited``, or what stopped it.

    That is ``timeout``, ``memory``, ``output_limit``, ``disk``, ``processes``, ``crashed``, ``syntax`` or
    ``compile``; ``language_missing`` or ``not_run`` where we could not run it, and then ``passed`` is null.
    """

    ended: str
    passed: bool | None
    exit_status: int | None = None
    stdout: str = ""
    stderr: str = ""
    files: dict[str, str] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    memory_mb: float = 0.0
    cached: bool = False
    message: str = ""


def language_of(name: str) -> str | None:
    """Our name of a language, which others call by another: ``node`` is ``javascript``."""
    name = name.strip().lower()
    if name in LANGUAGES:
        return name
    return next((ours for ours, language in LANGUAGES.items() if name in language.tags), None)


def body_of(
    orders: Sequence[Order],
    seconds: float,
    cache: CacheUse = "use",
    priority: Priority = "train",
    run: str | None = None,
) -> bytes:
    """The request that has programs run as one job. Equal orders make equal bodies, so that they are joined."""
    document = {
        "groups": [{"verifier": _verifier(order), "completions": [order.code]} for order in orders],
        "timeout_seconds": seconds,
        "feedback": "none",
        "cache": cache,
        "priority": priority,
        **({} if run is None else {"run": run}),
    }
    return json.dumps(document).encode()


def _verifier(order: Order) -> dict[str, Any]:
    given = {name: value for name, value in asdict(order).items() if value and name != "code"}
    return {"kind": "run", **given}


async def run_now(
    request: Request, parts: Parts, tenant: Tenant, body: bytes, at_most_seconds: float
) -> list[RunOutcome]:
    """The outcomes of the orders in a body. Raises the problems of ``POST /v1/verify``."""
    return outcomes_in(await judge_now(request, parts, tenant, body, at_most_seconds=at_most_seconds))


def outcomes_in(answer: bytes) -> list[RunOutcome]:
    """The outcomes in the answer to such a job."""
    return [_outcome(result) for group in json.loads(answer)["groups"] for result in group["results"]]


def _outcome(result: Mapping[str, Any]) -> RunOutcome:
    verdict = result["verdict"]
    check = verdict["checks"][0]
    if verdict["status"] == "infrastructure_error":
        missing = LANGUAGE_MISSING in verdict["flags"]
        return RunOutcome("language_missing" if missing else "not_run", None, message=check["evidence"] or "")
    if check["name"] != "program":  # judging it went beyond our own limits
        return RunOutcome(check["error"] if check["error"] in ("timeout", "memory") else "crashed", False)
    return RunOutcome(passed=check["passed"], cached=result["cached"], **json.loads(check["evidence"]))
