"""Bash: one shell loads the program for what it defines; another one runs the test over that."""

import re

from sandbox.proofs.joined import FOLDER, Joined, asset

_LEAVE = re.compile(
    r"(^|[;&|({]|\b(?:then|else|do))([ \t]*)exit(?=[ \t]*(?:0[ \t]*)?(?:[;&|)}#]|$))", re.MULTILINE
)
_NO_TRAPS = "[[ -z $(builtin trap -p DEBUG ERR RETURN EXIT) ]] || builtin exit 97; "


_READ = re.compile(r"\$\{?[#!]?([A-Za-z_]\w*)")
_ASSIGNED = re.compile(
    r"(?<![\w$])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\+?=|\bfor[ \t]+(\w+)[ \t]+in\b"
    r"|\b(?:read|mapfile|readarray|getopts|printf[ \t]+-v)\b([^\n;|&<]*)"
)


def join(program: str, test: str, mark: str) -> Joined:
    """The program in a file; the test and its end come by standard input."""
    hidden = _hidden(program, test)
    files = {"solution.sh": program} | {
        f"{FOLDER}/{name}": asset(name) for name in ("end.sh", "load.sh", "test.sh")
    }

    def opening(key: str) -> str:
        whole = _with_end(test, mark, key)
        return f"{len(whole):08d}{whole}"

    return Joined(files, (), ("bash", f"{FOLDER}/end.sh", "solution.sh", *hidden), opening)


def _hidden(program: str, test: str) -> list[str]:
    """What functions of the program do not see of the test when they are called in a subshell, ``$(f 1)``.

    First whether they are kept apart at all: not where the test reads a variable that the program sets. Then the
    test's variables.
    """
    own = _assigned(test)
    if (_assigned(program) - own).intersection(_READ.findall(test)):
        return ["no"]
    return ["yes", *sorted(own)]


def _assigned(source: str) -> set[str]:
    """Variables that a script sets, or seems to."""
    names = set()
    for direct, looped, listed in _ASSIGNED.findall(source):
        names |= {direct, looped, *re.findall(r"(?<![-\w])[A-Za-z_]\w*", listed)}
    return names - {""}


def _with_end(test: str, mark: str, key: str) -> str:
    prove = f"builtin printf '\\n%s\\n' {key}"
    leave, test_then = "", test
    if _LEAVE.search(test):
        leave = f'{mark}exit() {{ local s=${{1:-$?}}; if ((s == 0)); then {prove}; fi; builtin exit "$s"; }}\n'
        test_then = _LEAVE.sub(rf"\1\2{mark}exit", test)
    traps = "" if "trap" in test else _NO_TRAPS
    end = f'{mark}s=$?; ((${mark}s == 0)) || builtin exit "${mark}s"; {traps}{prove}; builtin exit 0'
    return f"{leave}{test_then}\n{end}\n"
