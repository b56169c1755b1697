"""Plugins: what other distributions add by entry points, found when a process starts."""

from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal

Group = Literal["steelyard.verifiers", "steelyard.rewards", "steelyard.doors"]


class BrokenPlugin(RuntimeError):
    """An installed plugin that cannot be loaded, or is not what its group asks for: the server does not start."""


@cache
def installed(group: Group) -> tuple[Any, ...]:
    """The objects that installed distributions name in ``group``, by the names of their entry points.

    Raises BrokenPlugin where one cannot be imported: a server without it would refuse what it was set up for.
    """
    return tuple(_load(point) for point in sorted(entry_points(group=group), key=lambda point: point.name))


def _load(point: Any) -> Any:
    try:
        return point.load()
    except Exception as error:
        # The boundary of code that is not ours: whatever its import raises is told with its name.
        source = point.dist.name if point.dist else "an unknown distribution"
        raise BrokenPlugin(f"plugin {point.name!r} of {source} cannot be loaded: {error}") from error
