"""Bash: one shell loads the program for what it defines; another one runs the test over that."""

import re

from sandbox.proofs.joined import FOLDER, Joined, asset

_LEAVE = re.compile(
    r"(^|[;&|({]|\b(?:then|else|do))([ \t]*)exit(?=[ \t]*(?:0[ \t]*)?(?:[;&|)}#]|$))", re.MULTILINE
)
_NO_TRAPS = "[[ -z $(builtin trap -p DEBUG ERR RETURN EXIT) ]] || builtin exit 97; "


def join(program: str, test: str, mark: str) -> Joined:
    """The program in a file; the test and its end come by standard input."""
    files = {"solution.sh": program} | {
        f"{FOLDER}/{name}": asset(name) for name in ("end.sh", "load.sh", "test.sh")
    }

    def opening(key: str) -> str:
        whole = _with_end(test, mark, key)
        return f"{len(whole):08d}{whole}"

    return Joined(files, (), ("bash", f"{FOLDER}/end.sh", "solution.sh"), opening)


def _with_end(test: str, mark: str, key: str) -> str:
    prove = f"builtin printf '\\n%s\\n' {key}"
    leave, test_then = "", test
    if _LEAVE.search(test):
        leave = f'{mark}exit() {{ local s=${{1:-$?}}; if ((s == 0)); then {prove}; fi; builtin exit "$s"; }}\n'
        test_then = _LEAVE.sub(rf"\1\2{mark}exit", test)
    traps = "" if "trap" in test else _NO_TRAPS
    end = f'{mark}s=$?; ((${mark}s == 0)) || builtin exit "${mark}s"; {traps}{prove}; builtin exit 0'
    return f"{leave}{test_then}\n{end}\n"
