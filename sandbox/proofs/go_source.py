"""Go: one source of a program and a test that each may have a package clause and imports."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PACKAGE = re.compile(r"^package[ \t]+\w+[ \t]*;?", re.MULTILINE)
_IMPORT = re.compile(
    r'^import[ \t]*(?:\((?P<many>[^)]*)\)|(?P<one>(?:[\w.]+[ \t]+)?["`][^"`\n]+["`]))[ \t]*;?', re.MULTILINE
)
_SPEC = re.compile(r'(?:([\w.]+)[ \t]+)?["`]([^"`\n]+)["`]')
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Spec:
    """One import: the name that it is given, if any, and the path."""

    alias: str
    path: str

    def __str__(self) -> str:
        return f'{self.alias} "{self.path}"'.strip()

    @property
    def name(self) -> str:
        """What it goes by in the source."""
        return self.alias or self.path.rpartition("/")[2]


def arranged(program: str, test: str) -> tuple[str, tuple[Spec, ...]]:
    """Both under one package clause, with the imports of both before them; and these imports.

    What was put before the program has a package clause of its own if there are two. It may import what the
    program happens not to use, which the compiler would refuse.
    """
    clauses = list(_outside_of_raw_text(_PACKAGE, program))
    border = clauses[1].start() if len(clauses) > 1 else 0
    offered, before = _taken(program[:border])
    own, rest = _taken(program[border:])
    needed, after = _taken(test)
    body = f"{before}\n{rest}\n{after}\n"
    specs = tuple(dict.fromkeys([*own, *needed, *(spec for spec in offered if _is_used(spec, body))]))
    imports = "".join(f"import {spec}\n" for spec in specs)
    return f"package main\n{imports}{body}", specs


def _taken(source: str) -> tuple[list[Spec], str]:
    """The imports of a source, and the source without them."""
    specs: list[Spec] = []
    for pattern in (_PACKAGE, _IMPORT):
        for found in reversed(list(_outside_of_raw_text(pattern, source))):
            specs = [*_specs(found), *specs]
            source = f"{source[: found.start()]}{source[found.end() :]}"
    return specs, source


def _specs(found: re.Match[str]) -> Sequence[Spec]:
    if "many" not in found.re.groupindex:
        return ()
    text = _COMMENT.sub("", found["many"] or "") if found["many"] is not None else found["one"]
    return [Spec(alias, path) for alias, path in _SPEC.findall(text)]


def _outside_of_raw_text(pattern: re.Pattern[str], source: str) -> Iterator[re.Match[str]]:
    return (found for found in pattern.finditer(source) if source.count("`", 0, found.start()) % 2 == 0)


def _is_used(spec: Spec, body: str) -> bool:
    return spec.alias in ("_", ".") or re.search(rf"\b{re.escape(spec.name)}\s*\.", body) is not None
