"""Numbers: exact, as percentages, rounded in the ground truth, within a tolerance."""

import re
from fractions import Fraction

from verifiers.math.compare.question import Latitude
from verifiers.math.evaluate.agreement import constant
from verifiers.math.read.tree import Node, number

_FEWEST_DIGITS = 3
_DECIMAL = re.compile(r"\d*\.\d+")


def opened(node: Node) -> Node:
    """Without the brackets and the nouns around a value."""
    while node.operation in ("group", "labelled", "square"):
        node = node.parts[0]
    return node


def percentage(node: Node) -> tuple[Node, bool]:
    """The value before a percent sign, and whether there is one."""
    node = opened(node)
    if node.operation == "negate":
        inner, percent = percentage(node.parts[0])
        return (Node("negate", (inner,)), True) if percent else (node, False)
    return (node.parts[0], True) if node.operation == "percent" else (node, False)


def by_percent(truth: Node, answer: Node) -> list[tuple[Node, Node]]:
    """The pairs of which one must agree where a percent sign stands on one side."""
    (first, one), (second, two) = percentage(truth), percentage(answer)
    if one == two:
        return [(first, second)]
    if one:
        return [(Node("divide", (first, number(100))), answer), (first, answer)]
    value = constant(truth, 20)
    pairs = [(truth, Node("divide", (second, number(100))))]
    return [*pairs, (truth, second)] if value is not None and abs(value) > 1 else pairs


def shown_places(node: Node) -> int | None:
    """The decimal places that a number shows; ``None`` for anything else."""
    node = opened(node)
    if node.operation == "negate":
        return shown_places(node.parts[0])
    if node.operation == "percent":
        inner = shown_places(node.parts[0])
        return None if inner is None else inner + 2
    if node.operation != "number" or not _DECIMAL.fullmatch(node.name):
        return None
    return len(node.name.partition(".")[2])


def _digits(node: Node) -> int:
    node = opened(node)
    while node.operation in ("negate", "percent"):
        node = node.parts[0]
    return len(node.name.replace(".", "").lstrip("0"))


def is_rounded(truth: Node, answer: Node) -> bool:
    """Whether the ground truth is the decimals, rounded or cut, of the exact value that the answer is."""
    places, digits = shown_places(truth), 0
    if places is None or shown_places(answer) is not None:
        return False
    digits = _digits(truth)
    _, percent = percentage(truth)
    if digits < _FEWEST_DIGITS or (places - 2 * percent) < (1 if percent else 2):
        return False
    return _shows(truth, answer, places) or (
        percent and _shows(truth, Node("divide", (answer, number(100))), places)
    )


def _shows(truth: Node, answer: Node, places: int) -> bool:
    shown, value = constant(truth), constant(answer)
    if shown is None or value is None or _ends(answer, value):
        return False
    scaled = abs(value) * 10**places
    return (value < 0) == (shown < 0) and abs(shown) * 10**places in (int(scaled), int(scaled + Fraction(1, 2)))


def _ends(node: Node, value: Fraction) -> bool:
    """Whether a value has finitely many decimals: it could have been written in full."""
    if any(
        one.operation not in ("number", "divide", "add", "subtract", "multiply", "negate", "group", "percent")
        for one in _below(node)
    ):
        return False
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _below(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _below(part))]


def is_written_out(truth: Node, answer: Node) -> bool:
    """Whether a decimal of many places is as much of a periodic fraction as a computer prints."""
    places = shown_places(answer)
    if places is None or places < 15 or places > 40 or shown_places(truth) is not None:
        return False
    exact, shown = constant(truth, 60), constant(answer)
    if exact is None or shown is None or 10**places % exact.denominator == 0:
        return False
    return abs(exact - shown) < Fraction(1, 10**places) and all(
        one.operation in ("number", "divide", "negate", "add") for one in _below(truth)
    )


def within(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two real constants agree within the tolerance."""
    first, second = constant(truth), constant(answer)
    return None if first is None or second is None else latitude.allowance.covers(first, second)
