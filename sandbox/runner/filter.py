"""The system-call filter of a jail: what is allowed is listed in calls.py, and everything else is refused.

A call that is refused fails with EPERM, one of a later kernel with ENOSYS, as if it were not there: libraries have
another way then. x86_64 only: system calls have other numbers elsewhere, and a filter for the wrong machine
protects nothing.
"""

import ctypes
import errno
import functools
import platform
import struct
from collections.abc import Collection

from .calls import COMMON, EXAMINED, FURTHER, NEWEST

_FORK, _VFORK = COMMON["fork"], COMMON["vfork"]
_CLONE_VM, _CLONE_VFORK, _CLONE_THREAD = 0x100, 0x4000, 0x10000
_LEASE, _NOTIFY = 1024, 1026  # commands of fcntl that tell what others do with a file
_DEVICES_AND_SOCKETS = 0x6000  # bits of a mode that neither pipes nor files have
_NAMESPACE_FLAGS = 0x7E020000
_FAMILIES = (1, 2, 10)  # unix, IPv4, IPv6: families such as vsock and packet reach further than a namespace
_X32 = 0x40000000  # from here on, numbers are of another way to call

_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ARCH_X86_64 = 0xC000003E
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 24, 32

_Instruction = tuple[int, int, int, int]
_Block = tuple[_Instruction, ...]

_ALLOW: _Block = ((_RETURN, 0, 0, 0x7FFF0000),)
_KILL: _Block = ((_RETURN, 0, 0, 0x80000000),)
_REFUSE: _Block = ((_RETURN, 0, 0, 0x00050000 | errno.EPERM),)
_LACK: _Block = ((_RETURN, 0, 0, 0x00050000 | errno.ENOSYS),)


def install(further: Collection[str] = ()) -> None:
    """Bind the filter to this process and all that it forks. Needs no_new_privs.

    ``further`` are names of calls.FURTHER that are allowed, too. Raises KeyError for others, and OSError.
    """
    if platform.machine() != "x86_64":
        raise OSError(errno.ENOSYS, f"there is no system-call filter for {platform.machine()}")
    (_allowing(frozenset(further)) if further else _COMMON).bind()


def forbid_copies() -> None:
    """Let nothing from here on copy itself with its memory. Threads and starting other programs remain.

    A program that shares a process with its test could try answers in copies, and keep one that has passed.
    """
    _NO_COPIES.bind()


def _whole(further: Collection[str]) -> _Block:
    blocks = dict.fromkeys(COMMON.values(), _ALLOW)
    blocks |= {FURTHER[name]: _ALLOW for name in further}
    blocks |= {EXAMINED[name]: block for name, block in _examined().items()}
    head = (_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, _ARCH_X86_64), *_KILL
    return *head, (_LOAD, 0, 0, _NUMBER), *_search(_sections(blocks))


def _examined() -> dict[str, _Block]:
    """For calls that are allowed for some of their arguments, how those are told."""
    first, second, third = ((_LOAD, 0, 0, at) for at in (_FIRST_ARGUMENT, _SECOND_ARGUMENT, _THIRD_ARGUMENT))
    families: list[_Instruction] = []
    for family in _FAMILIES:
        families += [(_EQUAL, 0, 1, family), *_ALLOW]
    known_families = (first, *families, *_REFUSE)
    plain_nodes = ((_ANY_BIT, 0, 1, _DEVICES_AND_SOCKETS), *_REFUSE, *_ALLOW)
    return {
        "clone": (first, (_ANY_BIT, 0, 1, _NAMESPACE_FLAGS), *_REFUSE, *_ALLOW),
        "clone3": _LACK,  # its flags lie where a filter cannot look
        "socket": known_families,
        "socketpair": known_families,
        "prlimit64": (first, (_EQUAL, 1, 0, 0), *_REFUSE, *_ALLOW),
        "mknod": (second, *plain_nodes),
        "mknodat": (third, *plain_nodes),
        "fcntl": (second, (_EQUAL, 1, 0, _LEASE), (_EQUAL, 0, 1, _NOTIFY), *_REFUSE, *_ALLOW),
    }


def _sections(blocks: dict[int, _Block]) -> list[tuple[int, _Block]]:
    """All numbers, as the first of each run that is treated alike."""
    sections: list[tuple[int, _Block]] = []
    for number in range(NEWEST + 1):
        block = blocks.get(number, _REFUSE)
        if not sections or sections[-1][1] is not block:
            sections.append((number, block))
    return [*sections, (NEWEST + 1, _LACK), (_X32, _REFUSE)]


def _search(sections: list[tuple[int, _Block]]) -> _Block:
    """Find the section of a number by halves: the kernel goes through the filter once for each call there is."""
    if len(sections) == 1:
        return sections[0][1]
    middle = len(sections) // 2
    below, above = _search(sections[:middle]), _search(sections[middle:])
    return (_GREATER_EQUAL, len(below), 0, sections[middle][0]), *below, *above


def _uncopied() -> _Block:
    flags = (
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 0, 2, _CLONE_VM),
        (_ANY_BIT, 0, 1, _CLONE_VFORK | _CLONE_THREAD),
        *_ALLOW,
        *_REFUSE,
    )
    program = (_LOAD, 0, 0, _NUMBER), (_EQUAL, 0, len(flags), EXAMINED["clone"]), *flags
    for number in (_FORK, _VFORK):
        program += (_EQUAL, 0, 1, number), *_REFUSE
    return *program, *_ALLOW


class _Filter:
    def __init__(self, program: _Block) -> None:
        code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
        self._code = ctypes.create_string_buffer(code)
        self._header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(self._code))

    def bind(self) -> None:
        if _libc.prctl(22, 2, ctypes.c_char_p(self._header), 0, 0):
            raise OSError(ctypes.get_errno(), "the system-call filter was refused")


@functools.cache
def _allowing(further: frozenset[str]) -> _Filter:
    return _Filter(_whole(further))


_COMMON, _NO_COPIES = _Filter(_whole(())), _Filter(_uncopied())
_libc = ctypes.PyDLL(None, use_errno=True)
