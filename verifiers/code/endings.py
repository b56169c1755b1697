"""What the end of a case says of the program: the error of its check, and words that give nothing away."""

import builtins
import re

from sandbox.environments import environment_with
from sandbox.sandbox import CaseOutcome, Ended, Raised
from verifiers.verdict import CheckError

_ERRORS: dict[Ended, tuple[CheckError, str]] = {
    "timeout": ("timeout", "time limit exceeded"),
    "memory": ("memory", "memory limit exceeded"),
    "output_limit": ("output_limit", "output limit exceeded"),
    "disk": ("forbidden", "disk limit exceeded"),
    "processes": ("forbidden", "process limit exceeded"),
    "crashed": ("runtime_error", "the program died or left without giving a result"),
    "syntax": ("syntax", "the program is not valid source"),
    "compile": ("compile", "the program does not compile"),
    "redefining": ("forbidden", "the program redefines what tests rely on"),
}
_IMPORTS = ("ImportError", "ModuleNotFoundError")
_LAST_EXCEPTION = re.compile(r"^(?:\w+\.)*(\w+)(?::|$)")
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_SHOWN = 200


def error_of(outcome: CaseOutcome) -> tuple[CheckError, str] | None:
    """The error and its evidence, if the case did not end as a good program ends it."""
    if outcome.ended in _ERRORS:
        return _ERRORS[outcome.ended]
    if outcome.ended == "raised" and outcome.error:
        return _raised(outcome.error.type, outcome.error.message)
    if outcome.ended == "exited" and outcome.exit_status:
        return _left_with(outcome.exit_status, outcome.stderr)
    return None


def visible_detail(raised: Raised | None) -> str:
    """An exception in its own words, for tests that are not hidden."""
    if raised is None:
        return ""
    place = f" in line {raised.line}" if raised.line else ""
    return f"{raised.type}{place}: {raised.message}"[:_SHOWN]


def flags_of(outcome: CaseOutcome) -> set[str]:
    """What is remarkable about how a case ended."""
    flags = {"tampering"} if outcome.tampering else set()
    if outcome.error and outcome.error.type == "MalformedValue" and outcome.ended == "crashed":
        flags.add("tampering")
    if outcome.integrity == "shared":
        flags.add("forgeable")
    if outcome.integrity and outcome.ended == "crashed" and outcome.exit_status == 0:
        flags.add("early_exit")
    if outcome.error and outcome.error.type == "SystemExit" and outcome.ended == "raised":
        flags.add("early_exit")
    return flags


def _raised(type_name: str, message: str) -> tuple[CheckError, str]:
    if type_name in _IMPORTS:
        return "import", f"a module could not be imported{_where_to_find(message)}"
    return "runtime_error", f"raised {known_type(type_name)}"


def _where_to_find(message: str) -> str:
    found = _NO_MODULE.search(message)
    environment = environment_with(found[1]) if found else None
    return f": the environment {environment!r} has it" if environment else ""


def known_type(type_name: str) -> str:
    """The name of a built-in exception; other names are the program's words, which may repeat hidden inputs."""
    known = getattr(builtins, type_name, None)
    return type_name if isinstance(known, type) and issubclass(known, BaseException) else "an exception of its own"


def _left_with(status: int, stderr: str) -> tuple[CheckError, str]:
    last = stderr.rstrip().rpartition("\n")[2]
    found = _LAST_EXCEPTION.match(last) if "Traceback (most recent call last)" in stderr else None
    if found is None:
        return "runtime_error", f"ended with exit status {status}"
    return _raised(found[1], last)
