"""Request bodies: what is asked of all groups, then the groups, packed where that saves time on the wire."""

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from steelyard.batching import EncodedGroup, encode

Reward = str | Mapping[str, object]
Feedback = Literal["none", "summary", "first_failure", "full"]
Priority = Literal["train", "eval", "background"]
CacheUse = Literal["use", "refresh", "off"]

_GZIP_LEVEL = 1


class Options(TypedDict, total=False):
    """What may be asked of a request besides its groups. What is left out, the server decides.

    ``timeout_seconds`` is how long the server holds one request open before the client waits in another way; it
    does not bound the call: the deadline does.
    """

    reward: Reward
    feedback: Feedback
    run: str | None
    step: int | None
    split: str | None
    tags: Mapping[str, str]
    timeout_seconds: float
    priority: Priority
    cache: CacheUse


@dataclass(frozen=True, slots=True)
class Body:
    """A request body. The same bytes are sent again in a retry."""

    data: bytes
    is_gzipped: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What the server needs to know to read it."""
        packed = {"Content-Encoding": "gzip"} if self.is_gzipped else {}
        return {"Content-Type": "application/json", **packed}


def head(options: Options) -> bytes:
    """The body up to its groups."""
    return encode({**options, "groups": []}).removesuffix(b"]}")


def assemble(head: bytes, groups: Sequence[EncodedGroup]) -> bytes:
    """The whole body, unpacked."""
    return head + b",".join(group.body for group in groups) + b"]}"


async def pack(data: bytes, gzip_above_bytes: int) -> Body:
    """The body to send. Large ones are packed, in a thread, so that the event loop is not held up."""
    if len(data) <= gzip_above_bytes:
        return Body(data)
    return Body(await asyncio.to_thread(gzip.compress, data, _GZIP_LEVEL, mtime=0), is_gzipped=True)
