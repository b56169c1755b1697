"""Chooses an isolation for this machine and proves that it works before anything untrusted is run."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Protocol

from sandbox.docker import DEFAULT_IMAGE, DockerSandbox
from sandbox.environments import ENVIRONMENTS, SCIENCE, Environments
from sandbox.errors import IsolationUnavailable, SandboxError
from sandbox.leasing import Leasable
from sandbox.local import LocalSandbox
from sandbox.pool import Pool
from sandbox.service import ServiceSandbox

_SCIENCE_FOLDER = Path(".science")  # what `make science` makes
Kind = Literal["auto", "docker", "local", "service"]


class _Startable(Leasable, Protocol):
    def start(self) -> None:
        """Bring it up and prove it."""


def open_sandbox(
    kind: Kind,
    count: int,
    image: str = DEFAULT_IMAGE,
    sockets: Path | None = None,
    environments: Mapping[str, str] = MappingProxyType({}),
    science: Path = _SCIENCE_FOLDER,
) -> Leasable:
    """A started sandbox with room for ``count`` jobs at a time; ``service`` has as much as there are sandboxes.

    ``auto`` takes the services whose ``sockets`` lie in a folder, if one is given, or else containers where they
    work. ``environments`` are the places of further ones: an image, or a virtual environment for the local
    sandbox; ``science`` is that of the environment of this name, where there is one. Raises IsolationUnavailable,
    with what each kind said.
    """
    automatic = ("service",) if sockets else ("docker", "local")
    refusals = []
    for name in automatic if kind == "auto" else (kind,):
        try:
            return _started(_make(name, count, image, sockets, environments, science))
        except (SandboxError, OSError) as refusal:
            refusals.append(f"{name}: {refusal}")
    raise IsolationUnavailable("untrusted programs cannot be run safely here; " + "; ".join(refusals))


def _make(
    name: str, count: int, image: str, sockets: Path | None, environments: Mapping[str, str], science: Path
) -> _Startable:
    if name == "docker":
        environments = {SCIENCE: image, **environments}  # whether it has what that needs is seen when it starts
        return Environments(DockerSandbox(count, image), _others(partial(_contained, count), environments))
    if name == "local":
        environments = {SCIENCE: str(science), **environments} if science.is_dir() else environments
        return Environments(LocalSandbox(count), _others(partial(_beside, count), environments))
    if sockets is None:
        raise SandboxError("no folder of sockets is given")
    return ServiceSandbox(sockets)


def _others(
    make: Callable[[str, Sequence[str]], Pool], environments: Mapping[str, str]
) -> Mapping[str, Callable[[], Pool]]:
    return {name: partial(make, place, _preload(name)) for name, place in environments.items()}


def _preload(name: str) -> Sequence[str]:
    return ENVIRONMENTS[name].preload if name in ENVIRONMENTS else ()


def _contained(count: int, image: str, preload: Sequence[str]) -> Pool:
    return DockerSandbox(count, image, preload)


def _beside(count: int, venv: str, preload: Sequence[str]) -> Pool:
    return LocalSandbox(count, Path(venv), preload)


def _started(sandbox: _Startable) -> Leasable:
    try:
        sandbox.start()
    except BaseException:
        sandbox.close()
        raise
    return sandbox
