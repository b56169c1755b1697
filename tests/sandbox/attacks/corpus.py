"""What an attack is, and how it becomes a program. Never run one outside of a sandbox by hand."""

from dataclasses import dataclass

_TRY = """
import ctypes, os, socket, sys, signal, resource, glob, pathlib
libc = ctypes.CDLL(None, use_errno=True)
def reaches(number, *arguments):
    "Whether a system call gets as far as the kernel's own code."
    return libc.syscall(number, *arguments) >= 0 or ctypes.get_errno() not in (1, 13, 38)
def attempt():
{body}
try:
    got = attempt()
except Exception as error:
    got = False
    print(type(error).__name__, error, file=sys.stderr)
print("{word}" if got else "held", flush=True)
"""


@dataclass(frozen=True)
class Attack:
    """The body of a function that returns whether the attack worked, and one of an honest program that does the same.

    ``bites`` names a control: where the attack does work, because the protections against it are off. Those that are
    ``nowhere`` known to work ask for what the kernels that we know refuse by themselves, or for what no test machine has.
    """

    body: str
    twin: str
    bites: str = "open jail"

    def __str__(self) -> str:
        return program(self.body)


def program(body: str, word: str = "PWNED") -> str:
    """A program around the body of a function that prints the word if it returns true."""
    return _TRY.format(body="\n".join("    " + line for line in body.split("\n")), word=word)
