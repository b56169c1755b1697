"""From stored verdicts to the answer that a trainer gets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from rewards.feedback import feedback
from rewards.score import score
from rewards.table import Combination
from services.jobs.model import Feedback, GroupHeader, Header, Judged
from verifiers.verdict import Verdict, infrastructure_error


@dataclass(frozen=True, slots=True)
class VerifierName:
    """Which verifier judged, and the version of its rules."""

    kind: str
    version: str


@dataclass(frozen=True, slots=True)
class Result:
    """One completion's reward and why. ``reward`` and ``verdict`` are ``None`` while it is not judged yet."""

    reward: float | None
    components: dict[str, float | None]
    sample_weight: float
    verdict: Verdict | None
    feedback: str | None
    verifier: VerifierName
    cached: bool
    seconds: float
    id: str | None = None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The results of one group, in the order of its completions."""

    id: str | None
    results: list[Result]


@dataclass(frozen=True, slots=True)
class Stats:
    """How long the job waited for a worker, and how long it was worked on, in seconds of wall time."""

    queued_seconds: float
    run_seconds: float


@dataclass(frozen=True, slots=True)
class VerifyResponse:
    """The answer to a job: groups and results in the order of the request."""

    job_id: str
    groups: list[GroupResult]
    stats: Stats | None


_encoder = msgspec.json.Encoder()


def encode(answer: VerifyResponse | GroupResult) -> bytes:
    """The answer as JSON."""
    return _encoder.encode(answer)


def respond(
    header: Header, judged: Iterable[Judged], reward: Combination, level: Feedback, stats: Stats | None
) -> VerifyResponse:
    """Put verdicts, in whatever order they came, where their completions stood, and score each group."""
    places: list[list[Judged | None]] = [[None] * group.size for group in header.groups]
    for one in judged:
        places[one.group][one.index] = one
    groups = [score_group(group, place, reward, level) for group, place in zip(header.groups, places, strict=True)]
    return VerifyResponse(header.job_id, groups, stats)


def score_group(
    group: GroupHeader, judged: Sequence[Judged | None], reward: Combination, level: Feedback
) -> GroupResult:
    """Score one group. Completions not judged yet count as our debt: they and group schemes see no verdict."""
    owed = infrastructure_error("not judged yet")
    verdicts = [owed if one is None else one.verdict for one in judged]
    name = VerifierName(group.kind, group.version)
    results = []
    for one, scored in zip(judged, score(verdicts, reward), strict=True):
        known = one or Judged(0, 0, owed)
        results.append(
            Result(
                reward=scored.reward,
                components=scored.components,
                sample_weight=scored.sample_weight,
                verdict=None if one is None else one.verdict,
                feedback=None if one is None else feedback(one.verdict, level),
                verifier=name,
                cached=known.cached,
                seconds=round(known.seconds, 6),
                id=known.id,
            )
        )
    return GroupResult(group.id, results)
