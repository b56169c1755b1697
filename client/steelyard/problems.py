"""From an answer that is no result to the error that a caller can act on."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from steelyard.errors import FieldError, Refused, SteelyardError, Unavailable, Unreadable
from steelyard.fields import Fields
from steelyard.retry import Transient, retry_after_seconds

_TRANSIENT = (429, 502, 503, 504)


def parse_answer(status: int, headers: Mapping[str, str], body: bytes) -> object:
    """The JSON of a good answer. Raises Refused, Unavailable, Unreadable, or Transient."""
    if 200 <= status < 300:
        return _json(body)
    problem = _problem(body)
    title = problem.text_or_none("title") or _phrase(status)
    detail = problem.text_or_none("detail") or ""
    job_id = problem.text_or_none("job_id")
    if status in _TRANSIENT and job_id is None:
        message = f"the server answers {status} {title}"
        retry_after = retry_after_seconds(headers.get("Retry-After"))
        raise Transient(f"{message}: {detail}" if detail else message, status, retry_after)
    raise _error(status, title, detail, problem, job_id)


def parse_file(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """The bytes of a good answer. Raises as ``parse_answer`` does."""
    if not 200 <= status < 300:
        parse_answer(status, headers, body)
    return body


def _error(status: int, title: str, detail: str, problem: Fields, job_id: str | None) -> SteelyardError:
    if status >= 500:
        return Unavailable(f"the server answers {status} {title}: {detail}", status, job_id)
    return Refused(status, title, detail, problem.each("errors", _field_error), job_id)


def _json(body: bytes) -> object:
    try:
        document: object = json.loads(body)
    except ValueError as error:
        raise Unreadable(f"the answer is no JSON but {body[:60]!r}") from error
    return document


def _problem(body: bytes) -> Fields:
    """The problem document, or what a proxy on the way answered instead of one."""
    try:
        document = json.loads(body)
    except ValueError:
        document = {"detail": body[:200].decode(errors="replace").strip()}
    return Fields(document if isinstance(document, dict) else {}, "the problem")


def _field_error(fields: Fields) -> FieldError:
    loc = fields.raw("loc")
    path = tuple(step if isinstance(step, int) else str(step) for step in loc) if isinstance(loc, list) else ()
    return FieldError(path, fields.text_or_none("msg") or "")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "error"
