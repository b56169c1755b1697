"""CPU seconds of a server's processes, and what its broker was asked to do, read from outside."""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from redis import Redis

_TICK = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """A process and all that it has started, by their parents."""
    parents: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                parents[int(fields[1])].append(int(entry.name))
    found, rest = [], [pid]
    while rest:
        one = rest.pop()
        found.append(one)
        rest += parents[one]
    return found


def cpu_seconds(pid: int) -> Mapping[str, float]:
    """CPU seconds so far by part: gateway, worker, children (judging processes), broker."""
    parts: dict[str, float] = defaultdict(float)
    for one in descendants(pid):
        fields = _stat(one)
        if fields:
            parts[_part(one)] += (int(fields[11]) + int(fields[12])) / _TICK
    return parts


def broker(pid: int) -> Redis:
    """The embedded broker of a server."""
    for one in descendants(pid):
        words = _words(one)
        if words and "valkey-server" in words[0]:
            place = next(word for word in " ".join(words).split() if "unixsocket:" in word)
            return Redis(unix_socket_path=place.partition("unixsocket:")[2])
    raise RuntimeError("the server has no embedded broker")


def commands(redis: Redis) -> int:
    """Commands that the broker has run, those of scripts included."""
    stats = redis.info("commandstats")
    return sum(int(one["calls"]) for one in stats.values())


def _part(pid: int) -> str:
    words = _words(pid)
    if words and "valkey-server" in words[0]:
        return "broker"
    for name in ("gateway", "worker"):
        if name in words:
            return name
    return "children" if any("multiprocessing" in word for word in words) else "other"


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


class Meter:
    """What a server's processes and its broker have done since it was made."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._broker = broker(pid)
        self._before = cpu_seconds(pid)
        self._commands = commands(self._broker)

    def per_completion(self, completions: int) -> tuple[str, str]:
        """CPU µs by part, all together first, and commands of the broker."""
        after = cpu_seconds(self._pid)
        spent = {name: 1e6 * (after[name] - self._before.get(name, 0.0)) / completions for name in sorted(after)}
        parts = ", ".join(f"{name} {cost:.0f}" for name, cost in spent.items() if cost >= 1)
        ran = (commands(self._broker) - self._commands) / completions
        return f"{sum(spent.values()):.0f}: {parts}", f"{ran:.2g}" if ran < 10 else f"{ran:.0f}"
