"""``python -m services doctor``: broker, workers, clocks and isolation as they are here, and what to do."""

import sys
import time
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
from redis import Redis
from redis.exceptions import RedisError

from sandbox.choosing import Kind, open_sandbox
from sandbox.environments import ENVIRONMENTS
from sandbox.errors import IsolationUnavailable
from sandbox.languages import LANGUAGES, PYTHON
from sandbox.proving import find_fault
from services.jobs import keys
from services.settings import Settings, read_settings

_KINDS: tuple[Kind, ...] = ("service", "docker", "local")
_ADVICE = {
    "docker": "start a Docker engine and build the image with deploy/sandbox/build.sh",
    "service": "start sandboxes with `docker-compose up`, and name the folder of their sockets in "
    "STEELYARD_SANDBOX_SOCKETS",
    "local": "needs Linux on x86_64 that allows new user namespaces (sysctl kernel.unprivileged_userns_clone, "
    "user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns)",
}
_SILENT_SECONDS = 10.0
_CLOCK_SECONDS = 2.0
_OLDEST_BROKER = (6, 2)

Answer = Literal["yes", "no", "odd"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``odd`` is worth knowing and stops nothing; ``advice`` says what helps."""

    name: str
    answer: Answer
    seen: str
    advice: str = ""

    def lines(self) -> list[str]:
        """What to tell the user."""
        told = [f"{self.name:9}{self.answer:5}{self.seen}"]
        return [*told, f"  for {self.name}: {self.advice}"] if self.advice and self.answer != "yes" else told


def examine(settings: Settings) -> tuple[list[str], bool]:
    """What to tell the user, line by line, and whether work could be done as the settings ask."""
    store = _store(settings)
    isolation, usable = _isolation(settings)
    lines = [line for finding in store for line in finding.lines()] + isolation
    return lines, usable and all(finding.answer != "no" for finding in store)


def _store(settings: Settings) -> list[Finding]:
    """What can be seen of the broker, and through it of workers and clocks."""
    if settings.redis_url is None:
        return [Finding("broker", "yes", "embedded: 'serve' starts its own (STEELYARD_REDIS_URL is not set)")]
    with Redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as redis:
        try:
            redis.ping()
        except (RedisError, OSError) as error:
            return [Finding("broker", "no", str(error), "start it, or correct STEELYARD_REDIS_URL")]
        return [_version(redis), *_keeping(redis), _clock(redis), _workers(redis)]


def _version(redis: "Redis") -> Finding:
    about = cast("dict[str, object]", redis.info("server"))
    version = str(about.get("valkey_version") or about.get("redis_version"))
    numbers = tuple(int(part) for part in version.split(".")[:2])
    advice = "use Redis 6.2 or newer, or Valkey"
    return Finding("broker", "yes" if numbers >= _OLDEST_BROKER else "no", f"answers, version {version}", advice)


def _keeping(redis: "Redis") -> list[Finding]:
    """Whether it keeps what it is given. Hosted brokers may not say."""
    try:
        told = cast("dict[str, str]", redis.config_get("appendonly", "maxmemory-policy"))
    except RedisError:
        return [Finding("keeping", "odd", "the broker does not tell its configuration", "see docs/running.md")]
    policy, appends = told.get("maxmemory-policy", ""), told.get("appendonly") == "yes"
    advice = "set maxmemory-policy noeviction: evicted keys are lost jobs"
    evicting = Finding("memory", "yes" if policy == "noeviction" else "no", f"maxmemory-policy {policy}", advice)
    seen = "appendonly yes" if appends else "appendonly no: a restart of the broker loses jobs"
    return [evicting, Finding("keeping", "yes" if appends else "odd", seen, "set appendonly yes")]


def _clock(redis: "Redis") -> Finding:
    before = time.time()
    seconds, micros = redis.time()
    after = time.time()
    there = seconds + micros / 1e6
    differs = max(0.0, before - there, there - after)
    advice = "the store goes by the broker's; logs are easier to compare where both are set by NTP"
    seen = f"this machine and the broker differ by {differs:.3f} s"
    return Finding("clock", "yes" if differs < _CLOCK_SECONDS else "odd", seen, advice)


def _workers(redis: "Redis") -> Finding:
    """Those that report."""
    seconds, _ = redis.time()
    stored = cast("dict[bytes, bytes]", redis.hgetall(keys.WORKERS))
    reports = [msgspec.json.decode(report) for report in stored.values()]
    alive = [one for one in reports if seconds - one["seen"] <= _SILENT_SECONDS]
    taking = [one for one in alive if not one.get("draining")]
    seen = f"{len(alive)} report, {len(alive) - len(taking)} of them drained"
    advice = "start one (python -m services worker), or resume one on the dashboard's page Workers"
    return Finding("workers", "yes" if taking else "odd", seen, advice)


def _isolation(settings: Settings) -> tuple[list[str], bool]:
    if settings.sandbox == "off":
        return ["STEELYARD_SANDBOX=off: verifiers that run programs give no reward"], True
    works = {kind: _try(kind, settings) for kind in _KINDS}
    lines = [line for finding in works.values() for line in finding.lines()]
    used = [kind for kind in _KINDS if works[kind].answer == "yes" and settings.sandbox in ("auto", kind)]
    if used:
        lines.append(f"STEELYARD_SANDBOX={settings.sandbox}: programs run in {used[0]!r}")
    else:
        lines.append(f"STEELYARD_SANDBOX={settings.sandbox}: programs cannot be run here; see docs/sandbox.md")
    return lines, bool(used)


def _try(kind: Kind, settings: Settings) -> Finding:
    try:
        sandbox = open_sandbox(
            kind, 1, settings.sandbox_image, settings.sandbox_sockets, settings.environments, settings.science
        )
    except IsolationUnavailable as unavailable:
        return Finding(kind, "no", str(unavailable), _ADVICE[kind])
    try:
        languages = [name for name in LANGUAGES if find_fault(sandbox, name) is None]
        names = [*ENVIRONMENTS, *settings.environments]
        environments = [name for name in dict.fromkeys(names) if find_fault(sandbox, PYTHON, name) is None]
    finally:
        sandbox.close()
    return Finding(
        kind,
        "yes",
        f"{sandbox.isolation.description}; languages: {', '.join(languages)}; "
        f"environments: {', '.join(environments)}",
    )


def main() -> None:
    """Print it; exit status 1 where work could not be done as the settings ask."""
    lines, usable = examine(read_settings())
    print("\n".join(lines))
    if not usable:
        sys.exit(1)
