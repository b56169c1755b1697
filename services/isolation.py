"""Opens the sandbox that the settings ask for, so that judging children can lease its runners."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sandbox.choosing import open_sandbox
from sandbox.errors import IsolationUnavailable
from sandbox.leasing import LeaseServer
from services.jobs.child import Isolated
from services.settings import Settings, SettingsError

log = logging.getLogger(__name__)


@contextmanager
def leased_sandbox(settings: Settings) -> Iterator[Isolated]:
    """The runners of this process, one for each judging child, for its children to lease.

    Raises SettingsError where the settings insist on a sandbox that does not work here.
    """
    with ExitStack() as stack:
        yield _open(settings, stack)


def _open(settings: Settings, stack: ExitStack) -> Isolated:
    if settings.sandbox == "off":
        return Isolated.nowhere("STEELYARD_SANDBOX is off: programs are not run here")
    try:
        sandbox = open_sandbox(
            settings.sandbox,
            settings.workers,
            settings.sandbox_image,
            settings.sandbox_sockets,
            settings.environments,
            settings.science,
        )
    except IsolationUnavailable as unavailable:
        if settings.sandbox != "auto":
            raise SettingsError(f"STEELYARD_SANDBOX={settings.sandbox}: {unavailable}") from unavailable
        log.warning("%s; see python -m services doctor", unavailable)
        return Isolated.nowhere(str(unavailable))
    stack.callback(sandbox.close)
    leases = LeaseServer(sandbox)
    stack.callback(leases.close)
    log.info("programs are separated by %s: %s", sandbox.isolation.name, sandbox.isolation.description)
    return Isolated(leases.path, sandbox.isolation)
