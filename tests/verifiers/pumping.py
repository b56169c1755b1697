"""Attack strings for patterns and scanners, and the CPU time that they cost: linear or not."""

import random
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

codes: Any = import_module("re._constants")  # ``re``'s own parser has no types
parser: Any = import_module("re._parser")

FIRST = 500
SETTLED_SECONDS = 0.01
"""CPU time from which on ratios tell something."""
MOST_GROWTH = 2.5
_TRIES = 4
UNITS = (
    *(
        " ",
        "\n",
        "\t",
        "a",
        "1",
        ".",
        ",",
        ";",
        ":",
        "=",
        "-",
        "+",
        "*",
        "_",
        "^",
        "\\",
        "/",
        "|",
        "'",
        '"',
        "`",
        "#",
    ),
    *("(", ")", "[", "]", "{", "}", "<", ">", "$", "%", "&", "é", "√", "½", "−", "答", "\u200b", "\ud800"),
    *(
        "a ",
        "1 ",
        "a, ",
        "1, ",
        "1,",
        "1,111,",
        "a=",
        "x = ",
        "1 or ",
        "a and ",
        "$a$ ",
        "\\[",
        "\\(",
        "\\[a\\] ",
        "**",
    ),
    *(
        "\\boxed{",
        "\\boxed{1} and ",
        "\\frac{",
        "\\frac{1}{2}",
        "\\text{",
        "{,}",
        "\\left(",
        "x_{",
        "x^{",
        "((",
        "[[",
    ),
    *(
        "answer ",
        "answer: ",
        "the answer is ",
        "answer is 1 or ",
        "final answer\n",
        "#### \n",
        "A: ",
        "答案",
        "Ответ: ",
    ),
    *(
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<confidence>",
        "<|im_end|>",
        "<tool_call>",
        "<tool_response>",
    ),
    *(
        "```",
        "```\n",
        "```a\n",
        "~~~\n",
        '{"a":',
        '{"a":1}',
        "{'a':",
        "|a|b|\n",
        "| ",
        "|--|--|\n",
        "ignore ",
        "give ",
    ),
    *(
        "decision: ",
        "the grader ",
        "let me think ",
        "(A) ",
        "A. ",
        "B or ",
        "R_A = 1 kN ",
        "at A ",
        "at x = 1 m ",
        "\r\n",
    ),
)
"""What completions are pumped with where no pattern tells more."""


def cpu_seconds(work: Callable[[str], object], text: str) -> float:
    """The least CPU time of three runs of this thread; long ones are run once."""
    best = float("inf")
    for _ in range(3):
        started = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - started)
        if not SETTLED_SECONDS / 2 < best < 0.2:
            break
    return best


def ends_within(seconds: float, work: Callable[..., object], *arguments: object) -> bool:
    """Whether one of three tries takes less CPU time of this thread; for bounds of ten times what is usual."""
    for _ in range(3):
        started = time.thread_time()
        work(*arguments)
        if time.thread_time() - started < seconds:
            return True
    return False


def growth(work: Callable[[str], object], make: Callable[[int], str], most: int) -> float:
    """The growth of CPU time per doubling; what seems too much is measured again, since machines are noisy."""
    found = _growth(work, make, most)
    for _ in range(_TRIES - 1):
        if found <= MOST_GROWTH:
            break
        found = min(found, _growth(work, make, most))
    return found


def _growth(work: Callable[[str], object], make: Callable[[int], str], most: int) -> float:
    """The ratio of CPU times from one size to its double, the least of two doublings; 0 where all are too short.

    The sizes start small and grow to ``most`` characters, so that what is far from linear is found in a moment.
    """
    size = FIRST
    last = cpu_seconds(work, make(size))
    while last < SETTLED_SECONDS:
        size *= 4
        if size > most:
            return 0.0
        last = cpu_seconds(work, make(size))
    ratios: list[float] = []
    while len(ratios) < 2 and last < 2:
        size *= 2
        now = cpu_seconds(work, make(size))
        ratios.append(now / last)
        last = now
    return min(ratios, default=float("inf"))


