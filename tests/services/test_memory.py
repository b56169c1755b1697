"""What judging processes hold: computer algebra is imported by those that need it, not by all."""

from pathlib import Path
from typing import Any

import httpx

from tests.parts import Server, run_server

LIGHT_LIMIT_MIB = 28  # computer algebra alone takes 60
WORKERS = 3
PLAIN = (
    ("\\frac{1}{2}", "0.5"),
    ("(1, 2)", "(1, 3)"),
    ("x^2 - 1", "(x - 1)(x + 1)"),
    ("[0, \\infty)", "x \\ge 0"),
    ("y = 2x", "2y = 4x"),
    ("\\sqrt{8}", "2\\sqrt{2}"),
    ("\\text{even}", "odd"),
)


def judge(server: Server, truth: str, answers: list[str]) -> list[Any]:
    group = {
        "verifier": {"kind": "math", "ground_truth": truth},
        "completions": [f"\\boxed{{{answer}}}" for answer in answers],
    }
    response = httpx.post(f"{server.url}/v1/verify", json={"groups": [group]}, timeout=60)
    results: list[Any] = response.raise_for_status().json()["groups"][0]["results"]
    return results


def own_mib(pid: int) -> float:
    """What a process takes for itself: pages that no other has, such as its fork server, which it came from."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def judging_processes(server: Server) -> list[int]:
    """The processes that were forked from a fork server, without the server itself."""
    servers = server.descendants("forkserver")
    return [pid for pid in servers if _parent(pid) in servers]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_process_that_judges_plain_answers_stays_small(tmp_path: Path) -> None:
    with run_server(tmp_path, {"STEELYARD_WORKERS": str(WORKERS)}) as server:
        for truth, answer in PLAIN:
            judge(server, truth, [answer, *map(str, range(30))])
        sizes = [own_mib(pid) for pid in judging_processes(server)]
        assert sizes
        assert max(sizes) < LIGHT_LIMIT_MIB, sizes
