"""Names how a case ended, from what was measured and from the last words of the program.

The last words are the program's own and may be false. They only choose between names for a failure.
"""

import re
import signal

from sandbox.sandbox import Ended

_LAST_WORDS: tuple[tuple[re.Pattern[str], Ended], ...] = (
    (re.compile(r"^MemoryError|std::bad_alloc|heap out of memory|OutOfMemoryError", re.MULTILINE), "memory"),
    (re.compile(r"No space left on device|File too large|Disk quota exceeded"), "disk"),
    (re.compile(r"Resource temporarily unavailable|can't start new thread"), "processes"),
)
_OF_SIGNALS: dict[int, Ended] = {
    signal.SIGXCPU: "timeout",
    signal.SIGXFSZ: "disk",
    signal.SIGKILL: "memory",  # nobody but the kernel's out-of-memory killer is left
}
_LAST = 400  # characters
_SYNTAX = re.compile(r"^(SyntaxError|IndentationError|TabError)\b")


def name_run_ending(breach: Ended | None, status: int, stderr: str) -> Ended:
    """How a Run ended."""
    if breach:
        return breach
    if status == 0:
        return "exited"
    if status < 0:
        return _OF_SIGNALS.get(-status, "crashed")
    for words, ended in _LAST_WORDS:
        if words.search(stderr[-_LAST:]):
            return ended
    # A program that could not be compiled has no traceback, only a place.
    last = stderr.rstrip().rpartition("\n")[2]
    return "syntax" if stderr.startswith('  File "') and _SYNTAX.match(last) else "exited"


def name_call_ending(breach: Ended | None, status: int | None) -> Ended:
    """How a Call or Evaluate ended that gave no answer."""
    if breach:
        return breach
    if status is not None and status < 0:
        return _OF_SIGNALS.get(-status, "crashed")
    return "crashed"


def name_raised(type_name: str, message: str) -> Ended:
    """How a Call or Evaluate ended that raised."""
    if type_name == "MemoryError":
        return "memory"
    words = f"{type_name}: {message}"
    for pattern, ended in _LAST_WORDS:
        if pattern.search(words):
            return ended
    return "raised"
