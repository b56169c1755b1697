"""A runner that several workers share: one job at a time, first come, first served.

Who wants a turn connects and waits; the kernel keeps the line. Whoever is first is offered the runner, and has it
from his answer until the connection closes. The client may have left by then, because another runner was faster.
"""

import json
import os
import re
import secrets
import socket
import sys
from typing import NoReturn

OFFER, TAKE, CONDEMN = b"o", b"t", b"x"
MOST = 20_000  # turns in a life
SUFFIX = ".sock"

_ANSWER_SECONDS = 5.0
_RUNNER = "/steelyard"
_WHOLE_PROC = "/run/proc"  # jails get a /proc of their own only where the kernel finds one that nothing covers


def main() -> NoReturn:
    """Be the sandbox of a container. Arguments: a folder for the socket; ``leave-network`` where there is one;
    ``environment=name`` and ``preload=modules`` where programs find more than Python.
    """
    from . import zygote  # it offers turns, and so knows this module

    folder, *options = sys.argv[1:]
    # No two lives share a name: whoever finds a socket dead may remove it without hurting a successor.
    told = dict(option.split("=", 1) for option in options if "=" in option)
    environment = f"-{told['environment']}" if "environment" in told else ""
    address = f"{folder}/{socket.gethostname()}-{secrets.token_hex(4)}{environment}{SUFFIX}"
    settings = {
        "address": address,
        "masked": [path for path in (_RUNNER, folder, "/sys", _WHOLE_PROC) if os.path.exists(path)],
        "shared": True,
        "leave_network": "leave-network" in options,
        "preload": told.get("preload", "").split(","),
    }
    sys.argv[1:] = [json.dumps(settings)]
    zygote.main()


def environment_of(name: str) -> str:
    """The environment behind a socket of this name."""
    found = re.search(r"-[0-9a-f]{8}-([a-z][a-z0-9_]*)$", name.removesuffix(SUFFIX))
    return found[1] if found else "python"


def offer(connection: socket.socket) -> bool:
    """Whether the one who is next takes his turn. Ends this process if he says that it is broken."""
    connection.settimeout(_ANSWER_SECONDS)
    try:
        connection.sendall(OFFER)
        answer = connection.recv(1)
    except OSError:
        return False
    if answer == CONDEMN:
        os._exit(1)
    connection.settimeout(None)
    return answer == TAKE
