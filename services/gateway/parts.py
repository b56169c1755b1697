"""What the gateway is made of: built once by the composition root, handed to every route."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from celery import Celery
from fastapi import Depends, Request

from services.archive.archive import Archive
from services.gateway.admission import Admission
from services.gateway.auth import Keys
from services.gateway.body_budget import BodyBudget
from services.gateway.compat.neutral import Neutral
from services.gateway.load import Load
from services.gateway.metrics import Metrics
from services.gateway.readiness import Readiness
from services.gateway.rendering import Rendering
from services.gateway.schemas import AnyRequest
from services.gateway.store import GatewayStore
from services.gateway.store_bound import StoreBound
from services.gateway.wakeups import Wakeups
from services.judges.endpoints import Endpoints
from services.settings import Settings
from verifiers.registry import Registry


@dataclass(frozen=True, slots=True)
class Parts:
    """The gateway's parts."""

    settings: Settings
    registry: Registry
    model: type[AnyRequest]
    keys: Keys
    store: GatewayStore
    wakeups: Wakeups
    admission: Admission
    celery: Celery
    metrics: Metrics
    judges: Endpoints
    rendering: Rendering
    neutral: Neutral
    readiness: Readiness
    bound: StoreBound
    load: Load
    body_budget: BodyBudget
    archive: Archive | None = None
    alarm_receivers: Sequence[str | None] = ()
    """For each webhook, the tenant whose alarms it is told; None for everybody's."""

    @property
    def warnings(self) -> list[str]:
        """What keeps no job from being judged and is worth knowing."""
        return [*self.readiness.warnings, *filter(None, [self.bound.usage.warning])]


async def parts_of(request: Request) -> Parts:
    """The parts of the application that serves this request."""
    return cast("Parts", request.app.state.parts)


GatewayParts = Annotated[Parts, Depends(parts_of)]
