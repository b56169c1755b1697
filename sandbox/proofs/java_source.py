"""Java: one file of a program and a test that each may have imports and public classes of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from sandbox.proofs.scanning import tokens_of

_KINDS = ("class", "interface", "enum", "record")


@dataclass(slots=True)
class Parts:
    """A source: its package, its imports, its outermost types, and cuts: what one file cannot have."""

    source: str
    package: str = ""
    imports: list[str] = field(default_factory=list)
    types: list[tuple[str, int, int]] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)

    def without(self, names: set[str]) -> str:
        """The source without its cuts and without types of these names."""
        whole = [(start, end) for name, start, end in self.types if name in names]
        kept = [cut for cut in self.cuts if not any(start <= cut[0] < end for start, end in whole)]
        text = self.source
        for start, end in sorted([*whole, *kept], reverse=True):
            text = f"{text[:start]}{text[end:]}"
        return text


def arranged(program: str, test: str) -> str:
    """Both in one file without a public type, in the program's package: what the test declares is the test's."""
    first, second = parts_of(program), parts_of(test)
    imports = dict.fromkeys([*first.imports, *second.imports])
    own = {name for name, _, _ in second.types}
    return "\n".join([first.package, *imports, first.without(own), second.without(set()), ""])


def class_around(source: str, place: int) -> str | None:
    """The outermost type around a place in a source."""
    return next((name for name, start, end in parts_of(source).types if start <= place < end), None)


def parts_of(source: str) -> Parts:
    """What a source consists of outside of all braces."""
    parts = Parts(source)
    for start, end, words in _declarations(source):
        head = [word for word, _, _ in words]
        if head[0] == "package":
            parts.package = source[start:end]
            parts.cuts.append((start, end))
        elif head[0] == "import":
            parts.imports.append(source[start:end])
            parts.cuts.append((start, end))
        else:
            parts.cuts += [(at, stop) for word, at, stop in words if word == "public"]
            name = next((name for kind, name in pairwise(head) if kind in _KINDS), None)
            if name:
                parts.types.append((name, start, end))
    return parts


def _declarations(source: str) -> Iterator[tuple[int, int, list[tuple[str, int, int]]]]:
    """Beginning, end, and the words before the first brace, of each declaration that lies outside of braces."""
    words: list[tuple[str, int, int]] = []
    depth = 0
    for word, start, end in tokens_of(source):
        if depth == 0 and word not in "{;":
            words.append((word, start, end))
        depth += (word == "{") - (word == "}")
        named = any(one in _KINDS for one, _, _ in words)
        ends = (word == ";" and not named) or (word == "}" and named)
        if depth == 0 and words and ends:
            yield words[0][1], end, words
            words = []
