"""What is asked of the explorer, and what it answers."""

from dataclasses import dataclass

import msgspec

MOST_TEXT = 1000
"""Characters of a text that is looked for."""


class Query(msgspec.Struct, frozen=True, tag="search", omit_defaults=True):
    """Which completions to find, newest first; None leaves a property open.

    ``tenant`` is whose they may be, None for everybody's. ``text`` stands in the completion and ``prompt`` in the
    prompt or the group's id, in capitals or not. ``check`` names a check that failed; ``tag`` is ``name:value``.
    Steps and rewards are bounds, both included. ``after`` is the cursor of an earlier answer.
    """

    tenant: str | None = None
    text: str | None = None
    prompt: str | None = None
    run: str | None = None
    from_step: int | None = None
    to_step: int | None = None
    split: str | None = None
    status: str | None = None
    flag: str | None = None
    lowest: float | None = None
    highest: float | None = None
    check: str | None = None
    tag: str | None = None
    language: str | None = None
    verifier: str | None = None
    limit: int = 50
    after: str | None = None


class RunQuery(msgspec.Struct, frozen=True, tag="run", omit_defaults=True):
    """Which runs to break down by prompt and failed check: of one tenant, one or two of them, what they train on.

    ``only`` is a class of prompts: ``all_right``, ``none_right`` or ``mixed``.
    """

    tenant: str
    run: str
    beside: str | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a completion's text around what was looked for; without that, its end."""

    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One completion found. ``group_id`` is the sender's name of its group."""

    job_id: str
    group: int
    index: int
    tenant: str
    run: str | None
    step: int | None
    split: str | None
    status: str
    reward: float | None
    score: float | None
    verifier: str
    language: str | None
    characters: int
    group_id: str | None
    prompt: str | None
    flags: list[str]
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Found:
    """Completions found. ``total`` counts all of them, or, where not ``is_complete``, at least so many.

    Both count from the cursor on that was asked with; ``next_cursor`` leads on. ``completions`` are searched and
    ``jobs_unread`` not read yet. ``seconds`` it took.
    """

    hits: list[Hit]
    total: int
    is_complete: bool
    next_cursor: str | None
    completions: int
    jobs_unread: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A check, and how many completions of the run failed it."""

    name: str
    verifier: str
    failed: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """What one step shows of a prompt."""

    step: int | None
    n: int
    right: int


@dataclass(frozen=True, slots=True)
class PromptShown:
    """A prompt with what its completions show. ``digest`` finds them; ``steps`` are its last, oldest first.

    ``beside_n`` and ``beside_right`` are those of the other run.
    """

    digest: str
    group_id: str | None
    text: str | None
    n: int
    right: int
    mean_reward: float | None
    steps: list[StepShown]
    beside_n: int = 0
    beside_right: int = 0


@dataclass(frozen=True, slots=True)
class RunFound:
    """A run broken down: what fails most, and its prompts, the least often solved first.

    Beside another run the prompts of both, those that differ most first. ``classes`` counts all prompts by class.
    """

    completions: int
    checks: list[CheckShown]
    prompts: list[PromptShown]
    classes: dict[str, int]
    jobs_unread: int
    seconds: float


class Asked(msgspec.Struct, frozen=True):
    """A question on its way, and the token that its answer is waited for under."""

    token: str
    query: Query | RunQuery


class Fault(msgspec.Struct, frozen=True, tag="fault"):
    """Why there is no answer."""

    reason: str


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """An answer on its way."""

    found: Found


class RunAnswer(msgspec.Struct, frozen=True, tag="run"):
    """The answer to a question about a run, on its way."""

    found: RunFound
