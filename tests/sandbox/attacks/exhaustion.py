"""Attacks on what there is to share out: each with the breach that it is to be called, and an honest one that uses as much as it may."""

from dataclasses import dataclass

from sandbox.sandbox import Ended


@dataclass(frozen=True)
class Exhaustion:
    """A script that takes all it can get, what that is called, and the body of one that takes its share."""

    source: str
    ended: Ended
    twin: str


_FORKS = "import os, time\nwhile True:\n    try: os.fork()\n    except OSError: pass"

EXHAUSTION = {
    "loop": Exhaustion("while True: pass", "timeout", "return sum(range(10 ** 5)) > 0"),
    "sleep": Exhaustion("import time\ntime.sleep(60)", "timeout", "import time; time.sleep(0.05); return True"),
    "loop that ignores signals": Exhaustion("import signal\nfor s in (signal.SIGXCPU, signal.SIGTERM, signal.SIGALRM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass", "timeout", "signal.signal(signal.SIGALRM, lambda *a: None); signal.setitimer(0, 0.01); signal.pause(); return True"),
    "loop in a child": Exhaustion("import os\nif os.fork() == 0:\n    while True: pass\nos.wait()", "timeout", "pid = os.fork()\nif pid == 0: os._exit(0)\nreturn os.waitpid(pid, 0)[1] == 0"),
    "loops in threads": Exhaustion("import threading\ndef spin():\n    while True: pass\nfor _ in range(4): threading.Thread(target=spin).start()", "timeout", "import concurrent.futures as f; return sum(f.ThreadPoolExecutor(4).map(int, '123')) == 6"),
    "loop at the end": Exhaustion("import atexit\n@atexit.register\ndef spin():\n    while True: pass", "timeout", "import atexit; atexit.register(int); return True"),
    "waiting for input": Exhaustion("import os, sys\nr, w = os.pipe()\nos.read(r, 1)", "timeout", "r, w = os.pipe(); os.write(w, b'x'); return os.read(r, 1) == b'x'"),
    "long number": Exhaustion("x = 7 ** (7 ** 9)\nx = x * x\nprint(len(str(x)))", "timeout", "return len(str(7 ** 2000)) > 1000"),
    "slow pattern": Exhaustion("import re\nre.match('(a+)+$', 'a' * 50 + 'b')", "timeout", "import re; return bool(re.match('(a+)+$', 'a' * 50))"),
    "memory in one piece": Exhaustion("x = bytearray(1 << 30)", "memory", "return len(bytearray(64 << 20)) == 64 << 20"),
    "memory in pieces": Exhaustion("x = []\nwhile True: x.append(bytearray(1 << 20))", "memory", "return len([bytearray(1 << 20) for _ in range(64)]) == 64"),
    "memory in children": Exhaustion("import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n        x = bytearray(b'x' * (90 << 20)); time.sleep(9)\ntime.sleep(9)", "memory", "pid = os.fork()\nif pid == 0: os._exit(len(bytearray(32 << 20)) == 0)\nreturn os.waitpid(pid, 0)[1] == 0"),
    "memory in files without a name": Exhaustion("import os, time\nx = []\ntry:\n    while True:\n        x.append(os.memfd_create('x')); os.posix_fallocate(x[-1], 0, 8 << 20)\nexcept OSError: pass\ntime.sleep(30)", "memory", "fd = os.memfd_create('x'); os.posix_fallocate(fd, 0, 4 << 20); return os.fstat(fd).st_size == 4 << 20"),
    "memory in files on their way": Exhaustion("import os, socket, time\na, b = socket.socketpair()\nfor _ in range(40):\n    fd = os.memfd_create('x'); os.posix_fallocate(fd, 0, 8 << 20)\n    socket.send_fds(a, [b'x'], [fd]); os.close(fd)\ntime.sleep(30)", "memory", "a, b = socket.socketpair(); fd = os.memfd_create('x'); os.write(fd, b'x'); socket.send_fds(a, [b'x'], [fd]); return os.pread(socket.recv_fds(b, 1, 1)[1][0], 1, 0) == b'x'"),
    "memory in sparse pages": Exhaustion("import mmap, os, time\nfor _ in range(10):\n    if os.fork() == 0:\n        x = mmap.mmap(-1, 160 << 20)\n        for i in range(0, 160 << 20, 8192): x[i] = 1\n        time.sleep(30)\ntime.sleep(30)", "memory", "import mmap\nx = mmap.mmap(-1, 32 << 20)\nfor i in range(0, 32 << 20, 4096): x[i] = 1\nreturn x[4096] == 1"),
    "flood": Exhaustion("while True: print('x' * 1000)", "output_limit", "sys.stderr.write('x' * 100_000); return True"),
    "flood of errors": Exhaustion("import sys\nwhile True: sys.stderr.write('x' * 1000)", "output_limit", "print('x' * 1000, file=sys.stderr); return True"),
    "flood from a child": Exhaustion("import os\nif os.fork() == 0:\n    while True: os.write(1, b'x' * 1000)\nos.wait()", "output_limit", "pid = os.fork()\nif pid == 0: os.write(2, b'x' * 1000); os._exit(0)\nreturn os.waitpid(pid, 0)[1] == 0"),
    "large file": Exhaustion("open('big', 'wb').write(b'x' * (9 << 20))", "disk", "return open('big', 'wb').write(b'x' * (4 << 20)) == 4 << 20"),
    "large files": Exhaustion("for i in range(9): open(str(i), 'wb').write(b'x' * (1 << 20))", "disk", "return sum(open(str(i), 'wb').write(b'x' * (1 << 20)) for i in range(4)) == 4 << 20"),
    "shared memory": Exhaustion("for i in range(9): open(f'/dev/shm/{i}', 'wb').write(b'x' * (1 << 20))", "disk", "return open('/dev/shm/x', 'wb').write(b'x' * (1 << 20)) == 1 << 20"),
    "many files": Exhaustion("for i in range(5000): open(str(i), 'wb')", "disk", "[open(str(i), 'wb').close() for i in range(500)]; return len(os.listdir('.')) >= 500"),
    "fork bomb": Exhaustion(_FORKS, "timeout", "pids = [os.fork() or os._exit(0) for _ in range(5)]; return all(os.waitpid(p, 0)[1] == 0 for p in pids)"),
    "processes": Exhaustion("import subprocess\nx = [subprocess.Popen(['sleep', '9']) for _ in range(40)]", "processes", "import subprocess; return all(p.wait() == 0 for p in [subprocess.Popen(['true']) for _ in range(4)])"),
    "threads": Exhaustion("import threading, time\nfor _ in range(40):\n    threading.Thread(target=time.sleep, args=[9], daemon=True).start()", "processes", "import threading; t = [threading.Thread(target=int) for _ in range(8)]; [x.start() for x in t]; [x.join() for x in t]; return True"),
    "open files": Exhaustion("x = [open('/dev/null') for _ in range(100)]", "exited", "return len([open('/dev/null') for _ in range(40)]) == 40"),
    "recursion": Exhaustion("def f(): return f()\nf()", "exited", "sys.setrecursionlimit(20000); f = lambda n: n and 1 + f(n - 1); return f(9000) == 9000"),
    "stack": Exhaustion("import sys\nsys.setrecursionlimit(10 ** 9)\nclass A:\n    def __repr__(self): return repr(self)\nrepr(A())", "crashed", "return len(repr([[[[]]]])) == 8"),
    "crash": Exhaustion("import ctypes\nctypes.string_at(0)", "crashed", "return ctypes.string_at(ctypes.create_string_buffer(b'x')) == b'x'"),
}  # fmt: skip
