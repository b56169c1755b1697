"""What a tree says, seen as a named value, as a list, as several unknowns; without the clauses around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.compare.numbers import opened
from verifiers.math.read.tree import CONSTANTS, Node, holds, name, names_in, number

EQUALITIES = frozenset({"=", "approx", "equiv", ":="})
_HEADS = frozenset({"name", "apply", "opaque", "absolute", "set_name"})
_SQUARED = frozenset({"sigma", "chi", "R"})
_FUNCTIONS = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_FUNCTION_LETTERS = frozenset("fghFG")
_ENDLESS = frozenset({"bbZ", "bbN", "bbQ", "bbR", "bbC", "Z", "N", "Q", "R", "C"})
MAX_SIGNS = 4


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and the name that it is given; ``head`` is ``None`` for a bare value."""

    head: Node | None
    value: Node


def without_clauses(node: Node) -> tuple[Node, tuple[Node, ...]]:
    """The statement, and the conditions, sorts of parameters and reasons that limit it."""
    if not holds(node, "where", "list", "semi", "builder"):
        return node, ()
    if (
        node.operation == "builder"
        and is_sort(node.parts[1])
        and any(one == name("pi") for one in _walk(node.parts[0]))
    ):
        return node.parts[0], (node.parts[1],)
    if node.operation == "builder" and (image := _image_of(node)) is not None:
        return image
    if node.operation == "where":
        body, inner = without_clauses(node.parts[0])
        return body, (*inner, *node.parts[1:])
    if node.operation in ("list", "semi"):
        return _listed_clauses(node)
    if node.operation in ("tuple", "set", "matrix", "builder", "cases"):
        return node, ()
    found = [without_clauses(part) for part in node.parts]
    clauses = tuple(clause for _, inner in found for clause in inner)
    return (
        (Node(node.operation, tuple(body for body, _ in found), node.name, node.value), clauses)
        if clauses
        else (node, ())
    )


def _image_of(node: Node) -> tuple[Node, tuple[Node, ...]] | None:
    r"""``\\{x \\mid x = \\frac\\pi4 + k\\pi, k \\in Z\\}``: the values and the sort of their parameter."""
    element, condition = node.parts
    if condition.operation not in ("list", "and") or len(condition.parts) != 2:
        return None
    said, sort = condition.parts
    if not is_sort(sort) or said.operation != "rel" or said.name != "=" or said.parts[0] != element:
        return None
    return (said.parts[1], (sort,)) if any(one == name("pi") for one in _walk(said.parts[1])) else None


def _listed_clauses(node: Node) -> tuple[Node, tuple[Node, ...]]:
    """``n \\in \\mathbb{Z}`` behind a value is the sort of a parameter and no further answer."""
    bodies: list[Node] = []
    clauses: list[Node] = []
    for part in node.parts:
        body, inner = without_clauses(part)
        clauses += inner
        if bodies and (is_sort(body) or _limits(body, bodies[0])):
            clauses.append(opened(body))
        else:
            bodies.append(body)
    rest = bodies[0] if len(bodies) == 1 else Node(node.operation, tuple(bodies))
    return rest, tuple(clauses)


def _limits(body: Node, first: Node) -> bool:
    """Whether a statement behind a value or an equation only says where it holds."""
    inner = opened(body)
    if inner.operation != "rel":
        return False
    if body.operation == "group":
        return True
    orders = set(inner.name.split()) <= {"<", ">", "<=", ">=", "!="}
    return (
        orders
        and not (first.operation == "rel" and set(first.name.split()) & {"<", ">", "<=", ">=", "!="})
        and names_in(inner) <= names_in(first) | {"n"}
    )


def is_sort(node: Node) -> bool:
    """Whether a statement only says what kind of number a parameter is."""
    return (
        node.operation == "rel"
        and node.name in ("in",)
        and opened(node.parts[1]).operation == "name"
        and opened(node.parts[1]).name.split("^")[0].split("_")[0] in _ENDLESS
    )


def is_head(node: Node) -> bool:
    """Whether a side of an equation is a name for the other."""
    node = opened(node)
    if node.operation == "name":
        return node.name not in CONSTANTS or node.name == "e"
    if node.operation in ("apply", "opaque"):
        return bool(names_in(node))
    if node.operation == "multiply":
        return _is_uninterpreted(node)
    if node.operation == "power":
        return node.parts[0].name in _SQUARED and node.parts[1] == number(2)
    if node.operation in _FUNCTIONS:
        return opened(node.parts[0]).operation == "name" and bool(names_in(node))
    if node.operation == "tuple":
        return node.name == "[]" and len(node.parts) == 2 and all(map(is_head, node.parts))
    return node.operation in ("rank", "det", "trace", "arg", "re", "im", "derivative", "norm") or _is_differential(
        node
    )


