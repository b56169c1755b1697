"""Works out a formula over values that a program gave. They may be hostile; the formula is the caller's."""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from sandbox.runner.guarding import JUDGING
from sandbox.values import Opaque, without_collisions
from verifiers.code.vocabulary import FUNCTIONS, MATH

_LARGEST = 10_000_000
_DIGITS = 100_000

Names = Mapping[str, Any]


class CannotWorkOut(Exception):
    """A formula asks for something that is not done here."""


def work_out(node: ast.expr, names: Names) -> Any:
    """The value of a formula. Raises what Python would, or CannotWorkOut."""
    work = _WORK.get(type(node))
    if work is None:
        raise CannotWorkOut(type(node).__name__)
    return work(node, names)


def _name(node: ast.Name, names: Names) -> Any:
    return names[node.id] if node.id in names else FUNCTIONS[node.id]


def _dict(node: ast.Dict, names: Names) -> Any:
    return {
        work_out(key, names): work_out(item, names)
        for key, item in zip(node.keys, node.values, strict=True)
        if key
    }


def _call(node: ast.Call, names: Names) -> Any:
    arguments = [work_out(argument, names) for argument in node.args]
    keywords = {keyword.arg: work_out(keyword.value, names) for keyword in node.keywords if keyword.arg}
    if isinstance(node.func, ast.Attribute) and node.func.attr in JUDGING:
        return _method(work_out(node.func.value, names), node.func.attr)(*arguments)
    return work_out(node.func, names)(*arguments, **keywords)


def _method(owner: Any, name: str) -> Any:
    if isinstance(owner, Opaque):
        raise CannotWorkOut("a method of a value that cannot leave the sandbox")
    return getattr(owner, name)


def _unary(node: ast.UnaryOp, names: Names) -> Any:
    operand = work_out(node.operand, names)
    if isinstance(node.op, ast.Not):
        return not _true(operand)
    return _UNARY[type(node.op)](operand)


def _binary(node: ast.BinOp, names: Names) -> Any:
    left, right = work_out(node.left, names), work_out(node.right, names)
    if isinstance(node.op, ast.Mult | ast.Pow):
        _bound_product(node.op, left, right)
    operation = _BINARY.get(type(node.op))
    if operation is None:
        raise CannotWorkOut(type(node.op).__name__)
    return operation(left, right)


def _bound_product(kind: ast.operator, left: Any, right: Any) -> None:
    """No product of two small things may fill the memory."""
    if isinstance(kind, ast.Pow):
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() * max(right, 0) > _DIGITS:
            raise CannotWorkOut("a huge power")
        return
    for sequence, times in ((left, right), (right, left)):
        if isinstance(times, int) and hasattr(sequence, "__len__") and len(sequence) * times > _LARGEST:
            raise CannotWorkOut("a huge sequence")


def _bool(node: ast.BoolOp, names: Names) -> Any:
    wanted = isinstance(node.op, ast.Or)
    for part in node.values:
        found = work_out(part, names)
        if _true(found) == wanted:
            return found
    return found


def _compare(node: ast.Compare, names: Names) -> bool:
    operands = [work_out(operand, names) for operand in (node.left, *node.comparators)]
    return all(
        _compare_two(comparison, *pair) for comparison, pair in zip(node.ops, pairwise(operands), strict=True)
    )


def _compare_two(comparison: ast.cmpop, left: Any, right: Any) -> bool:
    """Compares as Python does, but identity of plain values is their equality within one type."""
    if isinstance(comparison, ast.Is | ast.IsNot):
        same = left is right or (
            type(left) is type(right) and not isinstance(left, Opaque) and bool(left == right)
        )
        return same == isinstance(comparison, ast.Is)
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        raise CannotWorkOut("a value that cannot leave the sandbox is compared")
    return bool(_COMPARISONS[type(comparison)](left, right))


def _true(value: Any) -> bool:
    if isinstance(value, Opaque):
        raise CannotWorkOut("the truth of a value that cannot leave the sandbox")
    return bool(value)


def _subscript(node: ast.Subscript, names: Names) -> Any:
    return work_out(node.value, names)[work_out(node.slice, names)]


def _slice(node: ast.Slice, names: Names) -> slice:
    return slice(*(work_out(end, names) if end else None for end in (node.lower, node.upper, node.step)))


def _attribute(node: ast.Attribute, _names: Names) -> Any:
    return MATH[node.attr]


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, names: Names) -> Any:
    items = (work_out(node.elt, inner) for inner in _scopes(node.generators, names))
    return set(without_collisions(items)) if isinstance(node, ast.SetComp) else list(items)


def _scopes(generators: list[ast.comprehension], names: Names) -> Iterator[Names]:
    if not generators:
        yield names
        return
    first, *rest = generators
    for item in work_out(first.iter, names):
        inner = {**names, **bind(first.target, item)}
        if all(_true(work_out(condition, inner)) for condition in first.ifs):
            yield from _scopes(rest, inner)


def bind(target: ast.expr, value: Any) -> dict[str, Any]:
    """What assigning a value to a target binds."""
    if isinstance(target, ast.Name):
        return {target.id: value}
    if not isinstance(target, ast.Tuple | ast.List):
        raise CannotWorkOut("a target that is no name")
    bound: dict[str, Any] = {}
    for one, item in zip(target.elts, value, strict=True):
        bound.update(bind(one, item))
    return bound


_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_WORK: dict[type[ast.expr], Callable[..., Any]] = {
    ast.Constant: lambda node, _names: node.value,
    ast.Name: _name,
    ast.List: lambda node, names: [work_out(item, names) for item in node.elts],
    ast.Tuple: lambda node, names: tuple(work_out(item, names) for item in node.elts),
    ast.Set: lambda node, names: {work_out(item, names) for item in node.elts},
    ast.Dict: _dict,
    ast.Call: _call,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _bool,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Attribute: _attribute,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
}
