"""All settings, read from environment variables that start with ``STEELYARD_``."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.doors.table import Door, read_doors

PREFIX = "STEELYARD_"
SECRETS = "STEELYARD_SECRETS_DIR"
"""Variable that names a folder of secrets: a file in it is a setting, ``steelyard_redis_url`` for instance."""
_NOT_OURS = {"STEELYARD_URL", "STEELYARD_API_KEY", "STEELYARD_REQUIRE"}  # the client's, and the tests'


class SettingsError(Exception):
    """A setting is unknown, malformed or contradicts another."""


def _cores() -> int:
    return len(os.sched_getaffinity(0))


class Settings(BaseSettings):
    """The server's settings. Every field is a variable: ``redis_url`` is ``STEELYARD_REDIS_URL``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    redis_url: str | None = Field(None, description="Broker and job store; unset starts the embedded one.")
    data_dir: Path = Field(Path(".steelyard"), description="Where the embedded broker keeps its data.")
    host: str = Field("127.0.0.1", description="Address the gateway listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the gateway listens on.")
    gateways: int = Field(1, ge=1, le=30, description="Gateway processes behind the port, on a core each.")
    doors: Annotated[tuple[Door, ...], NoDecode] = Field(
        (), description="Services of /compat at the root of ports of their own: 'nemo-gym:8101,openrlhf:8102'."
    )
    gateway_url: str | None = Field(None, description="Where doors find the gateway; unset means host and port.")
    listen_fds: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Listening sockets handed on by a supervisor, which keeps them open through restarts."
    )
    leaving_signal: int | None = Field(
        None, description="Signal by which a gateway tells its supervisor that it leaves."
    )
    keys_file: Path | None = Field(None, description="API keys: JSON lines; required beyond loopback.")
    workers: int = Field(default_factory=_cores, ge=1, description="Judging processes of one worker.")
    plugins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further verifiers, comma-separated 'package.module:Class'."
    )
    judges_file: Path | None = Field(None, description="Judges and reward models: JSON lines, see docs/judges.md.")
    webhooks_file: Path | None = Field(None, description="Who is told of alarms: JSON lines, see docs/alarms.md.")
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts that webhooks may be sent to, comma-separated names; addresses or networks if private.",
    )
    max_completions: int = Field(4096, ge=1, description="Completions in one request.")
    max_body_mb: int = Field(32, ge=1, description="Size of one request, unpacked, in MiB.")
    max_bodies_mb: int = Field(512, ge=1, description="MiB of requests a gateway receives at a time before 503.")
    max_connections: int = Field(10_000, ge=10, description="Open connections of a gateway before 503.")
    max_queued: int = Field(200_000, ge=1, description="Unfinished completions in the queue before 503.")
    retention_seconds: int = Field(86_400, ge=60, description="How long finished jobs are kept.")
    history_jobs: int = Field(100_000, ge=100, description="Finished jobs kept at most.")
    max_store_mb: int = Field(
        4096,
        ge=16,
        description="MiB of the store beyond which the oldest finished jobs go, then new ones are refused.",
    )
    history_seconds: int = Field(
        604_800, ge=60, description="How long a run's history is kept after its last step."
    )
    archive: str | None = Field(
        None, description="Folder, or s3://bucket/prefix with s3fs installed, where runs are kept for good."
    )
    cache_seconds: int = Field(3_600, ge=0, description="How long verdicts are reused; 0 turns it off.")
    max_sync_seconds: float = Field(600.0, gt=0, description="Longest wait of one synchronous request.")
    lease_seconds: float = Field(15.0, ge=1, description="A worker silent for so long has lost its slices.")
    max_attempts: int = Field(3, ge=1, description="Workers that may be lost over a slice before we give up.")
    slice_seconds: float = Field(0.25, gt=0, description="Expected CPU time of one slice of a job.")
    sandbox: Literal["auto", "docker", "local", "service", "off"] = Field(
        "auto", description="What programs are run in; 'auto' takes what works here, if anything does."
    )
    sandbox_image: str = Field("steelyard-sandbox:latest", description="Image of the docker sandbox.")
    sandbox_sockets: Path | None = Field(
        None, description="Folder with the sockets of sandboxes that are services of their own."
    )
    environments: Mapping[str, str] = Field(
        {},
        description="Places of further environments by name, as JSON: images for the docker sandbox, virtual "
        "environments for the local one.",
    )
    science: Path = Field(
        Path(".science"), description="Virtual environment of the local sandbox's 'science': make science."
    )
    explorer_mb: int = Field(
        256, ge=0, description="MiB in which the explorer keeps completions to be found; 0 starts none."
    )
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port of a worker's own metrics, on STEELYARD_HOST; unset serves none."
    )
    memory_mb: int = Field(2048, ge=256, description="Address space of one judging process.")
    sample_secret: SecretStr | None = Field(
        None,
        min_length=32,
        description="Seed of the points where expressions are compared; unset makes one that workers share.",
    )

    @field_validator("plugins", "webhook_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("doors", mode="before")
    @classmethod
    def _read_doors(cls, value: object) -> object:
        return read_doors(value) if isinstance(value, str) else value

    @field_validator("listen_fds", mode="before")
    @classmethod
    def _read_numbers(cls, value: object) -> object:
        return tuple(value.split(",")) if isinstance(value, str) and value else value or ()

    @property
    def gateway_address(self) -> str:
        """Where the gateway is reached from this machine, or from where ``gateway_url`` says."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 - where it listens
        return self.gateway_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the gateway."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_settings() -> Settings:
    """Read the environment. Raises SettingsError that names every variable at fault."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {SECRETS} | _NOT_OURS
    given = os.environ  # noqa: TID251 - the one place that reads it
    unknown = sorted(name for name in given if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown settings: {', '.join(unknown)}")
    secrets = given.get(SECRETS)
    if secrets and not Path(secrets).is_dir():
        raise SettingsError(f"{SECRETS}: there is no folder {secrets}")
    try:
        settings = Settings(_secrets_dir=secrets)
    except ValidationError as error:
        faults = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(faults)) from error
    if not settings.is_loopback and settings.keys_file is None:
        raise SettingsError(
            f"STEELYARD_HOST={settings.host} is reachable from elsewhere: set STEELYARD_KEYS_FILE first"
        )
    return settings
