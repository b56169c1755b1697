"""From stored verdicts to the answer that a trainer gets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from rewards.appeals import appeals_in, false_negative_rate
from rewards.details import NO_DETAILS
from rewards.feedback import feedback
from rewards.history import NO_HISTORY, History, Observed
from rewards.observing import observed_of_prompt, observed_of_run
from rewards.sample import Features, Sample
from rewards.score import score_batch
from rewards.scored import Scored
from rewards.survival import warnings_for
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
    """One completion's reward and why. ``reward`` and ``verdict`` are ``None`` while it is not judged yet.

    ``turn_rewards`` and ``step_rewards`` have one entry for each turn or step that was sent, ``None`` where a
    scheme gives none; they are ``None`` where no scheme gives any.
    """

    reward: float | None
    components: dict[str, float | None]
    sample_weight: float
    verdict: Verdict | None
    feedback: str | None
    verifier: VerifierName
    cached: bool
    seconds: float
    id: str | None = None
    turn_rewards: Sequence[float | None] | None = None
    step_rewards: Sequence[float | None] | None = None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The results of one group, in the order of its completions.

    ``history_version`` counts the updates of what earlier steps have shown, where the reward learns from it.
    """

    id: str | None
    results: list[Result]
    history_version: int | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """How long the job waited for a worker, and how long it was worked on, in seconds of wall time."""

    queued_seconds: float
    run_seconds: float


@dataclass(frozen=True, slots=True)
class AppealsFound:
    """What was accepted and rejected at first, how many rejections were overruled, and what that says of all."""

    n_pos: int
    n_neg: int
    n_flipped: int
    false_negative_rate: float


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """What the sender of a job should know of it. ``group`` is the place of the group it is about, if it is one.

    ``code`` is ``ground_truth_compared_as_text``, or ``cancelled_by_normalisation`` for what of the reward the
    trainer's own normalisation undoes.
    """

    code: str
    message: str
    group: int | None = None


@dataclass(frozen=True, slots=True)
class VerifyResponse:
    """The answer to a job: groups and results in the order of the request, and warnings about it.

    ``appeals`` is what the appeals of composite verifiers show, over all groups.
    """

    job_id: str
    groups: list[GroupResult]
    stats: Stats | None
    warnings: list[AnswerWarning] = field(default_factory=list)
    appeals: AppealsFound | None = None


COMPARED_AS_TEXT = "ground_truth_compared_as_text"
AS_TEXT_MESSAGE = "it is compared as text: a paraphrase of it earns nothing"
_CANCELLED = "cancelled_by_normalisation"
_encoder = msgspec.json.Encoder()


def encode(answer: VerifyResponse | GroupResult) -> bytes:
    """The answer as JSON."""
    return _encoder.encode(answer)


def respond(
    header: Header,
    judged: Iterable[Judged],
    reward: Combination,
    level: Feedback,
    stats: Stats | None,
    histories: Sequence[History] | None = None,
) -> VerifyResponse:
    """Put verdicts, in whatever order they came, where their completions stood, and score each group."""
    judged = list(judged)
    groups = score_groups(header.groups, _in_place(header, judged), reward, level, histories)
    return VerifyResponse(header.job_id, groups, stats, _warnings(header, reward), _appeals(header, judged))


def _appeals(header: Header, judged: Iterable[Judged]) -> AppealsFound | None:
    if all(group.kind != "composite" for group in header.groups):
        return None
    found = appeals_in(one.verdict for one in judged)
    if found is None:
        return None
    rate = round(false_negative_rate(found), 6)
    return AppealsFound(found.n_pos, found.n_neg, found.n_flipped, rate)


def _warnings(header: Header, reward: Combination) -> list[AnswerWarning]:
    textual = [place for place, group in enumerate(header.groups) if group.as_text]
    cancelled = warnings_for(reward, header.normalisation)
    return [
        *(AnswerWarning(COMPARED_AS_TEXT, AS_TEXT_MESSAGE, place) for place in textual),
        *(AnswerWarning(_CANCELLED, message) for message in cancelled),
    ]


