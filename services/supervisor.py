"""Keeps processes running: started in order, restarted when they die, stopped in reverse order.

Every process is told by the kernel to end when the supervisor does, however that happens, and each runs in a
session of its own, so that Ctrl-C reaches the supervisor alone.
"""

import asyncio
import ctypes
import logging
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_LEAVE_SECONDS = 10.0
_STOP_SECONDS = 30.0
_LONGEST_PAUSE = 10.0
_REFUSED = 2
"""The status of our commands where settings or plugins are wrong: the next start would end the same way."""


@dataclass(slots=True)
class Service:
    """One supervised process.

    ``descriptors`` are handed on to it. ``end`` is the signal that ends it when everything is stopped; it comes
    again after ``_LEAVE_SECONDS``. ``leaving`` is the signal that it sends when it stops taking work: its
    successor is started at once.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    descriptors: Sequence[int] = ()
    end: signal.Signals = signal.SIGTERM
    leaving: int | None = None
    process: asyncio.subprocess.Process | None = None
    stopping: bool = False
    pause: float = 0.2
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps services running until told to stop."""

    def __init__(self) -> None:
        self._services: dict[str, Service] = {}
        self._keeping: dict[str, asyncio.Task[None]] = {}
        self._leaving: list[asyncio.subprocess.Process] = []
        self._succeeding: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._refused = asyncio.Event()

    async def refused(self) -> None:
        """Wait until a service has ended because of its settings or plugins. It has said why."""
        await self._refused.wait()

    async def start(self, service: Service) -> None:
        """Start a service and keep it running."""
        if service.leaving is not None:
            asyncio.get_running_loop().add_signal_handler(service.leaving, self._hear, service.name)
        await _spawn(service)
        self._services[service.name] = service
        self._keeping[service.name] = asyncio.create_task(_keep_running(service, self._refused))

    def _hear(self, name: str) -> None:
        task = asyncio.ensure_future(self.succeed(name))
        self._succeeding.add(task)
        task.add_done_callback(self._succeeding.discard)

    async def succeed(self, name: str) -> None:
        """Start the successor of a service whose process is leaving, without waiting for that to have left."""
        service = self._services.get(name)
        if service is None or service.process is None or self._stopping:
            return
        self._keeping[name].cancel()
        self._leaving = [process for process in self._leaving if process.returncode is None] + [service.process]
        log.info("%s is leaving; starting its successor", name)
        await _spawn(service)
        self._keeping[name] = asyncio.create_task(_keep_running(service, self._refused))

    async def stop(self) -> None:
        """Stop all services, the last started first, waiting for each to end in order; those alike together."""
        self._stopping = True
        for process in self._leaving:
            if process.returncode is None:
                process.kill()
        for _, alike in groupby(reversed(self._services.values()), lambda one: tuple(one.command)):
            await asyncio.gather(*map(self._end, alike))

    async def _end(self, service: Service) -> None:
        service.stopping = True
        self._keeping[service.name].cancel()
        await _end(service)


async def _spawn(service: Service) -> None:
    service.started = time.monotonic()
    service.process = await asyncio.create_subprocess_exec(
        *service.command,
        env=dict(service.environment),
        pass_fds=service.descriptors,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def _keep_running(service: Service, refused: asyncio.Event) -> None:
    while True:
        assert service.process is not None
        status = await service.process.wait()
        if service.stopping:
            return
        if status == _REFUSED:
            refused.set()
        lived = time.monotonic() - service.started
        service.pause = 0.2 if lived > _LONGEST_PAUSE else min(2 * service.pause, _LONGEST_PAUSE)
        log.warning("%s ended with status %s; starting it again in %.1f s", service.name, status, service.pause)
        await asyncio.sleep(service.pause)
        await _spawn(service)


async def _end(service: Service) -> None:
    process = service.process
    if process is None or process.returncode is not None:
        return
    process.send_signal(service.end)
    try:
        if service.end is not signal.SIGTERM:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _LEAVE_SECONDS)
            if process.returncode is None:
                process.send_signal(service.end)
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        log.warning("%s did not stop in time and is killed", service.name)
        process.kill()
        await process.wait()
