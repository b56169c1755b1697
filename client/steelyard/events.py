"""What happens to a job, as it happens."""

import json
from dataclasses import dataclass

from steelyard.errors import Unreadable
from steelyard.fields import Fields
from steelyard.results import GroupResult, read_group
from steelyard.sse import ServerSentEvent


@dataclass(frozen=True, slots=True)
class Progress:
    """How many completions are judged, and of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class GroupDone:
    """All completions of a group are judged. ``index`` is its place in the request."""

    index: int
    group: GroupResult


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is over; nothing comes after this. ``state`` is ``done``, ``failed`` or ``cancelled``."""

    state: str


Event = Progress | GroupDone | Finished


def read_event(event: ServerSentEvent) -> Event | None:
    """The event, or None for a kind that only newer clients know. Raises Unreadable."""
    if event.name not in ("progress", "group", "done"):
        return None
    try:
        fields = Fields(json.loads(event.data), f"the event {event.name}")
    except ValueError as error:
        raise Unreadable(f"the event {event.name} holds no JSON") from error
    if event.name == "progress":
        return Progress(fields.count_or_none("done") or 0, fields.count_or_none("total") or 0)
    if event.name == "group":
        fields.needs("index")
        return GroupDone(fields.count_or_none("index") or 0, read_group(fields))
    return Finished(fields.text("state"))
