"""Attacks of our own. Each prints PWNED if it got what it wanted. Never run them outside a sandbox."""

_TRY = """
import ctypes, os, socket, sys, signal, resource, glob, pathlib
libc = ctypes.CDLL(None, use_errno=True)
def attempt():
{body}
try:
    got = attempt()
except Exception as error:
    got = False
    print(type(error).__name__, file=sys.stderr)
print("PWNED" if got else "held")
"""


def program(body: str) -> str:
    """A program around the body of a function that returns whether the attack worked."""
    return _TRY.format(body="\n".join("    " + line for line in body.split("\n")))


def _system_call(number: int, *arguments: int) -> str:
    given = ", ".join(map(str, arguments or (0, 0, 0, 0, 0)))
    return f"ctypes.set_errno(0); return libc.syscall({number}, {given}) >= 0"


ESCAPE = {
    "unshare user": "return libc.unshare(0x10000000) == 0",
    "unshare mount": "return libc.unshare(0x20000) == 0",
    "unshare net": "return libc.unshare(0x40000000) == 0",
    "clone into user namespace": "return libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) > 0",
    "clone3": _system_call(435, 0, 0),
    "setns": "return libc.setns(os.open('/proc/1/ns/mnt', 0), 0) == 0",
    "mount tmpfs": "return libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "mount proc": "return libc.mount(b'proc', b'/proc', b'proc', 0, None) == 0",
    "bind mount": "return libc.mount(b'/', b'/tmp/work', None, 4096, None) == 0",
    "unmount masks": "return any(libc.umount2(p, 2) == 0 for p in (b'/steelyard', b'/run/steelyard', b'/proc', b'/tmp'))",
    "remount writable": "return libc.mount(None, b'/', None, 32, None) == 0",
    "pivot root": "return libc.syscall(155, b'.', b'.') == 0",
    "chroot": "os.chroot('/tmp'); return True",
    "open_tree": "return libc.syscall(428, -100, b'/', 1) >= 0",
    "fsopen": "return libc.syscall(430, b'tmpfs', 0) >= 0",
    "become root": "os.setuid(0); return True",
    "become group root": "os.setgid(0); return True",
    "supplementary groups": "os.setgroups([0]); return True",
    "keep capabilities": "return any(int(l.split()[1], 16) for l in open('/proc/self/status') if l.startswith('Cap'))",
    "make a device": "os.mknod('/tmp/disk', 0o60666, os.makedev(254, 0)); return True",
    "give a file away": "open('f', 'w'); os.chown('f', 0, 0); return True",
    "io_uring": "return libc.syscall(425, 8, ctypes.create_string_buffer(120)) >= 0",
    "bpf": _system_call(321),
    "perf events": _system_call(298),
    "userfaultfd": _system_call(323, 1),
    "ptrace itself": "return libc.ptrace(0, 0, 0, 0) == 0",
    "ptrace init": "return libc.ptrace(16, 1, 0, 0) == 0",
    "ptrace parent": "return libc.ptrace(16, os.getppid(), 0, 0) == 0",
    "keyring": "return libc.syscall(248, b'user', b'x', b'y', 1, -3) >= 0",
    "kernel log": "return libc.klogctl(3, ctypes.create_string_buffer(99), 99) >= 0",
    "personality": "return libc.personality(0x0040000) != -1",
    "reboot": "return libc.reboot(0x89ABCDEF) == 0",
    "swap": "return libc.swapoff(b'/swap') == 0 or ctypes.get_errno() != 1",
    "host name": "socket.sethostname('pwned'); return True",
    "clock": "import time; time.clock_settime(0, 0); return True",
    "raise hard limits": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1)); return True",
    "lower limits of init": "return resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0)) is not None",
    "kill init": "os.kill(1, 9); import time; time.sleep(0.1); return os.getppid() != 1",
    "stop init": "os.kill(1, signal.SIGSTOP); import time; time.sleep(0.1); return 'T' in open('/proc/1/stat').read().split()[2]",
    "memory of init": "open('/proc/1/mem', 'rb'); return True",
    "memory of init by vm": "return libc.syscall(310, 1, 0, 0, 0, 0, 0) >= 0",
    "descriptors of init": "return len(os.listdir('/proc/1/fd')) > 0",
    "steal descriptors of init": "return libc.syscall(438, os.pidfd_open(1), 3, 0) >= 0",
    "root of init": "return len(os.listdir('/proc/1/root/')) > 0",
    "core pattern": "open('/proc/sys/kernel/core_pattern', 'w').write('|x'); return True",
    "sysrq": "open('/proc/sysrq-trigger', 'w').write('b'); return True",
    "control groups": "return os.access('/sys/fs/cgroup', os.W_OK)",
    "handle of a file": "return libc.syscall(303, -100, b'/', 0, 0, 0) >= 0 or ctypes.get_errno() not in (1, 14)",
    "x32 calls": "return libc.syscall(0x40000000 + 39) > 0",
    "32-bit calls": (
        "import mmap; m = mmap.mmap(-1, 4096, prot=7); m.write(bytes.fromhex('b814000000cd80c3'))\n"
        "return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))() > 0"
    ),
    "setuid programs": "import subprocess; return b'uid=0' in subprocess.run(['su', '-c', 'id'], capture_output=True).stdout",
}

