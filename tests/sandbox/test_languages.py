"""Programs in other languages than Python: one that obeys orders in each, and what the orders lead to."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.docker import DockerSandbox
from sandbox.errors import LanguageUnavailable
from sandbox.languages import LANGUAGES, PYTHON
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Call, Program, Run
from sandbox.proving import find_fault
from sandbox.sandbox import CaseOutcome, Sandbox
from tests.conftest import require
from tests.parts import ROOT

IMAGE = "steelyard-sandbox:languages"  # made by deploy/sandbox/build.sh
OTHERS = [name for name in LANGUAGES if name != PYTHON]
COMPILED = [name for name in OTHERS if LANGUAGES[name].compile]
TIGHT = Limits(cpu_seconds=1.0, wall_seconds=20, memory_mb=128, output_kb=256, processes=16, disk_mb=8)
ROOMY = replace(TIGHT, cpu_seconds=5.0, wall_seconds=120)  # for what is to end by something else than its time
_IMPATIENT = replace(ROOMY, wall_seconds=3)
SOURCES = {
    name: path.read_text()
    for path in (Path(__file__).parent / "obedient").iterdir()
    for name in [{"sh": "bash", "js": "javascript", "rs": "rust"}.get(path.suffix[1:], path.suffix[1:])]
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("local", marks=pytest.mark.languages),
        pytest.param("docker", marks=pytest.mark.docker),
    ],
)
def equipped(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox that has the tools of every language."""
    if request.param == "docker":
        found = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True)
        require("languages", found.returncode == 0)
    started = LocalSandbox(1) if request.param == "local" else DockerSandbox(1, IMAGE)
    try:
        started.start()
        yield started
    finally:
        started.close()


def order(sandbox: Sandbox, language: str, *words: str, limits: Limits = ROOMY) -> list[CaseOutcome]:
    return sandbox.run(Program(language, SOURCES[language]), [Run(f"{word}\n") for word in words], limits)


@pytest.mark.parametrize("language", OTHERS)
def test_orders_are_obeyed_within_limits_and_breaches_named(equipped: Sandbox, language: str) -> None:
    words = ("add 1 2", "add 20 22", "fail", "crash", "hog", "multiply", "flood", "add 3 4")
    # A shell that gets no more processes waits long for them.
    runs = [Run(f"{word}\n", limits=_IMPATIENT if word == "multiply" else None) for word in words]
    outcomes = dict(zip(words, equipped.run(Program(language, SOURCES[language]), runs, ROOMY), strict=True))
    assert [outcomes[word].stdout for word in words if word.startswith("add")] == [b"3\n", b"42\n", b"7\n"], (
        outcomes
    )
    assert (outcomes["fail"].ended, outcomes["fail"].exit_status) == ("exited", 3)
    assert outcomes["crash"].exit_status != 0
    assert outcomes["crash"].ended in ("crashed", "exited")
    assert outcomes["hog"].ended == "memory", outcomes["hog"]
    assert outcomes["multiply"].ended in ("processes", "timeout"), outcomes["multiply"]
    assert outcomes["flood"].ended == "output_limit"


@pytest.mark.parametrize("language", OTHERS)
def test_an_endless_loop_ends_by_its_cpu_seconds(equipped: Sandbox, language: str) -> None:
    (outcome,) = order(equipped, language, "spin", limits=TIGHT)
    assert outcome.ended == "timeout"
    assert 0.5 < outcome.cpu_seconds < 10


@pytest.mark.parametrize("language", COMPILED)
def test_what_a_compiler_refuses_is_told_in_its_words(equipped: Sandbox, language: str) -> None:
    outcomes = equipped.run(Program(language, "nonsense is not a program;\n"), [Run(), Run()], TIGHT)
    assert [outcome.ended for outcome in outcomes] == ["compile", "compile"]
    assert "nonsense" in outcomes[0].stderr or "error" in outcomes[0].stderr


