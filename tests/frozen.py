"""A TCP proxy before a real broker that can fall silent: connections stay open and carry nothing any more."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNK = 65536


class FreezingProxy:
    """Forwards to a broker's unix socket. ``freeze`` silences the connections there are, not those that come."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._frozen: set[int] = set()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="freezing proxy")
        self._thread.start()

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()
        return f"redis://{host}:{port}/0"

    @property
    def silent(self) -> int:
        """Connections that are open and silent."""
        with self._lock:
            return sum(id(one) in self._frozen for one in self._pairs) // 2

    def freeze(self) -> int:
        """Silence all connections there are; how many that is."""
        with self._lock:
            self._frozen.update(map(id, self._pairs))
            for one in self._pairs:
                with suppress(KeyError, ValueError):
                    self._selector.unregister(one)
            return len(self._pairs) // 2

    def close(self) -> None:
        self._stopping = True
        self._thread.join()
        for one in (*self._pairs, self._listener):
            one.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.05):
                with self._lock:
                    self._serve(key.fileobj)  # type: ignore[arg-type]  # only sockets are registered

    def _serve(self, ready: socket.socket) -> None:
        if ready is self._listener:
            self._accept()
        elif id(ready) not in self._frozen and ready in self._pairs:
            self._forward(ready)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(self._target)
        except OSError:
            near.close()
            far.close()
            return
        self._pairs |= {near: far, far: near}
        for one in (near, far):
            self._selector.register(one, selectors.EVENT_READ)

    def _forward(self, one: socket.socket) -> None:
        other = self._pairs[one]
        try:
            data = one.recv(_CHUNK)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        for end in (one, other):
            self._selector.unregister(end)
            del self._pairs[end]
            end.close()


@contextmanager
def freezing_proxy(target: str) -> Iterator[FreezingProxy]:
    proxy = FreezingProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
