"""Where the server is, how to show who we are, and how hard to try. The one place that reads the environment."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from steelyard.retry import Pace, Retry

DEFAULT_URL = "http://127.0.0.1:8000"


def _url() -> str:
    return os.environ.get("STEELYARD_URL") or DEFAULT_URL


def _api_key() -> str | None:
    return os.environ.get("STEELYARD_API_KEY") or None


def _polling() -> Pace:
    return Pace(first_seconds=0.2, longest_seconds=10.0, factor=1.5)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client behaves. Raises ValueError that names what is out of range.

    ``max_completions`` and ``max_body_mb`` are what one request may hold: the server's own limits by default.
    ``concurrency`` bounds the requests that are being judged at once, ``deadline_seconds`` each call as a whole,
    retries and waiting included. ``gather_seconds`` is how long single completions may wait for others to share a
    request with while requests are out; ``None`` sends every call by itself.
    """

    url: str = field(default_factory=_url)
    api_key: str | None = field(default_factory=_api_key, repr=False)
    deadline_seconds: float = 3600.0
    max_completions: int = 4096
    max_body_mb: float = 32.0
    concurrency: int = 64
    gzip_above_kb: float = 64.0
    gather_seconds: float | None = 0.002
    retry: Retry = field(default_factory=Retry)
    polling: Pace = field(default_factory=_polling)

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"url is {self.url!r}, not an http:// or https:// address")
        for name in ("deadline_seconds", "max_completions", "max_body_mb", "concurrency"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)!r}, not more than 0")

    @property
    def max_body_bytes(self) -> int:
        """The size of one request, unpacked."""
        return int(self.max_body_mb * 2**20)

    @property
    def gzip_above_bytes(self) -> int:
        """From which size on bodies are packed."""
        return int(self.gzip_above_kb * 2**10)

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
