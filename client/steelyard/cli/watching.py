"""``steelyard top`` and ``steelyard runs``: how the server is doing, and what runs show."""

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape

from steelyard.cli import exits
from steelyard.cli.output import moment, print_json
from steelyard.cli.tables import Cell, print_facts, print_table, table_or_cards
from steelyard.client import AsyncClient
from steelyard.overview import OverviewInfo, RunInfo, Shown
from steelyard.settings import Settings

_RUN_COLUMNS = ("run", "tenant", "completions", "reward", "passed", "score", "no answer", "no verdict", "flagged")
_STEP_COLUMNS = ("step", *_RUN_COLUMNS[2:])

Titled = tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]


async def top(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Show the overview until interrupted; once where there is no terminal, or where it is asked for."""
    async with AsyncClient(settings=settings) as client:
        found = await client.overview()
        if arguments.json:
            print_json(console, asdict(found))
        elif arguments.once or not console.is_terminal:
            _print(console, found)
        else:
            await _watch(client, console, found, arguments.interval)
    return exits.NO_VERDICT if found.alarms else exits.OK


async def runs(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """List runs, or show one of them step by step."""
    async with AsyncClient(settings=settings) as client:
        if arguments.run is not None:
            _show_run(console, await client.run(arguments.run), as_json=arguments.json)
            return exits.OK
        found = [run async for run in client.runs(limit=arguments.limit)]
    if arguments.json:
        print_json(console, [asdict(run) for run in found])
    else:
        rows = [(run.run, run.tenant, *_shown(run.shown), moment(run.seen)) for run in found]
        print_table(console, (*_RUN_COLUMNS, "seen"), rows)
    return exits.OK


async def _watch(client: AsyncClient, console: Console, found: OverviewInfo, seconds: float) -> None:
    with Live(_picture(console, found), console=console, screen=True, auto_refresh=False) as live:
        while True:
            await asyncio.sleep(seconds)
            live.update(_picture(console, await client.overview()), refresh=True)


def _picture(console: Console, found: OverviewInfo) -> RenderableType:
    parts: list[RenderableType] = [_headline(found)]
    parts += [f"[bold red]{escape(alarm.name)}[/]: {escape(alarm.seen)}" for alarm in found.alarms]
    for title, header, rows in _tables(found):
        parts.append(table_or_cards(console, header, rows, title))
    return Group(*parts, "[dim]Ctrl-C ends it.")


def _headline(found: OverviewInfo) -> str:
    rate = "-" if found.no_verdict_rate is None else f"{100 * found.no_verdict_rate:.2f} %"
    speed = f"[bold]{found.completions_per_second:.1f}[/] completions/s"
    return f"{speed}, [bold]{found.completions}[/] in the last hour in {found.jobs} jobs, {rate} without a verdict"


def _print(console: Console, found: OverviewInfo) -> None:
    facts: list[tuple[str, Cell]] = [
        ("completions per second", found.completions_per_second),
        ("completions in the last hour", found.completions),
        ("jobs in the last hour", found.jobs),
        ("no verdict rate", found.no_verdict_rate),
    ]
    facts += [(f"alarm {alarm.name}", f"{alarm.seen}; {alarm.advice}") for alarm in found.alarms]
    print_facts(console, facts)
    for _, header, rows in _tables(found):
        print_table(console, header, rows)


def _tables(found: OverviewInfo) -> Iterator[Titled]:
    waiting = [(one.priority, one.tenant, one.completions, one.jobs, one.oldest_seconds) for one in found.queues]
    yield "Queue", ("priority", "tenant", "completions", "jobs not begun", "oldest s"), list(waiting)
    times = [
        (name, one.priority, one.count, one.p50, one.p95, one.p99)
        for name, all_of_it in (("wait", found.wait), ("run", found.run))
        for one in all_of_it
    ]
    yield "Seconds, last hour", ("what", "priority", "jobs", "p50", "p95", "p99"), list(times)
    workers = [
        (one.name, _state(one.draining, one.busy), one.busy, one.processes, one.sandbox) for one in found.workers
    ]
    yield "Workers", ("worker", "state", "slices", "processes", "sandbox"), list(workers)
    verdicts = [(status, count) for status, count in found.statuses.items()]
    yield "Verdicts, last hour", ("status", "completions"), list(verdicts)


def _state(draining: bool, busy: int) -> str:
    return "drained" if draining else ("busy" if busy else "idle")


def _show_run(console: Console, run: RunInfo, *, as_json: bool) -> None:
    if as_json:
        print_json(console, asdict(run))
        return
    shown = zip(_RUN_COLUMNS[2:], _shown(run.shown), strict=True)
    facts: list[tuple[str, Cell]] = [("run", run.run), ("tenant", run.tenant), ("jobs", run.jobs), *shown]
    facts += [(f"flagged {flag}", count) for flag, count in run.flags.items()]
    print_facts(console, facts)
    print_table(console, _STEP_COLUMNS, [(step, *_shown(one)) for step, one in run.steps.items()])


def _shown(shown: Shown) -> tuple[Cell, ...]:
    rates = (shown.pass_rate, shown.mean_score, shown.no_answer_rate, shown.no_verdict_rate, shown.flagged_rate)
    return shown.n, shown.mean_reward, *rates
