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
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_STOP_SECONDS = 30.0
_LONGEST_PAUSE = 10.0


@dataclass(slots=True)
class Service:
    """One supervised process."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None
    stopping: bool = False
    pause: float = 0.2
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps services running until told to stop."""

    def __init__(self) -> None:
        self._services: list[tuple[Service, asyncio.Task[None]]] = []

    async def start(self, service: Service) -> None:
        """Start a service and keep it running."""
        await _spawn(service)
        self._services.append((service, asyncio.create_task(_keep_running(service))))

    async def stop(self) -> None:
        """Stop all services, the last started first, waiting for each to end in order."""
        for service, task in reversed(self._services):
            service.stopping = True
            task.cancel()
            await _end(service)


async def _spawn(service: Service) -> None:
    service.started = time.monotonic()
    service.process = await asyncio.create_subprocess_exec(
        *service.command,
        env=dict(service.environment),
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def _keep_running(service: Service) -> None:
    while True:
        assert service.process is not None
        status = await service.process.wait()
        if service.stopping:
            return
        lived = time.monotonic() - service.started
        service.pause = 0.2 if lived > _LONGEST_PAUSE else min(2 * service.pause, _LONGEST_PAUSE)
        log.warning("%s ended with status %s; starting it again in %.1f s", service.name, status, service.pause)
        await asyncio.sleep(service.pause)
        await _spawn(service)


async def _end(service: Service) -> None:
    process = service.process
    if process is None or process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        log.warning("%s did not stop in time and is killed", service.name)
        process.kill()
        await process.wait()
