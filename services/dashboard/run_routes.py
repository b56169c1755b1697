"""The pages Runs and Run: what a run shows over its steps, alone or beside another."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from pydantic import StringConstraints

from services.dashboard.charts import Chart, Point, histogram, line_chart
from services.dashboard.known_runs import archived_runs, find_run
from services.dashboard.live import live
from services.dashboard.pages import PageRoute, page, render
from services.dashboard.runs import RunDocument, Shown, list_runs
from services.dashboard.scales import Unit
from services.dashboard.sessions import PATH, CurrentVisitor, Visitor
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem
from services.jobs.figures import MOST_EXTREME_BIN, REWARD_BIN

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_PAGE = 50
RunName = Annotated[str, Query(min_length=1, max_length=200)]
TenantName = Annotated[str | None, Query(max_length=64)]
OtherRuns = Annotated[list[Annotated[str, StringConstraints(max_length=200)]] | None, Query(alias="with")]
_MOST_BESIDE = 5
_MOST_LINES = 6

_OVER_STEPS: Mapping[str, tuple[str, Unit, Callable[[Shown], float | None]]] = {
    "reward": ("Mean reward", "number", lambda shown: shown.mean_reward),
    "deviation": ("Standard deviation of the reward", "number", lambda shown: shown.reward_deviation),
    "passed": ("Pass rate", "share", lambda shown: shown.pass_rate),
    "score": ("Partial score (mean)", "number", lambda shown: shown.mean_score),
    "no-answer": ("No-answer rate", "share", lambda shown: shown.no_answer_rate),
    "no-verdict": ("No-verdict rate", "share", lambda shown: shown.no_verdict_rate),
    "flagged": ("Flagged", "share", lambda shown: shown.flagged_rate),
    "flat": ("Groups without a signal (rewards all alike)", "share", lambda shown: shown.flat_rate),
    "seconds": ("Verifier time of a completion (mean)", "seconds", lambda shown: shown.mean_seconds),
}
_TOGETHER: Mapping[str, tuple[str, Unit, Mapping[str, Callable[[Shown], float | None]]]] = {
    "length": (
        "Length of completions (mean characters)",
        "number",
        {"right": lambda shown: shown.right_characters, "others": lambda shown: shown.other_characters},
    ),
    "solved": (
        "Groups all right or all wrong",
        "share",
        {"all right": lambda shown: shown.all_right_rate, "none right": lambda shown: shown.none_right_rate},
    ),
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
    kept = {(one.tenant, one.run) for one in found}
    archived = (
        []
        if start
        else [one for one in await archived_runs(parts, visitor.scope) if (one.tenant, one.run) not in kept]
    )
    return page(request, visitor, "runs.html", runs=found, following=following, archived=archived)


@router.get("/run")
async def run(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: RunName,
    tenant: TenantName = None,
    others: OtherRuns = None,
) -> Response:
    """One run, or up to six side by side."""
    shown = await _runs(parts, visitor, tenant, _names(run, others))
    listed, _ = await list_runs(parts.store.redis, visitor.scope, 0, 200)
    beside = [one.run for one in shown[1:]]
    names = dict.fromkeys(one.run for one in listed if one.run not in (run, *beside))
    return page(
        request,
        visitor,
        "run.html",
        others=list(names),
        beside=beside,
        live_query=request.url.query,
        shown=shown,
        part=part_of(shown),
    )


@router.get("/run/live")
async def run_live(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: RunName,
    tenant: TenantName = None,
    others: OtherRuns = None,
) -> Response:
    """The same, as it changes."""

    async def part() -> str:
        shown = await _runs(parts, visitor, tenant, _names(run, others))
        return part_of(shown)

    return await live(request, part)


def _names(run: str, others: Sequence[str] | None) -> list[str]:
    beside = [other for other in dict.fromkeys(others or ()) if other]
    if len(beside) > _MOST_BESIDE:
        raise Problem(422, f"At most {_MOST_BESIDE + 1} runs stand side by side.")
    return [run, *beside]


async def _runs(parts: Parts, visitor: Visitor, tenant: str | None, names: Sequence[str]) -> list[RunDocument]:
    return [await visible_run(parts, visitor, tenant, name) for name in names]


async def visible_run(parts: Parts, visitor: Visitor, tenant: str | None, name: str) -> RunDocument:
    """A run of the tenant asked for; of the same name elsewhere if it has none and the visitor may see that."""
    found = await find_run(parts, name, visitor.tenant.may_see, tenant)
    if found is None:
        raise Problem(404, "There is no such run, or it is no longer kept.")
    return found


_drawn: deque[tuple[list[RunDocument], Markup]] = deque(maxlen=8)


def part_of(shown: list[RunDocument]) -> Markup:
    """The charts and tables of these runs, drawn again only when they show something else."""
    for known, html in _drawn:
        if known == shown:
            return html
    html = Markup(render("run_part.html", **_run_context(shown)))  # noqa: S704 - a template escapes
    _drawn.append((shown, html))
    return html


def _run_context(shown: Sequence[RunDocument]) -> dict[str, Any]:
    labels = [document.run for document in shown]
    charts = [
        line_chart(
            name,
            title,
            "step",
            {label: _series(one, read) for label, one in zip(labels, shown, strict=True)},
            unit=unit,
        )
        for name, (title, unit, read) in _OVER_STEPS.items()
    ]
    return {
        "shown": list(shown),
        "charts": [*charts, *_charts_of_each(shown), *_split_charts(shown)],
        "rewards": [_rewards(*one) for one in enumerate(shown)],
    }


def _charts_of_each(shown: Sequence[RunDocument]) -> list[Chart]:
    """Charts with several lines for one run; of runs side by side each has its own."""
    charts = []
    for place, document in enumerate(shown):
        of = f" of {document.run}" if len(shown) > 1 else ""
        charts += [
            line_chart(
                f"{name}-{place}",
                title + of,
                "step",
                {label: _series(document, read) for label, read in lines.items()},
                unit=unit,
            )
            for name, (title, unit, lines) in _TOGETHER.items()
        ]
        if document.component_steps:
            charts.append(_by_name(f"components-{place}", f"Parts of the reward{of}", document.component_steps))
        if document.flag_steps:
            title = f"Flagged completions by flag{of}"
            charts.append(_by_name(f"flags-{place}", title, document.flag_steps, list(document.steps)))
    return charts


def _by_name(name: str, title: str, values: Mapping[str, Mapping[int, float]], steps: Sequence[int] = ()) -> Chart:
    """A line for each name, at most six; where ``steps`` are given, what is not there counts as 0."""
    lines = {
        one.replace("_", " "): [(float(step), by_step.get(step, 0.0)) for step in steps or by_step]
        for one, by_step in list(values.items())[:_MOST_LINES]
    }
    return line_chart(name, title, "step", lines)


def _split_charts(shown: Sequence[RunDocument]) -> list[Chart]:
    """What runs that were tested on other sets show on each of them."""
    charts = []
    for place, document in enumerate(shown):
        splits = {part.split: part.steps for part in document.parts if part.tag is None}
        if splits:
            series = {
                split: [(float(step), one.mean_reward) for step, one in steps.items()]
                for split, steps in {"train": document.steps, **splits}.items()
            }
            charts.append(line_chart(f"splits-{place}", f"Mean reward of {document.run} by split", "step", series))
    return charts


def _series(document: RunDocument, read: Callable[[Shown], float | None]) -> list[Point]:
    return [(float(step), read(shown)) for step, shown in document.steps.items()]


def _rewards(place: int, document: RunDocument) -> Chart:
    return reward_histogram(f"rewards-{place}", f"Rewards of {document.run}", document.rewards)


def reward_histogram(name: str, title: str, rewards: Mapping[float, int]) -> Chart:
    """How many completions got which reward, by the lower ends of bins. Empty bins between are shown too."""
    counts = {round(low / REWARD_BIN): count for low, count in rewards.items()}
    shown = range(min(counts), max(counts) + 1) if counts else range(0)
    bins = {_bin_name(number): counts.get(number, 0) for number in shown}
    edges = [f"{number * REWARD_BIN:.1f}" for number in (*shown, *([shown[-1] + 1] if shown else []))]
    return histogram(name, title, "reward", bins, edges)


def _bin_name(number: int) -> str:
    """The last bins hold all that is beyond."""
    low, high = number * REWARD_BIN, (number + 1) * REWARD_BIN
    if abs(number) >= MOST_EXTREME_BIN:
        return f"{low:.1f} and more" if number > 0 else f"below {high:.1f}"
    return f"{low:.1f} to below {high:.1f}"
