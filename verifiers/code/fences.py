"""Finds the program in a completion: the last fenced block of the language, or the whole text without fences."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

_MARKS = ("```", "~~~")


@dataclass(slots=True)
class _Block:
    """A fenced block: its fence, how far that is indented, the language it names, and its lines."""

    fence: str
    indent: int
    tag: str
    lines: list[str] = field(default_factory=list)
    closed: bool = False


def find_program(completion: str, tags: Collection[str]) -> str | None:
    """The program, or None where the completion gives none.

    Reasoning does not count. A block that names one of ``tags`` goes before one that names no language; blocks
    of other languages are no program. A last block that was never closed reaches to the end of the text.
    """
    text = _after_reasoning(completion)
    blocks = list(_blocks(text))
    if not blocks or ("python" in tags and _is_python(text)):
        return text if text.strip() else None
    for wanted in (tags, ("",)):
        for block in reversed(blocks):
            if block.tag in wanted:
                return _content(block)
    return None


def _is_python(text: str) -> bool:
    """Whether the text is a program as it stands: then its fences are within strings of its own."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _after_reasoning(completion: str) -> str:
    """What follows the reasoning; reasoning that never ended is followed by nothing."""
    answer = completion.rpartition("</think>")[2]
    return answer.partition("<think>")[0]


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for line in text.split("\n"):
        bare = line.strip()
        if block is None:
            block = _opened(line, bare) if bare.startswith(_MARKS) else None
        elif bare.startswith(block.fence) and not bare.strip(block.fence[0]):
            block.closed = True
            yield block
            block = None
        else:
            block.lines.append(_without_indent(line, block.indent))
    if block is not None:
        yield block


def _opened(line: str, bare: str) -> _Block | None:
    info = bare.lstrip(bare[0])
    if bare[0] in info:
        return None  # a span of code within a line
    fence = bare[: len(bare) - len(info)]
    words = info.strip("{}. ").split()
    return _Block(fence, len(line) - len(line.lstrip()), words[0].lower() if words else "")


def _without_indent(line: str, indent: int) -> str:
    lead = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, lead) :].removesuffix("\r")


def _content(block: _Block) -> str | None:
    text = "\n".join(block.lines)
    if not block.closed:
        # The fence may stand at the end of the last line of the program.
        text = text.rstrip().removesuffix(block.fence)
    return text + "\n" if text.strip() else None
