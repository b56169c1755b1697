"""Composition root of the gateway: reads the settings, builds its parts, and serves HTTP."""

import asyncio
import logging
import math
import secrets
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from services.archive.archive import Archive
from services.archive.files import Files
from services.dashboard.archiving import Archivist
from services.dashboard.routes import add_dashboard
from services.gateway.admission import Admission
from services.gateway.app import create_app
from services.gateway.auth import Keys
from services.gateway.beam_child import beam_children
from services.gateway.body_budget import BodyBudget
from services.gateway.compat.neutral import Neutral
from services.gateway.edge import EdgeLimits, allow_connections, guarded
from services.gateway.leading import Lead
from services.gateway.load import Load
from services.gateway.metrics import Metrics
from services.gateway.parts import Parts
from services.gateway.readiness import Readiness
from services.gateway.rendering import Rendering
from services.gateway.schemas import request_model
from services.gateway.shutdown import Shutdown, SucceededServer
from services.gateway.specifications import Specifications
from services.gateway.store import GatewayStore, connect
from services.gateway.store_bound import StoreBound
from services.gateway.wakeups import Wakeups
from services.jobs.broker_log import calm
from services.jobs.child import Isolated, start_children
from services.jobs.keys import ALARM_WATCHER, ARCHIVIST, gateway_channel
from services.jobs.queue import create_celery
from services.judges.configuration import read_judges
from services.judges.endpoints import Endpoints
from services.listening import taken_over
from services.long_lived import leave_out_of_collections
from services.settings import Settings, SettingsError, read_settings
from services.webhooks.allowed import AllowedHosts
from services.webhooks.configuration import read_webhooks
from services.webhooks.outbox import Outbox
from services.webhooks.posting import Poster
from services.webhooks.watching import AlarmWatch
from verifiers.registry import Registry

_KEEP_ALIVE_SECONDS = 75
_LEAVE_SECONDS = 10  # requests that still wait are cut off then; their jobs go on


def build(settings: Settings) -> FastAPI:
    """The gateway's application with everything it needs."""
    if settings.redis_url is None:
        raise SettingsError("STEELYARD_REDIS_URL is not set: a gateway needs a broker")
    registry = Registry.with_plugins(settings.plugins)
    keys = Keys.read(settings.keys_file)
    redis = connect(settings.redis_url)
    channel = gateway_channel(secrets.token_hex(8))
    store = GatewayStore(redis, channel, settings.retention_seconds, settings.history_jobs)
    nowhere = Isolated.nowhere("the gateway runs no programs")
    children = start_children(1, settings.memory_mb, settings.plugins, nowhere)
    children.start()
    drawing = beam_children(settings.memory_mb)
    judges = Endpoints(read_judges(settings.judges_file))
    webhooks = read_webhooks(settings.webhooks_file)
    archive = None if settings.archive is None else Archive(Files(settings.archive))
    celery = create_celery(settings.redis_url)
    model = request_model(registry)
    wakeups = Wakeups(redis, channel)
    bound = StoreBound(redis, settings.max_store_mb)
    parts = Parts(
        settings=settings,
        registry=registry,
        model=model,
        keys=keys,
        store=store,
        wakeups=wakeups,
        admission=Admission(settings, store, Specifications(children), model, judges, bound),
        celery=celery,
        metrics=Metrics(together=settings.gateways > 1),
        judges=judges,
        rendering=Rendering(drawing),
        neutral=Neutral(),
        readiness=Readiness(store, wakeups, celery),
        bound=bound,
        load=Load(redis, channel),
        body_budget=BodyBudget(settings.max_bodies_mb << 20),
        archive=archive,
        alarm_receivers=[one.tenant for one in webhooks],
    )

    async def stop() -> None:
        await asyncio.to_thread(children.close)
        await asyncio.to_thread(drawing.close)
        await redis.aclose()
        celery.close()

    outbox = Outbox(redis, Lead(redis, ALARM_WATCHER, channel))
    poster = Poster(AllowedHosts(settings.webhook_hosts))
    watch = AlarmWatch(redis, outbox, webhooks, poster, lambda: parts.warnings)
    archivist = Archivist(store, archive, Lead(redis, ARCHIVIST, channel))
    app = create_app(parts, stop, [watch, archivist])
    add_dashboard(app)
    return app


def main() -> None:
    """Serve with settings from the environment."""
    logging.basicConfig(level="INFO", format="%(asctime)s gateway %(levelname)s %(message)s")
    calm(logging.getLogger())
    settings = read_settings()
    allow_connections(settings.max_connections)
    shutdown = Shutdown()
    app = build(settings)
    leave_out_of_collections()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_leave_seconds(settings),
        backlog=4096,
        log_level="warning",
        access_log=False,
        http=guarded(EdgeLimits(connections=settings.max_connections), shutdown),
        ws="none",
    )
    if not settings.listen_fds:
        uvicorn.Server(config).run()
        return
    with suppress(KeyboardInterrupt):  # SIGINT, which the server has obeyed by then
        SucceededServer(config, shutdown, settings.leaving_signal).run(sockets=taken_over(settings.listen_fds))


def _leave_seconds(settings: Settings) -> int:
    """How long waiting requests are held after the order to stop: until they are done, if a successor comes."""
    return math.ceil(settings.max_sync_seconds) if settings.listen_fds else _LEAVE_SECONDS
