"""The synchronous client: the asynchronous one, run on a background thread.

It works wherever blocking is fine, also inside a running event loop such as Jupyter's, and from several threads.
"""

import weakref
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self, Unpack

from steelyard.background import BackgroundLoop
from steelyard.beams import BeamFormat, BeamOptions, BeamProblem
from steelyard.bodies import Feedback, Options, Reward
from steelyard.catalogue import RewardInfo, VerifierInfo
from steelyard.client import AsyncClient, Group
from steelyard.events import Event
from steelyard.jobs import Job
from steelyard.labels import LabelReading
from steelyard.overview import OverviewInfo, RunInfo
from steelyard.results import VerifyResult
from steelyard.settings import Settings


class Client:
    """Asks one server. Use it as a context manager, close it, or drop it: its thread then ends by itself.

    The methods are those of AsyncClient.
    """

    def __init__(
        self, url: str | None = None, *, api_key: str | None = None, settings: Settings | None = None
    ) -> None:
        self._client = AsyncClient(url, api_key=api_key, settings=settings)
        self._background = BackgroundLoop(self._client.close)
        self._stop = weakref.finalize(self, self._background.stop)

    def verify(
        self,
        groups: Sequence[Group] | Group,
        *,
        skip_refused: bool = False,
        deadline_seconds: float | None = None,
        **options: Unpack[Options],
    ) -> VerifyResult:
        """Judge groups, in the order given, in as many requests as the server's limits ask for."""
        call = self._client.verify(groups, skip_refused=skip_refused, deadline_seconds=deadline_seconds, **options)
        return self._background.run(call)

    def read_labels(
        self, rows: Sequence[object], *, deadline_seconds: float | None = None
    ) -> tuple[LabelReading, ...]:
        """What rows of a dataset, or their labels, would be judged by, in their order. Nothing is judged."""
        return self._background.run(self._client.read_labels(rows, deadline_seconds=deadline_seconds))

    def submit(
        self, groups: Sequence[Group] | Group, *, deadline_seconds: float | None = None, **options: Unpack[Options]
    ) -> Job:
        """Queue groups as one job and come back at once."""
        return self._background.run(self._client.submit(groups, deadline_seconds=deadline_seconds, **options))

    def job(self, job_id: str) -> Job:
        """A job as it stands."""
        return self._background.run(self._client.job(job_id))

    def jobs(
        self,
        *,
        run: str | None = None,
        state: str | None = None,
        verifier: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Job]:
        """Jobs, newest first, at most ``limit`` of them."""
        return self._background.iterate(self._client.jobs(run=run, state=state, verifier=verifier, limit=limit))

    def results(self, job_id: str, *, partial: bool = False) -> VerifyResult:
        """A finished job's results; with ``partial`` what there is so far."""
        return self._background.run(self._client.results(job_id, partial=partial))

    def wait(self, job_id: str, *, deadline_seconds: float | None = None) -> VerifyResult:
        """A job's results, once they are there."""
        return self._background.run(self._client.wait(job_id, deadline_seconds=deadline_seconds))

    def events(self, job_id: str, *, deadline_seconds: float | None = None) -> Iterator[Event]:
        """What happens to a job until it is over."""
        return self._background.iterate(self._client.events(job_id, deadline_seconds=deadline_seconds))

    def cancel(self, job_id: str) -> Job:
        """Cancel a job. One that is over stays as it is."""
        return self._background.run(self._client.cancel(job_id))

    def rescore(self, job_id: str, reward: Reward, *, feedback: Feedback | None = None) -> VerifyResult:
        """Another reward over a finished job's verdicts; nothing is judged again."""
        return self._background.run(self._client.rescore(job_id, reward, feedback=feedback))

    def overview(self) -> OverviewInfo:
        """How the server is doing: what waits, how fast it goes, who works, what is wrong."""
        return self._background.run(self._client.overview())

    def runs(self, *, limit: int | None = None) -> Iterator[RunInfo]:
        """Runs, those heard of last first, at most ``limit`` of them."""
        return self._background.iterate(self._client.runs(limit=limit))

    def run(self, name: str) -> RunInfo:
        """One run with its steps."""
        return self._background.run(self._client.run(name))

    def export(self, run: str) -> Iterator[bytes]:
        """The completions of a run with their verdicts and rewards, a line of JSON each, archived ones too."""
        return self._background.iterate(self._client.export(run))

    def verifiers(self) -> tuple[VerifierInfo, ...]:
        """The verifiers of this server."""
        return self._background.run(self._client.verifiers())

    def rewards(self) -> tuple[RewardInfo, ...]:
        """The reward schemes of this server."""
        return self._background.run(self._client.rewards())

    def generate_beams(
        self, family: str, *, seed: int = 0, count: int = 10, **options: Unpack[BeamOptions]
    ) -> tuple[BeamProblem, ...]:
        """Beam problems of a family, the same for the same seed and options."""
        return self._background.run(self._client.generate_beams(family, seed=seed, count=count, **options))

    def plot_beam(self, spec: Mapping[str, object], form: BeamFormat = "svg") -> bytes:
        """The diagrams of a beam as the bytes of a file."""
        return self._background.run(self._client.plot_beam(spec, form))

    def close(self) -> None:
        """Close the connections and end the thread."""
        self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
