"""The sandbox in warm containers of a Docker engine: no capability, no network, nothing to write but memory."""

import contextlib
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import docker
import docker.errors
import requests

from sandbox.errors import SandboxError
from sandbox.pool import Pool
from sandbox.runner import landlock, wire
from sandbox.runner.jail import HOST
from sandbox.sandbox import Isolation

DEFAULT_IMAGE = "steelyard-sandbox:latest"

_RUNNER = "/steelyard"
_SOCKETS = "/run/steelyard"
_START_SECONDS = 20.0
_ENTRY = f"import sys; sys.path.insert(0, {_RUNNER!r}); from runner import zygote; zygote.main()"
_MEMORY_MB = 2048
_PROCESSES = 256
_WALLS = (
    "a container without capabilities, network or writable disk; in it own user, pid, mount, network, ipc and "
    "uts namespaces per job and a list of system calls"
)
_LABEL = "steelyard.sandbox"


class DockerSandbox(Pool):
    """Runs programs in jails inside warm containers. Raises SandboxError where there is no engine or image."""

    def __init__(self, count: int, image: str = DEFAULT_IMAGE, preload: Sequence[str] = ()) -> None:
        try:
            client = docker.from_env(timeout=30)
        except (docker.errors.DockerException, requests.RequestException) as absent:
            raise SandboxError(f"there is no Docker engine to talk to: {absent}") from absent
        isolation = Isolation("docker", f"{_WALLS}; {landlock.description()}", safe=True)
        super().__init__(partial(_ContainerRunner, client, image, preload), count, isolation)
        self._client = client

    def close(self) -> None:
        """Remove all containers."""
        super().close()
        self._client.close()


class _ContainerRunner:
    """One container with a zygote, and the directory through which it is reached."""

    def __init__(self, client: Any, image: str, preload: Sequence[str]) -> None:
        self._api = client.api
        self._directory = tempfile.mkdtemp(prefix="steelyard-")
        # Nobody can pass the private directory around it, so only the container reaches the open one.
        self._sockets = f"{self._directory}/sockets"
        os.mkdir(self._sockets)
        os.chmod(self._sockets, 0o777)  # noqa: S103
        self._id: str | None = None
        self._lifeline: socket.socket | None = None
        try:
            created = self._api.create_container(
                image, _command(preload), user="65534:65534", host_config=_host_config(self._api, self._sockets),
                labels={_LABEL: "1"}, hostname=HOST, working_dir="/",
                environment={"LANG": "C.UTF-8", "HOME": "/"}, stop_signal="SIGKILL",
            )  # fmt: skip
            self._id = created["Id"]
            self._api.start(self._id)
            self._wait_for_socket()
            self._lifeline = self.connect()
        except (docker.errors.DockerException, requests.RequestException, OSError) as failure:
            self.stop()
            raise SandboxError(f"no container could be started: {failure}") from failure
        except BaseException:
            self.stop()
            raise

    def connect(self) -> socket.socket:
        return wire.connect(f"{self._sockets}/runner")

    def stop(self) -> None:
        if self._lifeline:
            self._lifeline.close()  # the container ends even while the engine does not answer
        if self._id:
            # An engine that is gone keeps the container; `--rm` of its own removes it when it dies.
            with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
                self._api.remove_container(self._id, force=True)
        shutil.rmtree(self._directory, ignore_errors=True)

    def _wait_for_socket(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not os.path.exists(f"{self._sockets}/runner"):
            if time.monotonic() > deadline or not self._api.inspect_container(self._id)["State"]["Running"]:
                said = self._api.logs(self._id, tail=5).decode(errors="replace")
                raise SandboxError(f"the container did not come up: {said}")
            time.sleep(0.02)


def _command(preload: Sequence[str]) -> list[str]:
    masked = [_RUNNER, _SOCKETS, "/sys"]
    settings = {"address": f"{_SOCKETS}/runner", "masked": masked, "preload": list(preload)}
    return ["python3", "-I", "-B", "-c", _ENTRY, json.dumps(settings)]


def _host_config(api: Any, sockets: str) -> dict[str, Any]:
    profile = Path(__file__).with_name("jail-seccomp.json").read_text()
    package = str(Path(__file__).parent / "runner")
    config: dict[str, Any] = api.create_host_config(
        network_mode="none",
        extra_hosts={HOST: "127.0.0.1"},
        read_only=True,
        tmpfs={"/tmp": "rw,nosuid,nodev,size=1m,mode=1777"},  # noqa: S108
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true", f"seccomp={profile}"],
        mem_limit=_MEMORY_MB << 20,
        memswap_limit=_MEMORY_MB << 20,
        pids_limit=_PROCESSES,
        cpu_period=100_000,
        cpu_quota=200_000,
        ipc_mode="private",
        init=False,
        auto_remove=True,
        binds={package: {"bind": f"{_RUNNER}/runner", "mode": "ro"}, sockets: {"bind": _SOCKETS, "mode": "rw"}},
    )
    # Jails get a /proc of their own only where the engine leaves its own uncovered; it stays theirs to see alone.
    config.update(MaskedPaths=[], ReadonlyPaths=[])
    return config
