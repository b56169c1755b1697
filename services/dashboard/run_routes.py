"""The pages Runs and Run: what a run shows over its steps, alone or beside another."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.dashboard.charts import Chart, Point, bar_chart, line_chart
from services.dashboard.live import live
from services.dashboard.pages import PageRoute, page, render
from services.dashboard.runs import RunDocument, Shown, list_runs, read_run, tenants_of
from services.dashboard.sessions import PATH, CurrentVisitor, Visitor
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_PAGE = 50
RunName = Annotated[str, Query(min_length=1, max_length=200)]
TenantName = Annotated[str | None, Query(max_length=64)]
OtherRun = Annotated[str | None, Query(alias="with", max_length=200)]

_OVER_STEPS: Mapping[str, tuple[str, Callable[[Shown], float | None]]] = {
    "reward": ("Mean reward", lambda shown: shown.mean_reward),
    "passed": ("Pass rate", lambda shown: shown.pass_rate),
    "score": ("Partial score (mean)", lambda shown: shown.mean_score),
    "no-answer": ("No-answer rate", lambda shown: shown.no_answer_rate),
}


@router.get("/runs")
async def runs(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    start: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Response:
    """Runs, those heard of last first."""
    found, more = await list_runs(parts.store.redis, visitor.scope, start, _PAGE)
    following = start + _PAGE if more else None
    return page(request, visitor, "runs.html", runs=found, following=following)


@router.get("/run")
async def run(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: RunName,
    tenant: TenantName = None,
    other: OtherRun = None,
) -> Response:
    """One run, or two side by side."""
    shown = await _runs(parts, visitor, tenant, [run, *([other] if other else [])])
    others, _ = await list_runs(parts.store.redis, visitor.scope, 0, 200)
    names = dict.fromkeys(one.run for one in others if one.run != run)
    return page(
        request, visitor, "run.html", others=list(names), live_query=request.url.query, **_run_context(shown)
    )


@router.get("/run/live")
async def run_live(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: RunName,
    tenant: TenantName = None,
    other: OtherRun = None,
) -> Response:
    """The same, as it changes."""

    async def part() -> str:
        shown = await _runs(parts, visitor, tenant, [run, *([other] if other else [])])
        return render("run_part.html", visitor=visitor, **_run_context(shown))

    return await live(request, part)


async def _runs(parts: Parts, visitor: Visitor, tenant: str | None, names: Sequence[str]) -> list[RunDocument]:
    return [await _visible_run(parts, visitor, tenant, name) for name in names]


async def _visible_run(parts: Parts, visitor: Visitor, tenant: str | None, name: str) -> RunDocument:
    """A run of the tenant asked for; of the same name elsewhere if it has none and the visitor may see that."""
    candidates = [*([tenant] if tenant else []), *await tenants_of(parts.store.redis, name)]
    for candidate in candidates:
        if visitor.tenant.may_see(candidate):
            found = await read_run(parts.store.redis, candidate, name)
            if found is not None:
                return found
    raise Problem(404, "There is no such run, or it is no longer kept.")


def _run_context(shown: Sequence[RunDocument]) -> dict[str, Any]:
    labels = [document.run for document in shown]
    charts = [
        line_chart(
            name, title, "step", {label: _series(one, read) for label, one in zip(labels, shown, strict=True)}
        )
        for name, (title, read) in _OVER_STEPS.items()
    ]
    return {"shown": list(shown), "charts": charts, "rewards": [_rewards(*one) for one in enumerate(shown)]}


def _series(document: RunDocument, read: Callable[[Shown], float | None]) -> list[Point]:
    return [(float(step), read(shown)) for step, shown in document.steps.items()]


def _rewards(place: int, document: RunDocument) -> Chart:
    bars = {f"{low:g} to {low + 0.1:.1f}": count for low, count in document.rewards.items()}
    return bar_chart(f"rewards-{place}", f"Rewards of {document.run}", "reward", bars)
