"""A process that holds a program and answers for it, from one case to the next."""

import os
import select
import socket

from .watching import Sink, Watch, peak_mb

_TOO_SHORT_TO_GROW = 0.001  # seconds of CPU in which nobody touches memory worth measuring again


class Host:
    """The process that answers calls."""

    def __init__(self, pid: int, channel: socket.socket, sinks: list[Sink]) -> None:
        self.pid = pid
        self.channel = channel
        self.sinks = sinks
        self.reply = Sink(channel.fileno(), 0)
        self.inlet = os.dup(channel.fileno())
        self._watch: Watch | None = None
        self._memory_mb = 0.0
        self._measured_at = 0.0

    @property
    def watch(self) -> Watch:
        """Over its answers. It makes the channel non-blocking, also for a process of tests that it goes to."""
        self._watch = self._watch or Watch(self.pid, [self.reply, *self.sinks])
        return self._watch

    def memory_mb(self, cpu: float) -> float:
        """The most that it has held until now, when it has used ``cpu`` seconds."""
        if cpu - self._measured_at >= _TOO_SHORT_TO_GROW or not self._memory_mb:
            self._memory_mb, self._measured_at = peak_mb(self.pid), cpu
        return self._memory_mb

    def close(self) -> None:
        """Let go of it once it is dead."""
        if self._watch:
            self._watch.close()
        self.channel.close()
        for fd in (self.inlet, *(sink.fd for sink in self.sinks)):
            os.close(fd)

    def is_gone(self) -> bool:
        """Whether nobody is at the other end of the channel any more."""
        poll = select.poll()
        poll.register(self.channel, select.POLLRDHUP)
        return bool(poll.poll(0))
