"""What all layouts of programs share: the language, the usual imports, and the row's own solution."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.environments import environment_with
from verifiers.labels.rows import Row, container, listed, mapping

PRELUDE: Mapping[str, Any] = {"before": "leetcode"}
"""What stands before every program: the imports that these datasets take for granted."""
_LANGUAGES = {
    "python3": "python",
    "py": "python",
    "py3": "python",
    "c++": "cpp",
    "cpp17": "cpp",
    "js": "javascript",
}
_PROGRAMS = (
    *("canonical_solution", "gold_standard_solution", "reference_solution", "reference", "code", "solution"),
    *("completion", "gold_solution", "response"),
)
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_][\w.]*)", re.M)
_LOOKS_LIKE_CODE = re.compile(
    r"^[^\S\n]*+(?:def |class |import |from |print|#include|public |func |fn |[\w, ]+=)", re.M
)


def language_of(row: Row, default: str = "python") -> str:
    """The language that a row names, as we call it."""
    name = row.get("language", "lang", "programming_language")
    if not isinstance(name, str):
        return default
    return _LANGUAGES.get(name.strip().casefold(), name.strip().casefold()) or default


def solution_of(row: Row) -> str | None:
    """The row's own program as a completion, where it holds one."""
    for name in _PROGRAMS:
        text = row.text(name)
        if text and _LOOKS_LIKE_CODE.search(text):
            return fenced(text)
    solutions = container(row.get("solutions"))
    inner = mapping(solutions)
    if inner:
        return _of_contest(listed(inner.get("language")) or [], listed(inner.get("solution")) or [])
    texts = [text for text in listed(solutions) or [] if isinstance(text, str) and _LOOKS_LIKE_CODE.search(text)]
    return fenced(texts[0]) if texts else None


def environment_of(texts: Iterable[str]) -> str | None:
    """The environment whose packages Python texts import, if the plain one has not all of them."""
    for text in texts:
        for found in _IMPORT.finditer(text):
            environment = environment_with(found[1])
            if environment:
                return environment
    return None


def fenced(program: str, tag: str = "python") -> str:
    """A program as a completion."""
    return program if "```" in program else f"```{tag}\n{program}\n```"


def _of_contest(languages: list[Any], programs: list[Any]) -> str | None:
    """CodeContests numbers its languages: 3 is Python 3, 2 is C++."""
    for number, tag in ((3, "python"), (2, "cpp")):
        for language, program in zip(languages, programs, strict=False):
            if language == number and isinstance(program, str) and _LOOKS_LIKE_CODE.search(program):
                return fenced(program, tag)
    return None
