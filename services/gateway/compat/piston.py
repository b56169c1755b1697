"""``/compat/piston/api/v2``: Piston's ``execute`` and ``runtimes`` (its API version 2)."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sandbox.languages import LANGUAGES
from services.gateway.auth import Reader, Submitter
from services.gateway.body import parse, read
from services.gateway.compat.running import run_held
from services.gateway.compat.terms import GivenTerms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.programs import Order, RunOutcome, language_of

router = APIRouter(tags=["compat"], prefix="/compat/piston/api/v2")

_VERSION = "1.0.0"  # Piston asks for versions; we have one of each language
_SECONDS = 120.0
_RUN_MS, _MOST_CPU, _MOST_WALL = 3_000, 300.0, 600.0
_STATUS = {"timeout": "TO", "output_limit": "OL", "crashed": "SG", "memory": "SG", "not_run": "XX"}
_REFUSED: dict[str, Any] = {
    "description": "The body is no JSON, or as Piston says it: the language or a file is none.",
    "content": {
        **problems(400)[400]["content"],
        "application/json": {
            "schema": {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
        },
    },
}
_SIGNALLED = ("timeout", "memory", "crashed")


class PistonFile(BaseModel):
    """A file; the first one is the program."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    content: str
    name: str | None = None
    encoding: Literal["utf8", "base64", "hex"] = "utf8"

    @property
    def data(self) -> bytes:
        """What is in it. Raises ValueError."""
        if self.encoding == "base64":
            return base64.b64decode(self.content)
        return bytes.fromhex(self.content) if self.encoding == "hex" else self.content.encode(errors="replace")


class PistonRequest(BaseModel):
    """A program. Times in milliseconds, memory in bytes, -1 for none of the caller's own."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    language: str
    files: Sequence[PistonFile] = Field(min_length=1, max_length=64)
    stdin: str = ""
    args: Sequence[str] = ()
    run_timeout: float | None = None
    run_cpu_time: float | None = None
    run_memory_limit: float | None = None


@router.get("/runtimes", operation_id="piston_runtimes", responses=problems(401, 403))
async def runtimes(_tenant: Reader) -> list[dict[str, Any]]:
    """The languages that this server knows; a worker's sandbox has to have their tools."""
    return [
        {"language": name, "version": _VERSION, "aliases": sorted(language.tags - {name})}
        for name, language in LANGUAGES.items()
    ]


@router.post(
    "/execute",
    operation_id="piston_execute",
    responses={**problems(401, 403, 409, 413, 415, 422, 500, 504), 400: _REFUSED},
    openapi_extra=request_body("PistonRequest"),
)
async def execute(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Run a program. Outputs are whole, up to a MiB."""
    asked = parse(PistonRequest, await read(request, parts.settings.max_body_mb << 20, any_type=True))
    language = language_of(asked.language)
    if language is None:
        return _json({"message": f"{asked.language} runtime is unknown"}, 400)
    try:
        order = _order(language, asked)
    except ValueError as error:
        return _json({"message": f"a file cannot be read: {error}"}, 400)
    (outcome,) = await run_held(request, parts, tenant, [order], terms, _SECONDS)
    parts.metrics.answered("piston", has_verdict=outcome.passed is not None)
    if outcome.ended == "language_missing":
        return _json({"message": outcome.message}, 400)
    return _json(_answer(language, outcome))


def _order(language: str, asked: PistonRequest) -> Order:
    program, *others = asked.files
    return Order(
        language=language,
        code=program.data.decode(errors="replace"),
        stdin=asked.stdin,
        args=list(asked.args),
        files={
            file.name or f"file{number}.code": base64.b64encode(file.data).decode()
            for number, file in enumerate(others, 1)
        },
        limits=_limits(asked),
    )


def _limits(asked: PistonRequest) -> dict[str, float]:
    wall = asked.run_timeout if asked.run_timeout and asked.run_timeout > 0 else _RUN_MS
    cpu = asked.run_cpu_time if asked.run_cpu_time and asked.run_cpu_time > 0 else wall
    # CPU time decides. The wall clock gets room, since it runs on while the machine is busy with others.
    limits = {"cpu_seconds": min(cpu / 1000, _MOST_CPU), "wall_seconds": min(max(2 * wall / 1000, 10), _MOST_WALL)}
    if asked.run_memory_limit and asked.run_memory_limit > 0:
        limits["memory_mb"] = min(max(int(asked.run_memory_limit) >> 20, 32), 65_536)
    return limits


def _answer(language: str, outcome: RunOutcome) -> dict[str, Any]:
    if outcome.ended == "compile":
        return {
            "language": language,
            "version": _VERSION,
            "compile": _stage("", outcome.stderr, 1),
            "run": _stage(),
        }
    code = (
        None if outcome.ended in _SIGNALLED else (outcome.exit_status or (0 if outcome.ended == "exited" else 1))
    )
    run = _stage(outcome.stdout, outcome.stderr, code)
    run |= {
        "signal": "SIGKILL" if outcome.ended in _SIGNALLED else None,
        "status": _STATUS.get(outcome.ended, "RE" if code else None),
        "message": outcome.message or (None if outcome.ended == "exited" else outcome.ended),
        "cpu_time": round(outcome.cpu_seconds * 1000),
        "wall_time": round(outcome.wall_seconds * 1000),
        "memory": round(outcome.memory_mb * 2**20),
    }
    return {"language": language, "version": _VERSION, "run": run}


def _stage(stdout: str = "", stderr: str = "", code: int | None = None) -> dict[str, Any]:
    return {"stdout": stdout, "stderr": stderr, "output": stdout + stderr, "code": code, "signal": None}


def _json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, media_type="application/json")
