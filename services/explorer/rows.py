"""What the explorer keeps of a finished job: a row for each completion, read from the store's own records."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from services.jobs import packing
from services.jobs.model import GroupHeader, Header

_MOST_PROMPT = 4_000
_MOST_TEXT = 200_000
_MOST_MARKS = 64
"""Flags and failed checks of one completion."""


class _Check(msgspec.Struct, frozen=True):
    name: str
    passed: bool | None = None


class _Verdict(msgspec.Struct, frozen=True):
    status: str
    score: float | None = None
    flags: tuple[str, ...] = ()
    checks: tuple[_Check, ...] = ()


class _Result(msgspec.Struct, frozen=True):
    reward: float | None
    verdict: _Verdict | None


class _Group(msgspec.Struct, frozen=True):
    results: list[_Result]


class _Answer(msgspec.Struct, frozen=True):
    groups: list[_Group]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the completions of a group answer. ``digest`` names it together with what they are checked against."""

    tenant: str
    digest: str
    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One completion with its verdict. ``tags`` are ``name:value``; ``failed`` names the checks not passed."""

    job_id: str
    group: int
    index: int
    run: str | None
    step: int | None
    split: str | None
    status: str
    reward: float | None
    score: float | None
    verifier: str
    language: str | None
    text: str
    prompt: Prompt
    flags: Sequence[str]
    failed: Sequence[str]
    tags: Sequence[str]


_answer = msgspec.json.Decoder(_Answer)


def rows_of(header: Header, payload: Mapping[bytes, bytes], answer: bytes) -> Iterator[Row]:
    """The completions of a job that have a verdict. ``answer`` is the job's, as it was sent."""
    results = _answer.decode(answer).groups
    prompts = [_prompt(header, group, payload, place) for place, group in enumerate(header.groups)]
    languages = [_language(group, payload, place) for place, group in enumerate(header.groups)]
    for name, packed in payload.items():
        if not name.startswith(b"s"):
            continue
        for item in packing.unpack_items(packed):
            group, result = header.groups[item.group], results[item.group].results[item.index]
            if result.verdict is None:
                continue
            failed = [check.name for check in result.verdict.checks if check.passed is False]
            yield Row(
                job_id=header.job_id,
                group=item.group,
                index=item.index,
                run=header.run,
                step=header.step,
                split=header.split,
                status=result.verdict.status,
                reward=result.reward,
                score=result.verdict.score,
                verifier=group.kind,
                language=languages[item.group],
                text=item.text[:_MOST_TEXT],
                prompt=prompts[item.group],
                flags=list(dict.fromkeys(result.verdict.flags))[:_MOST_MARKS],
                failed=list(dict.fromkeys(failed))[:_MOST_MARKS],
                tags=[f"{tag}:{value}" for tag, value in {**header.tags, **group.tags}.items()],
            )


def _prompt(header: Header, group: GroupHeader, payload: Mapping[bytes, bytes], place: int) -> Prompt:
    packed = payload.get(b"p%d" % place)
    text = "" if packed is None else packing.decompress(packed).decode()
    return Prompt(header.tenant, group.prompt, group.id, text[:_MOST_PROMPT])


def _language(group: GroupHeader, payload: Mapping[bytes, bytes], place: int) -> str | None:
    """The programming language that a verifier of code asks for."""
    packed = payload.get(b"g%d" % place)
    if group.kind != "code" or packed is None:
        return None
    return str(json.loads(packing.decompress(packed)).get("language", "python"))
