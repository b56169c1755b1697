"""Linked lists and binary trees, as datasets write them: lists of values, level by level and with None for a gap.

Arguments become nodes where the annotation of a parameter says so, and nodes that are returned become lists.
"""

import inspect
from collections import deque
from typing import Any

_MOST_NODES = 200_000
_LIST, _TREE = "ListNode", "TreeNode"


def with_nodes(function: Any, args: list[Any], kwargs: dict[str, Any], namespace: dict[str, Any]) -> Any:
    """The arguments, with nodes for what is annotated as such."""
    try:
        parameters = inspect.signature(function).parameters
        annotated = {name: _text(parameter.annotation) for name, parameter in parameters.items()}
    except (TypeError, ValueError):
        return args, kwargs
    if not any(_LIST in text or _TREE in text for text in annotated.values()):
        return args, kwargs
    converted = [_converted(text, value, namespace) for text, value in zip(annotated.values(), args, strict=False)]
    named = {name: _converted(annotated.get(name, ""), value, namespace) for name, value in kwargs.items()}
    return [*converted, *args[len(converted) :]], named


def without_nodes(function: Any, value: Any) -> Any:
    """What a function returned, with lists for its nodes."""
    if value is None:
        returned = _text(getattr(function, "__annotations__", {}).get("return"))
        return [] if _is_node(returned) else None
    if type(value) is list and value and any(_name(item) in (_LIST, _TREE) for item in value):
        return [[] if item is None else _values(item) for item in value]
    return _values(value)


def _name(value: Any) -> str:
    return type.__dict__["__name__"].__get__(type(value))  # type: ignore[no-any-return]


def _text(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if isinstance(annotation, type) else repr(annotation)


def _is_node(text: str) -> bool:
    return (_LIST in text or _TREE in text) and "ist[" not in text


def _converted(text: str, value: Any, namespace: dict[str, Any]) -> Any:
    if not (_LIST in text or _TREE in text):
        return value
    if "ist[" in text:
        inner = text.replace("List[", "", 1).replace("list[", "", 1)
        return [_converted(inner, item, namespace) for item in value] if type(value) is list else value
    if type(value) is not list:
        return value
    return _chain(value, namespace) if _LIST in text else _tree(value, namespace)


def _node(kind: str, namespace: dict[str, Any], value: Any) -> Any:
    return namespace[kind](value)


def _chain(values: list[Any], namespace: dict[str, Any]) -> Any:
    head = None
    for value in reversed(values):
        node = _node(_LIST, namespace, value)
        node.next = head
        head = node
    return head


def _tree(values: list[Any], namespace: dict[str, Any]) -> Any:
    if not values or values[0] is None:
        return None
    rest = iter(values)
    root = _node(_TREE, namespace, next(rest))
    open_nodes = deque([root])
    while open_nodes:
        parent = open_nodes.popleft()
        for side in ("left", "right"):
            value = next(rest, None)
            child = None if value is None else _node(_TREE, namespace, value)
            setattr(parent, side, child)
            if child is not None:
                open_nodes.append(child)
    return root


def _values(value: Any) -> Any:
    kind = _name(value)
    if kind == _LIST:
        return _chain_values(value)
    return _tree_values(value) if kind == _TREE else value


def _chain_values(node: Any) -> list[Any]:
    values: list[Any] = []
    while node is not None:
        values.append(node.val)
        node = node.next
        if len(values) > _MOST_NODES:
            raise ValueError("a linked list without an end")
    return values


def _tree_values(root: Any) -> list[Any]:
    values: list[Any] = []
    pending = deque([root])
    while pending:
        node = pending.popleft()
        values.append(None if node is None else node.val)
        if node is not None:
            pending += [node.left, node.right]
        if len(values) > _MOST_NODES:
            raise ValueError("a tree without an end")
    while values and values[-1] is None:
        values.pop()
    return values
