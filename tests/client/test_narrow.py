"""What the command shows on a terminal of 60 columns: nothing wider, nothing cut off."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from steelyard.cli import watching
from steelyard.cli.tables import print_table
from steelyard.overview import RunInfo, Shown, read_overview

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_TIMES = {"count": 12_345, "mean": 1.5, "p50": 0.25, "p95": 101.25, "p99": 299.5}
OVERVIEW = read_overview(
    {
        "now": 1.0,
        "completions_per_second": 1234.5,
        "completions": 4_444_321,
        "jobs": 12_345,
        "cached": 17,
        "no_verdict_rate": 0.0213,
        "queues": [
            {"priority": "background", "tenant": "a-team-with-a-long-name", "completions": 987_654, "jobs": 4_321}
            | {"oldest_seconds": 86_399.25}
        ],
        "wait": {"train": _TIMES, "background": _TIMES},
        "run": {"train": _TIMES},
        "statuses": {"infrastructure_error": 98_765},
        "causes": {},
        "minutes": [],
        "workers": [
            {"name": "worker-of-a-host-with-a-long-name-12345-678901", "host": "h", "busy": 3, "processes": 16}
            | {"sandbox": "service", "draining": True, "seen": 1.0, "started": 0.0, "pid": 1}
        ],
        "alarms": [
            {"name": "no verdict", "seen": "2.1 % of the last hour's completions have none", "advice": "see"}
        ],
    }
)
SHOWN = Shown(123_456, 0.7654, 0.6543, 0.5432, 0.0123, 0.0234, 0.0345, 0.0456)


def on_sixty_columns(*shown: object) -> str:
    file = io.StringIO()
    console = Console(file=file, width=60, force_terminal=True)
    console.print(*shown)
    return checked(file)


def checked(file: io.StringIO) -> str:
    lines = _ESCAPES.sub("", file.getvalue()).splitlines()
    assert [line for line in lines if cell_len(line.rstrip()) > 60] == []
    return "\n".join(lines)


def test_top_fits() -> None:
    console = Console(file=io.StringIO(), width=60, force_terminal=True)
    text = on_sixty_columns(watching._picture(console, OVERVIEW))
    for told in (
        "987654",
        "8.64e+04",
        "299.5",
        "worker-of-a-host-with-a-long-name-12345-678901",
        "98765",
        "drained",
    ):
        assert told in text


def test_runs_fit_one_by_one_and_step_by_step() -> None:
    file = io.StringIO()
    console = Console(file=file, width=60, force_terminal=True)
    name = "exp-42 with a name that is longer than the terminal is wide, by far"
    run = RunInfo(name, "team-a", 1e9, 321, SHOWN, flags={"injection": 7}, steps={17: SHOWN})
    watching._show_run(console, run, as_json=False)
    print_table(console, watching._RUN_COLUMNS, [(run.run, run.tenant, *watching._shown(SHOWN))])
    text = checked(file)
    assert text.count("reward 0.7654") >= 2
    assert text.count("flagged 0.0345") >= 2


@pytest.mark.parametrize("width", [60, 120])
def test_what_fits_stays_a_table(width: int) -> None:
    file = io.StringIO()
    print_table(Console(file=file, width=width, force_terminal=True), ("a", "b"), [(1, 2)])
    assert "┃" in file.getvalue()
