"""Where runs remember what they have shown: read before a job is scored, added to once after."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

from redis import Redis

from rewards.error_rates import Side, Truth, rates_of, usable
from rewards.history import NO_HISTORY, History, Observed, Rates
from services.jobs import keys
from services.jobs.model import Header
from services.jobs.scripts import script

_WHOLE_RUN = "*"


class Histories:
    """The histories of all runs. What is not added to for ``retention_seconds`` is forgotten."""

    def __init__(self, redis: "Redis", retention_seconds: int) -> None:
        self._redis = redis
        self._retention_seconds = retention_seconds
        self._observe = redis.register_script(script("observe"))

    def recall(self, header: Header) -> list[History]:
        """What earlier steps have shown of each group's prompt and of the run."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for name in recalled_names(header):
                pipeline.hgetall(name)
            found = cast("list[dict[bytes, bytes]]", pipeline.execute())
        return histories_of(header, found)

    def observe(self, header: Header, prompts: Sequence[Observed], run: Observed) -> None:
        """Add what a job has shown, unless it has been added already."""
        seen = keys.seen(header.tenant, _learning_run(header), header.job_id)
        with self._redis.pipeline(transaction=False) as pipeline:
            for number, (name, observed) in enumerate(zip(history_names(header), [*prompts, run], strict=True)):
                if not observed.empty:
                    arguments = [number, header.step or 0, self._retention_seconds, *_entries(observed)]
                    self._observe([name, seen], arguments, client=pipeline)
            pipeline.execute()


def prompt_digest(group_id: str | None, specification: bytes) -> str:
    """A name for a prompt and everything its completions are checked against."""
    named = (group_id or "").encode() + b"\0" + specification
    return hashlib.blake2b(named, digest_size=12).hexdigest()


def history_names(header: Header) -> list[str]:
    """The keys of the groups' prompts and, last, of the run."""
    places = [*(group.prompt for group in header.groups), _WHOLE_RUN]
    return [keys.history(header.tenant, _learning_run(header), place) for place in places]


def _learning_run(header: Header) -> str:
    """What a test set shows is kept apart: it must not move the rewards that the run trains on."""
    return header.run or "" if header.is_training else f"{header.run or ''}\0{header.split}"


def recalled_names(header: Header) -> list[str]:
    """The same, and the keys of what tells how often the groups' verifiers err."""
    return [*history_names(header), keys.label_counts(header.tenant), keys.COUNTERS]


def histories_of(header: Header, found: Sequence[Mapping[bytes, bytes]]) -> list[History]:
    """The histories in what is stored under ``recalled_names``, as they stood before the job's step."""
    *steps, labels, counters = found
    *prompts, run = (_history(fields, header.step or 0) for fields in steps)
    kinds = {group.kind for group in header.groups} if labels else ()
    rates = {kind: _rates(kind, header.tenant, labels, counters) for kind in kinds}
    return [
        replace(prompt.over(run), rates=rates.get(group.kind))
        for prompt, group in zip(prompts, header.groups, strict=True)
    ]


def label_field(kind: str, side: Side, truth: Truth) -> str:
    """The field of ``keys.label_counts`` that counts such labels."""
    return f"{kind}|{side}|{truth}"


def _rates(kind: str, tenant: str, labels: Mapping[bytes, bytes], counters: Mapping[bytes, bytes]) -> Rates | None:
    counted = {
        (side, truth): int(labels.get(label_field(kind, side, truth).encode(), 0))
        for side in get_args(Side)
        for truth in get_args(Truth)
    }
    beginning = f"#of|{tenant}|{kind}|".encode()
    judged = {
        name.removeprefix(beginning).decode(): int(count)
        for name, count in counters.items()
        if name.startswith(beginning)
    }
    return usable(rates_of(counted, judged))


def _history(fields: Mapping[bytes, bytes], step: int) -> History:
    if not fields:
        return NO_HISTORY
    sums: dict[str, float] = {}
    bests: dict[str, float] = {}
    firsts: dict[str, Sequence[float]] = {}
    for field, stored in fields.items():
        kind, name, parts = field[:1], field[1:].decode(), stored.decode().split()
        if kind == b"+":
            sums[name] = _sum(parts, step)
        elif kind == b">" and (best := _best(parts, step)) is not None:
            bests[name] = best
        elif kind == b"1" and float(parts[0]) < step:
            firsts[name] = [float(value) for value in parts[1].split(",")]
    return History(sums, bests, firsts, int(fields.get(b"version", 0)))


def _sum(parts: Sequence[str], step: int) -> float:
    at, before, during, decay = map(float, parts)
    return before if step <= at else (before + during) * decay ** (step - at)


def _best(parts: Sequence[str], step: int) -> float | None:
    at, before, during = parts
    if step > float(at):
        return float(during)
    return None if before == "none" else float(before)


def _entries(observed: Observed) -> list[str | float]:
    entries: list[str | float] = []
    for name, amount in observed.sums.items():
        entries += ["+", name, repr(amount.value), amount.decay]
    for name, best in observed.bests.items():
        entries += [">", name, repr(best), 1]
    for name, values in observed.firsts.items():
        entries += ["1", name, ",".join(map(repr, values)), 1]
    return entries
