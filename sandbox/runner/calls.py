"""The system calls of a jail, by name: what every program may call, and what only some languages are given.

Seen with strace in programs of all languages, their compilers and runtimes, in Debian's tools, and in libc.
Not here is what reaches beyond a process and its files: other processes' memory, mounts, namespaces, keys,
modules, clocks, System V and POSIX queues, asynchronous contexts and watches, of which a machine has only so
many, and ``flock``, which locks what can only be read. The numbers are those of x86_64.
"""

_FILES = {
    "read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "lseek": 8,
    "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20, "preadv": 295, "pwritev": 296,
    "preadv2": 327, "pwritev2": 328, "access": 21, "dup": 32, "dup2": 33, "dup3": 292, "pipe": 22,
    "pipe2": 293, "sendfile": 40, "fsync": 74, "fdatasync": 75, "truncate": 76, "ftruncate": 77,
    "getdents": 78, "getdents64": 217, "getcwd": 79, "chdir": 80, "fchdir": 81, "rename": 82,
    "renameat": 264, "renameat2": 316, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "creat": 85,
    "link": 86, "linkat": 265, "unlink": 87, "unlinkat": 263, "symlink": 88, "symlinkat": 266,
    "readlink": 89, "readlinkat": 267, "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92,
    "fchown": 93, "lchown": 94, "fchownat": 260, "umask": 95, "utime": 132, "utimes": 235,
    "futimesat": 261, "utimensat": 280, "statfs": 137, "fstatfs": 138, "sync": 162, "syncfs": 306,
    "openat": 257, "openat2": 437, "newfstatat": 262, "statx": 332, "faccessat": 269, "faccessat2": 439,
    "fallocate": 285, "fadvise64": 221, "copy_file_range": 326, "splice": 275, "ioctl": 16,
    "close_range": 436, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "getxattr": 191,
    "lgetxattr": 192, "fgetxattr": 193, "listxattr": 194, "llistxattr": 195, "flistxattr": 196,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
}  # fmt: skip
_MEMORY = {
    "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "mremap": 25, "msync": 26, "madvise": 28,
    "memfd_create": 319, "mlock": 149, "munlock": 150,
}  # fmt: skip
_PROCESSES = {
    "vfork": 58, "fork": 57, "execve": 59, "execveat": 322, "exit": 60, "exit_group": 231, "wait4": 61,
    "waitid": 247, "kill": 62, "tkill": 200, "tgkill": 234, "pidfd_open": 434, "pidfd_send_signal": 424,
    "getpid": 39, "getppid": 110, "gettid": 186, "getpgid": 121, "setpgid": 109, "getpgrp": 111,
    "getsid": 124, "setsid": 112, "set_tid_address": 218, "futex": 202, "set_robust_list": 273,
    "get_robust_list": 274, "rseq": 334, "arch_prctl": 158, "prctl": 157, "restart_syscall": 219,
}  # fmt: skip
_SCHEDULING = {
    "sched_yield": 24, "sched_setparam": 142, "sched_getparam": 143, "sched_setscheduler": 144,
    "sched_getscheduler": 145, "sched_get_priority_max": 146, "sched_get_priority_min": 147,
    "sched_rr_get_interval": 148, "sched_setaffinity": 203, "sched_getaffinity": 204,
    "sched_setattr": 314, "sched_getattr": 315, "getpriority": 140, "setpriority": 141,
    "ioprio_get": 252, "ioprio_set": 251, "getcpu": 309,
}  # fmt: skip
_SIGNALS = {
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "rt_sigpending": 127,
    "rt_sigtimedwait": 128, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "rt_sigsuspend": 130,
    "sigaltstack": 131, "signalfd": 282, "signalfd4": 289, "pause": 34,
}  # fmt: skip
_TIME = {
    "nanosleep": 35, "clock_nanosleep": 230, "clock_gettime": 228, "clock_getres": 229,
    "gettimeofday": 96, "time": 201, "times": 100, "alarm": 37, "getitimer": 36, "setitimer": 38,
    "timer_create": 222, "timer_settime": 223, "timer_gettime": 224, "timer_getoverrun": 225,
    "timer_delete": 226, "timerfd_create": 283, "timerfd_settime": 286, "timerfd_gettime": 287,
}  # fmt: skip
_WAITING = {
    "poll": 7, "ppoll": 271, "select": 23, "pselect6": 270, "epoll_create": 213, "epoll_create1": 291,
    "epoll_ctl": 233, "epoll_wait": 232, "epoll_pwait": 281, "epoll_pwait2": 441, "eventfd": 284,
    "eventfd2": 290,
}  # fmt: skip
_NETWORK = {
    "connect": 42, "accept": 43, "accept4": 288, "sendto": 44, "recvfrom": 45, "sendmsg": 46,
    "recvmsg": 47, "sendmmsg": 307, "recvmmsg": 299, "shutdown": 48, "bind": 49, "listen": 50,
    "getsockname": 51, "getpeername": 52, "setsockopt": 54, "getsockopt": 55,
}  # fmt: skip
_ITSELF = {
    "uname": 63, "sysinfo": 99, "getrusage": 98, "getrlimit": 97, "setrlimit": 160, "getrandom": 318,
    "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "setuid": 105, "setgid": 106,
    "setreuid": 113, "setregid": 114, "getgroups": 115, "setgroups": 116, "setresuid": 117,
    "getresuid": 118, "setresgid": 119, "getresgid": 120, "setfsuid": 122, "setfsgid": 123,
}  # fmt: skip
COMMON = {
    **_FILES,
    **_MEMORY,
    **_PROCESSES,
    **_SCHEDULING,
    **_SIGNALS,
    **_TIME,
    **_WAITING,
    **_NETWORK,
    **_ITSELF,
}
# What a language is given by its row in the table of languages.
FURTHER = {
    "mincore": 27, "membarrier": 324, "tee": 276, "vmsplice": 278, "readahead": 187,
    "sync_file_range": 277, "mlock2": 325, "mlockall": 151, "munlockall": 152, "futex_waitv": 449,
    "pkey_alloc": 330, "pkey_free": 331, "pkey_mprotect": 329, "capget": 125,
}  # fmt: skip
# Allowed for some of their arguments only: see filter.py.
EXAMINED = {
    "clone": 56, "clone3": 435, "socket": 41, "socketpair": 53, "prlimit64": 302, "mknod": 133,
    "mknodat": 259, "fcntl": 72,
}  # fmt: skip
NEWEST = 449  # of the calls here; a kernel's later ones are as if it did not have them
