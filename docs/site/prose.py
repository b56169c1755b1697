"""Docstrings as Markdown."""

import inspect
import re


def prose(text: str | None) -> str:
    """A docstring's text: literals in backticks, angle brackets as they are seen."""
    cleaned = re.sub(r"``([^`]+)``", r"`\1`", inspect.cleandoc(text or ""))
    parts = re.split(r"(`[^`]*`)", cleaned)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)
