"""``steelyard completion``: what a shell has to know to complete our commands, read off their parser."""

import argparse
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

SHELLS: Final = ("bash", "zsh", "fish")

_BASH = """_steelyard() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  case "${{COMP_WORDS[1]}} $previous" in
{choices}
  esac
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W {commands} -- "$current"))
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{options}
  esac
}}
complete -o default -F _steelyard steelyard
"""
_BASH_CHOICES = '    "{command} {option}") COMPREPLY=($(compgen -W {words} -- "$current")); return ;;'
_BASH_OPTIONS = '    {command}) COMPREPLY=($(compgen -W {words} -- "$current")) ;;'
_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script for one of the shells."""
    commands = _commands(parser)
    if shell == "fish":
        return "\n".join(_fish(commands)) + "\n"
    bash = _bash(commands)
    return _ZSH + bash if shell == "zsh" else bash


def _bash(commands: Mapping[str, argparse.ArgumentParser]) -> str:
    choices, options = [], []
    for command, parser in commands.items():
        words = [option for action in _options(parser) for option in action.option_strings]
        words += [choice for action in _places(parser) for choice in _words(action)]
        options.append(_BASH_OPTIONS.format(command=command, words=shlex.quote(" ".join(words))))
        for action in _options(parser):
            if action.choices:
                values = shlex.quote(" ".join(_words(action)))
                option = action.option_strings[-1]
                choices.append(_BASH_CHOICES.format(command=command, option=option, words=values))
    names = shlex.quote(" ".join(commands))
    return _BASH.format(choices="\n".join(choices), commands=names, options="\n".join(options))


def _fish(commands: Mapping[str, argparse.ArgumentParser]) -> Iterator[str]:
    names = " ".join(commands)
    for command, parser in commands.items():
        yield f"complete -c steelyard -n 'not __fish_seen_subcommand_from {names}' -f -a {command}"
        seen = f"complete -c steelyard -n '__fish_seen_subcommand_from {command}'"
        for action in _options(parser):
            option = action.option_strings[-1].removeprefix("--")
            words = f" -x -a {shlex.quote(' '.join(_words(action)))}" if action.choices else ""
            yield f"{seen} -l {option}{words}"
        for action in _places(parser):
            if action.choices:
                yield f"{seen} -f -a {shlex.quote(' '.join(_words(action)))}"


def _commands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in parser._actions:  # argparse has no public way to walk what was added
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.option_strings]


def _places(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if not action.option_strings]


def _words(action: argparse.Action) -> list[str]:
    return [str(choice) for choice in action.choices or ()]
