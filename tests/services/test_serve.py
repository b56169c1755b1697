import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx

from tests.parts import ROOT, Server, free_port, run_server, until


def below(server: Server) -> list[int]:
    return server.descendants("")


def are_gone(pids: list[int]) -> bool:
    return not any(os.path.exists(f"/proc/{pid}") for pid in pids)


def test_the_announced_curl_works_as_it_is_printed(server: Server) -> None:
    (command,) = [line for line in server.log.read_text().splitlines() if line.startswith("curl ")]
    answer = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=True)
    assert '"reward":1.0' in answer.stdout
    assert '"reward":0.0' in answer.stdout


def test_a_stop_leaves_nothing_running_and_a_start_finds_the_jobs(tmp_path: Path) -> None:
    body = {"groups": [{"verifier": {"kind": "nothing"}, "completions": ["x"]}], "run": "kept"}
    with run_server(tmp_path) as server:
        job_id = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60).json()["job_id"]
        started = below(server)
        assert len(started) >= 5
    assert server.process.returncode == 0
    until(lambda: are_gone(started), 60)
    with run_server(tmp_path) as server:
        assert httpx.get(f"{server.url}/v1/jobs/{job_id}").json()["state"] == "done"
        started = below(server)
        server.process.send_signal(signal.SIGKILL)  # nothing outlives the supervisor, however it ends
        until(lambda: are_gone(started), 60)


def start_another(settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")}
    return subprocess.run(
        [sys.executable, "-m", "services", "serve"],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_a_second_server_on_the_same_data_is_refused(server: Server) -> None:
    data = str(server.log.parent / "data")
    second = start_another({"STEELYARD_DATA_DIR": data, "STEELYARD_PORT": str(free_port())})
    assert second.returncode == 2
    assert "another server uses" in second.stderr


def test_a_port_that_is_taken_is_named(server: Server, tmp_path: Path) -> None:
    port = server.url.rsplit(":", 1)[1]
    second = start_another({"STEELYARD_DATA_DIR": str(tmp_path), "STEELYARD_PORT": port})
    assert second.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in second.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    started = start_another(
        {"STEELYARD_DATA_DIR": str(tmp_path / "file/data"), "STEELYARD_PORT": str(free_port())}
    )
    assert started.returncode == 2
    assert started.stderr.startswith("steelyard: STEELYARD_DATA_DIR=")
    assert "cannot be used: Not a directory" in started.stderr


def test_a_plugin_that_cannot_be_loaded_ends_the_start_and_is_named(tmp_path: Path) -> None:
    settings = {"STEELYARD_PLUGINS": "no_such_module:Verifier", "STEELYARD_PORT": str(free_port())}
    started = start_another({**settings, "STEELYARD_DATA_DIR": str(tmp_path)})
    assert started.returncode == 2
    assert "steelyard: plugin 'no_such_module:Verifier' cannot be loaded: No module named" in started.stderr
    assert started.stderr.splitlines()[-1].startswith("steelyard: a part of the server does not start")


def test_wrong_usage_says_how_it_is_used() -> None:
    wrong = subprocess.run(
        [sys.executable, "-m", "services", "dance"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "serve|gateway|worker" in wrong.stderr


def test_nobody_else_can_read_what_the_embedded_broker_keeps(server: Server) -> None:
    """Completions and hidden tests are in it."""
    assert stat.S_IMODE((server.log.parent / "data").stat().st_mode) == 0o700
