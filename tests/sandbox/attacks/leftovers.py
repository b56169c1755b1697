"""Attacks on the next job: what one leaves and the next must not find; and what an honest next one does instead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leftover:
    """Bodies of three functions: one leaves something, one finds it, and an honest one wants the same place."""

    leave: str
    find: str
    twin: str


_DAEMON = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        import time; time.sleep(20)\n    os._exit(0)\nos.wait(); return False"
_SOCKET = (
    "if os.fork() == 0:\n    s = socket.socket(1); s.bind('\\0left'); s.listen()\n    import time; time.sleep(20)\n"
    "import time; time.sleep(0.1); return False"
)

_TAKEN = (
    "s = socket.socket(); s.bind(('127.0.0.1', 8080)); s.listen(); c = socket.socket(); c.connect(('127.0.0.1', 8080))\n"
    "a, _ = s.accept(); a.close(); c.recv(1); c.close(); s.close(); return False"
)

LEFTOVERS = {
    "port taken for a while": Leftover(_TAKEN, "try: socket.socket().bind(('127.0.0.1', 8080))\nexcept OSError: return True\nreturn False", "s = socket.socket(); s.bind(('127.0.0.1', 8080)); s.listen(); c = socket.socket(); c.connect(('127.0.0.1', 8080)); return s.accept()[0].send(b'x') == 1"),
    "file in tmp": Leftover("open('/tmp/left', 'w'); return False", "return os.path.exists('/tmp/left')", "os.close(os.open('/tmp/left', os.O_CREAT | os.O_EXCL)); return True"),
    "file at work": Leftover("open('/tmp/work/left', 'w'); return False", "return os.path.exists('/tmp/work/left')", "os.close(os.open('left', os.O_CREAT | os.O_EXCL)); return True"),
    "hidden file": Leftover("open('/tmp/.left', 'w'); return False", "return os.path.exists('/tmp/.left')", "return not any(n.startswith('.') for n in os.listdir('/tmp'))"),
    "file in shm": Leftover("open('/dev/shm/left', 'w'); return False", "return os.path.exists('/dev/shm/left')", "os.close(os.open('/dev/shm/left', os.O_CREAT | os.O_EXCL)); return True"),
    "deep directories": Leftover("at = os.getcwd()\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')\nos.chdir(at); return False", "return os.path.exists('d')", "for _ in range(300):\n    os.mkdir('d'); os.chdir('d')\nreturn True"),
    "many files": Leftover("os.mkdir('/tmp/many'); [open(f'/tmp/many/{n}', 'w') for n in range(900)]; return False", "return os.path.exists('/tmp/many')", "os.mkdir('/tmp/many'); [open(f'/tmp/many/{n}', 'w').close() for n in range(900)]; return True"),
    "unreadable directory": Leftover("os.mkdir('/tmp/no'); os.chmod('/tmp/no', 0); return False", "return os.path.exists('/tmp/no')", "os.mkdir('/tmp/no', 0o700); return os.listdir('/tmp/no') == []"),
    "full disk": Leftover("try:\n    open('/tmp/full', 'wb').write(bytes(8 << 20))\nexcept OSError: pass\nreturn False", "return os.statvfs('/tmp').f_bavail * 4096 < 2 << 20", "return open('/tmp/full', 'wb').write(bytes(2 << 20)) == 2 << 20"),
    "symbolic link": Leftover("os.symlink('/etc/passwd', '/tmp/data'); return False", "return os.path.islink('/tmp/data')", "open('/tmp/data', 'x').write('1'); return open('/tmp/data').read() == '1'"),
    "daemon": Leftover(_DAEMON, "return any(p.isdigit() and int(p) > 1 and int(p) != os.getpid() for p in os.listdir('/proc'))", "import subprocess; return subprocess.run(['true']).returncode == 0"),
    "process group": Leftover("if os.fork() == 0:\n    os.setpgid(0, 0); signal.signal(signal.SIGTERM, signal.SIG_IGN); import time; time.sleep(20)\nimport time; time.sleep(0.1); return False", "return sum(p.isdigit() for p in os.listdir('/proc')) > 2", "os.setpgid(0, 0) if os.getpgrp() != os.getpid() else None; return os.getpgrp() == os.getpid()"),
    "shared memory segment": Leftover("libc.shmget(4242, 4096, 0o1666); return False", "return libc.shmget(4242, 4096, 0o666) >= 0", "import mmap; m = mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED); m[0] = 1; return m[0] == 1"),
    "semaphores": Leftover("libc.semget(4242, 1, 0o1666); return False", "return libc.semget(4242, 1, 0o666) >= 0", "import threading; s = threading.Semaphore(1); return s.acquire()"),
    "message queue": Leftover("libc.msgget(4242, 0o1666); return False", "return libc.msgget(4242, 0o666) >= 0", "import queue; q = queue.Queue(); q.put(1); return q.get() == 1"),
    "abstract socket": Leftover(_SOCKET, "s = socket.socket(1); s.connect('\\0left'); return True", "s = socket.socket(1); s.bind('\\0left'); return True"),
    "patched module": Leftover("import json; json.dumps = None; return False", "import json; return json.dumps is None", "import json; return json.dumps([1]) == '[1]'"),
    "patched built-in": Leftover("import builtins; builtins.len = lambda x: 7; return False", "return len([]) == 7", "return len([]) == 0"),
    "poisoned import path": Leftover("open('/tmp/work/json.py', 'w').write('evil = 1'); sys.modules.pop('json', None); return False", "import json; return hasattr(json, 'evil')", "import json; return not hasattr(json, 'evil')"),
    "environment": Leftover("os.environ['LEFT'] = '1'; return False", "return 'LEFT' in os.environ", "os.environ.setdefault('LEFT', '2'); return os.environ['LEFT'] == '2'"),
    "current directory": Leftover("os.chdir('/'); return False", "return os.getcwd() != '/tmp/work'", "return os.getcwd() == '/tmp/work'"),
    "umask": Leftover("os.umask(0o777); return False", "return os.umask(0) == 0o777", "os.umask(0o022); open('f', 'w').write('x'); return open('f').read() == 'x'"),
    "signal handlers": Leftover("signal.signal(signal.SIGALRM, signal.SIG_IGN); return False", "return signal.getsignal(signal.SIGALRM) == signal.SIG_IGN", "return signal.getsignal(signal.SIGALRM) == signal.SIG_DFL"),
    "lower limits": Leftover("resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)); return False", "return resource.getrlimit(resource.RLIMIT_NOFILE)[1] <= 20", "return len([open('/dev/null') for _ in range(30)]) == 30"),
    "nice": Leftover("os.nice(7); return False", "return os.nice(0) == 7", "return os.nice(1) == 1"),
    "host name": Leftover("libc.sethostname(b'left', 4); return False", "return socket.gethostname() == 'left'", "return socket.gethostname() == 'sandbox'"),
}  # fmt: skip
