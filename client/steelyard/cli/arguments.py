"""The command line: sub-commands, options and what they are for."""

import argparse

from steelyard.cli import check, evaluate, exits, export, looking, shells, verify, watching
from steelyard.cli.beam_arguments import add_beam
from steelyard.cli.numbers import count, positive, seconds
from steelyard.cli.puzzle_arguments import add_puzzles
from steelyard.cli.rows import Columns
from steelyard.settings import DEFAULT_URL
from steelyard.version import __version__

_DESCRIPTION = f"""Have completions judged by a Steelyard server, and look at its jobs.

The server is --url, else $STEELYARD_URL, else {DEFAULT_URL}. A key, where one is needed, is read
from $STEELYARD_API_KEY."""

_VERIFY = """Judge the lines of a JSON Lines file. A line is a whole group,

  {"verifier": {"kind": "math", "ground_truth": "1/2"}, "completions": ["0.5", "2"], "id": "p17"}

or a row with one completion, whose fields can be named:

  {"prediction": "0.5", "gold": "1/2", "label": true}

Every row is a group of its own unless --group-field says which neighbouring rows belong together."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command."""
    common = _common()
    top = argparse.ArgumentParser(
        "steelyard",
        description=_DESCRIPTION,
        epilog=exits.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__, help="print the version of this client")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_verify(commands, common)
    _add_check(commands, common)
    _add_convert(commands, common)
    _add_eval(commands)
    _add_jobs(commands, common)
    _add_show(commands, common)
    add_beam(commands, common)
    add_puzzles(commands, common)
    _add_top(commands, common)
    _add_runs(commands, common)
    _add_export(commands, common)
    completion = commands.add_parser("completion", help="print what a shell needs to complete this command")
    completion.add_argument("shell", choices=shells.SHELLS, help="put it where your shell looks for completions")
    completion.set_defaults(run_command=None)
    version = commands.add_parser("version", help="print the version of this client")
    version.add_argument("--json", action="store_true", help="print JSON")
    version.set_defaults(run_command=None)
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--url", help="address of the server")
    common.add_argument("--json", action="store_true", help="print one JSON document")
    common.add_argument(
        "--retries", type=count, default=5, metavar="N", help="how often to try again (default: %(default)s)"
    )
    common.add_argument(
        "--deadline",
        type=seconds,
        default=3600.0,
        metavar="SECONDS",
        help="how long one request may take, retries and waiting included (default: %(default)g)",
    )
    return common


