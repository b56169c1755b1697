"""Reads jobs, and waits for one to end: by asking at growing intervals, within the caller's deadline."""

import asyncio
from urllib.parse import quote

from steelyard.deadline import Deadline
from steelyard.errors import DeadlineExceeded, JobEnded
from steelyard.jobs import Job, read_job
from steelyard.results import VerifyResult, read_verify_result
from steelyard.retry import Pace
from steelyard.transport import Transport


def job_path(job_id: str, rest: str = "") -> str:
    """The address of a job, or of something below it."""
    return f"/v1/jobs/{quote(job_id, safe='')}{rest}"


class JobReader:
    """Asks after jobs."""

    def __init__(self, transport: Transport, polling: Pace) -> None:
        self._transport = transport
        self._polling = polling

    async def job(self, job_id: str, deadline: Deadline) -> Job:
        """A job as it stands."""
        return read_job(await self._transport.call("GET", job_path(job_id), deadline))

    async def results(self, job_id: str, deadline: Deadline, *, partial: bool = False) -> VerifyResult:
        """A job's results; refused with 409 until there are any, unless partial ones will do."""
        query = {"partial": "true"} if partial else None
        answer = await self._transport.call("GET", job_path(job_id, "/results"), deadline, query=query)
        return read_verify_result(answer)

    async def wait(self, job_id: str, deadline: Deadline) -> VerifyResult:
        """A job's results, once it is done. Raises JobEnded, or DeadlineExceeded with the job's id."""
        try:
            await self._wait_until_done(job_id, deadline)
            return await self.results(job_id, deadline)
        except DeadlineExceeded as error:
            raise DeadlineExceeded(f"{error}; job {job_id} goes on", job_id) from error

    async def _wait_until_done(self, job_id: str, deadline: Deadline) -> None:
        asked = 0
        while (job := await self.job(job_id, deadline)).state != "done":
            if job.is_over:
                raise JobEnded(job_id, job.state, job.error)
            # Half of what is left at most, so that the last look is close to the deadline and not past it.
            await asyncio.sleep(min(self._polling.seconds(asked), deadline.remaining_seconds / 2))
            asked += 1
