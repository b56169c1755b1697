"""The whole deployment, started with docker-compose as a user would start it."""

import fcntl
import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts import ROOT, free_port, until

TAG = "test"


@dataclass(frozen=True)
class Stack:
    """One project of docker-compose, with secrets and settings of its own."""

    project: str
    folder: Path
    port: int
    override: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")},
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_FILE": ":".join(map(str, filter(None, (ROOT / "docker-compose.yml", self.override)))),
            "ENV_FILE": str(self.folder / "env"),
            "SECRETS": str(self.folder / "secrets"),
            "IMAGE_TAG": TAG,
            "REDIS_IMAGE": f"steelyard-redis:{TAG}",
            "PUBLISHED_PORT": str(self.port),
            **dict.fromkeys(("API_DOOR_PORT", "DOOR_PORTS"), ""),  # the engine takes ports that are free
        }

    def compose(self, *arguments: str) -> str:
        command = ["docker-compose", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self, workers: int, sandboxes: int) -> None:
        scale = ["--scale", f"worker={workers}", "--scale", f"sandbox={sandboxes}"]
        self.compose("up", "--detach", "--no-build", "--no-recreate", *scale)

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()

    @property
    def key(self) -> str:
        return (self.folder / "secrets" / "api_key").read_text()

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def workers(self) -> int:
        try:
            return int(self.ask("GET", "/readyz")["workers"])
        except OSError:
            return 0

    def await_workers(self, count: int, seconds: float = 240) -> None:
        """Wait until so many workers report and jobs would get through; say what the fleet looks like if not."""
        try:
            until(lambda: self.workers() == count, seconds, 0.5)
        except AssertionError:
            raise AssertionError(f"not {count} workers after {seconds:g} s\n{self._state()}") from None

    def _state(self) -> str:
        logs = self.compose("logs", "--tail", "40", "gateway", "worker")
        return "\n".join([self._readiness(), self.compose("ps"), logs])

    def _readiness(self) -> str:
        try:
            return json.dumps(self.ask("GET", "/readyz"))
        except urllib.error.HTTPError as refusal:
            return refusal.read().decode()
        except OSError as error:
            return str(error)

    def redis(self, *command: str) -> str:
        (name,) = self.containers("redis")
        shell = 'REDISCLI_AUTH=$(cat /run/secrets/redis_password) exec redis-cli "$@"'
        return docker("exec", name, "sh", "-c", shell, "sh", *command)


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout


def inspect(name: str) -> Any:
    return json.loads(docker("inspect", name))[0]


@contextmanager
def composed(
    project: str, folder: Path, settings: Mapping[str, str], override: Path | None = None
) -> Iterator[Stack]:
    """A project that is not up yet; whatever has come up is gone afterwards."""
    subprocess.run(["deploy/secrets.sh", str(folder / "secrets")], cwd=ROOT, check=True, capture_output=True)
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    stack = Stack(project, folder, free_port(), override)
    try:
        yield stack
    finally:
        stack.compose("down", "--volumes", "--timeout", "5")


def build_images() -> None:
    """All images, from a base made of this machine's own mirror and the sandbox image that other tests use."""
    environment = {**os.environ, "SANDBOX_IMAGE": "steelyard-sandbox:test"}
    with (ROOT / "deploy/build.sh").open() as script:
        fcntl.flock(script, fcntl.LOCK_EX)  # processes that run tests beside each other build one after the other
        done = subprocess.run(["deploy/build.sh", TAG], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
