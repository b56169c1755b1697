"""Java: a class of our own starts the one with main, with assertions on, and has the last word."""

import re
from collections.abc import Callable

from sandbox.proofs.joined import FOLDER, Join, Joined, Refused, asset
from sandbox.proofs.scanning import words_of
from sandbox.runner.commands import OUT

_RESERVED = frozenset(
    [
        "java",
        "javax",
        "Object",
        "String",
        "System",
        "Math",
        "StrictMath",
        "Integer",
        "Long",
        "Double",
        "Float",
        "Boolean",
        "Character",
        "Byte",
        "Short",
        "Number",
        "Error",
        "AssertionError",
        "Exception",
        "RuntimeException",
        "IllegalStateException",
        "Throwable",
        "Runtime",
        "Class",
        "Iterable",
        "Comparable",
        "CharSequence",
        "StringBuilder",
        "Arrays",
        "Objects",
        "Collections",
    ]
)
_DECLARING = {"class", "interface", "enum", "record", "]", ">", "var"}
_NO_TYPES = frozenset(
    [
        "return",
        "new",
        "instanceof",
        "extends",
        "implements",
        "throws",
        "import",
        "package",
        "case",
        "else",
        "throw",
        "assert",
        "do",
        "yield",
        "permits",
        "super",
        "final",
        "static",
        "public",
        "private",
        "protected",
        "abstract",
        "synchronized",
        "transient",
        "volatile",
        "native",
        "default",
        "this",
    ]
)
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_EXIT = re.compile(r"\bSystem\s*\.\s*exit\s*\(")


def join_with(names: Callable[[str], tuple[str, str]], jvm: tuple[str, ...]) -> Join:
    """How a program and a test are joined, given how a source names its class and file."""

    def join(program: str, test: str, mark: str) -> Joined:
        _ensure_fair(program)
        source = f"{program}\n{test}\n"
        main, file = names(source)
        launcher = f"{FOLDER}/steelyard/{mark}/End.java"
        files = {file: source, launcher: asset("End.java").replace("{mark}", mark)}
        compiling = (
            "javac",
            *(f"-J{option}" for option in jvm),
            "-proc:none",
            "-nowarn",
            "-d",
            OUT,
            launcher,
            file,
        )
        running = ("java", *jvm, "-XX:+DisableAttachMechanism", "-ea", "-Xmx{memory_mb}m", "-cp", ".")
        return Joined(files, compiling, (*running, f"steelyard.{mark}.End", main))

    return join


def _ensure_fair(program: str) -> None:
    """Nothing that the language or its comparisons are known by may be declared again."""
    words = words_of(_ESCAPE.sub(lambda code: chr(int(code[1], 16)), program))
    for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False):
        if word in _RESERVED and after != "." and _declares(before):
            raise Refused(word)


def _declares(before: str) -> bool:
    return before in _DECLARING or ((before[0].isalpha() or before[0] == "_") and before not in _NO_TYPES)
