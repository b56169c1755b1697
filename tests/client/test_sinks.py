"""Figures of runs in trackers: read back by the trackers' own readers, where these are installed."""

import sys
from pathlib import Path
from typing import Any

import pytest
from steelyard.overview import RunInfo, RunPart, Shown
from steelyard.sinks import SinkMissing, figures_by_step, to_mlflow, to_tensorboard, to_wandb


def shown(reward: float) -> Shown:
    return Shown(8, reward, 0.5, 0.5, None, 0.0, 0.125, 0.0)


RUN = RunInfo(
    *("exp-42", "default", 1e9, 3, shown(0.5), {}, {1: shown(0.25), 3: shown(0.75)}),
    parts=(RunPart("moved", None, None, shown(0.1), {3: shown(0.125)}),),
)


def test_figures_come_by_step_with_those_of_parts_beside_them() -> None:
    first, second = figures_by_step(RUN)
    assert first == (
        1,
        {
            "steelyard/completions": 8.0,
            "steelyard/mean_reward": 0.25,
            "steelyard/pass_rate": 0.5,
            "steelyard/mean_score": 0.5,
            "steelyard/no_verdict_rate": 0.0,
            "steelyard/flagged_rate": 0.125,
            "steelyard/flat_rate": 0.0,
        },
    )
    assert (second[0], second[1]["steelyard/moved/mean_reward"]) == (3, 0.125)
    assert [step for step, _ in figures_by_step(RUN, after=1)] == [3]


class Logged:
    """What of a run of Weights & Biases is used here: its two methods, and what they were told."""

    def __init__(self) -> None:
        self.defined: list[str] = []
        self.rows: list[dict[str, float]] = []

    def define_metric(self, name: str, **_: str) -> None:
        self.defined.append(name)

    def log(self, row: dict[str, float]) -> None:
        self.rows.append(row)


def test_weights_and_biases_gets_a_step_of_our_own() -> None:
    logged = Logged()
    assert to_wandb(RUN, logged) == 2
    assert [row["steelyard/step"] for row in logged.rows] == [1, 3]
    assert logged.defined == ["steelyard/step", "steelyard/*"]


def test_a_tracker_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for package in ("tensorboard", "mlflow"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SinkMissing, match=r"pip install 'steelyard\[tensorboard\]'"):
        to_tensorboard(RUN, tmp_path)
    with pytest.raises(SinkMissing, match=r"pip install 'steelyard\[mlflow\]'"):
        to_mlflow(RUN)


def test_tensorboard_reads_what_was_written(tmp_path: Path) -> None:
    accumulator: Any = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    assert to_tensorboard(RUN, tmp_path) == 2
    assert to_tensorboard(RUN, tmp_path, after=3) == 0
    read = accumulator.EventAccumulator(str(tmp_path))
    read.Reload()
    assert [(one.step, one.value) for one in read.Scalars("steelyard/mean_reward")] == [(1, 0.25), (3, 0.75)]
    assert [(one.step, one.value) for one in read.Scalars("steelyard/moved/mean_reward")] == [(3, 0.125)]


def test_mlflow_reads_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")  # the store that needs no database
    mlflow: Any = pytest.importorskip("mlflow")
    uri = (tmp_path / "mlruns").as_uri()
    assert to_mlflow(RUN, tracking_uri=uri, after=1) == 1
    assert to_mlflow(RUN, tracking_uri=uri) == 2
    client = mlflow.MlflowClient(uri)
    (experiment,) = [one for one in client.search_experiments() if one.name == "steelyard"]
    (run,) = client.search_runs([experiment.experiment_id])
    history = client.get_metric_history(run.info.run_id, "steelyard/mean_reward")
    assert sorted({(one.step, one.value) for one in history}) == [(1, 0.25), (3, 0.75)]


def test_weights_and_biases_takes_it_without_a_network(tmp_path: Path) -> None:
    wandb: Any = pytest.importorskip("wandb")
    with wandb.init(mode="offline", dir=str(tmp_path), project="steelyard") as run:
        assert to_wandb(RUN, run) == 2
        assert run.summary["steelyard/mean_reward"] == 0.75
