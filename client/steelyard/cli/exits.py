"""Exit codes: what a script can act on."""

from typing import Final

from steelyard.errors import JobEnded, Refused, SteelyardError, TooLarge

OK: Final = 0
NO_VERDICT: Final = 1
REFUSED: Final = 2
UNAVAILABLE: Final = 3

HELP: Final = """exit codes:
  0  all is well
  1  some completions have no verdict (their reward is null, or their row was refused and skipped),
     or check has found rows that are refused or whose own solution does not earn 1,
     or the job failed or was cancelled, or top has seen an alarm
  2  wrong usage, an unreadable line, or the server refused the request
  3  the server cannot be reached, failed, or did not finish before the deadline
"""


class UsageError(Exception):
    """What was asked for makes no sense; the message names the line or the option."""


def exit_code(error: Exception) -> int:
    """The exit code that an error ends the command with."""
    if isinstance(error, (Refused, TooLarge, UsageError)):
        return REFUSED
    if isinstance(error, JobEnded):
        return NO_VERDICT
    assert isinstance(error, SteelyardError)
    return UNAVAILABLE
