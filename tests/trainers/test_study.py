"""The study in its short form: a model that knows the form of answers learns statics by rewards."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import fmean
from typing import Any

import httpx
import pytest

from tests.parts import ROOT, Server
from tests.trainers.running import FOLDER, PYTHON

STUDY = ROOT / "examples/train_beams"
TESTS = {"as trained": 0.9, "two loads": 0.25}


@pytest.mark.trainers
@pytest.mark.timeout(900)
def test_a_small_model_learns_statics_by_rewards_alone_and_goes_on_where_it_was_stopped(
    server: Server, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    ended = subprocess.run(
        [PYTHON, FOLDER / "study_short.py", whole, parts],
        env={**os.environ, "PYTHONPATH": str(STUDY), "STEELYARD_URL": server.url, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    curve = curve_of(whole / "short-0.json")
    rewards = [row["reward"] for row in curve]
    assert fmean(rewards[-5:]) > fmean(rewards[:3]) + 0.1, rewards
    assert sum(row["no_verdict"] for row in curve) == 0
    assert sum(row["checked"] for row in curve) > 500
    assert [row["wrong_verdicts"] for row in curve if row["wrong_verdicts"]] == []
    assert told(curve_of(parts / "again-0.json")) == told(curve)[:4]
    run = httpx.get(f"{server.url}/v1/run", params={"name": "short-0"}).json()
    assert len(run["steps"]) == len(curve)


def curve_of(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(file.read_text())
    return rows


def told(curve: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """What the same seed has to give again."""
    return [(row["step"], row["reward"], row["answer"], row["entropy"]) for row in curve]


def test_figures_and_table_show_the_spread_over_seeds(tmp_path: Path) -> None:
    out, docs = tmp_path / "out", tmp_path / "docs"
    (docs / "pictures").mkdir(parents=True)
    out.mkdir()
    for name in (
        "learn",
        "repair",
        "reward-dense",
        "reward-binary",
        "noise-exact",
        "compat-ours",
        "length-binary",
    ):
        for seed, reward in enumerate((0.25, 0.75)):
            (out / f"{name}-{seed}.json").write_text(json.dumps([row(step, reward) for step in range(6)]))
    (docs / "study.md").write_text("before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n")
    subprocess.run([sys.executable, STUDY / "figures.py", "--out", out, "--docs", docs], check=True, timeout=120)
    page = (docs / "study.md").read_text()
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    assert "old" not in page
    assert "| learn | 2 | 6 | 0.50 ± 0.25 | 25% | as trained 0.90 ± 0.00, two loads 0.25 ± 0.00 |" in page
    assert "420 completions were checked by a rule that the service does not have: 0 verdicts were wrong" in page
    drawn = {"study-tests", "study-reward", "study-noise", "study-compat", "study-length"}
    assert {file.stem for file in (docs / "pictures").glob("*.svg")} == drawn
    assert all((docs / f"pictures/{name}.svg").stat().st_size > 10_000 for name in drawn)


def row(step: int, reward: float) -> dict[str, object]:
    """A step of a run."""
    return {
        "step": step,
        "reward": reward,
        "all_right": reward,
        "truly_right": reward,
        "tokens": 24.0,
        "checked": 5,
        "wrong_verdicts": [],
        "no_verdict": 0,
        "seconds": {"sample": 1.0, "judge": 1.0, "learn": 2.0},
        **({"tests": TESTS} if step in (0, 5) else {}),
    }
