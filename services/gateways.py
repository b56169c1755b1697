"""Several gateway processes behind one port: each has a listening socket of its own, which outlives it.

The kernel spreads connections over the sockets (``SO_REUSEPORT``). Whoever supervises the processes holds the
sockets, so that clients of a gateway that is started again wait in line.
"""

import asyncio
import importlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from socket import socket

from services.listening import listen_together
from services.settings import PREFIX, Settings, read_settings
from services.supervisor import Service, Supervisor


def open_sockets(settings: Settings) -> list[socket]:
    """A socket for each gateway. Raises SettingsError where something else listens there."""
    return listen_together(settings.host, settings.port, settings.gateways)


def gateways(environment: Mapping[str, str], sockets: Sequence[socket], folder: Path) -> Iterator[Service]:
    """The gateways on these sockets; those of several add up what they count in files in ``folder``."""
    together = {}
    if len(sockets) > 1:
        counted = folder / "counted"
        counted.mkdir(mode=0o700)
        together["PROMETHEUS_MULTIPROC_DIR"] = str(counted)
    for number, sock in enumerate(sockets):
        leaving = signal.SIGRTMIN + number
        own = {f"{PREFIX}LISTEN_FDS": str(sock.fileno()), f"{PREFIX}LEAVING_SIGNAL": str(leaving)}
        yield Service(
            f"gateway {number + 1}" if together else "gateway",
            [sys.executable, "-m", "services", "gateway"],
            {**environment, **together, **own},
            [sock.fileno()],
            signal.SIGINT,
            leaving,
        )


async def supervise(settings: Settings) -> None:
    """Keep the gateways running until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    supervisor = Supervisor()
    environment = dict(os.environ)  # noqa: TID251 - handed on, not read
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder:
        try:
            for service in gateways(environment, open_sockets(settings), Path(folder)):
                await supervisor.start(service)
            await stop.wait()
        finally:
            await supervisor.stop()


def main() -> None:
    """One gateway in this process, or as many as the settings say below it."""
    settings = read_settings()
    if settings.gateways == 1 or settings.listen_fds:
        importlib.import_module("services.asgi").main()  # a supervisor needs none of it
        return
    logging.basicConfig(level="INFO", format="%(asctime)s supervisor %(levelname)s %(message)s")
    asyncio.run(supervise(settings))
