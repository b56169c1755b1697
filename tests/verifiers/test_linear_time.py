"""No text stalls whoever reads it: every pattern and every scanner takes time linear in what it is given.

Patterns and scanners are found, not listed: all that verifiers, rewards and sandbox compile at the top of modules,
and all public functions there that read one text. Each is pumped with strings made from the pattern itself, or
from what answers are made of. RE2 is linear by construction, so its patterns are pumped with a few of them only.
"""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from types import ModuleType
from zlib import crc32

import pytest

import rewards
import sandbox
import verifiers
from tests.verifiers.kinds import KINDS, read_specification, reading
from tests.verifiers.pattern_uses import only_anchored, pattern_calls
from tests.verifiers.pumping import MOST_GROWTH, UNITS, attacks, exhaust, growth
from verifiers.audit.text import text_flags
from verifiers.code.fences import find_program
from verifiers.mechanics.clauses import LONGEST, clauses
from verifiers.mechanics.plain import READ
from verifiers.reading.patterns import Pattern
from verifiers.text_features import read_features

IN_WINDOWS = {
    "verifiers.beam.": "beam formulas",
    "verifiers.mechanics.labelled.": "structure",
    "verifiers.mechanics.": "beam formulas",
    "verifiers.structure.": "structure",
    "verifiers.math.": "math",
}
"""Packages whose patterns see clauses, answers or words, by the kind through whose reading they are pumped."""
INSIDE = "sandbox.runner"
"""What runs inside the sandbox, where it stalls nobody else."""
QUADRATIC = ("sandbox.proofs.",)
"""Scanners of programs: texts that never close, such as ``R"(`` again and again, cost a program its own budget."""

MOST = 8_000
"""Characters up to which is looked for a beginning of growth."""

MOST_SECONDS = 1.0
"""CPU seconds of reading a pumped text; usual are 0.02 to 0.1."""


def modules() -> list[ModuleType]:
    found = []
    for package in (verifiers, rewards, sandbox):
        for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not one.name.startswith(INSIDE):
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


def patterns_of(modules: Iterable[ModuleType]) -> dict[str, re.Pattern[str] | Pattern]:
    found: dict[int, tuple[str, re.Pattern[str] | Pattern]] = {}
    for module in modules:
        for name, value in vars(module).items():
            for where, pattern in compiled(value, f"{module.__name__}.{name}"):
                found.setdefault(id(pattern), (where, pattern))
    written: dict[str, re.Pattern[str] | Pattern] = {
        f"{where}:{number}": pattern
        for module in modules
        for number, (where, pattern) in enumerate(pattern_calls(module))
        if pattern is not None
    }
    return {**dict(found.values()), **written}


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


PATTERNS = patterns_of(MODULES)
ANCHORED = only_anchored(MODULES)
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


def test_patterns_and_scanners_are_found() -> None:
    assert len(PATTERNS) > 50
    assert len(SCANNERS) > 20
    assert "verifiers.reading.reasoning.conclusion" in SCANNERS


@pytest.mark.parametrize(
    "name", sorted(name for name in PATTERNS if not name.startswith((*IN_WINDOWS, *QUADRATIC)))
)
def test_a_pattern_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    if isinstance(pattern, re.Pattern):
        work = pattern.match if name in ANCHORED else exhaust(pattern)
        made = attacks(pattern.pattern, pattern.flags)
    else:
        work, made = pattern.search, islice(attacks(pattern.pattern), 5)
    for make in made:
        ratio = growth(work, make, MOST)
        assert ratio <= MOST_GROWTH, f"{name} grows {ratio:.1f} times per doubling on {make(60)!r}"


@pytest.mark.parametrize(
    "name", sorted(name for name in SCANNERS if not name.startswith((*IN_WINDOWS, *QUADRATIC)))
)
def test_a_scanner_is_linear(name: str) -> None:
    scan = drained(SCANNERS[name])
    for unit in share(name, 15 if name in DEAR else 3):
        for make in pumped(unit):
            ratio = growth(scan, make, MOST)
            assert ratio <= MOST_GROWTH, f"{name} grows {ratio:.1f} times per doubling on {make(120)!r}"


DEAR = ("verifiers.instructions.units.language_of",)
"""Scanners that take long, however short the text is."""


def share(name: str, parts: int) -> tuple[str, ...]:
    """Some of the units, others for another name: with all names all of them are tried."""
    return UNITS[crc32(name.encode()) % parts :: parts]


def pumped(unit: str) -> Iterator[Callable[[int], str]]:
    for head, tail in (("", ""), ("The answer is \\boxed{1/2}. Final answer:", "x")):
        yield partial(repeated, head, unit, tail)


def repeated(head: str, unit: str, tail: str, size: int) -> str:
    return head + unit * (size // len(unit)) + tail


MADE_ONCE = (
    "verifiers.reading.patterns.__init__",
    "verifiers.reading.option_mentions._label_patterns",
    "verifiers.instructions.",
    *IN_WINDOWS,
    *QUADRATIC,
)
"""Where patterns may be made of tables of ours or of words of the specification."""

READS = {name: reading(read_specification(name)) for name in KINDS}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_stalls_over_no_repetition(name: str) -> None:
    """All that a judging process does with a completion, from its text to its verdict: quadratic takes 8 s."""
    for unit in share(name, 12):
        text = next(pumped(unit))(2 * READ)
        assert any(seconds_of(READS[name], text) < MOST_SECONDS for _ in range(2)), text[:60]


@pytest.mark.parametrize("name", sorted(name for name in PATTERNS if name.startswith(tuple(IN_WINDOWS))))
def test_what_pumps_a_pattern_stalls_no_reader(name: str) -> None:
    pattern = PATTERNS[name]
    read = READS[next(kind for package, kind in IN_WINDOWS.items() if name.startswith(package))]
    made = list(attacks(pattern.pattern, pattern.flags if isinstance(pattern, re.Pattern) else 0))
    text = made[crc32(name.encode()) % len(made)](READ // 2)
    assert any(seconds_of(read, text) < MOST_SECONDS for _ in range(2)), text[:60]


def seconds_of(read: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    read(text)
    return time.thread_time() - started


def test_no_clause_is_longer_than_patterns_over_clauses_bear() -> None:
    text = "R_A is 3 kN " * 2000 + "a" * 9000
    assert max(len(one.text) for one in clauses(text, lambda *_: False)) <= LONGEST


def test_no_pattern_is_made_while_reading() -> None:
    """Whatever is made of what was read could be anything, and no test finds it."""
    made = [where for module in MODULES for where, pattern in pattern_calls(module) if pattern is None]
    hidden = [where for where in made if not where.startswith(MADE_ONCE)]
    assert not hidden, hidden
