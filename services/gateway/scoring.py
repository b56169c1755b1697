"""Scores jobs from their stored verdicts: what there is so far, or under another reward."""

import asyncio
from collections.abc import Sequence

import msgspec

from rewards.observing import recalls
from rewards.sample import Features
from rewards.score import normalised
from rewards.score import parse as parse_reward
from rewards.table import Combination
from services.gateway.documents import stats_of
from services.gateway.listing import JobRecord
from services.gateway.problems import Problem, not_found
from services.gateway.rewardable import ensure_memorable, ensure_parts, ensure_reward, ensure_told
from services.gateway.schemas import RescoreRequest
from services.gateway.store import GatewayStore
from services.jobs.model import Feedback, Header, Judged
from services.jobs.results import VerifyResponse, features, respond


async def header_of(store: GatewayStore, job_id: str) -> Header:
    """A job's header with its groups. Raises a 404 problem."""
    header = await store.header(job_id)
    if header is None:
        raise not_found()
    return header


async def scored_so_far(store: GatewayStore, record: JobRecord) -> VerifyResponse:
    """A job under its own reward, with null for what is not judged yet."""
    header = await header_of(store, record.summary.job_id)
    judged = await store.judged(header.job_id)
    return await _scored(store, record, header, judged, parse_reward(header.reward), header.feedback)


async def rescored(store: GatewayStore, record: JobRecord, asked: RescoreRequest) -> VerifyResponse:
    """A finished job under another reward. Raises 409 and 422 problems."""
    job_id = record.summary.job_id
    if record.state != "done":
        raise Problem(409, f"The job is {record.state}; only finished jobs are scored again.", job_id=job_id)
    reward = normalised(asked.reward)
    header = await header_of(store, job_id)
    judged = await store.judged(job_id)
    known: list[list[Features]] = [[] for _ in header.groups]
    for one in judged:
        known[one.group].append(features(one))
    ensure_parts(reward, _part_names(header, judged))
    ensure_reward(reward, known)
    ensure_told(reward, header, judged)
    ensure_memorable(reward, header.run, header.step, [group.id for group in header.groups])
    if asked.trainer is not None:
        header = msgspec.structs.replace(header, normalisation=asked.trainer.normalisation)
    return await _scored(store, record, header, judged, reward, asked.feedback)


def _part_names(header: Header, judged: Sequence[Judged]) -> list[set[str]]:
    names: list[set[str]] = [set() for _ in header.groups]
    for one in judged:
        names[one.group] |= {part.name for part in one.verdict.parts}
    return names


async def _scored(
    store: GatewayStore,
    record: JobRecord,
    header: Header,
    judged: Sequence[Judged],
    reward: Combination,
    level: Feedback,
) -> VerifyResponse:
    histories = await store.histories(header) if recalls(reward) else None
    return await asyncio.to_thread(respond, header, judged, reward, level, stats_of(record), histories)
