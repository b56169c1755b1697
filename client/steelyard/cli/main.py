"""Entry of the command: runs a sub-command, turns errors into a line on standard error and an exit code."""

import asyncio
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace

from rich.console import Console

from steelyard.cli.arguments import parser
from steelyard.cli.exits import OK, UsageError, exit_code
from steelyard.cli.shells import script
from steelyard.errors import SteelyardError, Unavailable
from steelyard.settings import Settings
from steelyard.version import __version__

Command = Callable[[Namespace, Settings, Console], Coroutine[None, None, int]]

_INTERRUPTED = 130
_NOT_READ = 141
_NO_SERVER = """\
Is a server running there? In a copy of the repository `make serve` starts one on http://127.0.0.1:8000;
--url or $STEELYARD_URL name another."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Usage errors leave by SystemExit, as argparse has it."""
    ours = parser()
    arguments = ours.parse_args(argv)
    if arguments.command == "completion":
        print(script(arguments.shell, ours), end="")
        return OK
    if arguments.run_command is None:
        print(json.dumps({"version": __version__}) if arguments.json else __version__)
        return OK
    try:
        run: Command = arguments.run_command
        return asyncio.run(run(arguments, _settings(arguments), Console()))
    except (SteelyardError, UsageError) as error:
        print(f"steelyard: {error}", file=sys.stderr)
        if isinstance(error, Unavailable) and error.status is None:
            print(_NO_SERVER, file=sys.stderr)
        return exit_code(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read what is printed has seen enough, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOT_READ


def _settings(arguments: Namespace) -> Settings:
    try:
        settings = Settings(deadline_seconds=arguments.deadline)
        settings = replace(settings, url=arguments.url or settings.url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return replace(settings, retry=replace(settings.retry, retries=arguments.retries))
