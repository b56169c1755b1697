"""Rational expressions compared in a field of whole numbers modulo a secret prime: exact, and fast.

Two different rational functions of degree d agree at a secret point with a probability below d / 2^60.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import add, mul, sub

from verifiers.math.evaluate.secret import digest
from verifiers.math.read.tree import Node

_LARGEST_EXPONENT = 5000
_ROUNDS = 2
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {"add": add, "subtract": sub, "multiply": mul}


class NoField(Exception):
    """The tree is no rational expression, or divides by zero here."""


def same_rationals(truth: Node, answer: Node, seed: str) -> bool | None:
    """Whether two rational expressions of the same names are the same; ``None`` for any others."""
    try:
        for turn in range(_ROUNDS):
            field = Field(seed, turn)
            first = field.value(truth)
            names = len(field.point)
            second = field.value(answer)
            if len(field.point) != names or (names and uses(answer) != names):
                return None
            if first != second:
                return False
            if not names:
                break
    except (NoField, ValueError, RecursionError):
        return None
    return True


def cancels(truth: Node, answer: Node, seed: str) -> bool:
    """Whether two rational expressions are the same though only one writes some names: ``a + b - a`` is ``b``."""
    try:
        for turn in range(_ROUNDS):
            field = Field(seed, turn)
            if field.value(truth) != field.value(answer):
                return False
    except (NoField, ValueError, RecursionError):
        return False
    return True


def same_zeros(truth: Node, answer: Node, seed: str) -> bool | None:
    """Whether one rational expression is a constant multiple of the other; ``None`` where one is none."""
    try:
        pairs = []
        for turn in range(_ROUNDS + 1):
            field = Field(seed + "=", 0, turn)
            pairs.append((field.value(truth), field.value(answer)))
        prime = field.prime
    except (NoField, ValueError, RecursionError):
        return None
    (first, other), rest = pairs[0], pairs[1:]
    return bool(first and other) and all((one * other - two * first) % prime == 0 for one, two in rest)


def same_solution(truth: Node, answer: Node, name: str, seed: str) -> bool | None:
    """Whether both are linear in a name and zero at the same value of it; ``None`` for no rational expressions.

    Zero itself is no such value: a name that multiplies the whole has it, whatever the rest is.
    """
    try:
        for turn in range(_ROUNDS):
            found = [_root(Field(seed + "x", 0, turn), side, name) for side in (truth, answer)]
            if not found[0] or found[0] != found[1]:
                return False
    except (NoField, ValueError, RecursionError):
        return None
    return True


def _root(field: "Field", node: Node, name: str) -> int | None:
    """Where a tree is zero in a name that it is linear in."""
    values, prime = [], field.prime
    places = [field.hidden(f"{name} {turn}") for turn in range(3)]
    for place in places:
        field.point[name] = place
        values.append(field.value(node))
    rise, run = values[1] - values[0], places[1] - places[0]
    if rise % prime == 0 or ((values[2] - values[0]) * run - rise * (places[2] - places[0])) % prime:
        return None
    return (places[0] - values[0] * run * pow(rise, -1, prime)) % prime


def uses(node: Node) -> int:
    """How many names occur in a tree."""
    found = set()
    stack = [node]
    while stack:
        one = stack.pop()
        if one.operation == "name":
            found.add(one.name)
        stack += one.parts
    return len(found)


class Field:
    """A prime field and a point in it."""

    def __init__(self, seed: str, turn: int, place: int = 0) -> None:
        self.point: dict[str, int] = {}
        self.prime = _prime(turn)
        self._seed = f"{seed} {turn} {place}"

    def value(self, node: Node) -> int:
        """The value of a tree. Raises NoField outside of rational expressions."""
        operation = node.operation
        if operation == "number":
            top, bottom = node.value.numerator, node.value.denominator
            return top % self.prime if bottom == 1 else top * pow(bottom, -1, self.prime) % self.prime
        if operation == "name":
            return self._named(node.name)
        combine = _ARITHMETIC.get(operation)
        if combine:
            return combine(self.value(node.parts[0]), self.value(node.parts[1])) % self.prime
        return self._other(node)

    def _other(self, node: Node) -> int:
        if node.operation == "divide":
            return self.value(node.parts[0]) * pow(self.value(node.parts[1]), -1, self.prime) % self.prime
        if node.operation == "negate":
            return -self.value(node.parts[0]) % self.prime
        if node.operation == "group":
            return self.value(node.parts[0])
        if node.operation == "power":
            return self._power(node.parts[0], node.parts[1])
        raise NoField(node.operation)

    def _power(self, base: Node, exponent: Node) -> int:
        sign = 1
        while exponent.operation in ("negate", "group"):
            sign = -sign if exponent.operation == "negate" else sign
            exponent = exponent.parts[0]
        whole = exponent.value
        if exponent.operation != "number" or whole.denominator != 1 or not 0 < whole <= _LARGEST_EXPONENT:
            raise NoField("power")
        return pow(self.value(base), sign * int(whole), self.prime)

    def _named(self, name: str) -> int:
        if name not in self.point:
            if name in ("pi", "e", "i", "infty"):
                raise NoField(name)
            self.point[name] = self.hidden(name)
        return self.point[name]

    def hidden(self, name: str) -> int:
        """A value that follows from the secret."""
        return int.from_bytes(digest(self._seed, name)[:16]) % self.prime


@lru_cache(maxsize=8)
def _prime(turn: int) -> int:
    """A secret prime of 61 bits; a new secret takes effect with the next process."""
    candidate = int.from_bytes(digest("prime", str(turn))[:8]) >> 3 | 1 << 60 | 1
    while not _is_prime(candidate):
        candidate += 2
    return candidate


def _is_prime(number: int) -> bool:
    """By Miller and Rabin, exact below 3.3e24 with these witnesses."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, witness, odd, twos) for witness in _WITNESSES)


def _passes(number: int, witness: int, odd: int, twos: int) -> bool:
    power = pow(witness, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
