"""Chooses an isolation for this machine and proves that it works before anything untrusted is run."""

from pathlib import Path
from typing import Literal, Protocol

from sandbox.docker import DEFAULT_IMAGE, DockerSandbox
from sandbox.errors import IsolationUnavailable, SandboxError
from sandbox.lending import Lendable
from sandbox.local import LocalSandbox
from sandbox.service import ServiceSandbox

Kind = Literal["auto", "docker", "local", "service"]


class _Startable(Lendable, Protocol):
    def start(self) -> None:
        """Bring it up and prove it."""


def open_sandbox(kind: Kind, count: int, image: str = DEFAULT_IMAGE, sockets: Path | None = None) -> Lendable:
    """A started sandbox with room for ``count`` jobs at a time; ``service`` has as much as there are sandboxes.

    ``auto`` takes the services whose ``sockets`` lie in a folder, if one is given, or else containers where they
    work. Raises IsolationUnavailable, with what each kind said.
    """
    automatic = ("service",) if sockets else ("docker", "local")
    refusals = []
    for name in automatic if kind == "auto" else (kind,):
        try:
            return _started(_make(name, count, image, sockets))
        except (SandboxError, OSError) as refusal:
            refusals.append(f"{name}: {refusal}")
    raise IsolationUnavailable("untrusted programs cannot be run safely here; " + "; ".join(refusals))


def _make(name: str, count: int, image: str, sockets: Path | None) -> _Startable:
    if name == "docker":
        return DockerSandbox(count, image)
    if name == "local":
        return LocalSandbox(count)
    if sockets is None:
        raise SandboxError("no folder of sockets is given")
    return ServiceSandbox(sockets)


def _started(sandbox: _Startable) -> Lendable:
    try:
        sandbox.start()
    except BaseException:
        sandbox.close()
        raise
    return sandbox
