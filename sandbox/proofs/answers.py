"""What functions of a C++ program return: of a type of its own that a test does not know, it could judge itself.

It is no parser: what it finds is only used to refuse programs whose answers compare as they like.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sandbox.proofs.joined import Refused
from sandbox.proofs.scanning import judging_methods, words_of

_MACRO = re.compile(r"^[ \t]*(?:#|%:)[ \t]*define[ \t]+(\w+)(.*)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*(?:#|%:)(?:\\\n|.)*", re.MULTILINE)
_DECLARING = ("struct", "class", "union", "enum")
_QUALIFIERS = {"const", "constexpr", "inline", "static", "thread_local", "volatile", "*", "&"}
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
    own = classes_of(words) - (set(tested) - _compared_to_data(tested))
    judging = judging_methods(tested, *_JUDGING).intersection(words)
    if not own or not (judging or _may_judge(program, words)):
        return
    aliases = _aliases(words) | {name: words_of(content) for name, content in macros_of(program)}
    called = {word for word in tested if word[0].isalpha() or word[0] == "_"}
    for name in own & called:
        raise Refused(f"the type of {name}")
    for name, kind in _declared(words, called):
        if kind[-1:] != ["*"] and any(_is_own(word, own, aliases) for word in kind):
            raise Refused(f"the type of {name}")


def _may_judge(program: str, words: list[str]) -> bool:
    """Whether there are operators other than calls and items, or there may be."""
    if "##" in program or program.count("operator") > words.count("operator"):
        return True
    return any(one == "operator" and other not in ("(", "[", "new", "delete") for one, other in pairwise(words))


def _compared_to_data(tested: list[str]) -> set[str]:
    """Names that a test calls like functions and whose answers it compares with literals."""
    names: set[str] = set()
    for at, (word, sign) in enumerate(pairwise(tested)):
        if sign == "(" and (word[0].islower() or word[0] == "_") and not _is_made(tested, at):
            after = tested[_end_of(tested, at + 1) :][:3]
            if after[:2] in (["=", "="], ["!", "="]) and (after[2:] == [] or _is_literal(after[2])):
                names.add(word)
    return names - {word for word, following in pairwise(tested) if following != "("}


def _is_made(words: list[str], at: int) -> bool:
    """Whether a name follows a type, as that of a variable."""
    return at > 0 and (words[at - 1][0].isalpha() or words[at - 1] in (">", "&", "*", "new"))


def _is_literal(word: str) -> bool:
    return word[0].isdigit() or word in ("-", "true", "false", "nullptr", ")", ";", "&", "|", "{")


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
    """Functions and variables outside of all braces but those of namespaces, with the words before them."""
    inside: list[bool] = []  # of each brace that is open: whether it is more than a namespace's
    head: list[str] = []  # what comes before the last braces
    beginning = 0
    for at, word in enumerate(words):
        before = words[beginning:at]
        if word not in ";{}":
            if not any(inside) and word in called and _is_declared(words, at):
                yield word, _kind_of(before, head)
            continue
        beginning = at + 1
        if not any(inside) and word != "}":
            head = before if word == "{" else []
        if word == "{":
            inside.append("namespace" not in before and words[at - 1] != "extern")
        elif word == "}" and inside:
            inside.pop()


def _is_declared(words: list[str], at: int) -> bool:
    following = words[at + 1 : at + 2]
    return following in (["("], ["="], ["{"], [";"]) or (following == [")"] and words[at - 1] in "*&")


def _kind_of(before: list[str], head: list[str]) -> list[str]:
    """The type of what is declared, which may be a class that is defined right there."""
    if before[-2:] == ["(", "*"]:
        before = before[:-2]
    return [*head, *before] if set(before) <= _QUALIFIERS and set(head) & set(_DECLARING) else before


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