def _add_verify(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser(
        "verify",
        parents=[common],
        help="judge a file of completions",
        description=_VERIFY,
        epilog=exits.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run_command=verify.verify)
    command.add_argument("file", metavar="FILE.jsonl", help="what to judge; - reads standard input")
    command.add_argument(
        "--out", metavar="FILE", help="write one JSON line per completion, in file order; - is standard output"
    )
    command.add_argument("--skip-refused", action="store_true", help="go on without rows the server refuses")
    command.add_argument(
        "--batch", type=positive, default=512, metavar="N", help="completions a request (default: %(default)s)"
    )
    command.add_argument(
        "--concurrency", type=positive, default=4, metavar="N", help="requests at once (default: %(default)s)"
    )
    _add_request_options(command.add_argument_group("the request"))
    _add_row_options(command.add_argument_group("rows"))


def _add_request_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--reward", type=verify.reward, help="reward scheme: a name, or a JSON object")
    group.add_argument("--feedback", choices=("none", "summary", "first_failure", "full"))
    group.add_argument("--run", help="name of the run that the jobs belong to")
    group.add_argument("--step", type=count, help="step of the run")
    group.add_argument("--split", help="which set of the run it is: a test set, or train")
    group.add_argument(
        "--tag", dest="tags", type=verify.tag, action="append", metavar="NAME=VALUE", help="repeatable"
    )
    group.add_argument("--priority", choices=("train", "eval", "background"))
    group.add_argument("--cache", choices=("use", "refresh", "off"))


def _add_row_options(group: "argparse._ArgumentGroup") -> None:
    standard = Columns()
    group.add_argument(
        "--kind", help="verifier of rows that do not name their own (default: what the server reads them as)"
    )
    group.add_argument(
        "--verifier", type=verify.json_object, default={}, metavar="JSON", help="its further fields, as an object"
    )
    group.add_argument("--completion-field", metavar="NAME", help=f"default: {' or '.join(standard.completion)}")
    group.add_argument(
        "--ground-truth-field", metavar="NAME", help=f"default: {' or '.join(standard.ground_truth)}"
    )
    group.add_argument(
        "--label-field", metavar="NAME", help="whether the completion is right: asks for error rates"
    )
    group.add_argument("--group-field", metavar="NAME", help="neighbouring rows equal in it are one group")


_CHECK = """Look at a dataset before training: what every row is read as, what is refused and why, what is
compared as text only, and whether each row's own solution (or its truth in a box) earns 1.

A dataset is a file of JSON Lines, a JSON array, CSV or TSV (each also as .gz), a Parquet or Arrow file, or a
folder of these, such as datasets' save_to_disk writes. Pickles and loading scripts are never loaded.
docs/labels.md has the layouts."""


def _add_check(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser(
        "check",
        parents=[common],
        help="look at a dataset before training",
        description=_CHECK,
        epilog=exits.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run_command=check.check)
    _add_dataset(command)
    command.add_argument("--no-judging", action="store_true", help="only read the rows; judge no solutions")
    command.add_argument("--refused", action="store_true", help="name every refused row on standard error")


def _add_convert(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("convert", parents=[common], help="write a dataset's verifiers as rows")
    command.set_defaults(run_command=check.convert)
    _add_dataset(command)
    command.add_argument("--out", required=True, metavar="PATH", help="a file, or with --format hf a folder")
    command.add_argument(
        "--format", choices=("jsonl", "hf"), default="jsonl", help="JSON Lines, or Parquet in a folder"
    )
    command.add_argument(
        "--keep", action="append", default=[], metavar="COLUMN", help="a column to keep (default: prompts and ids)"
    )


def _add_dataset(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="DATASET", help="a file or folder of rows")
    command.add_argument(
        "--column", metavar="PATH", help="read only this column, as a trainer sends it: reward_model.ground_truth"
    )
    command.add_argument("--limit", type=positive, metavar="N", help="only the first rows")


_EVAL = """How far scores agree with labels: error rates with 95 % intervals, Youden's J, calibration.

  steelyard verify labelled.jsonl --label-field label --out results.jsonl
  steelyard eval results.jsonl --rows labelled.jsonl --slice subject

A line has a score, which is any number, and a label. Where none has a label, --slice shows mean scores: of
problems from beam generate, by --slice moved_supports and other tags. Needs no server."""


def _add_eval(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "eval",
        help="compare scores with labels",
        description=_EVAL,
        epilog=exits.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run_command=evaluate.evaluate, url=None, retries=0, deadline=1.0)
    command.add_argument("file", metavar="FILE.jsonl", help="scored lines, such as verify --out writes")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.add_argument("--rows", metavar="FILE", help="the file that was judged: its fields can be named too")
    command.add_argument("--score-field", default="reward", metavar="NAME", help="default: %(default)s")
    command.add_argument("--label-field", default="label", metavar="NAME", help="default: %(default)s")
    command.add_argument(
        "--threshold", type=float, default=0.5, help="scores above it count as right (default: %(default)s)"
    )
    command.add_argument(
        "--slice", action="append", default=[], metavar="NAME", help="count by this field or tag too"
    )
    command.add_argument("--pair-field", metavar="NAME", help="lines equal in it are a contrast set")
    command.add_argument(
        "--prompt-field", metavar="NAME", help="lines equal in it are ranked against each other (RewardMATH)"
    )
    command.add_argument(
        "--ties-field", metavar="NAME", help="'ref' or 'tied': RewardBench 2's score for several right answers"
    )


def _add_jobs(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("jobs", parents=[common], help="list jobs, newest first")
    command.set_defaults(run_command=looking.jobs)
    command.add_argument("--run", help="only this run's")
    command.add_argument("--state", choices=("queued", "running", "done", "failed", "cancelled"))
    command.add_argument("--verifier", metavar="KIND", help="only those with this verifier")
    command.add_argument(
        "--limit", type=positive, default=20, metavar="N", help="at most so many (default: %(default)s)"
    )


def _add_show(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("show", parents=[common], help="show one job")
    command.set_defaults(run_command=looking.show)
    command.add_argument("job", metavar="JOB", help="the job's id")
    command.add_argument("--results", action="store_true", help="its results too, as far as there are any")


def _add_top(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("top", parents=[common], help="watch the queue, the times and the workers")
    command.set_defaults(run_command=watching.top)
    command.add_argument("--once", action="store_true", help="print it once, as a pipe always does")
    command.add_argument(
        "--interval", type=seconds, default=2.0, metavar="SECONDS", help="pause (default: %(default)g)"
    )


def _add_runs(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("runs", parents=[common], help="list runs, or show one step by step")
    command.set_defaults(run_command=watching.runs)
    command.add_argument("run", nargs="?", metavar="RUN", help="only this run, with its steps and flags")
    command.add_argument(
        "--limit", type=positive, default=50, metavar="N", help="at most so many (default: %(default)s)"
    )


def _add_export(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    command = commands.add_parser("export", parents=[common], help="write a run's completions to a file")
    command.set_defaults(run_command=export.export)
    command.add_argument("run", metavar="RUN", help="name of the run; the server's archive counts too")
    command.add_argument("--out", required=True, metavar="FILE", help="where to; it is replaced once all is there")
    command.add_argument(
        "--format", choices=("jsonl", "parquet"), help="default: by the name of the file, else JSON lines"
    )
