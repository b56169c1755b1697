"""The border of judging: whatever a verifier or the audit raises over a completion becomes a verdict on it.

Budgets that are used up pass through: they end the child's work. A sandbox that fails is ours: no verdict, with
the sandbox's own reason, which names what it lacks.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from sandbox.budget import CpuTimeExceeded
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox
from verifiers.audit.audit import audited, unread
from verifiers.showing import without_paths
from verifiers.verdict import Verdict, infrastructure_error, undecided
from verifiers.verifier import Verifier

log = logging.getLogger(__name__)

T = TypeVar("T")

_LONGEST_REASON = 500


def judged_within(judge: Callable[[str, Sandbox], T], completion: str, sandbox: Sandbox) -> T | Verdict:
    """What ``judge`` says of the completion; ``undecided`` where it raises, since no completion chooses null."""
    try:
        return judge(completion, sandbox)
    except SandboxError as error:
        log.warning("the sandbox failed: %s", error)
        return infrastructure_error(without_paths(str(error))[:_LONGEST_REASON])
    except (OSError, MemoryError, CpuTimeExceeded, KeyboardInterrupt):
        raise
    except BaseException as error:
        # The boundary of one completion: computer algebra raises what it likes, time-outs of its own that are no
        # Exception among it, and so do defects of ours.
        log.exception("a verifier failed over a completion of %d characters", len(completion))
        return undecided("runtime_error", f"reading this completion raised {type(error).__name__}")


def audited_within(verdict: Verdict, verifier: Verifier, completion: str) -> Verdict:
    """The verdict with what the audit shows; flagged ``unread`` where the audit fails."""
    try:
        return audited(verdict, verifier, completion)
    except (OSError, MemoryError):
        raise
    except Exception:
        # As above: a verdict that was reached is not lost over the audit.
        log.exception("the audit failed over a completion of %d characters", len(completion))
        return unread(verdict)
