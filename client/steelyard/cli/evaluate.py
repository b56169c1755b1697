"""``steelyard eval``: how far scores and labels of a file agree. Needs no server."""

import argparse
import json
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from steelyard.cli import exits
from steelyard.cli.output import print_json
from steelyard.cli.rows import as_label
from steelyard.cli.tables import print_facts, print_table
from steelyard.evaluation.agreement import (
    Labelled,
    Rate,
    Rates,
    brier_score,
    by_slice,
    calibration_error,
    consistency,
    rates,
)
from steelyard.evaluation.ranking import Ranked, ties_score
from steelyard.settings import Settings
from steelyard.understanding import object_of

Row = Mapping[str, object]

_SLICE_COLUMNS = ("slice", "rows", "accuracy", "false negatives", "false positives", "Youden's J")
_REWARD_COLUMNS = ("slice", "rows", "mean", "passed")


async def evaluate(arguments: argparse.Namespace, _settings: Settings, console: Console) -> int:
    """Print the report. Raises UsageError where no line has a score, or none a label."""
    rows = _read(Path(arguments.file))
    if arguments.rows:
        rows = _joined(rows, _read(Path(arguments.rows)))
    scored = [row for row in rows if row.get(arguments.score_field) is not None]
    if not scored:
        raise exits.UsageError(f"no line has a {arguments.score_field!r}")
    by_reward = bool(arguments.slice) and all(row.get(arguments.label_field) is None for row in scored)
    document = _rewards(scored, arguments) if by_reward else _report(scored, arguments)
    document["without_score"] = len(rows) - len(scored)
    if arguments.json:
        print_json(console, document)
    else:
        _print(console, document)
    return exits.OK


def _report(rows: Sequence[Row], arguments: argparse.Namespace) -> dict[str, object]:
    labelled = [_labelled(row, arguments) for row in rows]
    threshold = arguments.threshold
    report: dict[str, object] = {"rows": len(labelled), **_rates(rates(labelled, threshold))}
    report["calibration_error"] = calibration_error(labelled)
    report["brier_score"] = brier_score(labelled)
    if arguments.pair_field:
        report["consistency"] = _rate(consistency(labelled, threshold))
    if arguments.prompt_field:
        report["ranking"] = _ranking(rows, labelled, arguments)
    if arguments.slice:
        slices = by_slice(labelled, threshold)
        report["slices"] = {str(name): {"rows": one.accuracy.of, **_rates(one)} for name, one in slices.items()}
    return report


def _rewards(rows: Sequence[Row], arguments: argparse.Namespace) -> dict[str, object]:
    """Where nothing has a label: the mean score, and the share above the threshold, of all and of each slice."""
    scores: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        scores[str(_slice_of(row, arguments))].append(_score_of(row, arguments))
    ordered = sorted(scores.items(), key=lambda item: (-len(item[1]), item[0]))
    parts = {name: _mean(found, arguments.threshold) for name, found in ordered}
    return {**_mean([score for found in scores.values() for score in found], arguments.threshold), "slices": parts}


def _mean(scores: Sequence[float], threshold: float) -> dict[str, object]:
    passed = sum(score > threshold for score in scores)
    return {"rows": len(scores), "mean": sum(scores) / len(scores), "passed": _rate(Rate(passed, len(scores)))}


def _slice_of(row: Row, arguments: argparse.Namespace) -> str | None:
    """The fields that a line is counted by, its own or those of its ``tags``."""
    known = {**(object_of(row.get("tags")) or {}), **row}
    return " · ".join(str(known.get(name)) for name in arguments.slice) or None


def _score_of(row: Row, arguments: argparse.Namespace) -> float:
    score = row[arguments.score_field]
    if not isinstance(score, (int, float)):
        raise exits.UsageError(f"the {arguments.score_field} {score!r} is no number")
    return float(score)


