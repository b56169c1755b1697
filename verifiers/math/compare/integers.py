"""Sets of whole numbers and residues, compared member by member in a window around what either writes."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from verifiers.math.compare.families import USUAL_PARAMETERS
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.patterns import extended
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.regions import NoRegion, Region
from verifiers.math.compare.views import is_sort, items_of, stated
from verifiers.math.evaluate.agreement import constant
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.secret import stream
from verifiers.math.read.tree import Node, holds, name, names_in, walk

_WINDOW = 240
_STEPS = range(-600, 601)
_INTEGERS = {
    "bbZ": None,
    "Z": None,
    "bbN": 0,
    "N": 0,
    "bbZ^+": 1,
    "bbN_0": 0,
    "bbN_1": 1,
    "bbN^*": 1,
    "bbN^+": 1,
    "bbN_+": 1,
    "bbZ_+": 1,
    "bbZ_> 0": 1,
    "bbZ_>": 1,
}
Members = frozenset[int]


def same_integers(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two sets of whole numbers have the same members; ``None`` where neither is one."""
    if not (is_integer_set(truth) or is_integer_set(answer)):
        return None
    centre = _centre(truth, answer) + stream("window", latitude.seed).randint(-20, 20)
    window = range(centre - _WINDOW, centre + _WINDOW + 1)
    first, second = members(truth, window), members(answer, window)
    if first is None or second is None:
        return None
    return first == second


def _centre(truth: Node, answer: Node) -> int:
    written = [
        node.value
        for side in (truth, answer)
        for node in walk(side)
        if node.operation == "number" and node.value.denominator == 1
    ]
    outside = [value for value in written if abs(value) > _WINDOW - 30]
    return int(outside[0]) if outside and abs(outside[0]) < 10**12 else 0


def is_integer_set(node: Node) -> bool:
    """Whether a tree can only be a set of whole numbers."""
    node = opened(node)
    if node.operation == "congruence":
        return True
    if node.operation == "builder":
        return any(
            one.operation == "rel" and one.name == "in" and opened(one.parts[1]).name in _INTEGERS
            for one in walk(node)
        )
    if node.operation == "set":
        return holds(node, "dots")
    if node.operation == "name":
        return node.name in _INTEGERS and node.name.startswith("bb")
    return node.operation in ("or", "list", "union", "inter", "setminus") and any(
        is_integer_set(part) for part in node.parts
    )


def members(node: Node, window: range) -> Members | None:
    """The members within a window; ``None`` for what is no set of whole numbers."""
    node = opened(node)
    rule = _RULES.get(node.operation)
    return rule(node, window) if rule else None


def _of_name(node: Node, window: range) -> Members | None:
    if node.name not in _INTEGERS:
        return frozenset() if node.name == "emptyset" else None
    least = _INTEGERS[node.name]
    return frozenset(one for one in window if least is None or one >= least)


def _of_set(node: Node, window: range) -> Members | None:
    parts = node.parts
    if any(part.operation == "dots" for part in parts):
        return extended(parts, window)
    found = set()
    for item in items_of(node) or []:
        value = constant(item)
        if value is None or value.denominator != 1:
            return None
        found.add(int(value))
    return frozenset(found)


def _of_congruence(node: Node, window: range) -> Members | None:
    body, modulus_tree = node.parts
    modulus = constant(modulus_tree)
    residues = [constant(side) for side in _residues(opened(body))]
    if (
        modulus is None
        or modulus.denominator != 1
        or modulus <= 0
        or any(r is None or r.denominator != 1 for r in residues)
    ):
        return None
    wanted = {int(residue) % int(modulus) for residue in residues if residue is not None}
    return frozenset(one for one in window if one % int(modulus) in wanted)


def _residues(body: Node) -> list[Node]:
    if body.operation == "rel":
        body = opened(body.parts[-1])
    return items_of(body) or [body]


