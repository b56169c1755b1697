"""Archived runs: of each its figures, a summary of them, and its completions in parts.

``tenant=<name>/run=<name>-<digest>/`` has ``summary.json``, ``figures.json`` and ``completions-<time>.jsonl.gz``.
A job is whole in one part; where several have it, the newest counts.
"""

import gzip
import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence

from services.archive.files import Files

_NAME_CHARACTERS = 60
_LEVEL = 6


class Archive:
    """Bytes only: what they say is known to who writes and reads them. Blocking; raises OSError."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def add_completions(self, tenant: str, run: str, rows: Sequence[bytes], at: float) -> None:
        """Add a part: rows of JSON, each with its line end. ``at`` is now in epoch seconds."""
        data = gzip.compress(b"".join(rows), _LEVEL, mtime=int(at))
        name = f"completions-{int(1000 * at):014d}-{secrets.token_hex(3)}.jsonl.gz"
        self._files.write(f"{_folder(tenant, run)}/{name}", data)

    def set_figures(self, tenant: str, run: str, summary: bytes, figures: bytes) -> None:
        """Put down what the run has shown so far."""
        self._files.write(f"{_folder(tenant, run)}/figures.json", figures)
        self._files.write(f"{_folder(tenant, run)}/summary.json", summary)

    def summary(self, tenant: str, run: str) -> bytes | None:
        """What a list says of a run; None for one that is not archived."""
        return self._files.read(f"{_folder(tenant, run)}/summary.json")

    def figures(self, tenant: str, run: str) -> bytes | None:
        """All that a run has shown."""
        return self._files.read(f"{_folder(tenant, run)}/figures.json")

    def tenants_of(self, run: str) -> list[str]:
        """The tenants that have a run of this name."""
        found = self._files.find(f"tenant=*/{_run_folder(run)}/summary.json")
        return [name.split("/")[0].removeprefix("tenant=") for name in found]

    def summaries(self, tenant: str | None) -> Iterator[bytes]:
        """Those of all runs of a tenant, or with None of everybody."""
        for name in self._files.find(f"tenant={'*' if tenant is None else tenant}/run=*/summary.json"):
            data = self._files.read(name)
            if data is not None:
                yield data

    def parts(self, tenant: str, run: str) -> list[str]:
        """The names of a run's parts, the newest first."""
        return list(reversed(self._files.find(f"{_folder(tenant, run)}/completions-*.jsonl.gz")))

    def rows(self, part: str) -> list[bytes]:
        """The rows of a part, without their line ends."""
        data = self._files.read(part)
        return [] if data is None else gzip.decompress(data).splitlines()


def _folder(tenant: str, run: str) -> str:
    return f"tenant={tenant}/{_run_folder(run)}"


def _run_folder(run: str) -> str:
    """Readable as far as a name of a file can be, and of its own for every run."""
    readable = re.sub(r"[^A-Za-z0-9_.-]", "_", run)[:_NAME_CHARACTERS]
    return f"run={readable}-{hashlib.blake2b(run.encode(), digest_size=8).hexdigest()}"
