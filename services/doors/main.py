"""Composition root of the doors: opens their ports, or takes them over, and serves until it is told to stop."""

import asyncio
import logging
import signal
import socket

from aiohttp import web

from services.doors.forwarding import Forwarder
from services.doors.table import Door
from services.listening import listen, taken_over
from services.settings import Settings, SettingsError, read_settings

_LEAVE_SECONDS = 10.0  # requests that still wait are cut off then; their jobs go on


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    if not settings.doors:
        raise SettingsError("STEELYARD_DOORS names no door")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    forwarder = Forwarder(settings.gateway_address, settings.max_body_mb << 20)
    sockets = _sockets(settings)
    runners = [await _open(forwarder, door, sock) for door, sock in zip(settings.doors, sockets, strict=True)]
    await stop.wait()
    await asyncio.gather(*(runner.cleanup() for runner in runners))
    await forwarder.close()


async def _open(forwarder: Forwarder, door: Door, sock: socket.socket) -> web.AppRunner:
    runner = web.AppRunner(
        forwarder.application(door),
        access_log=None,  # paths may hold keys
        handler_cancellation=True,
        shutdown_timeout=_LEAVE_SECONDS,
    )
    await runner.setup()
    await web.SockSite(runner, sock, backlog=4096).start()
    return runner


def _sockets(settings: Settings) -> list[socket.socket]:
    if settings.listen_fds:
        return taken_over(settings.listen_fds)
    return [listen(settings.host, door.port) for door in settings.doors]


def main() -> None:
    """Serve with settings from the environment."""
    logging.basicConfig(level="WARNING", format="%(asctime)s doors %(levelname)s %(message)s")
    asyncio.run(serve(read_settings()))
