"""``steelyard puzzles``: puzzles of reasoning-gym by dataset and seed, each with the verifier that judges it."""

import argparse
import json
import warnings
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from steelyard.cli import exits
from steelyard.cli.output import write_lines
from steelyard.settings import Settings

_ASKED = "\n\nGive the final answer between <answer> and </answer>."
_UNJUDGED = {
    "composite": "a mixture of others",
    "puzzle24": "its scorer does not look at the numbers",
    "game_of_life_halting": "its scorer takes every answer for right",
}


async def generate(arguments: argparse.Namespace, _settings: Settings, _console: Console) -> int:
    """One puzzle a line: id, prompt, verifier and tags. Puzzles of several datasets take turns."""
    names = arguments.dataset.split(",")
    each = [_puzzles(name, arguments.seed, arguments.count) for name in names]
    lines = (
        json.dumps(row, ensure_ascii=False, default=str) + "\n" for turn in zip(*each, strict=True) for row in turn
    )
    write_lines(lines, arguments.out)
    return exits.OK


def _puzzles(name: str, seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Raises UsageError without the package, and for datasets that nothing judges."""
    if name in _UNJUDGED:
        raise exits.UsageError(f"{name} cannot be judged: {_UNJUDGED[name]}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # of cellpylib, when it is compiled
            from reasoning_gym import create_dataset
            from reasoning_gym.factory import DATASETS
    except ImportError as error:
        raise exits.UsageError("puzzles are made by reasoning-gym: pip install reasoning-gym") from error
    if name not in DATASETS:
        raise exits.UsageError(
            f"{name} is none of the datasets: {', '.join(sorted(set(DATASETS) - set(_UNJUDGED)))}"
        )
    return (
        _row(name, f"{name}-{seed}-{place}", entry)
        for place, entry in enumerate(create_dataset(name, size=count, seed=seed))
    )


def _row(name: str, identity: str, entry: dict[str, Any]) -> dict[str, Any]:
    kept = {key: entry[key] for key in ("question", "answer", "metadata")}
    return {
        "id": identity,
        "prompt": entry["question"] + _ASKED,
        "verifier": {"kind": "reasoning_gym", "dataset": name, "entry": kept},
        "tags": {"dataset": name},
    }
