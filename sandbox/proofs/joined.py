"""A program and the test after it, put together so that the end of the test can be proven."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = ".steelyard"  # beside the program; nothing secret lies there


class Refused(Exception):
    """The program gives its own meaning to a name that tests rely on, such as ``Arrays`` or ``panic``."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the program redefines {name}")


@dataclass(frozen=True, slots=True)
class Joined:
    """Sources by path, the commands that compile and run them, and what is put before standard input for a key."""

    files: Mapping[str, str]
    compile: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    opening: Callable[[str], str] = str
    uncopied: bool = False
    """Whether the process must not copy itself: its copies would tell the program which answers pass."""


Join = Callable[[str, str, str], Joined]
"""Program, test, and a name of letters and digits that the program cannot know; raises Refused."""


@cache
def asset(name: str) -> str:
    """One of the sources beside this module."""
    return Path(__file__).with_name(name).read_text()
