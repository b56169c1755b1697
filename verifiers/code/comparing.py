"""Compares what a program printed with what it should have printed. A right beginning is not enough."""

import math

import re2

_NUMBER = re2.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 5000  # characters
_SHOWN = 120


def text_of(output: bytes) -> str:
    """Output as text; bytes that are no UTF-8 stay different from every text."""
    return output.decode("utf-8", "surrogateescape")


def same_exactly(got: str, expected: str) -> bool:
    """Equal to the last character."""
    return got == expected


def same_lines(got: str, expected: str) -> bool:
    """Equal but for white space at the ends of lines and blank lines at the end."""
    return lines_of(got) == lines_of(expected)


def same_tokens(got: str, expected: str) -> bool:
    """The same words, however they are spaced."""
    return got.split() == expected.split()


def same_unordered(got: str, expected: str) -> bool:
    """The same lines in any order."""
    return sorted(lines_of(got)) == sorted(lines_of(expected))


def same_numbers(got: str, expected: str, tolerance: float) -> bool:
    """The same words, where a number may differ by ``tolerance``, absolutely or relative to the expected one."""
    ours, theirs = got.split(), expected.split()
    return len(ours) == len(theirs) and all(_near(*pair, tolerance) for pair in zip(ours, theirs, strict=True))


def lines_of(text: str) -> list[str]:
    """Lines as they count: right-stripped, without blank ones at the end."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def first_difference(got: str, expected: str) -> str:
    """Where two outputs part, in a few words."""
    ours, theirs = lines_of(got), lines_of(expected)
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number}: expected {_short(other)}, got {_short(one)}"
    if len(ours) != len(theirs):
        return f"expected {len(theirs)} lines, got {len(ours)}"
    return "white space differs"


def _near(got: str, expected: str, tolerance: float) -> bool:
    if got == expected:
        return True
    if not (_is_number(got) and _is_number(expected)):
        return False
    return is_near(float(got), float(expected), tolerance)


def _is_number(word: str) -> bool:
    return len(word) <= _LONGEST_NUMBER and word.isascii() and _NUMBER.fullmatch(word) is not None


def is_near(got: float, expected: float, tolerance: float) -> bool:
    """Whether two numbers differ by no more than ``tolerance``, absolutely or relative to the expected one."""
    if math.isinf(got) or math.isinf(expected):
        return got == expected
    return abs(got - expected) <= tolerance * max(1.0, abs(expected))


def _short(text: str) -> str:
    shown = repr(text[: _SHOWN + 1])
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
