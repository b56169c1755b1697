"""Keeps objects of a program from judging themselves where tests share its process.

As apart from it (guarding.py), an object of a class that the program defines equals data of a test by the content
of a built-in class at most, and is not asked how it orders itself to them. Within the program its methods are as
it wrote them: what decides is whose code is nearest on the stack.
"""

import builtins
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from .python_program import SOURCE

_JUDGING = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
_TESTS = ("test.py", "test_solution.py")
_FOREIGN = ("/", "<frozen")  # where files of packages lie; the program's is one of these too

_guarded: dict[int, type] = {}  # classes by identity
_guards: dict[int, Any] = {}


def watch_classes() -> None:
    """Guard each class that a program defines by a statement, from now on."""
    build: Callable[..., Any] = builtins.__build_class__

    def build_class(body: types.FunctionType, *args: Any, **kwargs: Any) -> Any:
        made = build(body, *args, **kwargs)
        if isinstance(made, type) and _is_of_program(body.__code__):
            _guard(made)
        return made

    builtins.__build_class__ = build_class  # type: ignore[assignment]  # its last parameters are any


def guard_all() -> None:
    """Guard what the program has made in other ways, or changed since."""
    found: list[type] = list(_classes(object, set()))
    for cls in found:
        if any(_is_written(cls.__dict__.get(name)) for name in _JUDGING):
            _guard(cls)


def _classes(base: Any, seen: set[type]) -> Iterator[type]:
    for cls in type.__subclasses__(base):
        if cls not in seen:
            seen.add(cls)
            yield cls
            yield from _classes(cls, seen)


def _is_written(method: Any) -> bool:
    return isinstance(method, types.FunctionType) and method.__code__.co_filename == SOURCE


def _is_of_program(code: types.CodeType) -> bool:
    name = code.co_filename
    return name == SOURCE or not (name in _TESTS or name.startswith(_FOREIGN))


def _guard(cls: type) -> None:
    _guarded[id(cls)] = cls
    for name in _JUDGING:
        method = cls.__dict__.get(name)
        if method is not None and id(method) not in _guards:
            guard = _guard_of(name, method)
            _guards[id(guard)] = guard
            type.__setattr__(cls, name, guard)


def _guard_of(name: str, method: Any) -> Any:
    def guard(self: Any, other: Any) -> Any:
        if id(type(other)) not in _guarded and _is_asked_by_tests():
            return _of_library(type(self), name)(self, other)
        bound = method.__get__(self, type(self)) if hasattr(method, "__get__") else method
        return bound(other)

    return guard


def _is_asked_by_tests() -> bool:
    frame: types.FrameType | None = sys._getframe(2)
    while frame:
        name = frame.f_code.co_filename
        if name in _TESTS:
            return True
        if name == SOURCE:
            return False
        frame = frame.f_back
    return True


def _of_library(cls: type, name: str) -> Any:
    """The method of the nearest class that is not the program's."""
    for base in type.__dict__["__mro__"].__get__(cls):
        if id(base) not in _guarded and name in base.__dict__:
            return base.__dict__[name]
    raise AttributeError(name)
