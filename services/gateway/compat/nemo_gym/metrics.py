"""``/aggregate_metrics``: means over the verify answers of one collection, masked ones left out and counted."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

TASK, ROLLOUT, MASKED = "_ng_task_index", "_ng_rollout_index", "mask_sample"

Row = Mapping[str, Any]


def aggregate(rows: Sequence[Row]) -> dict[str, Any]:
    """NeMo Gym's AggregateMetrics of verify answers: by task, by repeat, and over all."""
    scored = [row for row in rows if not row.get(MASKED)]
    coverage = _coverage(rows, scored)
    if not scored:
        return _metrics([], dict(coverage), dict(coverage), [])
    names = sorted({name for row in scored for name, value in row.items() if _is_measured(name, value)})
    by_task, by_repeat = _grouped(scored, TASK), _grouped(scored, ROLLOUT)
    groups = [{TASK: task, **_statistics(by_task[task], names)} for task in sorted(by_task)]
    repeats = [{ROLLOUT: repeat, **_means(by_repeat[repeat], names)} for repeat in sorted(by_repeat)]
    agent = {**_statistics(scored, names), **_across(repeats, names), **coverage}
    agent["num_repeats"] = len({row.get(ROLLOUT, 0) for row in rows})
    key = {name: value for name, value in agent.items() if name.startswith("mean/")} | coverage
    return _metrics(groups, agent, key, repeats)


def _metrics(groups: list[Any], agent: dict[str, Any], key: dict[str, Any], repeats: list[Any]) -> dict[str, Any]:
    return {
        "group_level_metrics": groups,
        "agent_metrics": agent,
        "key_metrics": key,
        "perf_summary": None,
        "repeat_level_metrics": repeats,
    }


def _coverage(rows: Sequence[Row], scored: Sequence[Row]) -> dict[str, int]:
    if len(scored) == len(rows):
        return {}
    tasks, measured = ({row.get(TASK, 0) for row in some} for some in (rows, scored))
    return {
        "coverage/measured_rollouts": len(scored),
        "coverage/masked_rollouts": len(rows) - len(scored),
        "coverage/measured_tasks": len(measured),
        "coverage/fully_masked_tasks": len(tasks - measured),
    }


def _is_measured(name: str, value: Any) -> bool:
    return not name.startswith("_ng_") and name != MASKED and _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _grouped(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.get(name, 0)].append(row)
    return groups


def _values(rows: Sequence[Row], name: str) -> list[float]:
    return [float(row[name]) for row in rows if _is_number(row.get(name))]


def _means(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    values = {name: _values(rows, name) for name in names}
    return {f"mean/{name}": statistics.fmean(some) for name, some in values.items() if some}


def _statistics(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    return {key: value for name in names for key, value in _of(name, _values(rows, name)).items()}


def _of(name: str, values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {
        f"mean/{name}": statistics.fmean(values),
        f"max/{name}": max(values),
        f"min/{name}": min(values),
        f"median/{name}": statistics.median(values),
        f"std/{name}": statistics.stdev(values) if len(values) > 1 else 0.0,
    }


def _across(repeats: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """How far the means of the repeats lie apart."""
    metrics: dict[str, float] = {}
    for name in names:
        values = _values(repeats, f"mean/{name}")
        for statistic, value in _of(name, values).items():
            kind, _, _ = statistic.partition("/")
            metrics[f"{kind}_across_repeats/mean/{name}"] = value
    return metrics
