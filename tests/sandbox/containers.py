"""Sandboxes as services, started as Compose starts them but by hand."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.parts import ROOT, until

IMAGE = "steelyard-sandbox:test"  # made by deploy/sandbox/build.sh
_PROC = 'type=volume,dst=/run/proc,volume-opt=type=proc,volume-opt=device=proc,"volume-opt=o=hidepid=2,subset=pid"'
_ENTRY = "import sys; sys.path.insert(0, '/steelyard'); from runner import turns; turns.main()"


def start_container(folder: Path, *options: str, network: str = "none") -> str:
    """One sandbox whose socket lies in this folder; its id."""
    leave = [] if network == "none" else ["leave-network"]
    command = [
        *["docker", "run", "--detach", "--restart", "always", "--network", network, "--read-only"],
        *["--user", "65534:65534", "--tmpfs", "/tmp:rw,nosuid,nodev,size=1m,mode=1777", "--cap-drop", "ALL"],
        *["--env", "HOME=/", "--env", "LANG=C.UTF-8"],
        *["--security-opt", "no-new-privileges", "--memory", "2g", "--pids-limit", "256"],
        *["--security-opt", f"seccomp={ROOT}/sandbox/jail-seccomp.json"],
        *["--volume", f"{ROOT}/sandbox/runner:/steelyard/runner:ro", "--volume", f"{folder}:/run/steelyard"],
        *["--mount", _PROC, *options, IMAGE, "python3", "-I", "-B", "-c", _ENTRY, "/run/steelyard", *leave],
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def remove_containers(*names: str) -> None:
    subprocess.run(["docker", "rm", "--force", "--volumes", *names], check=True, capture_output=True)


@contextlib.contextmanager
def containers(folder: Path, count: int, network: str = "none") -> Iterator[list[str]]:
    """So many sandboxes that listen; they are gone afterwards."""
    folder.mkdir()
    os.chmod(folder, 0o777)
    started: list[str] = []
    try:
        for _ in range(count):
            started.append(start_container(folder, network=network))
        until(lambda: len(list(folder.glob("*.sock"))) == count)
        yield started
    finally:
        if started:
            remove_containers(*started)
