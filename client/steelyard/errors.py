"""What can go wrong between a trainer and the server.

SteelyardError
├── Refused            the server holds the request at fault (4xx); ``errors`` names the fields
├── Unavailable        the server could not be reached or failed, and retrying did not help
├── DeadlineExceeded   the caller's own time is up; ``job_id`` where a job goes on
├── JobEnded           a job failed or was cancelled: it will never have results
├── TooLarge           one group alone is more than a request may hold
└── Unreadable         the answer is not what the wire contract says: is that a Steelyard?

None of these is a reward. A failure never becomes 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class SteelyardError(Exception):
    """Anything that this client raises on purpose."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a request: the path to it, and what is wrong."""

    loc: tuple[str | int, ...]
    msg: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.loc))}: {self.msg}"


class Refused(SteelyardError):
    """The server refused the request. Sending the same again would not help."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: Sequence[FieldError] = (),
        job_id: str | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.job_id = job_id

    def __str__(self) -> str:
        return "; ".join([str(self.args[0]), *map(str, self.errors)])


class Unavailable(SteelyardError):
    """The server cannot be reached or has failed. ``status`` is None where it did not answer at all."""

    def __init__(self, message: str, status: int | None = None, job_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.job_id = job_id


class DeadlineExceeded(SteelyardError):
    """The caller's deadline has passed. With a ``job_id`` the job goes on and can be waited for again."""

    def __init__(self, message: str, job_id: str | None = None) -> None:
        super().__init__(message)
        self.job_id = job_id


class JobEnded(SteelyardError):
    """A job ended without results: ``state`` is ``failed`` or ``cancelled``."""

    def __init__(self, job_id: str, state: str, error: str | None = None) -> None:
        super().__init__(f"job {job_id} {state}: {error}" if error else f"job {job_id} {state}")
        self.job_id = job_id
        self.state = state
        self.error = error


class TooLarge(SteelyardError):
    """One group holds more than one request may. ``group`` is its place among the groups given."""

    def __init__(self, message: str, group: int) -> None:
        super().__init__(message)
        self.group = group


class Unreadable(SteelyardError):
    """The server answered something else than the wire contract promises."""
