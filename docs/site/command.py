"""The page of the command ``steelyard``, from its parsers."""

import argparse
from collections.abc import Iterator
from functools import partial

from steelyard.cli.arguments import parser

_COLUMNS = 100


def command_page() -> str:
    """What ``--help`` says, of the command and each sub-command."""
    parts = ["# The command steelyard\n", "*Generated from the code.*\n"]
    for one in _all(parser()):
        one.formatter_class = partial(one.formatter_class, width=_COLUMNS)  # type: ignore[call-arg]  # a class of argparse
        parts += [f"## {one.prog}\n", f"```text\n{one.format_help().rstrip()}\n```\n"]
    return "\n".join(parts)


def _all(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield command
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in dict.fromkeys(action.choices.values()):
                yield from _all(below)
