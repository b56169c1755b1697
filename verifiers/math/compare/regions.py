"""Sets of numbers, told by membership: intervals, inequalities, unions, excluded points, conditions.

Two statements are the same set if they agree on what belongs to them at every end that either writes, on both
sides of it, at every root of an inequality that was left unsolved, and at secret points between and beyond.
"""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from verifiers.math.compare.expressions import is_infinite, is_value
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.roots import everything_below, roots
from verifiers.math.compare.views import is_head, key_of, stated
from verifiers.math.evaluate.agreement import constant, same_at
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.points import is_more_extreme
from verifiers.math.evaluate.secret import stream
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import CONSTANTS, Node, difference, name, names_in, negated, number

ORDERS = frozenset({"<", ">", "<=", ">=", "!="})
_ALL = {
    "bbR": "all",
    "R": "all",
    "bbR^+": "positive",
    "bbR_+": "positive",
    "bbR^-": "negative",
    "bbR_>": "positive",
    "bbR^*": "nonzero",
}
_ZERO = Fraction(1, 10**25)
_MOST_ENDS = 24
_POINTS = 12
Member = Callable[[Any], bool]


class NoRegion(Exception):
    """The tree is no set of real numbers that membership can be told of."""


class Region:
    """A set of real numbers by its statement; ``subject`` is what the statement is about, if it says."""

    def __init__(self, node: Node) -> None:
        self.subjects: set[str] = set()
        self.ends: list[Fraction] = []
        self.written: list[tuple[Fraction, Node]] = []
        self.solved = True
        self._evaluator = Evaluator(40, {}, real=True)
        self.contains = self._member(opened(node))

    @property
    def subject(self) -> str:
        """The name of the variable; empty where none is given."""
        return next(iter(self.subjects), "")

    def _member(self, node: Node) -> Member:
        node = opened(node)
        rule = _RULES.get(node.operation)
        if rule is None:
            raise NoRegion(node.operation)
        return rule(self, node)

    def end(self, node: Node) -> Any:
        """The value of an end, noted; infinities are floats."""
        if is_infinite(node):
            return float("-inf") if opened(node).operation == "negate" else float("inf")
        value = constant(node)
        if value is None:
            raise NoRegion("an end without a value")
        self.ends.append(value)
        self.written.append((value, opened(node)))
        return value

    def about(self, subject: Node) -> None:
        """Note the variable. Raises NoRegion for a second one."""
        self.subjects.add(key_of(subject))
        if len(self.subjects) > 1:
            raise NoRegion("several variables")

    def tuple_region(self, node: Node) -> Member:
        """An interval."""
        if len(node.parts) != 2 or node.name[:1] not in "([" or node.name[-1:] not in ")]" or not node.name:
            raise NoRegion("no interval")
        low, high = self.end(node.parts[0]), self.end(node.parts[1])
        with_low, with_high = node.name[0] == "[", node.name[1] == "]"
        if low > high:
            raise NoRegion("ends in the wrong order")
        return lambda x: (x > low or (with_low and x == low)) and (x < high or (with_high and x == high))

    def set_region(self, node: Node) -> Member:
        """Points."""
        values = [self.end(part) for part in node.parts]
        return lambda x: x in values

    def name_region(self, node: Node) -> Member:
        """All numbers, none, or those of one sign."""
        if node.name == "emptyset":
            return lambda _x: False
        known = _ALL.get(node.name)
        if known is None:
            raise NoRegion(node.name)
        if known != "all":
            self.ends.append(Fraction(0))
        return {
            "all": lambda _x: True,
            "positive": lambda x: x > 0,
            "negative": lambda x: x < 0,
            "nonzero": lambda x: x != 0,
        }[known]

    def both(self, node: Node) -> Member:
        """What all parts hold."""
        parts = [self._member(part) for part in node.parts]
        return lambda x: all(part(x) for part in parts)

    def either(self, node: Node) -> Member:
        """What any part holds."""
        parts = [self._member(part) for part in node.parts]
        return lambda x: any(part(x) for part in parts)

    def listed(self, node: Node) -> Member:
        """Inequalities side by side hold together; intervals side by side are one set."""
        node = _with_relations(node)
        if all(
            opened(part).operation == "rel" and set(opened(part).name.split()) <= ORDERS for part in node.parts
        ):
            return self.both(node)
        if all(opened(part).operation == "tuple" for part in node.parts):
            return self.either(node)
        raise NoRegion("a list")

    def without(self, node: Node) -> Member:
        """A set but for what is taken out."""
        whole, hole = self._member(node.parts[0]), self._member(node.parts[1])
        return lambda x: whole(x) and not hole(x)

    def built(self, node: Node) -> Member:
        r"""``\{x \mid x > 2\}``."""
        element, condition = node.parts
        if element.operation == "rel" and element.name == "in":
            self.about(opened(element.parts[0]))
            if opened(element.parts[1]).name not in ("bbR", "R"):
                raise NoRegion("no real numbers")
        elif not is_head(element):
            raise NoRegion("an image")
        return self._member(condition)

    def negation(self, node: Node) -> Member:
        """What does not hold."""
        inner = self._member(node.parts[0])
        return lambda x: not inner(x)

    def related(self, node: Node) -> Member:
        """An inequality, a chain of them, a point, or a variable in a set."""
        operators = node.name.split()
        if operators in (["in"], ["notin"]):
            self.about(opened(node.parts[0]))
            inner = self._member(node.parts[1])
            return inner if operators == ["in"] else lambda x: not inner(x)
        if operators == ["="] or not set(operators) <= ORDERS | {"="}:
            return self._point(node)
        if node.parts[0].operation == "blank":
            return self._compared(operators[0], node.parts[1])
        subject = self._subject_of(node)
        if subject is None:
            return self._unsolved(node, operators)
        self.about(subject)
        links = [
            self._link(node.parts[place], operator, node.parts[place + 1])
            for place, operator in enumerate(operators)
        ]
        return lambda x: all(link(x) for link in links)

    def _point(self, node: Node) -> Member:
        said = stated(node)
        if said.head is None or node.name != "=":
            raise NoRegion("an equation")
        self.about(said.head)
        value = self.end(said.value)
        return lambda x: x == value

    def _subject_of(self, node: Node) -> Node | None:
        """The one side that is a name while the others are constants."""
        open_sides = [opened(side) for side in node.parts if names_in(side) or not self._is_end(side)]
        if len(open_sides) == 1 and is_head(open_sides[0]):
            return open_sides[0]
        return None

    def _is_end(self, side: Node) -> bool:
        return is_infinite(side) or constant(side) is not None or opened(side).operation == "pm"

    def _link(self, left: Node, operator: str, right: Node) -> Member:
        if names_in(left):
            return self._compared(operator, right)
        return self._compared({"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator), left)

    def _compared(self, operator: str, end_side: Node) -> Member:
        """What is in this order to an end."""
        signs = opened(end_side)
        if signs.operation == "pm" and operator == "!=":
            values = [self.end(signs.parts[1]), self.end(negated(signs.parts[1]))]
            return lambda x: x not in values
        end = self.end(end_side)
        return {
            "<": lambda x: x < end,
            "<=": lambda x: x <= end,
            ">": lambda x: x > end,
            ">=": lambda x: x >= end,
            "!=": lambda x: x != end,
            "=": lambda x: x == end,
        }[operator]

    def _unsolved(self, node: Node, operators: list[str]) -> Member:
        unknown = any(one.operation in ("apply", "opaque") for one in everything_below(node))
        if unknown or not all(map(is_value, node.parts)):
            raise NoRegion("an unknown function")
        variables = names_in(node) - CONSTANTS
        if len(variables) != 1 or name("i") in everything_below(node):  # in an order i is an index
            raise NoRegion("several variables")
        variable = next(iter(variables))
        self.about(name(variable))
        self.solved = False
        links = []
        for place, operator in enumerate(operators):
            zero = difference(node.parts[place], node.parts[place + 1])
            self.ends += roots(zero, variable)
            links.append(self._ordered(zero, variable, operator))
        self.ends += [one.value for one in everything_below(node) if one.operation == "number"]
        return lambda x: all(link(x) for link in links)

    def _ordered(self, zero: Node, variable: str, operator: str) -> Member:
        def member(x: Any) -> bool:
            if isinstance(x, float):
                return False
            try:
                value = self._evaluator.with_name(zero, variable, x)
            except (NoValue, ZeroDivisionError, OverflowError, ValueError):
                return False
            number_ = self._evaluator.number(value)
            if self._evaluator.context.im(number_) != 0:
                return False
            real = self._evaluator.context.re(number_)
            sign = 0 if abs(real) < float(_ZERO) else (1 if real > 0 else -1)
            return {
                "<": sign < 0,
                "<=": sign <= 0,
                ">": sign > 0,
                ">=": sign >= 0,
                "!=": sign != 0,
                "=": sign == 0,
            }[operator]

        return member


def _with_relations(node: Node) -> Node:
    """``x \\ne 1, 3``: the relation in front holds for what is listed behind it."""
    first = opened(node.parts[0])
    if first.operation != "rel" or first.name != "!=":
        return node
    parts = [
        part if opened(part).operation == "rel" else Node("rel", (first.parts[0], part), first.name)
        for part in node.parts
    ]
    return Node(node.operation, tuple(parts))


def same_region(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two statements are about the same numbers; ``None`` where one is no set of numbers."""
    try:
        first, second = Region(truth), Region(answer)
    except NoRegion:
        return None
    if first.subject and second.subject and first.subject != second.subject:
        return False
    if not latitude.allowance.exact:
        return _within(first, second, latitude)
    same = all(_alike(first.contains(x), second.contains(x)) for x in _places(first, second, latitude))
    if same and not second.solved and is_more_extreme(answer, truth):
        raise TooCostly("timeout", "a difference may be too small or too far away to be seen")
    return same and _same_ends(first, second)


def _same_ends(first: Region, second: Region) -> bool:
    """Whether ends that have the same first digits have all others in common too."""
    pairs = {
        (one, other)
        for value, one in first.written
        for near, other in second.written
        if one != other and abs(value - near) <= _ZERO * (1 + abs(value))
    }
    return not any(same_at(*pair, {}) is False for pair in pairs)


def _alike(one: object, other: object) -> bool:
    return bool(one) == bool(other)


def _places(first: Region, second: Region, latitude: Latitude) -> Iterator[Fraction]:
    """The numbers whose membership tells two sets apart."""
    ends = sorted({*first.ends, *second.ends})
    if len(ends) > _MOST_ENDS:
        raise TooCostly("timeout", "a set of too many pieces")
    return _everywhere(ends) if first.solved and second.solved else _all_over(ends, latitude)


def _all_over(ends: list[Fraction], latitude: Latitude) -> Iterator[Fraction]:
    """Every end, both sides of it, between the ends, and secret places all over."""
    source = stream("region", latitude.seed)

    def between() -> Fraction:
        return Fraction(source.getrandbits(44) | 1, 2**44)

    widths = [right - left for left, right in itertools.pairwise(ends) if right - left > _ZERO]
    slack = min([Fraction(1, 1000), *(width / 8 for width in widths)])
    for end in ends:
        yield end
        yield end + slack * between()
        yield end - slack * between()
    for left, right in itertools.pairwise(ends):
        yield left + (right - left) * between()
    largest = max((abs(end) for end in ends), default=Fraction(0))
    for scale in (Fraction(2), Fraction(20), Fraction(10**6)):
        for sign in (1, -1):
            yield sign * (largest + scale * between())
            yield sign * largest * (1 + scale * between())
    for _ in range(_POINTS):
        yield (largest + 3) * (2 * between() - 1)


def _everywhere(ends: list[Fraction]) -> Iterator[Fraction]:
    """Every end and a place in each gap: what is made of comparisons with its ends alone changes nowhere else."""
    yield from ends
    yield from ((left + right) / 2 for left, right in itertools.pairwise(ends))
    yield (ends[0] if ends else Fraction(0)) - 1
    yield (ends[-1] if ends else Fraction(0)) + 1


def _within(first: Region, second: Region, latitude: Latitude) -> bool:
    """Whether the ends agree within the tolerance."""
    if len(first.ends) != len(second.ends):
        return False
    pairs = zip(first.ends, second.ends, strict=True)
    return all(latitude.allowance.covers(one, other) for one, other in pairs)


def is_region(node: Node) -> bool:
    """Whether a tree can only be a set of numbers and no point, tuple or list."""
    node = opened(node)
    if node.operation in ("union", "inter", "setminus"):
        return any(is_region(part) or opened(part).operation == "tuple" for part in node.parts)
    if node.operation == "tuple":
        return len(node.parts) == 2 and (node.name in ("(]", "[)", "[]") or any(map(is_infinite, node.parts)))
    if node.operation == "rel":
        return (set(node.name.split()) <= ORDERS) or (node.name in ("in", "notin") and is_region(node.parts[1]))
    if node.operation in ("or", "and", "list"):
        return all(is_region(part) for part in node.parts)
    if node.operation == "name":
        return node.name in _ALL
    return node.operation == "builder"


_RULES: dict[str, Callable[[Region, Node], Member]] = {
    "tuple": Region.tuple_region,
    "set": Region.set_region,
    "name": Region.name_region,
    "and": Region.both,
    "or": Region.either,
    "inter": Region.both,
    "union": Region.either,
    "list": Region.listed,
    "semi": Region.listed,
    "setminus": Region.without,
    "builder": Region.built,
    "not": Region.negation,
    "rel": Region.related,
}
__all__ = ["NoRegion", "Region", "is_region", "number", "same_region"]
