"""Fenced blocks: what stands between lines of backticks or tildes, as in CommonMark."""

from collections.abc import Iterator
from dataclasses import dataclass, field

_MARKS = ("```", "~~~")


@dataclass(slots=True)
class Block:
    """A fenced block: its fence, how far that is indented, the language it names, and its lines."""

    fence: str
    indent: int
    tag: str
    lines: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def content(self) -> str | None:
        """Its text with a line break at the end; ``None`` where it is blank."""
        text = "\n".join(self.lines)
        if not self.closed:
            # The fence may stand at the end of the last line.
            text = text.rstrip().removesuffix(self.fence)
        return text + "\n" if text.strip() else None


def fenced_blocks(text: str) -> Iterator[Block]:
    """The blocks in order; a last one that is never closed reaches to the end of the text."""
    block: Block | None = None
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


def _opened(line: str, bare: str) -> Block | None:
    info = bare.lstrip(bare[0])
    if bare[0] in info:
        return None  # a span of code within a line
    fence = bare[: len(bare) - len(info)]
    words = info.strip("{}. ").split()
    return Block(fence, len(line) - len(line.lstrip()), words[0].lower() if words else "")


def _without_indent(line: str, indent: int) -> str:
    lead = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, lead) :].removesuffix("\r")
