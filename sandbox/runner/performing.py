"""What a process does with an object of its own when the other one asks for it."""

import copy
import operator
from typing import Any

from . import standins, telling

_BUILT_IN = (len, iter, next, bool, int, float, complex, str, repr, abs, round, reversed, format, divmod)
_BY_FUNCTION: dict[str, Any] = {
    **{f"__{function.__name__}__": function for function in _BUILT_IN},
    **{name: getattr(operator, name) for name in standins.IN_PLACE if hasattr(operator, name)},
    "__contains__": operator.contains,
    "__getitem__": operator.getitem,
}  # fmt: skip


def _operate(target: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    if name in _BY_FUNCTION:
        return _BY_FUNCTION[name](target, *args, **kwargs)
    if isinstance(target, type):
        return getattr(type(target), name)(target, *args, **kwargs)
    return getattr(type(target), name)(target, *args, **kwargs)


def _inherited(cls: type, name: str, instance: Any) -> Any:
    found = cls.__dict__[name]
    return found.__get__(instance, type(instance)) if hasattr(found, "__get__") else found


PERFORM: dict[str, Any] = {
    "operate": _operate,
    "get": getattr,
    "set": setattr,
    "del": delattr,
    "dir": dir,
    "hash": hash,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "content": telling.content_of,
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "instance": lambda cls, value: isinstance(value, cls),
    "subclass?": lambda cls, other: issubclass(other, cls),
    "inherited": _inherited,
}
