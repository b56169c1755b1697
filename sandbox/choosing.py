"""Chooses an isolation for this machine and proves that it works before anything untrusted is run."""

from typing import Literal, Protocol

from sandbox.docker import DEFAULT_IMAGE, DockerSandbox
from sandbox.errors import IsolationUnavailable, SandboxError
from sandbox.lending import Lendable
from sandbox.local import LocalSandbox

Kind = Literal["auto", "docker", "local"]


class _Startable(Lendable, Protocol):
    def start(self) -> None:
        """Bring it up and prove it."""


def open_sandbox(kind: Kind, count: int, image: str = DEFAULT_IMAGE) -> Lendable:
    """A started sandbox with room for ``count`` jobs at a time. ``auto`` takes containers where they work.

    Raises IsolationUnavailable, with what each kind said.
    """
    refusals = []
    for name in ("docker", "local") if kind == "auto" else (kind,):
        try:
            return _started(DockerSandbox(count, image) if name == "docker" else LocalSandbox(count))
        except (SandboxError, OSError) as refusal:
            refusals.append(f"{name}: {refusal}")
    raise IsolationUnavailable("untrusted programs cannot be run safely here; " + "; ".join(refusals))


def _started(sandbox: _Startable) -> Lendable:
    try:
        sandbox.start()
    except BaseException:
        sandbox.close()
        raise
    return sandbox