def _is_uninterpreted(node: Node) -> bool:
    """What is written like a product and is none: a gradient, a composed function, a transform applied."""
    first, second = node.parts
    if first == name("nabla"):
        return second.operation in ("name", "apply")
    if second.operation == "square" or (first.operation == "name" and first.name[:4] == second.name[:4] == "vec "):
        return first.operation == "name"
    if first.operation == "group" and second.operation == "group":
        inner = first.parts[0]
        functions = inner.operation in ("compose", "add", "subtract", "multiply", "divide") and all(
            part.operation == "name" and part.name in _FUNCTION_LETTERS for part in inner.parts
        )
        return functions and second.parts[0].operation in ("name", "number")
    return any(one.operation == "set" for one in _walk(first))


def _is_differential(node: Node) -> bool:
    if node.operation == "transpose":
        return is_head(node.parts[0])
    return (
        node.operation == "power"
        and node.parts[0].operation == "name"
        and node.parts[0].name.isupper()
        and node.parts[1].operation == "negate"
    )


def stated(node: Node) -> Stated:
    """The value of ``x = v``, of ``v = x`` and of a chain whose first side is a name."""
    node = opened(node)
    if node.operation == "rel" and node.name == "sim" and opened(node.parts[1]).operation == "apply":
        return Stated(opened(node.parts[0]), node.parts[1])
    if node.operation == "rel" and node.name == "in" and is_head(node.parts[0]):
        return Stated(opened(node.parts[0]), node.parts[1])
    if node.operation != "rel" or not set(node.name.split()) <= EQUALITIES:
        return Stated(None, node)
    if node.parts[0].operation == "blank":
        return Stated(None, node.parts[1]) if node.name in ("=", "approx") else Stated(None, node)
    first, last = opened(node.parts[0]), last_exact(node)
    if is_head(first) and not _occurs(first, last):
        return Stated(first, last)
    last_side = opened(node.parts[-1])
    if len(node.parts) == 2 and is_head(last_side) and not _occurs(last_side, first) and not names_in(first):
        return Stated(last_side, first)
    if len(node.parts) > 1 and not names_in(node):
        return Stated(None, last)
    return Stated(None, node)


def _occurs(head: Node, value: Node) -> bool:
    if head.operation == "name":
        return head.name in names_in(value)
    return any(one == head for one in _walk(value)) or (head.operation == "apply" and head.name in names_in(value))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)


def last_exact(chain: Node) -> Node:
    """The last side that no ``approx`` stands before."""
    exact = [
        side for side, operator in zip(chain.parts[1:], chain.name.split(), strict=True) if operator != "approx"
    ]
    if exact:
        return exact[-1]
    return chain.parts[1] if is_head(chain.parts[0]) else chain.parts[0]


def items_of(node: Node) -> list[Node] | None:
    """The elements of a collection, with every plus-or-minus spelled out; ``None`` for a single value."""
    node = opened(node)
    if node.operation in ("semi", "or") and all(part.operation == "list" for part in node.parts):
        return list(node.parts)
    if node.operation in ("list", "semi", "set"):
        return [
            item
            for part in node.parts
            for item in (
                items_of(part) if part.operation in ("list", "semi", "tuple") or has_signs(part) else None
            )
            or [part]
        ]
    if node.operation in ("or", "and"):
        return [item for part in node.parts for item in items_of(part) or [part]]
    if has_signs(node):
        return spelled_out(node)
    if node.operation == "tuple" and _count(node):
        return independent(node)
    if node.operation == "name" and node.name == "emptyset":
        return []
    return None


def has_signs(node: Node) -> bool:
    """Whether a plus-or-minus stands in a value outside of its lists."""
    if node.operation in ("list", "semi", "or", "and", "set", "tuple"):
        return False
    return holds(node, "pm", "mp")


def spelled_out(node: Node) -> list[Node]:
    """The value with every sign above, and with every sign below."""
    return [_signed(node, sign) for sign in (1, -1)] if _count(node) else [node]


