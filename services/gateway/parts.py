"""What the gateway is made of: built once by the composition root, handed to every route."""

from dataclasses import dataclass
from typing import Annotated, cast

from celery import Celery
from fastapi import Depends, Request

from services.gateway.auth import Keys
from services.gateway.body_room import BodyRoom
from services.gateway.compat.neutral import Neutral
from services.gateway.metrics import Metrics
from services.gateway.road import Road
from services.gateway.schemas import AnyRequest
from services.gateway.store import GatewayStore
from services.gateway.store_bound import StoreBound
from services.gateway.studio import Studio
from services.gateway.submission import Desk
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
    desk: Desk
    celery: Celery
    metrics: Metrics
    judges: Endpoints
    studio: Studio
    neutral: Neutral
    road: Road
    bound: StoreBound
    body_room: BodyRoom

    @property
    def warnings(self) -> list[str]:
        """What keeps no job from being judged and is worth knowing."""
        return [*self.road.warnings, *filter(None, [self.bound.room.warning])]


async def parts_of(request: Request) -> Parts:
    """The parts of the application that serves this request."""
    return cast("Parts", request.app.state.parts)


GatewayParts = Annotated[Parts, Depends(parts_of)]