def observed(
    header: Header, judged: Iterable[Judged], reward: Combination, histories: Sequence[History]
) -> tuple[list[Observed], Observed]:
    """What a finished job shows of its prompts and of its run."""
    batch = _batch(header.groups, _in_place(header, judged), histories)
    scored = score_batch(batch, reward)
    prompts = [observed_of_prompt(reward, group, one) for group, one in zip(batch, scored, strict=True)]
    return prompts, observed_of_run(reward, scored)


def _in_place(header: Header, judged: Iterable[Judged]) -> list[list[Judged | None]]:
    places: list[list[Judged | None]] = [[None] * group.size for group in header.groups]
    for one in judged:
        places[one.group][one.index] = one
    return places


def features(judged: Judged) -> Features:
    """What reward schemes may ask of the completion. A confidence that was not sent may be stated in its text."""
    confidence = judged.confidence
    if confidence is None and judged.verdict.features is not None:
        confidence = judged.verdict.features.confidence
    return Features(
        judged.n_tokens,
        confidence,
        judged.logprobs,
        judged.n_characters,
        judged.details or NO_DETAILS,
        judged.second_status,
        judged.n_turns,
        judged.prefixes,
    )


def score_groups(
    groups: Sequence[GroupHeader],
    judged: Sequence[Sequence[Judged | None]],
    reward: Combination,
    level: Feedback,
    histories: Sequence[History] | None = None,
) -> list[GroupResult]:
    """Score groups together. Completions not judged yet count as our debt: no scheme sees a verdict of them.

    ``histories``, one for each group, are what earlier steps have shown, for rewards that learn.
    """
    batch = _batch(groups, judged, histories)
    versions = [None] * len(groups) if histories is None else [history.version for history in histories]
    scored = zip(groups, judged, score_batch(batch, reward), versions, strict=True)
    return [_group_result(*one, level) for one in scored]


_OWED = infrastructure_error("not judged yet")


def _batch(
    groups: Sequence[GroupHeader],
    judged: Sequence[Sequence[Judged | None]],
    histories: Sequence[History] | None,
) -> list[list[Sample]]:
    known = histories or [NO_HISTORY] * len(judged)
    return [
        [_sample(one, history, group.prompt) for one in place]
        for group, place, history in zip(groups, judged, known, strict=True)
    ]


def _sample(judged: Judged | None, history: History, prompt: str) -> Sample:
    if judged is None:
        return Sample(_OWED, history=history, prompt=prompt)
    return Sample(judged.verdict, features(judged), history, prompt)


def _group_result(
    group: GroupHeader,
    judged: Sequence[Judged | None],
    scored: Sequence[Scored],
    history_version: int | None,
    level: Feedback,
) -> GroupResult:
    name = VerifierName(group.kind, group.version)
    results = [_result(one, value, name, level) for one, value in zip(judged, scored, strict=True)]
    return GroupResult(group.id, results, history_version)


def _result(judged: Judged | None, scored: Scored, name: VerifierName, level: Feedback) -> Result:
    known = judged or Judged(0, 0, _OWED)
    return Result(
        reward=scored.reward,
        components=scored.components,
        sample_weight=scored.sample_weight,
        verdict=None if judged is None else _flagged(judged.verdict, scored.flags),
        feedback=None if judged is None else feedback(judged.verdict, level),
        verifier=name,
        cached=known.cached,
        seconds=round(known.seconds, 6),
        id=known.id,
        turn_rewards=scored.turn_rewards,
        step_rewards=scored.step_rewards,
    )


def _flagged(verdict: Verdict, flags: tuple[str, ...]) -> Verdict:
    return replace(verdict, flags=(*verdict.flags, *flags)) if flags else verdict