@pytest.mark.parametrize(("language", "source"), [("bash", "if then fi"), ("javascript", "function (")])
def test_scripts_that_cannot_be_read_are_named_so(equipped: Sandbox, language: str, source: str) -> None:
    (outcome,) = equipped.run(Program(language, source), [Run()], TIGHT)
    assert outcome.ended == "syntax", outcome


def test_a_compiler_that_is_driven_beyond_its_limits_refuses_the_program(equipped: Sandbox) -> None:
    source = "char big[1 << 30] = {1};\nint main(void) {}"
    (outcome,) = equipped.run(Program("c", source), [Run()], TIGHT)
    assert outcome.ended == "compile", outcome


def test_source_after_the_program_is_compiled_with_it(equipped: Sandbox) -> None:
    program = Program("c", "#include <assert.h>\nint twice(int x) { return 2 * x; }")
    good, bad = (Run(after=f"int main(void) {{ assert(twice(2) == {value}); }}") for value in (4, 5))
    outcomes = equipped.run(program, [good, bad, good], TIGHT)
    assert [outcome.ended for outcome in outcomes] == ["exited", "crashed", "exited"]


def test_files_lie_beside_compiler_and_program(equipped: Sandbox) -> None:
    source = (
        '#include <stdio.h>\n#include "data/two.h"\n'
        'int main(void) { printf("%d%c", TWO, getc(fopen("n.txt", "r"))); }'
    )
    program = Program("c", source, {"data/two.h": "#define TWO 2\n", "n.txt": "7"})
    (outcome,) = equipped.run(program, [Run()], TIGHT)
    assert outcome.stdout == b"27", outcome


def test_a_program_cannot_change_what_its_next_case_runs(equipped: Sandbox) -> None:
    disguise = "touch -r data/x /tmp/then; echo 9 > data/x; touch -r /tmp/then data/x; rm /tmp/then"
    source = f"cat data/x; {disguise}; echo echo 9 > $0; echo 1"
    program = Program("bash", source, {"data/x": "7\n"})
    outcomes = equipped.run(program, [Run(), Run()], TIGHT)
    assert [outcome.stdout for outcome in outcomes] == [b"7\n1\n", b"7\n1\n"]


def test_nothing_of_a_compiled_program_is_there_for_the_next(equipped: Sandbox) -> None:
    order(equipped, "c", "add 1 2")
    (outcome,) = equipped.run(Program("bash", "find /tmp/work /tmp/out* -type f | sort"), [Run()], TIGHT)
    assert outcome.stdout == b"/tmp/work/solution.sh\n"


def test_a_java_program_starts_whatever_its_classes_are_called(equipped: Sandbox) -> None:
    source = (
        'package a.b;\ninterface Shape { }\nclass Helper { static String x() { return "x"; } }\n'
        "final class Task implements Shape {\n"
        "    public static void main(String... a) { System.out.print(Helper.x()); }\n}\n"
    )
    (outcome,) = equipped.run(Program("java", source), [Run()], TIGHT)
    assert outcome.stdout == b"x", outcome


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_of_a_language_finds_no_fault(equipped: Sandbox, language: str) -> None:
    assert find_fault(equipped, language) is None


@pytest.mark.docker
def test_a_language_without_its_tools_is_our_failure_and_costs_no_runner() -> None:
    sandbox = DockerSandbox(1, "steelyard-sandbox:test")
    try:
        sandbox.start()
        for _ in range(2):
            with pytest.raises(LanguageUnavailable, match="rustc"):
                sandbox.run(Program("rust", "fn main() {}"), [Run()], TIGHT)
        assert "rustc" in str(find_fault(sandbox, "rust"))
        assert sandbox.run(Program("python", "def f(): return 1"), [Call("f")], TIGHT)[0].values == (1,)
    finally:
        sandbox.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_an_image_recipe(language: str) -> None:
    assert (ROOT / "deploy/sandbox/languages" / language).read_text().strip()
