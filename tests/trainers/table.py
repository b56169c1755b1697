"""``python -m tests.trainers.table``: the real clients of trainers against a server, as a table.

64 and 256 singles at once on a queue of 24, a gateway that is killed again and again, samples without a verdict,
and GRPO steps of TRL. The table is printed and written to docs/trainers/results.md. The exit status is 1 if any
sample is lost, judged wrongly or NaN.
"""

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.parts import ROOT
from tests.trainers.running import (
    CLIENTS,
    PROGRAMS_ONLY,
    PYTHON,
    QUEUE,
    Served,
    Tally,
    rewards_of,
    run,
    serve,
    tally,
    tally_without,
)

_KILLS, _BETWEEN_SECONDS = 3, 15.0
_PAGE = ROOT / "docs/trainers/results.md"
_PACKAGES = ("openrlhf", "verl", "sandbox-fusion", "nemo-gym", "verifiers", "trl", "torch")
_TEMPLATE = """\
# What the clients of trainers made of a server

Written by `make trainers` with {versions}; Python {python}, {cores} cores that client and server share.
Keys are on, the queue takes {queue} completions, all requests go through a door. Every other sample is right, half
are programs. With *no verdict* every fourth is a completion that the server fails to judge: it has to be left out,
or to get a mean that teaches nothing. With *gateway killed* all clients run at once, and the gateway is killed
{kills} times.

**{samples} samples: {false_zeros} false zeros, {false_ones} false ones, {lost} lost, {nan} NaN.** {steps}

| client | what | samples | false 0 | false 1 | lost | NaN | seconds |
|---|---|--:|--:|--:|--:|--:|--:|
{lines}
"""


def main() -> int:
    """Measure, print and write."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as served:
        tallies = []
        for one in measured(served):
            print(_line(one), flush=True)
            tallies.append(one)
        steps = grpo(served)
        print(steps, flush=True)
    _PAGE.write_text(_page(tallies, steps))
    return 0 if all(one.is_clean for one in tallies) else 1


def measured(served: Served) -> Iterator[Tally]:
    """Every client alone and on a queue that is full, then all at once while the gateway dies."""
    for count in (64, 256):
        for client in CLIENTS:
            yield tally(client, f"{count} at once", *rewards_of(served, client, count))
    for client in CLIENTS:
        if client not in PROGRAMS_ONLY:
            yield tally_without(client, *rewards_of(served, client, 64, samples="unjudged"))
    yield from killed(served, 32, [index * _BETWEEN_SECONDS for index in range(1, _KILLS + 1)])


def killed(served: Served, count: int, seconds: Sequence[float]) -> Iterator[Tally]:
    """All clients at once, while the gateway is killed after so many seconds each."""
    started = time.monotonic()
    with ThreadPoolExecutor(len(CLIENTS)) as pool:
        answers = {client: pool.submit(rewards_of, served, client, count) for client in CLIENTS}
        for after in seconds:
            time.sleep(max(0.0, started + after - time.monotonic()))
            for pid in served.server.descendants("services gateway"):
                os.kill(pid, signal.SIGKILL)
        for client, answer in answers.items():
            yield tally(client, "gateway killed", *answer.result())


def grpo(served: Served) -> str:
    """Steps of TRL's GRPO on a CPU, by the example of this repository: how many, and that no figure is NaN."""
    told = run(served, [str(PYTHON), str(ROOT / "examples/trl_grpo.py")])
    steps = [line for line in told.splitlines() if line.startswith("{'loss'")]
    assert len(steps) >= 3, told
    assert "nan" not in told.lower(), told
    return f"TRL: {len(steps)} GRPO steps on a CPU, no NaN among reward, loss and gradient norm."


def _line(one: Tally) -> str:
    figures = (one.samples, one.false_zeros, one.false_ones, one.lost, one.nan, round(one.seconds))
    return f"| {one.client} | {one.what} | " + " | ".join(map(str, figures)) + " |"


def _page(tallies: Sequence[Tally], steps: str) -> str:
    return _TEMPLATE.format(
        versions=", ".join(f"{name} {version}" for name, version in _versions()),
        python=platform.python_version(),
        cores=os.cpu_count(),
        queue=QUEUE,
        kills=_KILLS,
        samples=sum(one.samples for one in tallies),
        false_zeros=sum(one.false_zeros for one in tallies),
        false_ones=sum(one.false_ones for one in tallies),
        lost=sum(one.lost for one in tallies),
        nan=sum(one.nan for one in tallies),
        steps=steps,
        lines="\n".join(map(_line, tallies)),
    )


def _versions() -> list[tuple[str, str]]:
    program = f"from importlib.metadata import version\nfor name in {_PACKAGES!r}: print(name, version(name))"
    told = subprocess.run([str(PYTHON), "-c", program], capture_output=True, text=True, check=True).stdout
    return [(name, version) for name, version in map(str.split, told.splitlines())]


if __name__ == "__main__":
    sys.exit(main())
