"""The list of system calls of each language: a broad honest program needs nothing else, and gets nothing else."""

import errno
import json
from pathlib import Path

import pytest

from sandbox.languages import LANGUAGES, PYTHON
from sandbox.limits import Limits
from sandbox.program import Program, Run
from sandbox.runner.calls import COMMON, EXAMINED, FURTHER, NEWEST
from sandbox.sandbox import Sandbox
from tests.parts import ROOT
from tests.sandbox.test_languages import equipped

__all__ = ["equipped"]

BROAD = Path(__file__).parent / "broad"
_LIMITS = Limits(cpu_seconds=20, wall_seconds=120, memory_mb=1024)
_FILES = {
    "c": "solution.c",
    "cpp": "solution.cpp",
    "rust": "solution.rs",
    "go": "solution.go",
    "java": "Main.java",
    "javascript": "solution.js",
    "bash": "solution.sh",
    PYTHON: "solution.py.txt",
}
_NEVER_FILTERED = {335, 336}  # uretprobe and uprobe: for the kernel's own trampolines, no use to anybody else
_HARMLESS = {"mincore", "membarrier", "pkey_alloc", "capget", "sync_file_range", "readahead", "tee"}


def _refused(language: str) -> dict[int, int]:
    """The error that each call off a language's list is to give, by number."""
    given = {FURTHER[name] for name in LANGUAGES[language].calls}
    allowed = {*COMMON.values(), *EXAMINED.values(), *given, *_NEVER_FILTERED}
    refused = dict.fromkeys((n for n in range(NEWEST + 1) if n not in allowed), errno.EPERM)
    refused |= dict.fromkeys(range(NEWEST + 1, NEWEST + 40), errno.ENOSYS)
    return {**refused, EXAMINED["clone3"]: errno.ENOSYS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broad_honest_program_has_all_calls_it_needs_and_no_others(equipped: Sandbox, language: str) -> None:
    (built,) = equipped.run(Program("c", (BROAD / "probe.c").read_text()), [Run(fetch=["solution"])], _LIMITS)
    refused = _refused(language)
    given = [FURTHER[name] for name in LANGUAGES[language].calls & _HARMLESS]
    files: dict[str, str | bytes] = {
        "probe": built.files["solution"],
        "probe.sh": "cp probe /tmp/probe && chmod +x /tmp/probe && /tmp/probe < numbers",
        "numbers": "\n".join(map(str, [*refused, *given])),
    }
    program = Program(language, (BROAD / _FILES[language]).read_text(), files)
    honest, probing = equipped.run(program, [Run("honest\n"), Run("probe\n")], _LIMITS)
    assert (honest.ended, honest.stdout) == ("exited", b"works\n"), honest
    assert probing.exit_status == 0, probing
    pairs = (line.split() for line in probing.stdout.decode().splitlines())
    said = {int(number): int(error) for number, error in pairs}
    assert {number: said[number] for number in refused} == refused
    assert errno.EPERM not in [said[number] for number in given]


def test_a_container_allows_what_its_jails_allow() -> None:
    profile = json.loads((ROOT / "sandbox" / "jail-seccomp.json").read_text())
    around = {name for rule in profile["syscalls"] for name in rule["names"] if "errnoRet" not in rule}
    assert {*COMMON, *EXAMINED, *FURTHER} - around == {"clone3"}


def test_a_row_of_the_table_names_calls_that_there_are() -> None:
    assert {name for language in LANGUAGES.values() for name in language.calls} <= set(FURTHER)
