"""Results as a trainer reads them: rewards in the order of the request, each with its verdict.

``None`` as a reward means that the server failed to judge: leave that sample out, never count it as 0.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.fields import Fields


@dataclass(frozen=True, slots=True)
class Check:
    """One thing checked. ``passed`` and ``score`` are None where the server failed to check."""

    name: str
    passed: bool | None
    score: float | None
    weight: float
    error: str | None
    evidence: str | None
    seconds: float
    memory_mb: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one completion, and the status that follows from them."""

    status: str
    score: float | None
    answer: str | None
    flags: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class VerifierName:
    """Which verifier judged, and the version of its rules."""

    kind: str
    version: str


@dataclass(frozen=True, slots=True)
class Result:
    """One completion's reward and why. In partial results ``verdict`` is None where it is not judged yet.

    ``refusal`` is why the completion's group was not judged at all, where the caller asked for the rest.
    """

    reward: float | None
    components: Mapping[str, float | None]
    sample_weight: float
    verdict: Verdict | None
    feedback: str | None
    verifier: VerifierName | None
    cached: bool
    seconds: float
    id: str | None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The results of one group, in the order of its completions."""

    id: str | None
    results: tuple[Result, ...]

    @property
    def rewards(self) -> list[float | None]:
        """The rewards alone."""
        return [result.reward for result in self.results]


@dataclass(frozen=True, slots=True)
class Stats:
    """How long a job waited for a worker, and how long it was worked on, in seconds of wall time."""

    queued_seconds: float
    run_seconds: float


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """What the sender should know of a request. ``group`` is the place of the group it is about, if it is one.

    Codes are for programs: ``ground_truth_compared_as_text``, ``cancelled_by_normalisation``.
    """

    code: str
    message: str
    group: int | None = None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """All groups in the order of the request. Large requests are several jobs: ``job_ids`` has all of them."""

    job_ids: tuple[str, ...]
    groups: tuple[GroupResult, ...]
    stats: Stats | None
    warnings: tuple[AnswerWarning, ...] = ()

    @property
    def job_id(self) -> str:
        """The first job, which is the only one unless the request was split. Empty where all was refused."""
        return self.job_ids[0] if self.job_ids else ""

    @property
    def results(self) -> list[Result]:
        """Every completion's result, group after group."""
        return [result for group in self.groups for result in group.results]

    @property
    def rewards(self) -> list[float | None]:
        """Every completion's reward, group after group."""
        return [result.reward for result in self.results]


def read_verify_result(document: object) -> VerifyResult:
    """The body that ``/v1/verify`` answers. Raises Unreadable."""
    fields = Fields(document, "the answer")
    fields.needs("groups")
    groups = fields.each("groups", read_group)
    warnings = fields.each("warnings", _read_warning)
    return VerifyResult((fields.text("job_id"),), groups, fields.one_or_none("stats", read_stats), warnings)


def _read_warning(fields: Fields) -> AnswerWarning:
    return AnswerWarning(fields.text("code"), fields.text("message"), fields.count_or_none("group"))


def join(parts: Sequence[VerifyResult]) -> VerifyResult:
    """One result of the parts of a split request. The parts ran side by side: the slowest one's times count."""
    stats = [part.stats for part in parts if part.stats is not None]
    starts = itertools.accumulate((len(part.groups) for part in parts), initial=0)
    warnings = [
        warning
        for part, start in zip(parts, starts, strict=False)
        for warning in moved(part.warnings, range(start, start + len(part.groups)))
    ]
    return VerifyResult(
        tuple(job_id for part in parts for job_id in part.job_ids),
        tuple(group for part in parts for group in part.groups),
        Stats(max(s.queued_seconds for s in stats), max(s.run_seconds for s in stats)) if stats else None,
        tuple(dict.fromkeys(warnings)),
    )


def moved(warnings: Sequence[AnswerWarning], places: Sequence[int]) -> list[AnswerWarning]:
    """Warnings about the groups of one request, for a request where these groups stand at other places."""
    return [one if one.group is None else replace(one, group=places[one.group]) for one in warnings]


def read_group(fields: Fields) -> GroupResult:
    """One group of an answer, or of an event."""
    fields.needs("results")
    return GroupResult(fields.text_or_none("id"), fields.each("results", _read_result))


def read_stats(fields: Fields) -> Stats:
    """A job's times."""
    return Stats(fields.number("queued_seconds", 0.0), fields.number("run_seconds", 0.0))


def _read_result(fields: Fields) -> Result:
    fields.needs("reward")
    components = Fields(fields.mapping("components"), "components")
    return Result(
        reward=fields.number_or_none("reward"),
        components={name: components.number_or_none(name) for name in fields.mapping("components")},
        sample_weight=fields.number("sample_weight", 1.0),
        verdict=fields.one_or_none("verdict", _read_verdict),
        feedback=fields.text_or_none("feedback"),
        verifier=fields.one_or_none("verifier", _read_verifier),
        cached=bool(fields.flag_or_none("cached")),
        seconds=fields.number("seconds", 0.0),
        id=fields.text_or_none("id"),
    )


def _read_verdict(fields: Fields) -> Verdict:
    return Verdict(
        status=fields.text("status"),
        score=fields.number_or_none("score"),
        answer=fields.text_or_none("answer"),
        flags=fields.texts("flags"),
        checks=fields.each("checks", _read_check),
    )


def _read_check(fields: Fields) -> Check:
    return Check(
        name=fields.text("name"),
        passed=fields.flag_or_none("passed"),
        score=fields.number_or_none("score"),
        weight=fields.number("weight", 1.0),
        error=fields.text_or_none("error"),
        evidence=fields.text_or_none("evidence"),
        seconds=fields.number("seconds", 0.0),
        memory_mb=fields.number_or_none("memory_mb"),
    )


def _read_verifier(fields: Fields) -> VerifierName:
    return VerifierName(fields.text("kind"), fields.text_or_none("version") or "")
