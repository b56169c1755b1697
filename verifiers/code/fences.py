"""Finds the program in a completion: the last fenced block of the language, or the whole text without fences."""

import ast
from collections.abc import Collection, Mapping

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


def find_in_any(completion: str, tags: Mapping[str, Collection[str]], plain: str) -> tuple[str, str] | None:
    """The last fenced block of any of the languages, and its language; what names none is in the ``plain`` one."""
    text = conclusion(completion)
    named = [(_language_of(block.tag, tags), block) for block in fenced_blocks(text)]
    for wanted in (tags.keys(), ("",)):
        for language, block in reversed(named):
            if language in wanted and (source := block.content) is not None:
                return language or plain, source
    return (plain, text) if not named and text.strip() else None


def _language_of(tag: str, tags: Mapping[str, Collection[str]]) -> str | None:
    if not tag:
        return ""
    return next((language for language, names in tags.items() if tag in names), None)


def _is_python(text: str) -> bool:
    """Whether the text is a program as it stands: then its fences are within strings of its own."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
