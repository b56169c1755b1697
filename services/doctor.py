"""``python -m services doctor``: which isolation this machine offers, and what to do about it."""

import sys

from sandbox.choosing import Kind, open_sandbox
from sandbox.errors import IsolationUnavailable
from sandbox.languages import LANGUAGES
from sandbox.proving import find_fault
from services.settings import Settings, read_settings

_KINDS: tuple[Kind, ...] = ("service", "docker", "local")
_ADVICE = {
    "docker": "start a Docker engine and build the image with deploy/sandbox/build.sh",
    "service": "start sandboxes with `docker-compose up`, and name the folder of their sockets in "
    "STEELYARD_SANDBOX_SOCKETS",
    "local": "needs Linux on x86_64 that allows new user namespaces (sysctl kernel.unprivileged_userns_clone, "
    "user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns)",
}


def examine(settings: Settings) -> tuple[list[str], bool]:
    """What to tell the user, line by line, and whether programs can be run as the settings ask."""
    works = {kind: _try(kind, settings) for kind in _KINDS}
    lines = [f"{kind:8}{found}" for kind, (_, found) in works.items()]
    for kind, (usable, _) in works.items():
        if not usable:
            lines.append(f"  for {kind}: {_ADVICE[kind]}")
    used = [kind for kind in _KINDS if works[kind][0] and settings.sandbox in ("auto", kind)]
    if settings.sandbox == "off":
        lines.append("STEELYARD_SANDBOX=off: verifiers that run programs give no reward")
    elif used:
        lines.append(f"STEELYARD_SANDBOX={settings.sandbox}: programs run in {used[0]!r}")
    else:
        lines.append(f"STEELYARD_SANDBOX={settings.sandbox}: programs cannot be run here; see docs/sandbox.md")
    return lines, bool(used) or settings.sandbox == "off"


def _try(kind: Kind, settings: Settings) -> tuple[bool, str]:
    try:
        sandbox = open_sandbox(kind, 1, settings.sandbox_image, settings.sandbox_sockets)
    except IsolationUnavailable as unavailable:
        return False, f"no   {unavailable}"
    try:
        languages = [name for name in LANGUAGES if find_fault(sandbox, name) is None]
    finally:
        sandbox.close()
    return True, f"yes  {sandbox.isolation.description}; languages: {', '.join(languages)}"


def main() -> None:
    """Print it; exit status 1 where programs cannot be run as the settings ask."""
    lines, usable = examine(read_settings())
    print("\n".join(lines))
    if not usable:
        sys.exit(1)
