"""Starts what is to be measured on this machine and stops it afterwards."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs here: its URL and its first process."""

    url: str
    pid: int


@contextmanager
def steelyard(settings: Mapping[str, str]) -> Iterator[str]:
    """A whole server with its own data; gives its URL."""
    with server(settings) as running:
        yield running.url


@contextmanager
def server(settings: Mapping[str, str]) -> Iterator[Server]:
    """A whole server with its own data."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        ours = {"STEELYARD_PORT": str(port), "STEELYARD_DATA_DIR": data, **settings}
        command = [sys.executable, "-m", "services", "serve"]
        with _process(command, ours, f"http://127.0.0.1:{port}/readyz") as pid:
            yield Server(f"http://127.0.0.1:{port}", pid)


@contextmanager
def asgi(application: str) -> Iterator[str]:
    """A bare ASGI application under the same server; gives its URL."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "warning"]
    with _process(command, {}, f"http://127.0.0.1:{port}/openapi.json"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _process(command: list[str], settings: Mapping[str, str], ready: str) -> Iterator[int]:
    environment = {**os.environ, **settings}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(ready, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not come up")
