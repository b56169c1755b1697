"""The Lua scripts that change the store: each is atomic, so that no crash leaves a job half changed."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "scripts"


@cache
def script(name: str) -> str:
    """The text of one script."""
    return (_FOLDER / f"{name}.lua").read_text()
