"""Jobs as they are stored: a header, the groups' verifiers, and slices of completions.

The records are msgspec structs rather than dataclasses because a request of 4,096 completions is packed and
unpacked several times on its way; ``array_like`` leaves the field names out of the bytes.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from rewards.details import Details
from rewards.survival import Normalisation
from verifiers.trajectory import Turn
from verifiers.verdict import Status, Verdict

State = Literal["queued", "running", "done", "failed", "cancelled"]
Priority = Literal["train", "eval", "background"]
Feedback = Literal["none", "summary", "first_failure", "full"]
CacheUse = Literal["use", "refresh", "off"]

TRAIN = "train"
"""The split of what a run trains on, and of jobs that name none."""

OVER: frozenset[State] = frozenset({"done", "failed", "cancelled"})


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One completion on its way to a worker. ``group`` and ``index`` say where it stood in the request."""

    group: int
    index: int
    text: str
    id: str | None = None
    n_tokens: int | None = None
    confidence: float | None = None
    logprobs: tuple[float, ...] | None = None
    details: Details | None = None
    turns: tuple[Turn, ...] | None = None
    steps: tuple[str, ...] | None = None


class Judged(msgspec.Struct, frozen=True, array_like=True):
    """One completion judged: its verdict and what reward schemes may ask of the completion.

    Records are stored by position, so new fields go last and have defaults.
    """

    group: int
    index: int
    verdict: Verdict
    seconds: float = 0.0
    cached: bool = False
    id: str | None = None
    n_tokens: int | None = None
    confidence: float | None = None
    logprobs: tuple[float, ...] | None = None
    n_characters: int | None = None
    details: Details | None = None
    second_status: Status | None = None
    n_turns: int | None = None
    prefixes: tuple[bytes, ...] | None = None
    """A name for the completion's first k steps, k from 1 on."""


class GroupHeader(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a group before it is judged. ``slices`` numbers the slices its completions are in;
    ``prompt`` names the prompt and what its completions are checked against; ``as_text`` says that a ground
    truth of it is compared as text only.
    """

    id: str | None
    size: int
    kind: str
    version: str
    slices: tuple[int, ...]
    prompt: str = ""
    as_text: bool = False
    tags: dict[str, str] = {}


class Summary(msgspec.Struct, frozen=True):
    """What lists say of a job: of one size, however many groups it has."""

    job_id: str
    tenant: str
    run: str | None
    step: int | None
    priority: Priority
    feedback: Feedback
    cache: CacheUse
    reward: bytes
    reward_hash: str
    timeout_seconds: float
    total: int
    kinds: tuple[str, ...]
    split: str | None = None
    tags: dict[str, str] = {}

    @property
    def schemes(self) -> list[str]:
        """The names of the reward schemes and transforms it uses, sorted."""
        return sorted(set(_used(msgspec.json.decode(self.reward))))


class Header(msgspec.Struct, frozen=True):
    """Everything about a job that does not change once it is accepted."""

    job_id: str
    tenant: str
    run: str | None
    step: int | None
    priority: Priority
    feedback: Feedback
    cache: CacheUse
    reward: bytes
    reward_hash: str
    timeout_seconds: float
    created: float
    groups: tuple[GroupHeader, ...]
    normalisation: Normalisation | None = None
    split: str | None = None
    tags: dict[str, str] = {}

    @property
    def is_training(self) -> bool:
        """Whether its completions are what the run trains on, and not a test set of the run."""
        return self.split in (None, TRAIN)

    @property
    def total(self) -> int:
        """Completions in the job."""
        return sum(group.size for group in self.groups)

    @property
    def kinds(self) -> list[str]:
        """The verifier kinds it uses, sorted."""
        return sorted({group.kind for group in self.groups})

    @property
    def summary(self) -> Summary:
        """The part of it that lists read."""
        return Summary(
            self.job_id,
            self.tenant,
            self.run,
            self.step,
            self.priority,
            self.feedback,
            self.cache,
            self.reward,
            self.reward_hash,
            self.timeout_seconds,
            self.total,
            tuple(self.kinds),
            self.split,
            self.tags,
        )


class Payload(msgspec.Struct, frozen=True):
    """A job ready to be stored: its header, one verifier specification per group, and its slices.

    ``seconds`` is what each slice will probably cost; ``prompts`` are the groups' prompts as they are shown, empty
    where none was sent.
    """

    header: Header
    specifications: Sequence[bytes]
    slices: Sequence[Sequence[Item]]
    seconds: Sequence[float]
    prompts: Sequence[str] = ()


def _used(reward: object) -> Iterator[str]:
    """The names in a reward's JSON: a string, or what stands under ``use`` at any depth."""
    if isinstance(reward, str):
        yield reward
    elif isinstance(reward, dict):
        if isinstance(reward.get("use"), str):
            yield reward["use"]
        yield from (name for part in reward.values() if isinstance(part, list) for name in _used(part))
    elif isinstance(reward, list):
        yield from (name for part in reward if isinstance(part, dict) for name in _used(part))


def new_job_id(now: float | None = None) -> str:
    """32 hexadecimal digits that sort by time of creation (the layout of UUID version 7).

    ``now`` is in epoch seconds; a service gives the broker's, so that jobs of all its gateways sort together.
    """
    return f"{int(1000 * (time.time() if now is None else now)):012x}{secrets.token_hex(10)}"


def created_at(job_id: str) -> float:
    """When a job's id was made, in epoch seconds."""
    return int(job_id[:12], 16) / 1000
