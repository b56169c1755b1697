"""Options of ``steelyard beam``."""

import argparse

from steelyard.cli import beam
from steelyard.cli.numbers import count, positive


def add_beam(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command and its parts."""
    command = commands.add_parser(
        "beam", help="make problems about beams and structures, draw beams, trusses and frames"
    )
    parts = command.add_subparsers(dest="part", required=True, metavar="COMMAND")
    _add_generate(parts, common)
    _add_plot(parts, common)


def _add_generate(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    made = parts.add_parser("generate", parents=[common], help="make problems, one JSON line each")
    made.set_defaults(run_command=beam.generate)
    made.add_argument(
        "--family",
        required=True,
        metavar="NAME[,NAME…]",
        help="which kinds of problems; an unknown one names all there are",
    )
    made.add_argument(
        "--seed", type=count, default=0, metavar="N", help="the same seed, the same problems (default: 0)"
    )
    made.add_argument(
        "--count", type=positive, default=10, metavar="N", help="how many of each family (default: %(default)s)"
    )
    made.add_argument(
        "--moved-supports",
        choices=("none", "left", "right", "both", "any"),
        help="which supports of reactions-1 to -4 stand away from the ends (default: none)",
    )
    made.add_argument(
        "--split",
        choices=("train", "test"),
        help="only this part of a family; the two share no arrangement of supports and loads",
    )
    made.add_argument(
        "--prompt-style", choices=("full", "short"), help="short: a beam in a few characters (default: full)"
    )
    made.add_argument(
        "--format",
        choices=("json", "hf"),
        default="json",
        help="hf: verifier and tags as JSON text, so that Arrow keeps rows of several families as they are",
    )
    made.add_argument("--out", metavar="FILE", help="write there instead of to standard output")


def _add_plot(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    drawn = parts.add_parser("plot", parents=[common], help="draw a beam (free body, V, M, v), truss or frame")
    drawn.set_defaults(run_command=beam.plot)
    drawn.add_argument("spec", metavar="SPEC.json", help="a specification or a verifier; - reads standard input")
    drawn.add_argument("--out", metavar="FILE", help="default: the name of SPEC.json with .svg")
    drawn.add_argument("--format", choices=("svg", "png"), help="default: as the file's name says, else svg")
