import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from steelyard.cli.main import main
from steelyard.version import __version__

from tests.client.scripted import ScriptedServer, answering, silent

Capture = pytest.CaptureFixture[str]


def rows(path: Path, *documents: object) -> str:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    return str(path)


def row(completion: str, truth: str = "1", label: bool = True) -> dict[str, object]:
    return {"prediction": completion, "gold": truth, "label": label}


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_results_come_out_in_file_order(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    texts = [str(number % 3) for number in range(50)]
    file = rows(tmp_path / "in", *map(row, texts))
    out = tmp_path / "out"
    command = ["verify", file, "--url", scripted.url, "--batch", "7", "--out", str(out), "--reward", "dense"]
    assert main(command) == 0
    assert [(line["line"], line["verdict"]["answer"]) for line in read_lines(out)] == list(enumerate(texts, 1))
    assert [line["reward"] for line in read_lines(out)] == [float(text == "1") for text in texts]
    assert len(scripted.seen) == 8
    assert {seen.body["reward"] for seen in scripted.seen} == {"dense"}
    assert "rows\t50\nmean reward\t0.34\ncorrect\t17\n" in capsys.readouterr().out


def test_labels_give_error_rates(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    judged = [row("1"), row("1"), row("2"), row("1", label=False), row("3", label=False), row("fail")]
    file = rows(tmp_path / "in", *judged)
    assert main(["verify", file, "--url", scripted.url, "--label-field", "label", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert (summary["rows"], summary["correct"], summary["incorrect"], summary["no_verdict"]) == (6, 3, 2, 1)
    assert summary["mean_reward"] == 0.6
    assert summary["accuracy"] == {"rate": 0.6, "count": 3, "of": 5}
    assert summary["false_negatives"] == {"rate": 1 / 3, "count": 1, "of": 3}
    assert summary["false_positives"] == {"rate": 0.5, "count": 1, "of": 2}


def test_error_rates_are_readable(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    file = rows(tmp_path / "in", row("1"), row("2"), row("1"), row("1"))
    assert main(["verify", file, "--url", scripted.url, "--label-field", "label"]) == 0
    printed = capsys.readouterr().out
    assert "accuracy\t75.00 % (3 of 4)\n" in printed
    assert "false positives\t0 of 0\n" in printed


def test_refused_rows_are_named_by_line(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    file = rows(tmp_path / "in", row("1"), row("1"), row("1", "unreadable"), row("2"))
    assert main(["verify", file, "--url", scripted.url, "--batch", "2"]) == 2
    expected = "steelyard: line 3: refused: verifier.ground_truth: it cannot be read\n"
    assert capsys.readouterr().err == expected


def test_refused_rows_can_be_skipped(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    file = rows(tmp_path / "in", row("1", "unreadable"), row("1"), row("1", "unreadable"), row("2"))
    out = tmp_path / "out"
    assert main(["verify", file, "--url", scripted.url, "--skip-refused", "--out", str(out)]) == 1
    captured = capsys.readouterr()
    assert "refused\t2\n" in captured.out
    assert "line 1: refused: verifier.ground_truth: it cannot be read\n" in captured.err
    lines = read_lines(out)
    assert [line["reward"] for line in lines] == [None, 1.0, None, 0.0]
    assert lines[2]["refused"] == "verifier.ground_truth: it cannot be read"


def test_skipping_does_not_hide_a_request_that_is_wrong_as_a_whole(
    scripted: ScriptedServer, tmp_path: Path, capsys: Capture
) -> None:
    file = rows(tmp_path / "in", row("1"))
    assert main(["verify", file, "--url", scripted.url, "--skip-refused", "--reward", "nonsense"]) == 2
    assert "reward: unknown" in capsys.readouterr().err


def test_a_file_of_refused_rows_only_ends(scripted: ScriptedServer, tmp_path: Path) -> None:
    file = rows(tmp_path / "in", *[row("1", "unreadable")] * 3)
    assert main(["verify", file, "--url", scripted.url, "--skip-refused"]) == 1


def test_an_unreadable_line_is_a_usage_error(scripted: ScriptedServer, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "in"
    file.write_text('{"completion": "1", "gold": "1"}\nnonsense\n')
    assert main(["verify", str(file), "--url", scripted.url]) == 2
    assert "line 2:" in capsys.readouterr().err
    file.write_bytes(b"\xff\xfe")
    assert main(["verify", str(file), "--url", scripted.url]) == 2
    assert main(["verify", str(tmp_path / "nothing"), "--url", scripted.url]) == 2


def test_nobody_there_is_unavailable(nobody: str, tmp_path: Path, capsys: Capture) -> None:
    file = rows(tmp_path / "in", row("1"))
    assert main(["verify", file, "--url", nobody, "--retries", "0"]) == 3
    assert "cannot be reached" in capsys.readouterr().err


def test_the_deadline_is_unavailable_too(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.script.append(silent)
    file = rows(tmp_path / "in", row("1"))
    assert main(["verify", file, "--url", scripted.url, "--deadline", "0.1"]) == 3


@pytest.mark.parametrize(
    "options",
    [[], ["verify"], ["verify", "-", "--batch", "0"], ["verify", "-", "--reward", "{"], ["jobs", "--limit", "x"]],
)
def test_wrong_usage_is_2(options: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_malformed_address_is_wrong_usage(capsys: Capture) -> None:
    assert main(["jobs", "--url", "localhost:8000"]) == 2
    assert "not an http:// or https:// address" in capsys.readouterr().err


def test_jobs_are_listed(scripted: ScriptedServer, capsys: Capture) -> None:
    for number in range(3):
        scripted.add_job("done", [], job_id=f"j{number}", run="exp", created=0.0, verifiers=["math"])
    assert main(["jobs", "--url", scripted.url, "--limit", "2", "--run", "exp"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split("\t") == ["job", "state", "run", "step", "done", "total", "verifiers", "created"]
    assert [line.split("\t")[0] for line in lines] == ["j2", "j1"]
    assert lines[0].endswith("\tmath\t1970-01-01 00:00:00+00:00")
    assert main(["jobs", "--url", scripted.url, "--json"]) == 0
    assert [job["job_id"] for job in json.loads(capsys.readouterr().out)] == ["j2", "j1", "j0"]


def test_a_job_is_shown_with_its_results(scripted: ScriptedServer, capsys: Capture) -> None:
    groups = [{"id": "p", "verifier": {"ground_truth": "1"}, "completions": ["1", "fail"]}]
    job_id = scripted.add_job("done", groups, config={"reward": {"use": "dense"}})
    assert main(["show", job_id, "--url", scripted.url]) == 0
    assert 'reward\t{"use": "dense"}\n' in capsys.readouterr().out
    assert main(["show", job_id, "--url", scripted.url, "--results"]) == 1
    assert "p\t0\t1\tcorrect\t1\tcorrect\n" in capsys.readouterr().out
    assert main(["show", job_id, "--url", scripted.url, "--results", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert [one["reward"] for one in shown["results"]["groups"][0]["results"]] == [1.0, None]


def test_a_failed_job_is_1_and_an_unknown_one_2(scripted: ScriptedServer, capsys: Capture) -> None:
    job_id = scripted.add_job("failed", [], error="the \x1b[31mbroker\nis gone")
    assert main(["show", job_id, "--url", scripted.url]) == 1
    assert "error\tthe \\x1b[31mbroker\\nis gone\n" in capsys.readouterr().out
    assert main(["show", "nothing", "--url", scripted.url]) == 2


def test_the_version_is_told(capsys: Capture) -> None:
    assert main(["version"]) == 0
    assert main(["version", "--json"]) == 0
    assert capsys.readouterr().out == f'{__version__}\n{{"version": "{__version__}"}}\n'


def test_it_runs_as_a_program_on_standard_input(scripted: ScriptedServer) -> None:
    scripted.script.append(answering(503))
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "steelyard", "verify", "-", "--json"],
        input="".join(json.dumps(row(text)) + "\n" for text in ("1", "2")),
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": "client", "STEELYARD_URL": scripted.url},
    )
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["mean_reward"] == 0.5
    assert ended.stderr.startswith("the server answers 503 A problem: as scripted; trying again in 0.")
    assert len(ended.stderr.splitlines()) == 1


def test_the_exit_codes_are_documented() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "steelyard", "--help"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": "client"},
    )
    assert ended.returncode == 0
    assert "exit codes:\n  0  all is well\n" in ended.stdout


def test_rows_without_a_verifier_are_read_by_the_server(scripted: ScriptedServer, tmp_path: Path) -> None:
    file = rows(tmp_path / "in", {"completion": "x", "gold": "x"}, {"completion": "y", "reference": "y"})
    out = tmp_path / "out"
    assert main(["verify", file, "--url", scripted.url, "--skip-refused", "--out", str(out)]) == 1
    good, bad = read_lines(out)
    assert good["reward"] == 1
    assert bad["refused"] == "label: no layout fits"


def test_results_on_standard_output_have_it_to_themselves(
    scripted: ScriptedServer, tmp_path: Path, capsys: Capture
) -> None:
    file = rows(tmp_path / "in", row("1"))
    assert main(["verify", file, "--url", scripted.url, "--out", "-"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["reward"] == 1
    assert "mean reward" in printed.err


def test_without_a_server_the_command_says_how_to_start_one(nobody: str, tmp_path: Path, capsys: Capture) -> None:
    file = rows(tmp_path / "in", row("1"))
    assert main(["verify", file, "--url", nobody, "--retries", "0"]) == 3
    assert "make serve" in capsys.readouterr().err


def test_the_version_is_an_option_too(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == __version__
