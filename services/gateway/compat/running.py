"""Runs the programs of a foreign request, held while the server is busy, tried again where the fault is ours."""

from collections.abc import Sequence

from fastapi import Request

from services.gateway.auth import Tenant
from services.gateway.compat.holding import held
from services.gateway.compat.terms import Terms
from services.gateway.parts import Parts
from services.gateway.problems import unavailable
from services.gateway.programs import Order, RunOutcome, body_of, run_now


async def run_held(
    request: Request, parts: Parts, tenant: Tenant, orders: Sequence[Order], terms: Terms, seconds: float
) -> list[RunOutcome]:
    """The outcomes of the orders. Raises a 504 problem where there are none within ``seconds``."""
    body = body_of(orders, seconds, priority=terms.priority, run=terms.run)

    async def attempt(seconds_left: float) -> list[RunOutcome]:
        outcomes = await run_now(request, parts, tenant, body, seconds_left)
        lost = [outcome for outcome in outcomes if outcome.ended == "not_run"]
        if lost:
            raise unavailable(f"A program could not be run: {lost[0].message}")
        return outcomes

    return await held(request, attempt, seconds)
