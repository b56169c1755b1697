"""Java: no object of a program equals one of the library, as it could say so of whatever a test expects.

An answer may hold such an object where its type tells nothing: in a list, a map, an array, or as a ``T``.
"""

import re

from sandbox.proofs.scanning import tokens_of

_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})")
_OTHER = "if ({0} != null && {0}.getClass().getClassLoader() == null) return false;"


def guarded(program: str, tested: set[str]) -> str:
    """A program whose classes, but those that a test names, ask first whose the other object is."""
    source = _ESCAPE.sub(
        lambda code: code[1] + chr(int(code[2], 16)), program
    )  # as a compiler does before all else
    places: list[tuple[int, str]] = []
    classes: list[str] = []  # around a place, with "" for any other braces
    tokens = list(tokens_of(source))
    named = ""
    for at, (word, _, _) in enumerate(tokens):
        if word in ("class", "enum", "record", "interface") and at + 1 < len(tokens):
            named = tokens[at + 1][0]
        elif word == "{":
            classes.append(named)
            named = ""
        elif word == "}" and classes:
            classes.pop()
        elif word == "equals" and tokens[at - 1][0] == "boolean" and not set(classes[-1:]) & tested:
            places += _body(tokens[at + 1 : at + 12])
    for place, parameter in reversed(places):
        source = f"{source[:place]}{_OTHER.format(parameter)}{source[place:]}"
    return source if places else program


def _body(tokens: list[tuple[str, int, int]]) -> list[tuple[int, str]]:
    """Where the body of a method of one parameter begins, and the name of that."""
    words = [word for word, _, _ in tokens]
    if "{" not in words or words[0] != "(":
        return []
    start = words.index("{")
    parameters = words[1 : words.index(")")] if ")" in words else []
    if "Object" not in parameters[:-1] or "," in parameters or "[" in parameters:
        return []
    return [(tokens[start][2], parameters[-1])]
