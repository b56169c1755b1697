import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.children import Children
from sandbox.limits import Limits
from tests.parts import until
from tests.sandbox.orders import do_nothing, obey

LIMITS = Limits(cpu_seconds=0.4, wall_seconds=60.0)


@pytest.fixture(scope="module")
def children() -> "Iterator[Children[str, str]]":
    pool = Children(obey, 2, do_nothing, memory_mb=1024, preload=["tests.sandbox.orders"])
    yield pool
    pool.close()


def endings(children: "Children[str, str]", orders: list[str], limits: Limits = LIMITS) -> list[str]:
    return [outcome.ending for outcome in children.run(orders, limits)]


def test_outcomes_come_in_the_order_of_the_inputs(children: "Children[str, str]") -> None:
    orders = [f"word {n}" for n in range(100)]
    assert [outcome.value for outcome in children.run(orders, LIMITS)] == orders


def test_nothing_to_do_is_no_outcome(children: "Children[str, str]") -> None:
    assert children.run([], LIMITS) == []


@pytest.mark.parametrize(
    ("order", "ending"),
    [
        ("spin", "timeout"),
        ("tower", "timeout"),
        ("swallow", "timeout"),
        ("eat", "memory"),
        (f"signal {int(signal.SIGSEGV)}", "crashed"),
        (f"signal {int(signal.SIGABRT)}", "crashed"),
        ("fail", "raised"),
    ],
)
def test_one_hostile_input_costs_only_its_own_outcome(
    children: "Children[str, str]", order: str, ending: str
) -> None:
    assert endings(children, ["a", "b", order, "c"]) == ["returned", "returned", ending, "returned"]


def test_several_hostile_inputs_in_one_batch_each_get_their_own_ending(children: "Children[str, str]") -> None:
    orders = ["spin", "a", "eat", "tower", "b", f"signal {int(signal.SIGSEGV)}", "fail"]
    expected = ["timeout", "returned", "memory", "timeout", "returned", "crashed", "raised"]
    assert endings(children, orders) == expected


def test_waiting_costs_no_cpu_time_and_is_no_timeout(children: "Children[str, str]") -> None:
    assert endings(children, ["sleep 0.6"]) == ["returned"]


def test_work_that_waits_past_the_wall_bound_is_lost_and_not_judged(children: "Children[str, str]") -> None:
    assert endings(children, ["a", "sleep 5"], Limits(cpu_seconds=0.4, wall_seconds=0.6)) == ["returned", "lost"]


def test_a_child_killed_from_outside_is_replaced_and_its_batch_done_again(children: "Children[str, str]") -> None:
    pids: list[int] = []

    def kill_the_child() -> None:
        until(lambda: bool(pids))
        time.sleep(0.1)
        os.kill(pids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_the_child)
    killer.start()
    pids += sorted({int(o.value or 0) for _ in range(8) for o in children.run(["pid"], LIMITS)})
    assert endings(children, ["sleep 0.4", "a"]) == ["returned", "returned"]
    assert endings(children, ["sleep 0.4", "b"]) == ["returned", "returned"]
    killer.join()


def test_a_child_killed_while_idle_is_replaced(children: "Children[str, str]") -> None:
    pids = {int(o.value or 0) for _ in range(8) for o in children.run(["pid"], LIMITS)}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for _ in range(4):
        assert endings(children, ["a"]) == ["returned"]


def test_an_input_whose_child_ends_each_time_it_is_alone_with_it_has_done_it(
    children: "Children[str, str]",
) -> None:
    assert endings(children, ["a", f"signal {int(signal.SIGKILL)}", "b"]) == ["returned", "crashed", "returned"]


def test_cancelling_kills_the_child_at_work(children: "Children[str, str]") -> None:
    cancelled = threading.Event()
    threading.Timer(0.2, cancelled.set).start()
    with pytest.raises(CancelledError):
        children.run(["sleep 900"], replace(LIMITS, wall_seconds=1000), cancelled=cancelled)


def test_children_are_gone_after_close() -> None:
    pool = Children(obey, 1, do_nothing, memory_mb=1024, preload=["tests.sandbox.orders"])
    (outcome,) = pool.run(["pid"], LIMITS)
    pool.close()
    pid = int(outcome.value or 0)
    until(lambda: not os.path.exists(f"/proc/{pid}"))


def test_a_pool_that_breaks_with_all_its_processes_is_given_up(children: "Children[str, str]") -> None:
    """Whoever kills a machine's processes at random hits the server that forks them, too."""
    running = threading.Thread(target=lambda: children.run(["sleep 1"] * 3, LIMITS), daemon=True)
    running.start()
    while running.is_alive():
        for pid in _forkservers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.join(0.05)
    assert endings(children, ["a"]) == ["returned"]


def _forkservers() -> list[int]:
    """Our processes that come from a fork server, and the server itself."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdecimal() and b"forkserver" in (folder / "cmdline").read_bytes():
                parents = [int((folder / "stat").read_text().rpartition(")")[2].split()[1])]
                with suppress(OSError, ValueError):
                    parents.append(int(Path(f"/proc/{parents[0]}/stat").read_text().rpartition(")")[2].split()[1]))
                found += [int(folder.name)] if os.getpid() in parents else []
    return found
