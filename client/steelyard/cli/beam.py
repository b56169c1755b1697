"""``steelyard beam``: problems made by family and seed, and diagrams of a beam."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from steelyard.beams import BeamFormat, BeamOptions
from steelyard.cli import exits
from steelyard.cli.output import write_file, write_lines
from steelyard.client import AsyncClient
from steelyard.settings import Settings


async def generate(arguments: argparse.Namespace, settings: Settings, _console: Console) -> int:
    """One problem a line: id, prompt, verifier and tags. Problems of several families take turns."""
    options = _options(arguments)
    async with AsyncClient(settings=settings) as client:
        families = [
            await client.generate_beams(family, seed=arguments.seed, count=arguments.count, **options)
            for family in arguments.family.split(",")
        ]
    rows = [
        problem.as_row() if arguments.format == "hf" else asdict(problem)
        for turn in zip(*families, strict=True)
        for problem in turn
    ]
    write_lines((json.dumps(row, ensure_ascii=False) + "\n" for row in rows), arguments.out)
    return exits.OK


def _options(arguments: argparse.Namespace) -> BeamOptions:
    """What was asked for: older servers know nothing of the rest."""
    options = BeamOptions()
    if arguments.moved_supports is not None:
        options["moved_supports"] = arguments.moved_supports
    if arguments.split is not None:
        options["split"] = arguments.split
    if arguments.prompt_style is not None:
        options["prompt_style"] = arguments.prompt_style
    return options


async def plot(arguments: argparse.Namespace, settings: Settings, _console: Console) -> int:
    """Write the diagrams beside the specification, or where ``--out`` says."""
    spec = _read(arguments.spec)
    target = Path(arguments.out or ("beam.svg" if arguments.spec == "-" else Path(arguments.spec).stem + ".svg"))
    form: BeamFormat = arguments.format or ("png" if target.suffix == ".png" else "svg")
    async with AsyncClient(settings=settings) as client:
        drawn = await client.plot_beam(spec, form)
    write_file(target, drawn)
    print(json.dumps({"file": str(target), "format": form}) if arguments.json else target)
    return exits.OK


def _read(name: str) -> dict[str, object]:
    """The beam of a file: a specification, a verifier, or the first line that ``generate`` wrote."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        document, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (OSError, ValueError) as error:
        raise exits.UsageError(f"{name}: {error}") from error
    for key in ("verifier", "spec"):
        if isinstance(document, dict) and isinstance(document.get(key), dict):
            document = document[key]
    if not isinstance(document, dict):
        raise exits.UsageError(f"{name}: the specification of a beam is a JSON object")
    return document