def _ranking(
    rows: Sequence[Row], labelled: Sequence[Labelled], arguments: argparse.Namespace
) -> dict[str, object]:
    """RewardMATH over prompts that have both kinds; RewardBench 2's ties where rows say which they are."""
    prompts: dict[tuple[str, object], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for row, one in zip(rows, labelled, strict=True):
        kind = str(row.get(arguments.ties_field)) if arguments.ties_field else "all"
        prompts[kind, row.get(arguments.prompt_field)][not one.label].append(one.score)
    ranked = {key: Ranked(*scores) for key, scores in prompts.items() if all(scores)}
    ranking: dict[str, object] = {
        "prompts": len(ranked),
        "accuracy": _rate(Rate(sum(one.is_accurate for one in ranked.values()), len(ranked))),
        "accuracy_or_tied": _rate(Rate(sum(one.is_accurate_or_tied for one in ranked.values()), len(ranked))),
        "mean_reciprocal_rank": sum(one.reciprocal_rank for one in ranked.values()) / max(1, len(ranked)),
    }
    both = [name for kind, name in ranked if kind == "ref" and ("tied", name) in ranked]
    if both:
        ranking["ties"] = ties_score([ranked["ref", one] for one in both], [ranked["tied", one] for one in both])
    return ranking


def _labelled(row: Row, arguments: argparse.Namespace) -> Labelled:
    score = _score_of(row, arguments)
    if row.get(arguments.label_field) is None:
        raise exits.UsageError(f"a line with a score has no {arguments.label_field!r}")
    pair = None if arguments.pair_field is None else row.get(arguments.pair_field)
    key: Hashable = _slice_of(row, arguments)
    return Labelled(score, as_label(row[arguments.label_field]), key, None if pair is None else str(pair))


def _joined(results: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Results with the fields of the lines they were judged from."""
    joined: list[Row] = []
    for result in results:
        line = result.get("line")
        if not isinstance(line, int) or not 1 <= line <= len(rows):
            raise exits.UsageError("a result does not say which line of the judged file it is of")
        joined.append({**rows[line - 1], **{name: value for name, value in result.items() if value is not None}})
    return joined


def _read(path: Path) -> list[Row]:
    try:
        return list(_documents(path))
    except OSError as error:
        raise exits.UsageError(str(error)) from error


def _documents(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                document = json.loads(line or "null")
            except ValueError as error:
                raise exits.UsageError(f"{path.name}, line {number}: {error}") from error
            if not isinstance(document, dict):
                raise exits.UsageError(f"{path.name}, line {number}: not a JSON object")
            yield document


def _rate(rate: Rate) -> dict[str, object]:
    return {"rate": rate.rate, "count": rate.count, "of": rate.of, "interval": rate.interval}


def _rates(found: Rates) -> dict[str, object]:
    return {
        "accuracy": _rate(found.accuracy),
        "false_negatives": _rate(found.false_negatives),
        "false_positives": _rate(found.false_positives),
        "youden_j": found.youden_j,
    }


def _print(console: Console, document: Mapping[str, object]) -> None:
    facts = {name: value for name, value in document.items() if name not in ("slices", "ranking")}
    ranking = document.get("ranking")
    if isinstance(ranking, dict):
        facts |= {f"ranking: {name}": value for name, value in ranking.items()}
    print_facts(console, [(name.replace("_", " "), _shown(value)) for name, value in facts.items()])
    slices = document.get("slices")
    if isinstance(slices, dict):
        columns = _SLICE_COLUMNS if "accuracy" in document else _REWARD_COLUMNS
        print_table(console, columns, [(name, *map(_shown, one.values())) for name, one in slices.items()])


def _shown(value: object) -> object:
    match value:
        case {"rate": None, "of": of}:
            return f"- (of {of})"
        case {"rate": float(rate), "count": count, "of": of, "interval": (low, high)}:
            return f"{rate:.2%} ({count} of {of}; {low:.2%} to {high:.2%})"
    return value
