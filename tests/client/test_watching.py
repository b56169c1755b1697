"""``steelyard top``, ``runs`` and ``completion`` against the whole real server and real shells."""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet
import pytest
from steelyard import Client, Refused
from steelyard.cli.arguments import parser
from steelyard.cli.main import main
from steelyard.cli.shells import script

from tests.parts import ROOT, Server

Capture = pytest.CaptureFixture[str]
GROUPS = [{"verifier": {"kind": "obedient", "ground_truth": "a"}, "completions": ["a", "b", "a", "a"]}]


@pytest.fixture(scope="module")
def judged(server: Server) -> Server:
    with Client(server.url) as client:
        for step in (1, 2):
            client.verify(GROUPS, run="watched run", step=step, cache="off")
    return server


def test_the_overview_says_what_was_done_and_who_works(judged: Server) -> None:
    with Client(judged.url) as client:
        found = client.overview()
    assert found.completions >= 8
    assert found.statuses["correct"] >= 6
    assert {worker.draining for worker in found.workers} == {False}
    assert {times.priority for times in found.run} >= {"train"}


def test_top_prints_once_where_there_is_no_terminal(judged: Server, capsys: Capture) -> None:
    assert main(["top", "--url", judged.url]) in (0, 1)
    printed = capsys.readouterr().out
    assert "completions in the last hour\t" in printed
    assert "worker\tstate\tslices\tprocesses\tsandbox" in printed


def _interruptible() -> None:
    """As in a terminal, also where the tests were started in the background, which is deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_top_redraws_a_terminal_until_it_is_interrupted(judged: Server) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "steelyard", "top", "--interval", "0.1", "--url", judged.url]
    environment = {**os.environ, "PYTHONPATH": "client", "TERM": "xterm", "COLUMNS": "120", "LINES": "50"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=_interruptible,
    ) as process:
        os.close(theirs)
        try:
            seen = b""
            while seen.count(b"Workers") < 3:
                assert select.select([ours], [], [], 120)[0], seen
                seen += os.read(ours, 65_536)
            process.send_signal(signal.SIGINT)
            # A terminal that nobody reads would stop whoever writes to it; it is closed when the program ends.
            with suppress(OSError):
                while select.select([ours], [], [], 120)[0] and os.read(ours, 65_536):
                    pass
            assert process.wait(120) == 130
        finally:
            process.kill()
            os.close(ours)


def test_top_prints_json(judged: Server, capsys: Capture) -> None:
    main(["top", "--json", "--url", judged.url])
    assert json.loads(capsys.readouterr().out)["completions"] >= 8


def test_runs_are_listed_and_shown_step_by_step(judged: Server, capsys: Capture) -> None:
    assert main(["runs", "--url", judged.url]) == 0
    assert "watched run\tdefault\t8\t0.75\t0.75\t0.75\t0\t0\t" in capsys.readouterr().out
    assert main(["runs", "watched run", "--url", judged.url]) == 0
    assert "\n2\t4\t0.75\t0.75\t" in capsys.readouterr().out
    assert main(["runs", "watched run", "--json", "--url", judged.url]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert {step: shown["n"] for step, shown in steps.items()} == {"1": 4, "2": 4}


def test_a_run_that_is_not_there_is_refused(judged: Server, capsys: Capture) -> None:
    assert main(["runs", "no such run", "--url", judged.url]) == 2
    with Client(judged.url) as client, pytest.raises(Refused):
        client.run("no such run")


def test_a_run_is_exported_as_lines_and_as_parquet(judged: Server, tmp_path: Path, capsys: Capture) -> None:
    lines, table = tmp_path / "run.jsonl", tmp_path / "run.parquet"
    assert main(["export", "watched run", "--out", str(lines), "--url", judged.url]) == 0
    assert "8 completions in" in capsys.readouterr().out
    assert main(["export", "watched run", "--out", str(table), "--json", "--url", judged.url]) == 0
    assert json.loads(capsys.readouterr().out)["completions"] == 8
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    columns = pyarrow.parquet.read_table(table)
    assert Counter(row["reward"] for row in rows) == {1.0: 6, 0.0: 2}
    assert Counter(columns["reward"].to_pylist()) == {1.0: 6, 0.0: 2}
    assert columns.column_names[:2] == ["run", "split"]
    assert {json.loads(one)[0]["name"] for one in columns["checks"].to_pylist()} == {rows[0]["checks"][0]["name"]}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["run.jsonl", "run.parquet"]


def test_an_export_that_fails_leaves_what_was_there(judged: Server, tmp_path: Path) -> None:
    lines = tmp_path / "run.jsonl"
    lines.write_text("of yesterday")
    assert main(["export", "no such run", "--out", str(lines), "--url", judged.url]) == 2
    assert [file.read_text() for file in tmp_path.iterdir()] == ["of yesterday"]


def complete(words: str, place: int) -> list[str]:
    """What bash would offer after these words."""
    ask = f'COMP_WORDS=({words}); COMP_CWORD={place}; _steelyard; printf "%s\\n" "${{COMPREPLY[@]}}"'
    command = script("bash", parser()) + ask
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stderr == ""
    return ended.stdout.split()


def test_bash_completes_commands_options_and_their_values() -> None:
    assert complete("steelyard ver", 1) == ["verify", "version"]
    assert complete("steelyard jobs --st", 2) == ["--state"]
    assert complete("steelyard jobs --state f", 3) == ["failed"]
    assert complete("steelyard completion z", 2) == ["zsh"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_told_all_commands(shell: str, capsys: Capture) -> None:
    assert main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert all(command in told for command in ("verify", "jobs", "show", "top", "runs", "completion"))
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=told, text=True, timeout=120, check=True)
