"""The asynchronous client: every route of the server as a method, batching and waiting included."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self, Unpack
from urllib.parse import quote

from steelyard.batching import Batch, cut, encode, encode_group
from steelyard.beams import BeamFormat, BeamOptions, BeamProblem, read_problems
from steelyard.bodies import Body, Feedback, Options, Reward, assemble, head, pack
from steelyard.catalogue import RewardInfo, VerifierInfo, read_rewards, read_verifiers
from steelyard.deadline import Deadline
from steelyard.errors import FieldError, Refused, TooLarge, Unavailable, Unreadable
from steelyard.events import Event
from steelyard.following import Follower
from steelyard.gathering import Gatherer, kind_of, may_gather
from steelyard.jobs import Job, read_job, read_page
from steelyard.judging import Judge
from steelyard.labels import LabelReading, bodies_of, read_readings
from steelyard.overview import OverviewInfo, RunInfo, read_overview, read_run, read_runs
from steelyard.partial import verify_around
from steelyard.results import VerifyResult, read_verify_result
from steelyard.retry import Transient
from steelyard.settings import Settings
from steelyard.transport import Transport, lines_of
from steelyard.understanding import groups_of
from steelyard.waiting import JobReader, job_path

Group = Mapping[str, object]

_PAGE = 100
_PROBLEMS = 1000


class AsyncClient:
    """Asks one server, over one session. Use it as a context manager, or close it.

    ``url`` and ``api_key`` win over the settings; without either, ``STEELYARD_URL`` and ``STEELYARD_API_KEY``
    count. Every method may take as long as its deadline (``deadline_seconds``, else that of the settings): retries
    and waiting are part of it. All that they raise is a SteelyardError: Refused (the request is at fault),
    Unavailable or DeadlineExceeded (the server did not answer in time), Unreadable (it answered something else).
    """

    def __init__(
        self, url: str | None = None, *, api_key: str | None = None, settings: Settings | None = None
    ) -> None:
        base = settings or Settings()
        self._settings = replace(base, url=url or base.url, api_key=api_key or base.api_key)
        self._transport = Transport(self._settings)
        self._reader = JobReader(self._transport, self._settings.polling)
        self._judge = Judge(self._transport, self._reader, self._settings)
        self._gatherer = Gatherer(self._judge, self._settings)

    async def verify(
        self,
        groups: Sequence[Group] | Group,
        *,
        skip_refused: bool = False,
        deadline_seconds: float | None = None,
        **options: Unpack[Options],
    ) -> VerifyResult:
        """Judge groups, in the order given, in as many requests as the server's limits ask for.

        A group has ``completions`` and either a ``verifier``, or the ``label`` or the whole ``row`` of a dataset,
        which the server reads. With ``skip_refused`` a group that cannot be judged has results without a reward,
        each with the reason as its ``refusal``, and the others are judged.

        Raises Refused, Unavailable, DeadlineExceeded, JobEnded, TooLarge or Unreadable. A reward that is None
        means that the server failed to judge this one completion. Calls of few completions that come at the same
        time share a request, unless the settings say otherwise: the job of the result then holds the others' too.
        """
        deadline = self._deadline(deadline_seconds)
        understood, refusals = await self._understood(groups, deadline)
        if not skip_refused:
            _ensure_none_refused(refusals)
            return await self._verify(understood, deadline, options)
        return await verify_around(understood, refusals, lambda rest: self._verify(rest, deadline, options))

    async def _verify(self, groups: Sequence[Group], deadline: Deadline, options: Options) -> VerifyResult:
        start, batches = self._cut(groups, options)
        if len(groups) == 1 and self._settings.gather_seconds is not None and may_gather(batches[0], options):
            return await self._gatherer.verify(start, batches[0], kind_of(groups[0]), deadline)
        return await self._judge.verify(start, batches, deadline)

    async def read_labels(
        self, rows: Sequence[object], *, deadline_seconds: float | None = None
    ) -> tuple[LabelReading, ...]:
        """What rows of a dataset, or their labels, would be judged by, in their order. Nothing is judged.

        A row that cannot be read has its reason as ``refused``. Raises Refused only for a request that is no list
        of rows, and Unavailable or DeadlineExceeded (``deadline_seconds``, by default 3,600).
        """
        return await self._read_labels(rows, self._deadline(deadline_seconds))

    async def submit(
        self, groups: Sequence[Group] | Group, *, deadline_seconds: float | None = None, **options: Unpack[Options]
    ) -> Job:
        """Queue groups as one job and return at once, before anything is judged.

        Raises TooLarge for more than one request holds, Refused for groups that cannot be judged, Unavailable or
        DeadlineExceeded where the job may not have been stored: asking again then stores it once more.
        """
        deadline = self._deadline(deadline_seconds)
        understood, refusals = await self._understood(groups, deadline)
        _ensure_none_refused(refusals)
        start, (batch, *others) = self._cut(understood, options)
        if others:
            raise TooLarge(f"one job holds no more than the first {others[0].first} groups", others[0].first)
        body = await pack(assemble(start, batch.groups), self._settings.gzip_above_bytes)
        return read_job(await self._transport.call("POST", "/v1/jobs", deadline, body=body))

    async def job(self, job_id: str) -> Job:
        """A job as it stands. Raises Refused (404) for one that is unknown, or no longer kept."""
        return await self._reader.job(job_id, self._deadline())

    async def jobs(
        self,
        *,
        run: str | None = None,
        state: str | None = None,
        verifier: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[Job]:
        """Jobs, newest first, at most ``limit`` of them; pages of 100 are fetched as they are needed.

        ``run``, ``state`` (queued, running, done, cancelled, failed) and ``verifier`` (its kind) narrow them down.
        Raises Refused for another state.
        """
        filters = {"run": run, "state": state, "verifier": verifier}
        query = {name: value for name, value in filters.items() if value is not None}
        left = limit
        while left is None or left > 0:
            query["limit"] = str(_PAGE if left is None else min(left, _PAGE))
            page = read_page(await self._transport.call("GET", "/v1/jobs", self._deadline(), query=query))
            for job in page.jobs[:left]:
                yield job
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor
            left = None if left is None else left - len(page.jobs)

    async def results(self, job_id: str, *, partial: bool = False) -> VerifyResult:
        """A finished job's results; with ``partial`` what there is so far.

        Raises Refused (409) until there are any.
        """
        return await self._reader.results(job_id, self._deadline(), partial=partial)

    async def wait(self, job_id: str, *, deadline_seconds: float | None = None) -> VerifyResult:
        """A job's results, once they are there.

        Raises JobEnded where it ends without any, and DeadlineExceeded after ``deadline_seconds``.
        """
        return await self._reader.wait(job_id, self._deadline(deadline_seconds))

    async def events(self, job_id: str, *, deadline_seconds: float | None = None) -> AsyncIterator[Event]:
        """What happens to a job until it is over; lost connections are bridged, each event comes once.

        Raises Refused (404) for an unknown job, and DeadlineExceeded after ``deadline_seconds``.
        """
        follower = Follower(self._transport, job_path(job_id, "/events"), self._settings.retry)
        async for event in follower.follow(self._deadline(deadline_seconds)):
            yield event

    async def cancel(self, job_id: str) -> Job:
        """Cancel a job. One that is over stays as it is. Raises Refused (404) for an unknown one."""
        return read_job(await self._transport.call("DELETE", job_path(job_id), self._deadline()))

    async def rescore(self, job_id: str, reward: Reward, *, feedback: Feedback | None = None) -> VerifyResult:
        """Another reward over a finished job's verdicts; nothing is judged again.

        Raises Refused for a job that is not over (409) or unknown (404), and for an unusable reward (422).
        """
        asked = {"reward": reward} if feedback is None else {"reward": reward, "feedback": feedback}
        body = Body(encode(asked))
        path = job_path(job_id, "/rescore")
        return read_verify_result(await self._transport.call("POST", path, self._deadline(), body=body))

    async def overview(self) -> OverviewInfo:
        """How the server is doing: what waits, how fast it goes, who works, what is wrong."""
        return read_overview(await self._transport.call("GET", "/v1/overview", self._deadline()))

    async def runs(self, *, limit: int | None = None) -> AsyncIterator[RunInfo]:
        """Runs, those heard of last first, at most ``limit`` of them."""
        start = 0
        while True:
            query = {"start": str(start)}
            page = read_runs(await self._transport.call("GET", "/v1/runs", self._deadline(), query=query))
            for run in page.runs[: None if limit is None else limit - start]:
                yield run
            start += len(page.runs)
            if not page.more or (limit is not None and start >= limit):
                return

    async def run(self, name: str) -> RunInfo:
        """One run with its last 2,000 steps. Raises Refused (404) where there is none of this name."""
        query = {"name": name}
        return read_run(await self._transport.call("GET", "/v1/run", self._deadline(), query=query))

    async def export(self, run: str) -> AsyncIterator[bytes]:
        """The completions of a run with their verdicts and rewards, a line of JSON each, archived ones included.

        In no order. Raises Refused (404) where there is no such run, and Unavailable where the answer breaks off.
        """
        path = f"/v1/runs/{quote(run, safe='')}/export"
        try:
            async with self._transport.stream(path, self._deadline(), accept="application/jsonl") as chunks:
                async for line in lines_of(chunks):
                    yield line
        except Transient as failure:
            raise Unavailable(str(failure), failure.status) from failure

    async def verifiers(self) -> tuple[VerifierInfo, ...]:
        """The verifiers of this server."""
        return read_verifiers(await self._transport.call("GET", "/v1/verifiers", self._deadline()))

    async def rewards(self) -> tuple[RewardInfo, ...]:
        """The reward schemes of this server."""
        return read_rewards(await self._transport.call("GET", "/v1/rewards", self._deadline()))

    async def generate_beams(
        self, family: str, *, seed: int = 0, count: int = 10, **options: Unpack[BeamOptions]
    ) -> tuple[BeamProblem, ...]:
        """``count`` beam problems of a family, the same for the same seed and options.

        A request holds 1,000 of them; more are asked for in several. Raises Refused for a family or an option that
        the server does not know, and Unreadable for an answer without problems.
        """
        problems: list[BeamProblem] = []
        while len(problems) < count:
            first = len(problems)
            part = {"seed": seed, "count": min(count - first, _PROBLEMS), "first": first}
            asked = {"family": family, **part, **options}
            answer = await self._transport.call(
                "POST", "/v1/beams/generate", self._deadline(), body=Body(encode(asked))
            )
            made = read_problems(answer)
            if not made:
                raise Unreadable("the answer holds no problems")
            problems += made
        return tuple(problems)

    async def plot_beam(self, spec: Mapping[str, object], form: BeamFormat = "svg") -> bytes:
        """The diagrams of a beam as the bytes of a file. Raises Refused for one that cannot be solved."""
        body = Body(encode({"spec": spec, "format": form}))
        return await self._transport.file("POST", "/v1/beams/plot", self._deadline(), body=body)

    async def close(self) -> None:
        """Close the connections."""
        await self._gatherer.close()
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _deadline(self, seconds: float | None = None) -> Deadline:
        return Deadline(self._settings.deadline_seconds if seconds is None else seconds)

    async def _read_labels(self, rows: Sequence[object], deadline: Deadline) -> tuple[LabelReading, ...]:
        readings: list[LabelReading] = []
        for count, data in bodies_of(rows, self._settings.max_body_bytes):
            body = await pack(data, self._settings.gzip_above_bytes)
            answer = await self._transport.call("POST", "/v1/labels/read", deadline, body=body)
            readings += read_readings(answer, count)
        return tuple(readings)

    async def _understood(
        self, given: Sequence[Group] | Group, deadline: Deadline
    ) -> tuple[list[dict[str, object]], dict[int, str]]:
        """The groups with their labels read, and by their place those whose label says nothing."""
        groups = groups_of(given)
        labelled = [place for place, group in enumerate(groups) if "verifier" not in group]
        labels = [groups[place].pop("label" if "label" in groups[place] else "row") for place in labelled]
        refusals = {}
        for place, reading in zip(labelled, await self._read_labels(labels, deadline), strict=True):
            groups[place]["verifier"] = reading.verifier
            if reading.refused is not None:
                refusals[place] = reading.refused
        return groups, refusals

    def _cut(self, groups: Sequence[Group], options: Options) -> tuple[bytes, list[Batch]]:
        """The start that all bodies share, and the batches of groups that come after it."""
        start = head(options)
        room = self._settings.max_body_bytes - len(start) - len(b"]}")
        encoded = (encode_group(group) for group in groups)
        return start, list(cut(encoded, self._settings.max_completions, room))


def _ensure_none_refused(refusals: Mapping[int, str]) -> None:
    """Raises Refused that names every group whose label says nothing."""
    if refusals:
        errors = [FieldError(("groups", place, "label"), reason) for place, reason in refusals.items()]
        raise Refused(422, "Unprocessable Content", "A label cannot be judged by.", errors)
