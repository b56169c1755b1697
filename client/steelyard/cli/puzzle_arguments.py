"""The arguments of ``steelyard puzzles``."""

import argparse

from steelyard.cli import puzzles
from steelyard.cli.numbers import count, positive

_ABOUT = """\
Makes puzzles of reasoning-gym (pip install reasoning-gym), one JSON line each: id, prompt, verifier (kind
reasoning_gym) and tags. The same datasets, seed and count give the same puzzles. Needs no server.

  steelyard puzzles generate countdown,zebra_puzzles --seed 7 --count 500 --out puzzles.jsonl
"""


def add_puzzles(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add ``puzzles generate`` to the commands."""
    command = commands.add_parser("puzzles", help="make puzzles, each with its verifier")
    parts = command.add_subparsers(dest="part", required=True, metavar="COMMAND")
    made = parts.add_parser(
        "generate",
        parents=[common],
        help="make puzzles of reasoning-gym",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("dataset", metavar="DATASET[,DATASET…]", help="which of reasoning-gym's datasets")
    made.add_argument(
        "--seed", type=count, default=0, metavar="N", help="the same seed, the same puzzles (default: 0)"
    )
    made.add_argument(
        "--count", type=positive, default=100, metavar="N", help="puzzles of each dataset (default: %(default)s)"
    )
    made.add_argument("--out", metavar="FILE", help="write here instead of to standard output")
    made.set_defaults(run_command=puzzles.generate)