def exhaust(pattern: Any) -> Callable[[str], object]:
    """Find all matches, in the dearest way a pattern can be used."""
    return lambda text: sum(1 for _ in pattern.finditer(text))


def attacks(pattern: str, flags: int = 0) -> Iterator[Callable[[int], str]]:
    """Makers of texts of about so many characters that come close to matching, over and over."""
    tree = parser.parse(pattern, flags)
    for before, body in _repeats(tree, ""):
        for unit in _samples(body):
            yield partial(pumped, before, unit, "\0")
            yield partial(pumped, "", before + unit, "\0")
            yield partial(pumped, "", before + unit * 20, "\0")
    for start in _samples(tree):
        yield partial(pumped, "", start, "\0")
        yield partial(pumped, "", start[: max(1, len(start) - 1)], "\0")


def pumped(head: str, unit: str, tail: str, size: int) -> str:
    """The unit as often as makes about so many characters, between a head and a tail."""
    return head + (unit or " ") * max(1, size // max(1, len(unit))) + tail


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Everything that repeats often, with a text that leads up to it."""
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most > 8:
                yield before, body
            yield from _repeats(body, before)
        elif code is codes.SUBPATTERN:
            yield from _repeats(argument[3], before)
        elif code is codes.ATOMIC_GROUP:
            yield from _repeats(argument, before)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before)
        before += _text([(code, argument)], random.Random(1))


def _samples(tree: Any) -> list[str]:
    return list(dict.fromkeys(_text(tree, random.Random(seed)) for seed in range(6)))


def _text(tree: Any, choose: random.Random) -> str:
    """A text that the tree would match, look-arounds and references left out."""
    return "".join(_one(code, argument, choose) for code, argument in tree)


def _one(code: Any, argument: Any, choose: random.Random) -> str:
    make = _MAKERS.get(code)
    return "" if make is None else make(argument, choose)


def _repeated(argument: Any, choose: random.Random) -> str:
    least, most, body = argument
    return _text(body, choose) * min(max(int(least), choose.choice((0, 1, 1, 3))), int(most))


_MAKERS: dict[Any, Callable[[Any, random.Random], str]] = {
    codes.LITERAL: lambda argument, _: chr(argument),
    codes.NOT_LITERAL: lambda argument, _: " " if argument != ord(" ") else "a",
    codes.ANY: lambda _, choose: choose.choice(" a."),
    codes.IN: lambda argument, choose: choose.choice(_members(argument)),
    codes.MAX_REPEAT: _repeated,
    codes.MIN_REPEAT: _repeated,
    codes.POSSESSIVE_REPEAT: _repeated,
    codes.SUBPATTERN: lambda argument, choose: _text(argument[3], choose),
    codes.ATOMIC_GROUP: lambda argument, choose: _text(argument, choose),
    codes.BRANCH: lambda argument, choose: _text(choose.choice(argument[1]), choose),
}


_CANDIDATES = [*map(chr, range(9, 14)), *map(chr, range(32, 127)), *"é√−½答⟦⟧\u2009\u200b\ufeff"]


def _members(items: Any) -> list[str]:
    """Characters of a set, those first that other parts of patterns like too."""
    one = re.compile(_set_pattern(items))
    members = [character for character in _CANDIDATES if one.fullmatch(character)]
    liked = [character for character in members if character in " \na1\\{($.,"]
    return liked + members[:3] or ["a"]


def _set_pattern(items: Any) -> str:
    parts = []
    for code, argument in items:
        if code is codes.NEGATE:
            parts.append("^")
        elif code is codes.LITERAL:
            parts.append(re.escape(chr(argument)))
        elif code is codes.RANGE:
            parts.append(f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}")
        else:
            parts.append(_CATEGORIES[argument])
    return f"[{''.join(parts)}]"


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
