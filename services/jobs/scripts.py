"""The Lua scripts that change the store: each is atomic, so that no crash leaves a job half changed."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "scripts"


_RECORDING = frozenset({"complete", "end_many", "finish"})
"""Scripts that begin with ``recording.lua``."""


@cache
def script(name: str) -> str:
    """The text of one script."""
    parts = ["recording", name] if name in _RECORDING else [name]
    return "\n".join((_FOLDER / f"{part}.lua").read_text() for part in parts)
