"""The study of docs/study.md in its short form: a random model, taught the form of answers, learns statics."""

import json
import subprocess
from pathlib import Path
from statistics import fmean

import httpx
import pytest

from tests.parts import ROOT, Server
from tests.trainers.running import PYTHON

pytestmark = [pytest.mark.trainers, pytest.mark.timeout(900)]


def test_a_small_model_learns_beam_statics_by_rewards_alone(server: Server, tmp_path: Path) -> None:
    command = [PYTHON, ROOT / "examples/train_beams/study.py", "--short", "--url", server.url, "--out", tmp_path]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=800, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    curve = json.loads((tmp_path / "short.json").read_text())
    assert fmean(row["reward"] for row in curve[:3]) < 0.2
    assert fmean(row["reward"] for row in curve[-3:]) > 0.5
    assert sum(row["no_verdict"] for row in curve) == 0
    assert sum(row["checked"] for row in curve) > 500
    assert [row["wrong_verdicts"] for row in curve if row["wrong_verdicts"]] == []
    run = httpx.get(f"{server.url}/v1/run", params={"name": "short"}).json()
    assert len(run["steps"]) == 45
    (tested,) = [part for part in run["parts"] if part["split"] == "as trained" and part["tag"] is None]
    assert tested["steps"]["45"]["pass_rate"] == curve[-1]["tests"]["as trained"]
