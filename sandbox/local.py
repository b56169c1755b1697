"""The embedded sandbox on Linux: a zygote in namespaces of its own, without any container engine."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.pool import Pool
from sandbox.runner import groups, landlock, wire
from sandbox.sandbox import Isolation

_PACKAGES = "/packages"  # pytest and what it needs, from wherever they are installed
_ENVIRONMENT_PACKAGES = "/environment"
_RUNNER = "/steelyard"  # where the runner's own source lies inside; masked in every jail
_SYSTEM = ("/usr", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/certs")
_LINKS = ("/bin", "/lib", "/lib64", "/lib32", "/sbin")
_HOME = "/tmp/work"  # noqa: S108  # in a jail's own file system
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": _HOME}
_WALLS = "own user, pid, mount, network, ipc and uts namespaces per job; a list of system calls; no capabilities"
_COUNTED = "memory and CPU seconds by a control group"
_SAMPLED = (
    "memory in proportion to what is shared and CPU seconds by looking, as no control group can be made here"
)
_ENTRY = "import sys; sys.path.insert(0, sys.argv.pop(1)); from {package} import launch; launch.main()"


class LocalSandbox(Pool):
    """Runs programs in fresh Linux namespaces with nothing of this machine but system files to read.

    Memory is bounded per process, and for all of them by a control group or, where none can be made, by sampling.
    """

    def __init__(self, count: int, venv: Path | None = None, preload: Sequence[str] = ()) -> None:
        how = _COUNTED if groups.are_available() else _SAMPLED
        super().__init__(
            partial(_LocalRunner, venv, preload),
            count,
            Isolation("local", f"{_WALLS}; {landlock.description()}; {how}", safe=True),
        )


class _LocalRunner:
    """One zygote, its keeper, and the socket on which it listens."""

    def __init__(self, venv: Path | None, preload: Sequence[str]) -> None:
        self._directory = tempfile.mkdtemp(prefix="steelyard-")
        self._address = f"{self._directory}/runner"
        self._errors = Path(self._directory, "errors")
        with socket.socket(socket.AF_UNIX) as listener, self._errors.open("wb") as errors:
            listener.bind(self._address)
            listener.listen(8)
            self._lifeline = wire.connect(self._address)
            settings = {
                "listener": listener.fileno(),
                "masked": [_RUNNER],
                "visible": _visible(),
                "packages": _packages(venv),
                "preload": list(preload),
                "links": _links(),
            }
            self._keeper = subprocess.Popen(  # noqa: S603
                _command(json.dumps(settings)),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[listener.fileno()],
                env=_ENVIRONMENT,
                cwd="/",
            )

    def connect(self) -> socket.socket:
        return wire.connect(self._address)

    def stop(self) -> None:
        assert self._keeper.stdin is not None
        self._lifeline.close()
        self._keeper.stdin.close()
        self._keeper.wait()
        shutil.rmtree(self._directory, ignore_errors=True)


def _command(settings: str) -> list[str]:
    package = Path(__file__).parent / "runner"
    interpreter = os.path.realpath(sys.executable)
    return [interpreter, "-I", "-B", "-c", _ENTRY.format(package=package.name), str(package.parent), settings]


def _packages(venv: Path | None) -> list[tuple[str, str]]:
    """Folders to import from, and where they lie inside: those of the environment before our own."""
    spec = find_spec("pytest")  # where it is: nothing here runs it
    assert spec is not None
    assert spec.origin is not None
    found = [(os.path.dirname(os.path.dirname(spec.origin)), _PACKAGES)]
    if venv:
        sites = [str(site) for site in venv.resolve().glob("lib/python3*/site-packages")]
        if f"python{sys.version_info[0]}.{sys.version_info[1]}" not in "".join(sites):
            raise SandboxError(f"{venv} is no virtual environment for this version of Python")
        found.insert(0, (sites[0], _ENVIRONMENT_PACKAGES))
    return found


def _visible() -> list[str]:
    """The system's files, and the Python in use wherever it is installed. Read-only inside."""
    paths = [path for path in _SYSTEM if os.path.exists(path)]
    paths += map(str, Path("/etc").glob("java-*"))  # without its settings a Java machine does not start
    base = os.path.realpath(sys.base_prefix)
    if not base.startswith("/usr"):
        paths.append(base)
    return paths


def _links() -> list[tuple[str, str]]:
    links = []
    for path in _LINKS:
        with contextlib.suppress(OSError):
            links.append((path, os.readlink(path)))
    return links
