"""The pages Overview and Workers."""

from datetime import UTC, datetime
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.dashboard.charts import Chart, bar_chart, line_chart
from services.dashboard.live import live
from services.dashboard.overview import Overview, read_overview
from services.dashboard.pages import SECURITY_HEADERS, PageRoute, page, render
from services.dashboard.sessions import PATH, CurrentAdmin, CurrentVisitor, OwnForm
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem
from services.gateway.reports import worker_reports
from services.jobs import keys

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)


@router.get("")
async def overview(request: Request, parts: GatewayParts, visitor: CurrentVisitor) -> Response:
    """Whether the verifier is the bottleneck, and whether all is well."""
    context = _overview_context(await read_overview(parts.store.redis, visitor.scope, parts.warnings))
    told = [one for one in parts.alarm_receivers if visitor.scope is None or one in (None, visitor.scope)]
    return page(request, visitor, "overview.html", live_path=f"{PATH}/live", told=len(told), **context)


@router.get("/live")
async def overview_live(request: Request, parts: GatewayParts, visitor: CurrentVisitor) -> Response:
    """The figures of the overview, as they change."""

    async def part() -> str:
        found = await read_overview(parts.store.redis, visitor.scope, parts.warnings)
        return render("overview_part.html", visitor=visitor, **_overview_context(found))

    return await live(request, part)


@router.get("/workers")
async def workers(request: Request, parts: GatewayParts, visitor: CurrentAdmin) -> Response:
    """Who works, and on what terms."""
    context = await _workers_context(parts)
    return page(request, visitor, "workers.html", live_path=f"{PATH}/workers/live", **context)


@router.get("/workers/live")
async def workers_live(request: Request, parts: GatewayParts, visitor: CurrentAdmin) -> Response:
    """The list of workers, as it changes."""

    async def part() -> str:
        return render("workers_part.html", visitor=visitor, **await _workers_context(parts))

    return await live(request, part)


@router.post("/workers")
async def steer(parts: GatewayParts, _visitor: CurrentAdmin, form: OwnForm) -> Response:
    """Drain a worker, which then finishes what it has and takes no more; or let it go on."""
    name, action = form.get("worker", ""), form.get("action")
    if name not in {report.name for report in await worker_reports(parts.store.redis)}:
        raise Problem(404, "There is no such worker, or it does not report any more.")
    if action == "drain":
        await parts.store.redis.sadd(keys.DRAINING, name)
    elif action == "resume":
        await parts.store.redis.srem(keys.DRAINING, name)
    else:
        raise Problem(422, "A worker can be told to drain or to resume.")
    return RedirectResponse(f"{PATH}/workers", 303, headers=SECURITY_HEADERS)


async def _workers_context(parts: Parts) -> dict[str, Any]:
    told = cast("set[bytes]", await parts.store.redis.smembers(keys.DRAINING))
    names = {name.decode() for name in told}
    return {"workers": await worker_reports(parts.store.redis), "told_to_drain": names}


def _overview_context(found: Overview) -> dict[str, Any]:
    return {
        "overview": found,
        "speed": _speed_chart(found),
        "statuses": bar_chart("statuses", "Verdicts of the last hour", "status", found.statuses),
    }


def _speed_chart(found: Overview) -> Chart:
    # The minute that is still running would always look like a fall.
    minutes = found.minutes[:-1]
    times = [datetime.fromtimestamp(one.at, UTC).strftime("%H:%M") for one in minutes]
    series = {
        "completions": [(float(one.at), float(one.completions)) for one in minutes],
        "without a verdict": [(float(one.at), float(one.no_verdict)) for one in minutes],
    }
    return line_chart("speed", "Completions a minute", "minute (UTC)", series, times=times)