def _count(node: Node) -> int:
    return sum(one.operation in ("pm", "mp") for one in _walk(node))


def independent(node: Node) -> list[Node]:
    """Every choice of the signs, each for itself."""
    readings = [node]
    for _ in range(MAX_SIGNS):
        if not any(_count(reading) for reading in readings):
            break
        readings = [one for reading in readings for one in (_first_signed(reading, 1), _first_signed(reading, -1))]
    return readings


def _signed(node: Node, sign: int) -> Node:
    parts = tuple(_signed(part, sign) for part in node.parts)
    if node.operation in ("pm", "mp"):
        positive = (sign > 0) == (node.operation == "pm")
        return _sum(parts, positive=positive)
    return Node(node.operation, parts, node.name, node.value)


def _sum(parts: tuple[Node, ...], *, positive: bool) -> Node:
    if parts[0] == number(0):
        return parts[1] if positive else Node("negate", (parts[1],))
    return Node("add" if positive else "subtract", parts)


def _first_signed(node: Node, sign: int) -> Node:
    """The tree with its first free sign chosen."""
    if node.operation in ("pm", "mp"):
        return _sum(node.parts, positive=(sign > 0) == (node.operation == "pm"))
    for place, part in enumerate(node.parts):
        if _count(part):
            parts = (*node.parts[:place], _first_signed(part, sign), *node.parts[place + 1 :])
            return Node(node.operation, parts, node.name, node.value)
    return node


def assignments(node: Node) -> dict[str, Node] | None:
    """The values of several unknowns: ``x = 1, y = 2`` or ``(x, y) = (1, 2)``."""
    node = opened(node)
    if node.operation == "rel" and node.name == "=" and opened(node.parts[0]).operation == "tuple":
        heads, values = opened(node.parts[0]).parts, opened(node.parts[1]).parts
        if opened(node.parts[1]).operation == "tuple" and len(heads) == len(values) and all(map(is_head, heads)):
            return {key_of(head): value for head, value in zip(heads, values, strict=True)}
        return None
    if node.operation not in ("list", "semi", "and", "tuple", "set", "rel"):
        return None
    if node.operation == "rel":
        return _chained(node)
    found: dict[str, Node] = {}
    for part in node.parts:
        one = stated(part)
        more = (
            {key_of(one.head): one.value}
            if one.head is not None
            else assignments(part)
            if part.operation in ("rel", "list", "and")
            else None
        )
        if not more or found.keys() & more.keys():
            return None
        found.update(more)
    return found if len(found) > 1 else None


def _chained(node: Node) -> dict[str, Node] | None:
    """``x = y = z = 1`` gives each name its value."""
    if set(node.name.split()) != {"="} or len(node.parts) < 3:
        return None
    heads, value = node.parts[:-1], node.parts[-1]
    if names_in(value) or not all(map(is_head, heads)) or names_in(value) & set().union(*map(names_in, heads)):
        return None
    return {key_of(head): value for head in heads}


def key_of(head: Node | None) -> str:
    """A name for comparing heads by their text; arguments that are constants count."""
    if head is None:
        return ""
    head = opened(head)
    if head.operation == "name":
        return head.name[-1] if head.name[:-1] == "angle " else head.name
    if head.operation == "number":
        return str(head.value)
    return f"{head.operation} {head.name}({','.join(key_of(part) for part in head.parts)})"


def bound_arguments(head: Node) -> tuple[str, ...]:
    """The variables that a function is stated for: ``n`` of ``f(n)``."""
    if head.operation != "apply":
        return ()
    return tuple(
        part.name
        for part in head.parts
        if part.operation == "name"
        and part.name not in CONSTANTS
        and len(part.name.split("_")[0]) == 1
        and not part.name.isupper()
    )


def renamed(node: Node, mapping: dict[str, str]) -> Node:
    """The tree with other names, all at once."""
    if node.operation == "name" and node.name in mapping:
        return name(mapping[node.name])
    if not node.parts:
        return node
    return Node(
        node.operation,
        tuple(renamed(part, mapping) for part in node.parts),
        mapping.get(node.name, node.name) if node.operation in ("sum", "prod") else node.name,
        node.value,
    )


def is_integer(node: Node) -> bool:
    """Whether a tree is a whole number as it is written."""
    node = opened(node)
    inner = node.parts[0] if node.operation == "negate" else node
    return inner.operation == "number" and inner.value.denominator == 1


ZERO = Fraction(0)
