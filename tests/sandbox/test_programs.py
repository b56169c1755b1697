"""What comes out of a sandbox when programs behave, and what it is called when they do not."""

import math
from typing import Any

import pytest

from sandbox.limits import Limits
from sandbox.program import Call, Case, Evaluate, Program, Run
from sandbox.sandbox import CaseOutcome, Ended, Sandbox
from sandbox.values import Opaque

TIGHT = Limits(
    cpu_seconds=0.5, wall_seconds=1.5, memory_mb=256, output_kb=256, processes=16, disk_mb=8, open_files=64
)


def run_one(sandbox: Sandbox, source: str, case: Case | None = None, limits: Limits = TIGHT) -> CaseOutcome:
    (outcome,) = sandbox.run(Program("python", source), [case or Run()], limits)
    return outcome


def call(sandbox: Sandbox, source: str, *args: Any) -> CaseOutcome:
    return run_one(sandbox, source, Call("f", args))


def test_a_script_reads_its_input_and_leaves_its_output_and_status(sandbox: Sandbox) -> None:
    outcome = run_one(sandbox, "import sys\nprint(sys.stdin.read()[::-1])\nsys.exit(3)", Run("abc"))
    assert (outcome.ended, outcome.exit_status, outcome.stdout) == ("exited", 3, b"cba\n")


def test_a_script_is_main_and_sees_what_comes_after_it(sandbox: Sandbox) -> None:
    outcome = run_one(sandbox, "x = __name__", Run(after="print(x)"))
    assert outcome.stdout == b"__main__\n"


def test_standard_input_can_be_opened_by_its_device(sandbox: Sandbox) -> None:
    assert run_one(sandbox, "print(open('/dev/stdin').read())", Run("abc")).stdout == b"abc\n"


def test_the_environment_holds_nothing_but_where_things_are(sandbox: Sandbox) -> None:
    outcome = run_one(sandbox, "import os\nprint(*sorted(os.environ))")
    assert set(outcome.stdout.decode().split()) <= {"HOME", "HOSTNAME", "LANG", "PATH"}


def test_exit_handlers_and_threads_finish_before_the_end(sandbox: Sandbox) -> None:
    source = (
        "import atexit, threading, time\natexit.register(print, 'last')\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()\nprint('first')"
    )
    assert run_one(sandbox, source).stdout == b"first\nthread\nlast\n"


def test_megabytes_in_and_out_pass_while_the_program_runs(sandbox: Sandbox) -> None:
    text = "0123456789" * 400_000
    limits = Limits(output_kb=8192)
    outcome = run_one(sandbox, "import sys\nsys.stdout.write(sys.stdin.read())", Run(text), limits)
    assert outcome.ended == "exited"
    assert outcome.stdout == text.encode()


@pytest.mark.parametrize(("source", "ended"), [("def f(:", "syntax"), ("raise ValueError('no')", "exited")])
def test_a_program_that_fails_by_itself_is_named_so(sandbox: Sandbox, source: str, ended: Ended) -> None:
    outcome = run_one(sandbox, source)
    assert outcome.ended == ended, outcome
    assert outcome.exit_status != 0


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -5, 1 << 62, 1 << 64, -(1 << 5000), 1.5, 1e300, "text", "\ud800", [], [1, [2]], (1, (2,)),
        (), {"a": 1}, {1: 2}, {(1, 2): {3}}, {"$int": "1"}, {1, 2}, frozenset({1}), b"\x00\xff", 2 + 3j, math.inf,
    ],
)  # fmt: skip
def test_values_cross_both_ways_as_they_are(sandbox: Sandbox, value: Any) -> None:
    outcome = call(sandbox, "def f(x): return x", value)
    assert outcome.ended == "returned", outcome
    assert outcome.values == (value,)
    assert type(outcome.values[0]) is type(value)


def test_subclasses_cross_by_content(sandbox: Sandbox) -> None:
    source = (
        "from collections import Counter\n"
        "class Liar(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "def f(): return [Liar(3), Counter('aab')]"
    )
    assert call(sandbox, source).values == ([3, {"a": 2, "b": 1}],)


def test_other_objects_equal_nothing(sandbox: Sandbox) -> None:
    source = "class Any:\n    def __eq__(self, other): return True\ndef f(): return Any()"
    (value,) = call(sandbox, source).values
    assert isinstance(value, Opaque)
    assert value != value


def test_expressions_see_the_program_and_the_setup(sandbox: Sandbox) -> None:
    outcome = run_one(sandbox, "def f(x): return x + y", Evaluate(["f(1)", "y"], "y = 5"))
    assert outcome.values == (6, 5)


