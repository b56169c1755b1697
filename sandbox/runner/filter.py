"""The system-call filter of a jail: what is left out of the kernel on top of the container's own profile.

x86_64 only: system calls have other numbers elsewhere, and a filter for the wrong machine protects nothing.
"""

import ctypes
import errno
import platform
import struct

_DENIED = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440,
    "kcmp": 312, "pidfd_getfd": 438, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "add_key": 248,
    "request_key": 249, "keyctl": 250, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
    "move_mount": 429, "open_tree": 428, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442, "unshare": 272, "setns": 308, "personality": 135, "shmget": 29, "shmat": 30,
    "shmctl": 31, "shmdt": 67, "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220,
    "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240, "mq_unlink": 241,
    "mq_timedsend": 242, "mq_timedreceive": 243, "mq_notify": 244, "mq_getsetattr": 245,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "init_module": 175, "finit_module": 313,
    "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "reboot": 169, "swapon": 167,
    "swapoff": 168, "acct": 163, "settimeofday": 164, "clock_settime": 227, "clock_adjtime": 305,
    "adjtimex": 159, "iopl": 172, "ioperm": 173, "modify_ldt": 154, "syslog": 103, "quotactl": 179,
    "quotactl_fd": 443, "lookup_dcookie": 212, "vhangup": 153, "sethostname": 170,
    "setdomainname": 171, "fanotify_init": 300, "memfd_secret": 447, "migrate_pages": 256,
    "move_pages": 279,
    # Of these the machine has only so many for all.
    "io_setup": 206, "io_destroy": 207, "io_getevents": 208, "io_submit": 209,
    "io_cancel": 210, "io_pgetevents": 333, "inotify_init": 253, "inotify_init1": 294,
    # It locks what can only be read, and what others read. Locks of fcntl(2) need a file of one's own.
    "flock": 73,
}  # fmt: skip
_CLONE, _CLONE3, _SOCKET, _SOCKETPAIR, _PRLIMIT, _MKNOD, _MKNODAT = 56, 435, 41, 53, 302, 133, 259
_FORK, _VFORK = 57, 58
_CLONE_VM, _CLONE_VFORK, _CLONE_THREAD = 0x100, 0x4000, 0x10000
_FCNTL, _LEASE, _NOTIFY = 72, 1024, 1026  # of its commands, two tell what others do with a file
_NEWEST = 456  # futex_requeue: what later kernels add is not there until somebody has looked at it
_DEVICES_AND_SOCKETS = 0x6000  # bits of a mode that neither pipes nor files have
_NAMESPACE_FLAGS = 0x7E020000
_FAMILIES = (1, 2, 10)  # unix, IPv4, IPv6: families such as vsock and packet reach further than a namespace

_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ARCH_X86_64 = 0xC000003E
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 24, 32

_Instruction = tuple[int, int, int, int]


def install() -> None:
    """Bind the filter to this process and all that it forks. Needs no_new_privs. Raises OSError where
    there is no filter for this machine.
    """
    if platform.machine() != "x86_64":
        raise OSError(errno.ENOSYS, f"there is no system-call filter for {platform.machine()}")
    _WHOLE.bind()


def forbid_copies() -> None:
    """Let nothing from here on copy itself with its memory. Threads and starting other programs remain.

    A program that shares a process with its test could try answers in copies, and keep one that has passed.
    """
    _NO_COPIES.bind()


def _program() -> list[_Instruction]:
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    allow = (_RETURN, 0, 0, _ALLOW)
    argument = (_LOAD, 0, 0, _FIRST_ARGUMENT)
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCH_X86_64),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER_EQUAL, 0, 1, 0x40000000),  # the x32 way to call
        refuse,
        (_GREATER_EQUAL, 0, 1, _NEWEST + 1),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    program += _on(_CLONE3, [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)])
    program += _on(_CLONE, [argument, (_ANY_BIT, 0, 1, _NAMESPACE_FLAGS), refuse, allow])
    program += _on(_PRLIMIT, [argument, (_EQUAL, 1, 0, 0), refuse, allow])
    watching = (_LOAD, 0, 0, _SECOND_ARGUMENT), (_EQUAL, 1, 0, _LEASE), (_EQUAL, 0, 1, _NOTIFY)
    program += _on(_FCNTL, [*watching, refuse, allow])
    for number, mode in ((_MKNOD, _SECOND_ARGUMENT), (_MKNODAT, _THIRD_ARGUMENT)):
        program += _on(number, [(_LOAD, 0, 0, mode), (_ANY_BIT, 0, 1, _DEVICES_AND_SOCKETS), refuse, allow])
    families: list[_Instruction] = []
    for family in _FAMILIES:
        families += [(_EQUAL, 0, 1, family), allow]
    for number in (_SOCKET, _SOCKETPAIR):
        program += _on(number, [argument, *families, refuse])
    for number in _DENIED.values():
        program += _on(number, [refuse])
    return [*program, allow]


def _uncopied() -> list[_Instruction]:
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    allow = (_RETURN, 0, 0, _ALLOW)
    flags = [
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 0, 2, _CLONE_VM),
        (_ANY_BIT, 0, 1, _CLONE_VFORK | _CLONE_THREAD),
        allow,
        refuse,
    ]
    program = [(_LOAD, 0, 0, _NUMBER), *_on(_CLONE, flags)]
    for number in (_FORK, _VFORK):
        program += _on(number, [refuse])
    return [*program, allow]


def _on(number: int, then: list[_Instruction]) -> list[_Instruction]:
    return [(_EQUAL, 0, len(then), number), *then]


class _Filter:
    def __init__(self, program: list[_Instruction]) -> None:
        code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
        self._code = ctypes.create_string_buffer(code)
        self._header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(self._code))

    def bind(self) -> None:
        if _libc.prctl(22, 2, ctypes.c_char_p(self._header), 0, 0):
            raise OSError(ctypes.get_errno(), "the system-call filter was refused")


_WHOLE, _NO_COPIES = _Filter(_program()), _Filter(_uncopied())
_libc = ctypes.PyDLL(None, use_errno=True)
