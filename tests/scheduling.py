"""Which tests one process runs, where several do: those that share a server, a browser or judges.

pytest-xdist's own groups are lost: it writes them into names of tests, which pytest 9 does not let it change.
"""

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_LAYERS_WITH_SERVERS = ("services", "client", "deploy", "sandbox", "trainers")
_ASKING = ("test_composites", "test_papers", "test_snippets", "test_trajectories")
"""Tests that share a server with judges."""
_DEAR = ("test_code_science",)
"""Tests of a sandbox that takes long to start: one process does them all."""


def group_of(nodeid: str) -> str | None:
    """The group of a test of real processes; None for one that may run anywhere."""
    path = PurePosixPath(nodeid.partition("::")[0])
    layer = path.parts[1] if len(path.parts) > 2 else ""
    if layer == "dashboard":
        return layer
    if path.stem in _ASKING:
        return "asking"
    if path.stem in _DEAR:
        return path.stem
    return str(path) if layer in _LAYERS_WITH_SERVERS else None


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out groups as a whole, in the order of collection: what is small comes last and fills both cores."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid) or nodeid