SNOOPING = {
    "internet": "s = socket.socket(); s.settimeout(0.3); s.connect(('1.1.1.1', 53)); return True",
    "local ports": "return any(socket.socket().connect_ex(('127.0.0.1', p)) == 0 for p in (22, 80, 6379, 8000, 8080))",
    "names": "return bool(socket.gethostbyname('example.com'))",
    "interfaces": "return len(socket.if_nameindex()) > 1 or os.path.exists('/proc/net/route') and len(open('/proc/net/route').readlines()) > 1",
    "raw sockets": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); return True",
    "packet sockets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3); return True",
    "netlink": "socket.socket(16, 3, 0); return True",
    "vsock": "socket.socket(40, 1, 0); return True",
    "bluetooth": "socket.socket(31, 3, 1); return True",
    "kernel crypto": "socket.socket(38, 5, 0); return True",
    "docker socket": "s = socket.socket(1); s.connect('/var/run/docker.sock'); return True",
    "runner socket": "s = socket.socket(1); s.connect('/run/steelyard/runner'); return True",
    "abstract sockets": "return any('@' in l for l in open('/proc/net/unix'))",
    "runner source": "return bool(os.listdir('/steelyard') or os.listdir('/run/steelyard'))",
    "shadow file": "return bool(open('/etc/shadow').read())",
    "home of root": "return any(f not in ('.pyenv',) for f in os.listdir('/root'))",
    "homes": "return bool(os.listdir('/home') or os.listdir('/work'))",
    "processes": "return any(p.isdigit() and int(p) not in (1, os.getpid()) for p in os.listdir('/proc'))",
    "environment of init": "return bool(open('/proc/1/environ').read())",
    "secrets in the environment": "return any(w in k.upper() for k in os.environ for w in ('KEY', 'TOKEN', 'SECRET', 'STEELYARD', 'REDIS'))",
    "open descriptors": "return any(int(f) > 3 for f in os.listdir('/proc/self/fd'))",
    "descriptor above the standard ones": "os.fstat(3); return True",
    "disks": "return bool(glob.glob('/dev/vd*') + glob.glob('/dev/sd*') + glob.glob('/dev/nvme*'))",
    "kernel memory": "open('/dev/mem', 'rb'); return True",
    "terminals": "open('/dev/tty'); return True",
    "terminal injection": "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSTI, b'x'); return True",
    "kernel addresses": "return any(int(l.split()[0], 16) for l in open('/proc/kallsyms'))",
    "shared memory list": "return len(open('/proc/sysvipc/shm').readlines()) > 1",
}

