"""Files of an archive: written whole or not at all, in a folder or in whatever fsspec reaches."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from services.settings import SettingsError


class Files:
    """The files below an address: a folder, or ``s3://bucket/prefix`` where s3fs is installed. Blocking."""

    def __init__(self, address: str) -> None:
        try:
            found: tuple[AbstractFileSystem, str] = url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise SettingsError(f"STEELYARD_ARCHIVE: {error}") from error
        self._system, root = found
        self._root = root.rstrip("/")
        self._is_local = isinstance(self._system, LocalFileSystem)

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place, or in place of another. Readers see all of it or none. Raises OSError."""
        if self._is_local:
            _write_local(Path(self._root) / name, data)
        else:
            self._system.pipe_file(f"{self._root}/{name}", data)  # buckets show an object once it is whole

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError."""
        try:
            data: bytes = self._system.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return data

    def find(self, pattern: str) -> Sequence[str]:
        """The names that match a pattern, sorted. Raises OSError."""
        self._system.invalidate_cache()
        found: list[str] = self._system.glob(f"{self._root}/{pattern}")
        return sorted(name[len(self._root) + 1 :] for name in found)


def _write_local(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with half.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    except OSError:
        half.unlink(missing_ok=True)
        raise
