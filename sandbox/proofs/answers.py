"""What functions of a C++ program return: of a type of its own that a test does not know, it could judge itself.

It is no parser: what it finds is only used to refuse programs whose answers compare as they like.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from sandbox.proofs.joined import Refused
from sandbox.proofs.scanning import judging_methods, words_of

_MACRO = re.compile(r"^[ \t]*(?:#|%:)[ \t]*define[ \t]+(\w+)(.*)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*(?:#|%:)(?:\\\n|.)*", re.MULTILINE)
_DECLARING = ("struct", "class", "union", "enum")
_DEDUCED = ("auto", "decltype")
_JUDGING = ("compare", "contains", "count", "empty", "ends_with", "find", "starts_with")
_DEPTH = 8


def macros_of(program: str) -> list[tuple[str, str]]:
    """Names and contents of macros, the parameters being part of the contents."""
    return _MACRO.findall(_without_comments(program.replace("\\\n", "")))


def _without_comments(program: str) -> str:
    pieces, at = [], 0
    while (start := program.find("/*", at)) >= 0 and (end := program.find("*/", start + 2)) >= 0:
        pieces += [program[at:start], " "]
        at = end + 2
    return "".join([*pieces, program[at:]])


def classes_of(words: Sequence[str]) -> set[str]:
    """Names of classes that a program declares, parameters of templates left out."""
    return {
        name
        for before, word, name in zip(["", *words], words, [*words[1:], ""], strict=False)
        if word in _DECLARING and before not in ("<", ",") and (name[:1].isalpha() or name[:1] == "_")
    }


def ensure_plain_answers(program: str, test: str) -> None:
    """Raise Refused where a function that a test calls returns what the test does not know."""
    words, tested = words_of(_DIRECTIVE.sub("", program)), words_of(test)
    _ensure_no_overload(words, tested)
    own = classes_of(words) - set(tested)
    judging = judging_methods(tested, *_JUDGING).intersection(words)
    if not own or not ("operator" in program or "##" in program or judging):
        return
    aliases = _aliases(words) | {name: words_of(content) for name, content in macros_of(program)}
    called = {word for word in tested if word[0].isalpha() or word[0] == "_"}
    for name, kind in _declared(words, called):
        if kind[-1:] != ["*"] and any(_is_own(word, own, aliases) for word in kind):
            raise Refused(f"the type of {name}")


def _ensure_no_overload(words: list[str], tested: list[str]) -> None:
    """A function that a test compares with is the test's own, for whatever types."""
    names = {*_functions(tested)} - {"main"}
    for name in _functions(words):
        if name in names:
            raise Refused(name)


def _functions(words: list[str]) -> Iterator[str]:
    """Functions that are defined outside of braces."""
    depth = 0
    for at, word in enumerate(words):
        depth += (word == "{") - (word == "}")
        if depth == 0 and word == "(" and at and (words[at - 1][0].isalpha() or words[at - 1][0] == "_"):
            end = _end_of(words, at)
            if words[end : end + 1] == ["{"]:
                yield words[at - 1]


def _end_of(words: list[str], at: int) -> int:
    """Behind the bracket that closes the one at a place."""
    depth = 0
    for end in range(at, len(words)):
        depth += (words[end] == "(") - (words[end] == ")")
        if depth == 0:
            return end + 1
    return len(words)


def ensure_standard_kept(words: Sequence[str]) -> None:
    """Raise Refused for functions in the standard's namespace; classes, such as a ``hash``, may be added."""
    for at, word in enumerate(words):
        if (
            word == "std"
            and words[at - 1] == "namespace"
            and words[at - 2] != "using"
            and _has_functions(words, at + 1)
        ):
            raise Refused("std")
        if list(words[at : at + 3]) == ["template", "<", ">"] and "(" in words[at:]:
            named = list(words[at + 3 : words.index("(", at)])
            name = named[: named.index("<")] if "<" in named else named
            if name[-4:-1] == ["std", ":", ":"]:
                raise Refused(f"std::{name[-1]}")


def _has_functions(words: Sequence[str], at: int) -> bool:
    """Whether braces that open at a place hold anything but classes."""
    depth = 0
    head: list[str] = []
    for word in words[at:]:
        if word == "{":
            if depth == 1 and not {"struct", "class"}.intersection(head):
                return True
            depth += 1
        elif word == "}":
            depth -= 1
            if depth == 0:
                return False
        elif depth == 1:
            head = [] if word == ";" else [*head, word]
        if word == "}" and depth == 1:
            head = []
    return False


def _declared(words: list[str], called: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Functions and variables outside of braces, with the words before them."""
    depth = 0
    beginning = 0
    for at, word in enumerate(words):
        if word in "{}":
            depth += 1 if word == "{" else -1
        if word in ";{}":
            beginning = at + 1
        elif depth == 0 and word in called and words[at + 1 : at + 2] and words[at + 1] in "(={;":
            yield word, words[beginning:at]


def _aliases(words: list[str]) -> dict[str, list[str]]:
    """What ``using name = …;`` and ``typedef … name;`` stand for."""
    found: dict[str, list[str]] = {}
    for at, word in enumerate(words):
        end = words.index(";", at) if ";" in words[at:] else len(words)
        if word == "using" and words[at + 2 : at + 3] == ["="]:
            found[words[at + 1]] = words[at + 3 : end]
        elif word == "typedef":
            found[words[end - 1]] = words[at + 1 : end - 1]
    return found


def _is_own(word: str, own: set[str], aliases: Mapping[str, list[str]], depth: int = 0) -> bool:
    if word in own or word in _DEDUCED or depth > _DEPTH:
        return True
    return any(_is_own(inner, own, aliases, depth + 1) for inner in aliases.get(word, ()))