WRITING = {
    "root": "open('/pwned', 'w'); return True",
    "system files": "open('/usr/lib/pwned', 'w'); return True",
    "configuration": "open('/etc/pwned', 'w'); return True",
    "interpreter": "open(os.__file__, 'a'); return True",
    "packages": "import pytest; open(pytest.__file__, 'a'); return True",
    "devices": "open('/dev/pwned', 'w').write('x' * 99); return os.path.exists('/dev/pwned')",
    "runner directory": "open('/steelyard/pwned', 'w'); return True",
    "process limits": "os.write(os.open('/proc/self/oom_score_adj', 1), b'-1000'); return True",
    "user map": "os.write(os.open('/proc/self/uid_map', 1), b'0 0 1'); return True",
    "hard link to system": "os.link('/usr/bin/env', '/tmp/env'); return True",
}

# The first leaves something, the second looks for it in the next job.
LEFTOVERS = {
    "file in tmp": ("open('/tmp/left', 'w'); return False", "return os.path.exists('/tmp/left')"),
    "file at work": ("open('left', 'w'); return False", "return os.path.exists('/tmp/work/left')"),
    "file in shm": ("open('/dev/shm/left', 'w'); return False", "return os.path.exists('/dev/shm/left')"),
    "deep directories": (
        "for _ in range(3000):\n    os.mkdir('d'); os.chdir('d')\nreturn False", "return os.path.exists('/tmp/work/d')"),
    "unreadable directory": ("os.mkdir('/tmp/no'); os.chmod('/tmp/no', 0); return False", "return os.path.exists('/tmp/no')"),
    "daemon": (
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        import time; time.sleep(60)\n    os._exit(0)\nreturn False",
        "return any(p.isdigit() and int(p) > 1 and int(p) != os.getpid() for p in os.listdir('/proc'))"),
    "shared memory segment": ("libc.shmget(4242, 4096, 0o1666); return False", "return libc.shmget(4242, 4096, 0o666) >= 0"),
    "semaphores": ("libc.semget(4242, 1, 0o1666); return False", "return libc.semget(4242, 1, 0o666) >= 0"),
    "message queue": ("libc.msgget(4242, 0o1666); return False", "return libc.msgget(4242, 0o666) >= 0"),
    "abstract socket": (
        "if os.fork() == 0:\n    s = socket.socket(1); s.bind('\\0left'); s.listen()\n    import time; time.sleep(60)\nreturn False",
        "s = socket.socket(1); s.connect('\\0left'); return True"),
    "patched module": ("import json; json.dumps = None; return False", "import json; return json.dumps is None"),
    "environment": ("os.environ['LEFT'] = '1'; return False", "return 'LEFT' in os.environ"),
    "current directory": ("os.chdir('/'); return False", "return os.getcwd() != '/tmp/work'"),
    "umask": ("os.umask(0o777); return False", "return os.umask(0) == 0o777"),
    "host name": ("libc.sethostname(b'left', 4); return False", "return socket.gethostname() == 'left'"),
}  # fmt: skip

# The twins of the attacks: what honest programs do in the same corners.
BENIGN = {
    "temporary file": "import tempfile; f = tempfile.TemporaryFile(); f.write(b'x'); return True",
    "subprocess": "import subprocess; return subprocess.run(['echo', 'x'], capture_output=True).stdout == b'x\\n'",
    "fork and wait": "pid = os.fork()\nif not pid: os._exit(3)\nreturn os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3",
    "threads": "import concurrent.futures as f; return sum(f.ThreadPoolExecutor(4).map(int, '123')) == 6",
    "processes": "import multiprocessing as m; return sum(m.get_context('fork').Pool(2).map(int, ['1', '2'])) == 3",
    "asyncio": "import asyncio; return asyncio.run(asyncio.sleep(0.01, 5)) == 5",
    "socket pair": "a, b = socket.socketpair(); a.send(b'x'); return b.recv(1) == b'x'",
    "own network": "s = socket.socket(); s.bind(('127.0.0.1', 0)); return True",
    "own limits": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1)); return True",
    "deep recursion": "sys.setrecursionlimit(20000); f = lambda n: n and 1 + f(n - 1); return f(9000) == 9000",
    "own process": "return open('/proc/self/stat').read().split()[0] == str(os.getpid())",
    "signals": "signal.signal(signal.SIGALRM, lambda *a: None); signal.setitimer(0, 0.01); signal.pause(); return True",
    "random bytes": "return len(os.urandom(8) + open('/dev/urandom', 'rb').read(8)) == 16",
}