def test_an_exception_is_told_with_type_message_and_line(sandbox: Sandbox) -> None:
    outcome = call(sandbox, "def f():\n    return [][1]")
    assert outcome.ended == "raised"
    assert outcome.error
    assert (outcome.error.type, outcome.error.line) == ("IndexError", 2)


def test_calls_after_a_hanging_or_crashing_one_are_answered(sandbox: Sandbox) -> None:
    source = (
        "import os\ndef f(x):\n    if x == 1:\n        while True: pass\n    if x == 2: os._exit(0)\n    return x"
    )
    outcomes = sandbox.run(Program("python", source), [Call("f", [x]) for x in range(5)], TIGHT)
    assert [outcome.ended for outcome in outcomes] == ["returned", "timeout", "crashed", "returned", "returned"]


def test_a_program_that_does_not_load_is_loaded_once(sandbox: Sandbox) -> None:
    outcomes = sandbox.run(Program("python", "while True: pass"), [Call("f")] * 20, TIGHT)
    assert {outcome.ended for outcome in outcomes} == {"timeout"}
    assert len({outcome.wall_seconds for outcome in outcomes}) == 1


def test_the_rest_is_left_out_when_the_caller_says_stop(sandbox: Sandbox) -> None:
    outcomes = sandbox.run(Program("python", "print(1)"), [Run()] * 4, TIGHT, lambda number, _: number == 1)
    assert [outcome.ended for outcome in outcomes] == ["exited", "exited", "not_run", "not_run"]


def test_a_case_may_bring_its_own_limits(sandbox: Sandbox) -> None:
    cases = [Run(limits=Limits(cpu_seconds=0.2)), Run(limits=Limits(memory_mb=64))]
    outcomes = sandbox.run(Program("python", "x = bytearray(100 << 20)\nwhile True: pass"), cases, TIGHT)
    assert [outcome.ended for outcome in outcomes] == ["timeout", "memory"]


def test_time_and_memory_are_measured(sandbox: Sandbox) -> None:
    source = "import time\nx = bytearray(50 << 20)\nwhile time.process_time() < 0.2: pass"
    outcome = run_one(sandbox, source)
    assert 0.15 < outcome.cpu_seconds < 2
    assert 55 < outcome.memory_mb < 120


def test_files_beside_the_program_can_be_read(sandbox: Sandbox) -> None:
    program = Program("python", "from data.one import x\nprint(x, open('two.txt').read())",
                      {"data/one.py": "x = 1", "two.txt": "2"})  # fmt: skip
    (outcome,) = sandbox.run(program, [Run()], TIGHT)
    assert outcome.stdout == b"1 2\n"


def test_no_case_finds_what_another_left(sandbox: Sandbox) -> None:
    source = (
        "import os, subprocess\n"
        "print(sorted(os.listdir('/tmp/work')), len([p for p in os.listdir('/proc') if p.isdigit()]))\n"
        "open('left', 'w').write('x')\nopen('/dev/shm/left', 'w')\nsubprocess.Popen(['sleep', '60'])"
    )
    outcomes = sandbox.run(Program("python", source), [Run(), Run()], TIGHT)
    assert [outcome.stdout for outcome in outcomes] == [b"[] 2\n", b"[] 2\n"]


@pytest.mark.parametrize(
    "act",
    [
        "os.chmod('/tmp/work', 0)",
        "os.chmod('/tmp', 0)",
        "os.rename('/tmp/work', '/tmp/elsewhere')",
        "os.rmdir('/tmp/work')",
        "os.rename('/tmp/work', '/tmp/x'); os.symlink('/', '/tmp/work')",
    ],
)
def test_what_a_program_does_to_its_directory_is_no_failure_of_ours(sandbox: Sandbox, act: str) -> None:
    source = f"import os\nprint(os.listdir('/tmp/work'))\n{act}"
    outcomes = sandbox.run(Program("python", source), [Run(), Run()], TIGHT)
    assert [outcome.stdout for outcome in outcomes] == [b"[]\n", b"[]\n"]


def test_a_changed_file_is_as_it_was_for_the_next_case(sandbox: Sandbox) -> None:
    source = (
        "import os\nprint(open('data/x').read())\nthen = os.stat('data/x')\n"
        "open('data/x', 'r+').write('8')\nos.utime('data/x', ns=(then.st_atime_ns, then.st_mtime_ns))\n"
    )
    outcomes = sandbox.run(Program("python", source, {"data/x": "7"}), [Run(), Run()], TIGHT)
    assert [outcome.stdout for outcome in outcomes] == [b"7\n", b"7\n"]
