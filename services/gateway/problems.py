"""Errors on the wire: RFC 9457 problem documents for everything that is not an answer."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from services.jobs.broker import ThrottledLog, cause_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a request: the path to it, and what is wrong."""

    loc: list[str | int]
    msg: str


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """The body of every error answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    job_id: str | None = None


class Problem(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FieldError] = (),
        job_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.job_id = job_id
        self.headers = dict(headers or {})


def unavailable(detail: str, retry_after: int = 1) -> Problem:
    """The service cannot take this now; the client should come back."""
    return Problem(503, detail, headers={"Retry-After": str(retry_after)})


def not_found() -> Problem:
    """No such job, or not this tenant's."""
    return Problem(404, "There is no such job, or it is no longer kept.")


def answer(problem: Problem) -> Response:
    """The problem as a response."""
    document = ProblemDocument(
        type="about:blank",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        errors=problem.errors,
        job_id=problem.job_id,
    )
    body = msgspec.json.encode(document)
    return Response(body, problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def field_errors(errors: Sequence[Any], inside: Sequence[str | int] = ()) -> list[FieldError]:
    """Pydantic's errors in our form, at most 100 of them."""
    return [FieldError([*inside, *error["loc"]], str(error["msg"])) for error in errors[:100]]


def _methods(app: FastAPI, request: Request) -> set[str]:
    """Every method of the path, though several routes may share it."""
    found: set[str] = set()
    for route in app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found


_throttled = ThrottledLog(log)


def broker_fails(error: RedisError) -> Response:
    """A broker that cannot be reached or takes nothing, as a response; logged once a minute."""
    _throttled.warning("the broker fails", error)
    return answer(unavailable(cause_of(error), retry_after=2))


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document."""

    @app.exception_handler(Problem)
    async def ours(_request: Request, problem: Problem) -> Response:
        return answer(problem)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return answer(Problem(422, "The request is not valid.", field_errors(error.errors())))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return answer(Problem(error.status_code, str(error.detail), headers=headers))

    @app.exception_handler(RedisError)
    async def broker(_request: Request, error: RedisError) -> Response:
        return broker_fails(error)

    @app.exception_handler(Exception)
    async def defect(_request: Request, _error: Exception) -> Response:
        return answer(Problem(500, "A defect of the server; its log has the details."))
