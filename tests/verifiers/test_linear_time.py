"""No text stalls whoever reads it: every pattern and every scanner takes time linear in what it is given.

Patterns and scanners are found, not listed: all that the modules of verifiers and rewards compile at their top,
and all public functions there that read one text. Each is pumped with strings made from the pattern itself, or
from what answers are made of. RE2 is linear by construction, so its patterns are pumped with a few of them only.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest

import rewards
import verifiers
from tests.verifiers.pumping import MOST_GROWTH, UNITS, attacks, exhaust, growth
from verifiers.audit.text import text_flags
from verifiers.code.fences import find_program
from verifiers.reading.patterns import Pattern
from verifiers.text_features import read_features

STILL_TO_DO = frozenset({"verifiers.math", "verifiers.beam", "verifiers.mechanics", "verifiers.labels"})
"""Packages and modules that may have something left that is not linear: taken out when they have nothing."""

MOST = 8_000
"""Characters up to which is looked for a beginning of growth."""


def modules() -> list[ModuleType]:
    found = []
    for package in (verifiers, rewards):
        for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            found.append(importlib.import_module(one.name))
    return found


MODULES = modules()


def compiled(value: object, name: str, depth: int = 4) -> Iterator[tuple[str, re.Pattern[str] | Pattern]]:
    """Patterns in a value, also inside tuples, lists, sets and mappings."""
    if isinstance(value, re.Pattern | Pattern):
        if isinstance(value.pattern, str):
            yield name, value
    elif depth and isinstance(value, dict):
        for key, item in value.items():
            yield from compiled(key, f"{name}[key]", depth - 1)
            yield from compiled(item, f"{name}[{key!r}]", depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for place, item in enumerate(value):
            yield from compiled(item, f"{name}[{place}]", depth - 1)


def patterns() -> dict[str, re.Pattern[str] | Pattern]:
    found: dict[int, tuple[str, re.Pattern[str] | Pattern]] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            for where, pattern in compiled(value, f"{module.__name__}.{name}"):
                found.setdefault(id(pattern), (where, pattern))
    return dict(found.values())


def reads_one_text(function: Callable[..., object]) -> bool:
    parameters = list(inspect.signature(function).parameters.values())
    return (
        bool(parameters)
        and parameters[0].annotation in (str, "str")
        and all(one.default is not one.empty for one in parameters[1:])
    )


def scanners() -> dict[str, Callable[[str], object]]:
    found: dict[str, Callable[[str], object]] = {
        "verifiers.audit.text.text_flags": lambda text: text_flags(text, read_features(text)),
        "verifiers.code.fences.find_program": lambda text: find_program(text, ("python",)),
    }
    for module in MODULES:
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
            if own and reads_one_text(value):
                found[f"{module.__name__}.{name}"] = value
    return found


PATTERNS = patterns()
SCANNERS = scanners()


def drained(function: Callable[[str], object]) -> Callable[[str], object]:
    """Call it; what it refuses, it refuses, and what it yields is taken."""

    def call(text: str) -> None:
        try:
            made = function(text)
            if inspect.isgenerator(made):
                for _ in made:
                    pass
        except Exception:  # noqa: BLE001 - the time counts here, whatever comes of the text
            return

    return call


def still_to_do(name: str) -> bool:
    return any(name.startswith(module + ".") for module in STILL_TO_DO)


def test_patterns_and_scanners_are_found() -> None:
    assert len(PATTERNS) > 50
    assert len(SCANNERS) > 20
    assert "verifiers.reading.reasoning.conclusion" in SCANNERS


@pytest.mark.parametrize("name", sorted(name for name in PATTERNS if not still_to_do(name)))
def test_a_pattern_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    if isinstance(pattern, re.Pattern):
        work, made = exhaust(pattern), attacks(pattern.pattern, pattern.flags)
    else:
        work, made = pattern.search, islice(attacks(pattern.pattern), 5)
    for make in made:
        ratio = growth(work, make, MOST)
        assert ratio <= MOST_GROWTH, f"{name} grows {ratio:.1f} times per doubling on {make(60)!r}"


@pytest.mark.parametrize("name", sorted(name for name in SCANNERS if not still_to_do(name)))
def test_a_scanner_is_linear(name: str) -> None:
    scan = drained(SCANNERS[name])
    for unit in UNITS:
        for head, tail in (("", ""), ("The answer is \\boxed{1/2}. Final answer:", "x")):

            def make(size: int, head: str = head, unit: str = unit, tail: str = tail) -> str:
                return head + unit * (size // len(unit)) + tail

            ratio = growth(scan, make, MOST)
            assert ratio <= MOST_GROWTH, f"{name} grows {ratio:.1f} times per doubling on {make(120)!r}"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_a_module_compiles_its_patterns_at_its_top(module: ModuleType) -> None:
    if still_to_do(module.__name__ + ".") or module.__file__ is None:
        return
    tree = ast.parse(Path(module.__file__).read_text())
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    hidden = [
        node.lineno
        for node in calls
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("re", "re2")
        and node.func.attr in ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
    ]
    assert not hidden, f"{module.__name__} uses patterns that no test finds, in lines {hidden}"
