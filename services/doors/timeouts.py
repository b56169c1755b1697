"""How long the client of a path waits for its answer: what takes longer must be answered 504 before."""

import json
import re

_SECONDS = {"openrlhf": 170.0, "slime": 110.0, "judge0": 300.0, "piston": 300.0}
_LONGEST = 600.0
_SERVICE = re.compile(r"^(?:/k/[^/]+)?/compat/([a-z0-9-]+)(?::\d+)?/([^?]*)")
_ON_TOP = 8.0  # seconds; verl's client waits ten longer than both limits


def answer_within(path: str, body: bytes) -> float:
    """Seconds until a request for this path of the gateway has to be answered."""
    found = _SERVICE.match(path)
    if found is None:
        return _LONGEST
    service, route = found.groups()
    if service == "sandbox-fusion" and route == "run_code":
        return _of_program(body)
    return _SECONDS.get(service, _LONGEST)


def _of_program(body: bytes) -> float:
    try:
        asked = json.loads(body)
        limits = [float(asked.get(name) or 10.0) for name in ("compile_timeout", "run_timeout")]
    except (ValueError, TypeError, AttributeError):
        limits = [10.0, 10.0]
    return min(sum(limits) + _ON_TOP, _LONGEST)
