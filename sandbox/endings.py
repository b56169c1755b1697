"""Names how a case ended, from what was measured and from the last words of the program.

The last words are the program's own and may be false. They only choose between names for a failure.
"""

import re
import signal

from sandbox.sandbox import Ended

_LAST_WORDS: tuple[tuple[re.Pattern[str], Ended], ...] = (
    (
        re.compile(
            r"Resource temporarily unavailable|EAGAIN|can't start new thread|unable to create native thread"
            r"|failed to create new OS thread|uv_thread_create|pthread_create: "
        ),
        "processes",
    ),
    (
        re.compile(
            r"^MemoryError|std::bad_alloc|heap out of memory|OutOfMemoryError|runtime: out of memory"
            r"|memory allocation of \d+ bytes failed|[Cc]annot allocate (?:memory|\d+ bytes)"
            r"|Array buffer allocation failed",
            re.MULTILINE,
        ),
        "memory",
    ),
    (re.compile(r"No space left on device|File too large|Disk quota exceeded|file size limit exceeded"), "disk"),
)
_OF_SIGNALS: dict[int, Ended] = {
    signal.SIGXCPU: "timeout",
    signal.SIGXFSZ: "disk",
    signal.SIGKILL: "memory",  # nobody but the kernel's out-of-memory killer is left
}
_LAST = 400  # characters
_FIRST = 1000  # some runtimes say at length where after they have said what
_UNREADABLE = re.compile(r"^solution\.sh: line \d+: syntax error", re.MULTILINE)
_UNREADABLE_SCRIPT = re.compile(r"^SyntaxError: ", re.MULTILINE)
_LOADING_IT = re.compile(r"\bat wrapSafe \(")
_SYNTAX = re.compile(r"^(SyntaxError|IndentationError|TabError)\b")


def name_run_ending(breach: Ended | None, status: int, stderr: str) -> Ended:
    """How a Run ended."""
    if breach:
        return breach
    if status == 0:
        return "exited"
    if -status in _OF_SIGNALS:
        return _OF_SIGNALS[-status]
    for words, ended in _LAST_WORDS:
        if words.search(stderr[:_FIRST]) or words.search(stderr[-_LAST:]):
            return ended
    if status < 0:
        return "crashed"
    return "syntax" if _is_syntax(stderr) else "exited"


def _is_syntax(stderr: str) -> bool:
    """Whether an interpreter says that it could not read the program at all."""
    last = stderr.rstrip().rpartition("\n")[2]
    if stderr.startswith('  File "') and _SYNTAX.match(last):
        return True  # a program that could not be compiled has no traceback, only a place
    unreadable = _UNREADABLE_SCRIPT.search(stderr)
    return bool(_UNREADABLE.search(stderr) or (unreadable and _LOADING_IT.search(stderr, unreadable.end())))


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
