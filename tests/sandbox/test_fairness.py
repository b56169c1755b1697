"""A clock that a busy machine does not move, memory that counts once, cases that do not know which they are."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.limits import Limits
from sandbox.program import Call, Program, Run
from sandbox.sandbox import Sandbox

_ROOMY = Limits(cpu_seconds=10, wall_seconds=30, memory_mb=512)
_WORK = "import time\ndef work():\n    while time.process_time() < 0.8: sum(range(1000))\n    return 1\n"


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def test_work_is_not_late_because_the_machine_is_busy(sandbox: Sandbox) -> None:
    limits = Limits(cpu_seconds=4, wall_seconds=1.2, memory_mb=256)
    with busy_loops(8):
        (printed,) = sandbox.run(Program("python", _WORK + "print(work())"), [Run()], limits)
        (returned,) = sandbox.run(Program("python", _WORK), [Call("work")], limits)
        (slept,) = sandbox.run(Program("python", "import time\ntime.sleep(60)"), [Run()], limits)
    assert (printed.ended, printed.stdout, returned.values) == ("exited", b"1\n", (1,)), (printed, returned)
    assert slept.ended == "timeout"
    assert slept.wall_seconds < 60  # it was not waited for


def test_memory_that_processes_share_counts_once(sandbox: Sandbox) -> None:
    source = (
        "import multiprocessing, time\nbig = b'x' * (32 << 20)\n"
        "def f(x):\n    time.sleep(0.3)\n    return x + big[0] - big[-1]\n"
        "with multiprocessing.Pool(40) as pool: print(sum(pool.map(f, range(40), 1)))\n"
    )
    (outcome,) = sandbox.run(Program("python", source), [Run()], _ROOMY)
    assert outcome.stdout == b"780\n", outcome


def test_children_that_nobody_waits_for_use_up_the_cpu_seconds(sandbox: Sandbox) -> None:
    source = (
        "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfor _ in range(100):\n"
        "    if os.fork() == 0:\n        while time.process_time() < 0.3: pass\n        os._exit(0)\n"
        "    time.sleep(0.4)\n"
    )
    limits = Limits(cpu_seconds=1, wall_seconds=60, memory_mb=256)
    (outcome,) = sandbox.run(Program("python", source), [Run()], limits)
    assert outcome.ended == "timeout"
    assert outcome.wall_seconds < 60  # by CPU time, not by the clock


def test_no_case_can_tell_how_many_came_before_it(sandbox: Sandbox) -> None:
    talk = (
        "import os, socket\nprint(os.getpid() < 50, sum(' 06 ' in l for l in open('/proc/net/tcp')), "
        "[l.split()[1] for l in open('/proc/net/dev') if 'lo:' in l])\n"
        "a = socket.create_server(('127.0.0.1', 0))\nb = socket.create_connection(a.getsockname())\n"
        "c, _ = a.accept()\nb.close()\nc.close()\n"
    )
    outcomes = sandbox.run(Program("python", talk), [Run()] * 3, _ROOMY)
    assert [outcome.stdout for outcome in outcomes] == [b"False 0 ['0']\n"] * 3


def test_programs_have_a_name(sandbox: Sandbox) -> None:
    (outcome,) = sandbox.run(Program("python", "import getpass\nprint(getpass.getuser())"), [Run()], _ROOMY)
    assert outcome.stdout == b"sandbox\n", outcome


def test_no_lock_on_a_system_file_is_seen_by_others(sandbox: Sandbox) -> None:
    asks = (
        "import ctypes, os, struct\nlock = ctypes.create_string_buffer(struct.pack('hhqqi4x', 1, 0, 0, 0, 0))\n"
        "libc = ctypes.CDLL(None)\nfd = os.open('/usr/bin/env', os.O_RDONLY)\n"
        "print(libc.fcntl(fd, 5, lock), struct.unpack_from('h', lock)[0])\n"
    )
    with open("/usr/bin/env", "rb") as file:
        fcntl.lockf(file, fcntl.LOCK_SH)
        (outcome,) = sandbox.run(Program("python", asks), [Run()], _ROOMY)
    assert outcome.stdout == f"0 {fcntl.F_UNLCK}\n".encode(), outcome
