"""``fcntl.flock`` for programs in Python, by means of locks that need a file of one's own to write to.

The filter denies flock(2), which locks what can only be read, too: any file of the system, which others read.
Locks of open file descriptions behave alike otherwise. This helps programs; it is not what protects from them.
"""

import errno
import fcntl
import os
import struct
from typing import Any

_KINDS = {fcntl.LOCK_SH: fcntl.F_RDLCK, fcntl.LOCK_EX: fcntl.F_WRLCK, fcntl.LOCK_UN: fcntl.F_UNLCK}
_SET, _SET_AND_WAIT = 37, 38  # F_OFD_SETLK and F_OFD_SETLKW
_lockf = fcntl.lockf


def provide() -> None:
    """Put them in place of the standard library's."""
    fcntl.flock, fcntl.lockf = flock, lockf


def flock(fd: Any, operation: int, /) -> None:
    """Lock or unlock a file that this process may write to. Raises OSError."""
    descriptor = _own(fd)
    kind = _KINDS.get(operation & ~fcntl.LOCK_NB)
    if kind is None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    command = _SET if operation & fcntl.LOCK_NB else _SET_AND_WAIT
    fcntl.fcntl(descriptor, command, struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0))


def lockf(fd: Any, cmd: int, /, *args: int) -> None:
    """The standard library's, for a file that is not the system's. Raises OSError."""
    _lockf(_own(fd), cmd, *args)


def _own(fd: Any) -> int:
    descriptor: int = fd if isinstance(fd, int) else fd.fileno()
    if os.fstatvfs(descriptor).f_flag & os.ST_RDONLY:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    return descriptor