def _of_parts(combine: Callable[[Members, Members], Members]) -> Callable[[Node, range], Members | None]:
    def apply(node: Node, window: range) -> Members | None:
        node = _with_shared_modulus(node)
        found: Members | None = None
        for part in node.parts:
            inner = members(part, window)
            if inner is None:
                return None
            found = inner if found is None else combine(found, inner)
        return found

    return apply


def _with_shared_modulus(node: Node) -> Node:
    """``x \\equiv 1, 3 \\pmod 8``: the modulus behind the last holds for all."""
    last = node.parts[-1]
    if last.operation != "congruence" or any(part.operation == "congruence" for part in node.parts[:-1]):
        return node
    return Node(
        node.operation,
        tuple(Node("congruence", (part, last.parts[1])) if part is not last else part for part in node.parts),
    )


def _of_builder(node: Node, window: range) -> Members | None:
    """``\\{n \\in Z \\mid n \\ge 3\\}`` and images ``\\{2k \\mid k \\in Z\\}``."""
    element, condition = node.parts
    if is_sort(element):
        least = _INTEGERS.get(opened(element.parts[1]).name, -1)
        return _meeting(condition, element.parts[0], window, least)
    if is_sort(condition) and opened(condition.parts[1]).name in _INTEGERS:
        return _image(element, condition.parts[0], window, _INTEGERS[opened(condition.parts[1]).name])
    if condition.operation in ("list", "and"):
        sorts = [part for part in condition.parts if is_sort(part)]
        rest = tuple(part for part in condition.parts if not is_sort(part))
        if len(sorts) == 1 and rest:
            least = _INTEGERS.get(opened(sorts[0].parts[1]).name, -1)
            limits = rest[0] if len(rest) == 1 else Node("and", rest)
            if element.operation == "name":
                return _meeting(limits, element, window, least)
            return _limited_image(
                element, sorts[0].parts[0], window, _meeting(limits, sorts[0].parts[0], _STEPS, least)
            )
    return None


def _limited_image(element: Node, parameter: Node, window: range, steps: Members | None) -> Members | None:
    """``\\{2k \\mid 1 \\le k \\le 4, k \\in Z\\}``."""
    return None if steps is None else _image(element, parameter, window, None, sorted(steps))


def _meeting(condition: Node, variable: Node, window: range, least: int | None) -> Members | None:
    if condition.operation == "congruence":
        inner = _of_congruence(condition, window)
        return inner if inner is None or least is None else frozenset(one for one in inner if one >= least)
    try:
        region = Region(condition)
    except NoRegion:
        return None
    if region.subject != variable.name:
        return None
    return frozenset(one for one in window if (least is None or one >= least) and region.contains(Fraction(one)))


def _image(
    element: Node, parameter: Node, window: range, least: int | None, steps: Iterable[int] | None = None
) -> Members | None:
    if names_in(element) != {parameter.name}:
        return None
    evaluator = Evaluator(30, {})
    found = set()
    for step in steps if steps is not None else range(max(-600, least if least is not None else -600), 601):
        try:
            value = evaluator.with_name(element, parameter.name, Fraction(step))
        except (NoValue, ZeroDivisionError, OverflowError, ValueError):
            return None
        if not isinstance(value, Fraction) or value.denominator != 1:
            return None
        if int(value) in window:
            found.add(int(value))
    return frozenset(found)


def _of_equation(node: Node, window: range) -> Members | None:
    """``x = 5k + 2`` for every whole number k."""
    said = stated(node)
    names = names_in(said.value)
    if node.name != "=" or said.head is None or len(names) != 1 or not names <= USUAL_PARAMETERS:
        return None
    return _image(said.value, name(next(iter(names))), window, None)


_RULES: dict[str, Callable[[Node, range], Members | None]] = {
    "rel": _of_equation,
    "name": _of_name,
    "set": _of_set,
    "builder": _of_builder,
    "congruence": _of_congruence,
    "or": _of_parts(frozenset.__or__),
    "list": _of_parts(frozenset.__or__),
    "union": _of_parts(frozenset.__or__),
    "inter": _of_parts(frozenset.__and__),
    "setminus": _of_parts(frozenset.__sub__),
}
