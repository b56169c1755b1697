"""A run's figures in the trainer's own tracker: TensorBoard, MLflow or Weights & Biases, each an optional extra.

Each function writes what the run has shown so far, step by step, under ``steelyard/``; parts of the run (test
sets, tags) under ``steelyard/<split>/``. They can be called again as the run goes on: ``after`` leaves out steps
up to it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from steelyard.errors import SteelyardError
from steelyard.overview import RunInfo, RunPart, Shown

Figures = Mapping[str, float]


class SinkMissing(SteelyardError):
    """The tracker's package is not installed; the message says how to install it."""


def figures_by_step(run: RunInfo, after: int | None = None) -> Iterator[tuple[int, Figures]]:
    """The steps of a run in order, each with its figures by name; what a step does not have is left out."""
    steps = {"steelyard": run.steps} | {_prefix(part): part.steps for part in run.parts}
    for step in sorted({step for some in steps.values() for step in some}):
        if after is None or step > after:
            named = {prefix: some[step] for prefix, some in steps.items() if step in some}
            yield step, {name: value for prefix, shown in named.items() for name, value in _named(prefix, shown)}


def to_tensorboard(run: RunInfo, folder: str | Path, *, after: int | None = None) -> int:
    """Write event files into a folder of TensorBoard's. How many steps; raises SinkMissing."""
    try:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.summary.writer.event_file_writer import EventFileWriter
    except ImportError as error:
        raise _missing("tensorboard") from error
    writer: Any = EventFileWriter(str(folder))
    written = 0
    try:
        for step, figures in figures_by_step(run, after):
            values = [Summary.Value(tag=name, simple_value=value) for name, value in figures.items()]
            at = run.seen or 0.0
            writer.add_event(Event(wall_time=at, step=step, summary=Summary(value=values)))
            written += 1
    finally:
        writer.close()
    return written


def to_mlflow(
    run: RunInfo, *, tracking_uri: str | None = None, experiment: str = "steelyard", after: int | None = None
) -> int:
    """Log into the MLflow run of this name, made where there is none. How many steps; raises SinkMissing."""
    try:
        from mlflow import MlflowClient
        from mlflow.entities import Metric
    except ImportError as error:
        raise _missing("mlflow") from error
    client = MlflowClient(tracking_uri)
    run_id = _mlflow_run(client, experiment, run.run)
    written = 0
    at = int(1000 * (run.seen or 0.0))
    for step, figures in figures_by_step(run, after):
        # MLflow's names have no ``=``, and none of what else tags may have.
        named = {re.sub(r"[^\w./ -]", "_", name): value for name, value in figures.items()}
        metrics = [Metric(name, value, at, step) for name, value in named.items()]
        client.log_batch(run_id, metrics=metrics)
        written += 1
    return written


def to_wandb(run: RunInfo, into: Any, *, after: int | None = None) -> int:
    """Log into a run of Weights & Biases, as ``wandb.init`` gives it. How many steps.

    The figures have a step of their own, ``steelyard/step``: they come later than what the trainer logs itself.
    """
    into.define_metric("steelyard/step")
    into.define_metric("steelyard/*", step_metric="steelyard/step")
    written = 0
    for step, figures in figures_by_step(run, after):
        into.log({"steelyard/step": step, **figures})
        written += 1
    return written


def _mlflow_run(client: Any, experiment: str, name: str) -> str:
    known = client.get_experiment_by_name(experiment)
    experiment_id = client.create_experiment(experiment) if known is None else known.experiment_id
    found = client.search_runs([experiment_id], max_results=10_000)
    ids = [one.info.run_id for one in found if one.data.tags.get("mlflow.runName") == name]
    made: str = ids[0] if ids else client.create_run(experiment_id, run_name=name).info.run_id
    return made


def _prefix(part: RunPart) -> str:
    tagged = "" if part.tag is None else f"/{part.tag}={part.value}"
    return f"steelyard/{part.split}{tagged}"


def _named(prefix: str, shown: Shown) -> Iterator[tuple[str, float]]:
    for name, value in asdict(shown).items():
        if value is not None:
            yield f"{prefix}/{'completions' if name == 'n' else name}", float(value)


def _missing(package: str) -> SinkMissing:
    return SinkMissing(f"this takes {package}: pip install 'steelyard[{package}]'")
