"""Landlock, where the kernel has it: what a jail may do with files, besides what its mounts and its user allow.

landlock(7). It also refuses every later change of mounts. Version 1 (Linux 5.13) is left alone, since files cannot
be moved between directories under it.
"""

import ctypes
import os
import struct
from collections.abc import Mapping

LEAST = 2

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_SINCE = ((2, (1 << 14) - 1), (3, _TRUNCATE), (5, _IOCTL_DEV))  # the rights that each version knows

READING = _EXECUTE | _READ_FILE | _READ_DIR
USING = _WRITE_FILE | _TRUNCATE | _IOCTL_DEV  # what is there already
CHANGING = ~(_MAKE_CHAR | _MAKE_BLOCK)

_libc = ctypes.PyDLL(None, use_errno=True)


def version() -> int:
    """That of the kernel's interface; 0 where it has none, or where it is switched off."""
    return max(0, int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG)))


def description() -> str:
    """What this kernel has of it, in words for a user."""
    known = version()
    return f"Landlock (version {known})" if known >= LEAST else "no Landlock, which this kernel lacks"


def confine(rights: Mapping[str, int]) -> bool:
    """Hold this process, and all that it forks, to these rights below these paths. Whether the kernel can.

    Needs no_new_privs. Raises OSError.
    """
    known = version()
    if known < LEAST:
        return False
    handled = sum(bits for since, bits in _SINCE if known >= since)
    ruleset = _call(_CREATE, struct.pack("Q", handled), ctypes.c_size_t(8), 0)
    try:
        for path, allowed in rights.items():
            _allow(ruleset, path, allowed & handled)
        _call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: str, allowed: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(_ADD, ruleset, _BENEATH, struct.pack("=Qi", allowed, fd), 0)
    finally:
        os.close(fd)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
