"""Java: a class of our own starts the one with main, with assertions on, and has the last word."""

import re
from collections.abc import Callable

from sandbox.proofs.java_equality import guarded
from sandbox.proofs.java_source import arranged, class_around
from sandbox.proofs.joined import FOLDER, Join, Joined, Refused, asset
from sandbox.proofs.scanning import after_words, words_of
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
_HARMLESS = {"Comparable", "Comparator", "Cloneable", "Serializable", "java"}
_ASKED_FOR = frozenset(("compareTo", "compare", "endsWith", "equalsIgnoreCase", "matches", "startsWith"))
_PROXIES = {"InvocationHandler", "MethodHandleProxies", "newProxyInstance"}  # lists that say that they are equal
_MAIN = re.compile(r"\bvoid\s+main\s*\(")
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_EXIT = re.compile(r"\bSystem\s*\.\s*exit\s*\(")


def join_with(names: Callable[[str], tuple[str, str]], jvm: tuple[str, ...]) -> Join:
    """How a program and a test are joined, given how a source names its class and file."""

    def join(program: str, test: str, mark: str) -> Joined:
        _ensure_fair(program)
        _ensure_plain_answers(_words(program), set(words_of(test)))
        source = arranged(guarded(program, set(words_of(test))), test)
        main, file = names(source)
        found = _MAIN.search(test)
        own = class_around(test, found.start()) if found else None
        main = f"{main.rpartition('.')[0]}.{own}".lstrip(".") if own else main
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


def _words(program: str) -> list[str]:
    return words_of(_ESCAPE.sub(lambda code: chr(int(code[1], 16)), program))


def _ensure_plain_answers(words: list[str], tested: set[str]) -> None:
    """No answer decides what it equals or contains: not one of a class that the test does not name."""
    own = set(after_words(words, "class", "interface", "enum", "record")) - tested
    methods = {"equals", "contains", "containsAll", *_ASKED_FOR & tested}
    judging = {name for at in _judging(words, methods) for name in _ensure_standing_alone(_header(words, at), own)}
    for kind, name, sign in zip(words, words[1:], words[2:], strict=False):
        if judging and sign == "(" and name in tested and kind in judging | {"Object"}:
            raise Refused(f"the type of {name}")


def _judging(words: list[str], methods: set[str]) -> list[int]:
    """Where methods are declared that decide what an object equals or contains."""
    return [
        at
        for at, word in enumerate(words)
        if word in methods and words[at - 1] in ("boolean", "int") and words[at + 1 : at + 2] == ["("]
    ]


def _header(words: list[str], at: int) -> list[str]:
    """The words before the brace that opens the class around a place."""
    depth = 0
    while at > 0 and depth <= 0:
        at -= 1
        depth += (words[at] == "{") - (words[at] == "}")
    beginning = at
    while beginning > 0 and words[beginning - 1] not in ";{}":
        beginning -= 1
    return words[beginning:at]


def _ensure_standing_alone(header: list[str], own: set[str]) -> set[str]:
    """Names of the class, which no type of the library may stand for."""
    foreign = {*after_words(header, "extends", "implements")} - own - _HARMLESS
    if foreign or ("new" in header and not own.issuperset(after_words(header, "new"))):
        raise Refused("equals")
    return set(after_words(header, "class", "record", "enum")) & own


def _ensure_fair(program: str) -> None:
    """Nothing that the language or its comparisons are known by may be declared again."""
    words = _words(program)
    for word in _PROXIES.intersection(words):
        raise Refused(word)
    for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False):
        if word in _RESERVED and after != "." and _declares(before):
            raise Refused(word)
        if word.endswith("AssertionStatus") and after == "(":
            raise Refused("assert")


def _declares(before: str) -> bool:
    return before in _DECLARING or ((before[0].isalpha() or before[0] == "_") and before not in _NO_TYPES)
