"""``steelyard jobs`` and ``steelyard show``: look at what the server has been asked."""

import argparse
from dataclasses import asdict

from rich.console import Console

from steelyard.cli import exits
from steelyard.cli.output import print_job, print_jobs, print_json, print_results
from steelyard.client import AsyncClient
from steelyard.settings import Settings


async def jobs(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """List jobs, newest first."""
    async with AsyncClient(settings=settings) as client:
        listed = client.jobs(
            run=arguments.run, state=arguments.state, verifier=arguments.verifier, limit=arguments.limit
        )
        found = [job async for job in listed]
    if arguments.json:
        print_json(console, [asdict(job) for job in found])
    else:
        print_jobs(console, found)
    return exits.OK


async def show(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Show one job, and its results if asked to: those there are so far while it is not done."""
    async with AsyncClient(settings=settings) as client:
        job = await client.job(arguments.job)
        partial = job.state != "done"
        result = await client.results(job.job_id, partial=partial) if arguments.results else None
    if arguments.json:
        print_json(console, {**asdict(job), **({"results": asdict(result)} if result else {})})
    else:
        print_job(console, job)
        if result is not None:
            print_results(console, result)
    lacks_rewards = result is not None and None in result.rewards
    return exits.NO_VERDICT if job.state in ("failed", "cancelled") or lacks_rewards else exits.OK
