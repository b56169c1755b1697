"""Finds the program in a completion: the last fenced block of the language, or the whole text without fences."""

import ast
from collections.abc import Collection

from verifiers.reading.fences import fenced_blocks
from verifiers.reading.reasoning import conclusion


def find_program(completion: str, tags: Collection[str]) -> str | None:
    """The program, or None where the completion gives none.

    Reasoning does not count. A block that names one of ``tags`` goes before one that names no language; blocks
    of other languages are no program. A last block that was never closed reaches to the end of the text.
    """
    text = conclusion(completion)
    blocks = list(fenced_blocks(text))
    if not blocks or ("python" in tags and _is_python(text)):
        return text if text.strip() else None
    for wanted in (tags, ("",)):
        for block in reversed(blocks):
            if block.tag in wanted:
                return block.content
    return None


def _is_python(text: str) -> bool:
    """Whether the text is a program as it stands: then its fences are within strings of its own."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
