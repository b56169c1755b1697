"""Proves which languages a sandbox can run, by running a program in each."""

from sandbox.errors import SandboxError
from sandbox.languages import LANGUAGES
from sandbox.limits import Limits
from sandbox.program import PLAIN, Program, Run
from sandbox.sandbox import Sandbox

_LIMITS = Limits(cpu_seconds=10, wall_seconds=60, memory_mb=512)


def find_fault(sandbox: Sandbox, language: str, environment: str = PLAIN) -> str | None:
    """Why a right program in the language does not run here, in an environment, or None where it does."""
    try:
        (outcome,) = sandbox.run(
            Program(language, LANGUAGES[language].sample, environment=environment), [Run()], _LIMITS
        )
    except SandboxError as fault:
        return str(fault)
    good = outcome.ended == "exited" and outcome.stdout == b"works\n"
    return None if good else f"{outcome.ended} {outcome.stderr}".strip()
