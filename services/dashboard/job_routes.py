"""The pages Jobs and Job."""

from dataclasses import asdict
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.dashboard.completions import results_of
from services.dashboard.live import live
from services.dashboard.pages import PageRoute, page, render
from services.dashboard.sessions import PATH, CurrentVisitor, Visitor
from services.dashboard.visible import visible_job
from services.gateway.listing import Filter
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import FieldError, Problem
from services.gateway.scoring import header_of
from services.jobs.model import OVER, State
from services.jobs.results import Result
from verifiers.verdict import Status

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

JobId = Annotated[str, Path(pattern="^[0-9a-f]{1,64}$")]
Text = Annotated[str, Query(max_length=200)]
_JOBS = 50
_COMPLETIONS = 100
_LARGEST_STEP = 2**53


def asked_for(
    run: Text = "", step: Text = "", state: Text = "", verifier: Text = "", reward: Text = "", q: Text = ""
) -> Filter:
    """The filter of the address; empty fields of the form count as not given. A state has to be one."""
    if step and not (step.isascii() and step.isdigit() and int(step) <= _LARGEST_STEP):
        raise Problem(422, "The address asks for a step that is none.", [FieldError(["step"], "a whole number")])
    if state and state not in get_args(State):
        fault = FieldError(["state"], f"{state!r} is none of {', '.join(get_args(State))}")
        raise Problem(422, "The address asks for a state that jobs never have.", [fault])
    at_step = int(step) if step else None
    return Filter(run or None, state or None, verifier or None, reward or None, q.strip() or None, at_step)  # type: ignore[arg-type]  # one of them


AskedFor = Annotated[Filter, Depends(asked_for)]
Tenant = Annotated[str, Query(max_length=64)]
Cursor = Annotated[str, Query(pattern="^[0-9a-f]{0,64}$")]


@router.get("/jobs")
async def jobs(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    which: AskedFor,
    tenant: Tenant = "",
    cursor: Cursor = "",
) -> Response:
    """Jobs newest first, filtered and searched, a page at a time."""
    context = await _jobs_context(parts, visitor, which, tenant, cursor)
    kinds = sorted(parts.registry.kinds)
    return page(
        request,
        visitor,
        "jobs.html",
        kinds=kinds,
        states=get_args(State),
        live_query=None if cursor else request.url.query,
        **context,
    )


@router.get("/jobs/live")
async def jobs_live(
    request: Request, parts: GatewayParts, visitor: CurrentVisitor, which: AskedFor, tenant: Tenant = ""
) -> Response:
    """The first page of them, as it changes."""

    async def part() -> str:
        context = await _jobs_context(parts, visitor, which, tenant, "")
        return render("jobs_part.html", visitor=visitor, **context)

    return await live(request, part)


@router.get("/jobs/{job_id}")
async def job(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    job_id: JobId,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    status: Text = "",
    flag: Text = "",
) -> Response:
    """One job and its completions."""
    context = await _job_context(parts, visitor, job_id, start, status, flag)
    return page(
        request,
        visitor,
        "job.html",
        live_query=None if context["job"].state in OVER else request.url.query,
        statuses=get_args(Status),
        **context,
    )


@router.get("/jobs/{job_id}/live")
async def job_live(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    job_id: JobId,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    status: Text = "",
    flag: Text = "",
) -> Response:
    """The same, as it changes."""

    final = ""

    async def part() -> str:
        nonlocal final
        if not final:
            context = await _job_context(parts, visitor, job_id, start, status, flag)
            html = render("job_part.html", visitor=visitor, **context)
            if context["job"].state not in OVER:
                return html
            final = html  # nothing will change any more
        return final

    return await live(request, part)


async def _jobs_context(parts: Parts, visitor: Visitor, which: Filter, tenant: str, cursor: str) -> dict[str, Any]:
    whose = visitor.scope if visitor.scope is not None else (tenant or None)
    listing = parts.store.listing
    found, following = await listing.list_jobs(which, whose, _JOBS, cursor or None)
    return {
        "jobs": found,
        "count": await listing.count(which, whose),
        "which": {**asdict(which), "tenant": tenant},
        "cursor": cursor,
        "following": following,
    }


async def _job_context(
    parts: Parts, visitor: Visitor, job_id: str, start: int, status: str, flag: str
) -> dict[str, Any]:
    record = await visible_job(parts, visitor, job_id)
    header = await header_of(parts.store, job_id)
    answer = await results_of(parts.store, record)
    rows = [
        (group, index, header.groups[group].id, result)
        for group, one in enumerate(answer.groups)
        for index, result in enumerate(one.results)
        if _is_wanted(result, status, flag)
    ]
    return {
        "job": record,
        "header": header,
        "rows": rows[start : start + _COMPLETIONS],
        "found": len(rows),
        "start": start,
        "status": status,
        "flag": flag,
        "following": start + _COMPLETIONS if len(rows) > start + _COMPLETIONS else None,
        "warnings": answer.warnings,
    }


def _is_wanted(result: Result, status: str, flag: str) -> bool:
    verdict = result.verdict
    has_status = not status or (verdict is not None and verdict.status == status)
    return has_status and (not flag or (verdict is not None and flag in verdict.flags))
