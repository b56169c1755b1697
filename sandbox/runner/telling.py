"""What is told of an object or a class to the process that will have a stand-in for it."""

import builtins
import functools
import inspect
import sys
import types
from typing import Any

from .standins import CONTENTS, OPERATORS

_COMMON = frozenset(("builtins", "collections", "collections.abc", "datetime", "decimal", "fractions", "numbers"))
_MOST_METHODS = 200
_CODE = (types.FunctionType, types.BuiltinFunctionType)
_MARKED = (staticmethod, classmethod, property)


def global_name(value: Any, everything: bool) -> str | None:
    """The name under which both sides have a class, or with ``everything`` any part of the standard library."""
    if not (isinstance(value, type) or (everything and isinstance(value, _CODE))):
        return None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not (isinstance(module, str) and isinstance(name, str)) or "." in name:
        return None
    if module not in _COMMON and not (everything and module.partition(".")[0] in sys.stdlib_module_names):
        return None
    return f"{module}:{name}" if getattr(sys.modules.get(module), name, None) is value else None


def by_name(text: str, everything: bool) -> Any:
    """What goes by such a name. Raises ValueError where only classes may, and this is none."""
    module, _, name = text.partition(":")
    if everything:
        __import__(module)
    elif module not in _COMMON:
        raise ValueError("no class that both sides have")
    found = getattr(sys.modules[module], name)
    if not everything and not isinstance(found, type):
        raise ValueError("no class that both sides have")
    return found


def is_raised(cls: type) -> bool:
    """Whether it is a class of exceptions."""
    return issubclass(cls, BaseException)


def details_of(cls: type) -> tuple[list[Any], list[type]]:
    """Of a class: name, qualified name, module, doc, operators, methods and traits; and its bases."""
    name, qualname = (type.__dict__[key].__get__(cls) for key in ("__name__", "__qualname__"))
    inherited = [base for base in cls.__mro__ if base is not object]
    operators = [one for one in OPERATORS if any(base.__dict__.get(one) is not None for base in inherited)]
    methods = [
        one for one, value in list(vars(cls).items())[:_MOST_METHODS] if isinstance(value, (*_CODE, *_MARKED))
    ]
    doc, module = cls.__doc__, cls.__module__
    texts = [one if isinstance(one, str) else "" for one in (name, qualname, module)]
    details = [*texts, doc[:2000] if isinstance(doc, str) else None, operators, methods, _traits(cls)]
    return details, [base for base in cls.__bases__ if base is not object]


def _traits(cls: Any) -> list[str]:
    traits = [next((kind.__name__ for kind in CONTENTS if issubclass(cls, kind)), "")]
    if cls.__eq__ is not object.__eq__:
        traits.append("eq")
    if cls.__hash__ is None:
        traits.append("unhashable")
    elif cls.__hash__ is not object.__hash__:
        traits.append("hash")
    if is_raised(cls) and cls.__str__ not in (BaseException.__str__, KeyError.__str__, OSError.__str__):
        traits.append("str")
    return [trait for trait in traits if trait]


def content_of(value: Any) -> Any:
    """What an object holds as the built-in class that it is derived from, by none of its own methods."""
    kind = next(kind for kind in CONTENTS if issubclass(type(value), kind))
    if kind in (int, float, str, complex):
        return {int: int.__int__, float: float.__float__, str: str.__str__, complex: _complex}[kind](value)
    if kind is dict:
        return dict(dict.items(value))
    if kind is bytes:
        return bytes(memoryview(value))
    collection: Any = kind
    return collection(collection.__iter__(value))


def _complex(value: complex) -> complex:
    return complex(complex.real.__get__(value), complex.imag.__get__(value))


def signature_of(function: Any) -> list[list[Any]] | None:
    """The parameters of a function: name, kind, whether there is a default."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[one.name, int(one.kind), one.default is not one.empty] for one in parameters]


def stub_for(call: Any, told: list[Any]) -> Any:
    """A function that calls, and that looks like the one that was told of."""
    name, qualname, doc, module, parameters = told

    def stub(*args: Any, **kwargs: Any) -> Any:
        return call(stub, args, kwargs)

    stub.__name__, stub.__qualname__, stub.__doc__, stub.__module__ = name, qualname, doc, module
    if parameters is not None:
        empty = inspect.Parameter.empty
        stub.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter(one, inspect._ParameterKind(kind), default=None if has else empty)
                for one, kind, has in parameters
            ]
        )
    return stub


def exception_of(kind: Any, args: tuple[Any, ...]) -> BaseException:
    """An exception of a built-in class as it would be raised here, or of a class that stands for another."""
    try:
        error = kind(*args) if kind.__module__ == builtins.__name__ else kind.__new__(kind, *args)
    except Exception:
        # Its arguments are the other side's: whatever they do, it is an error of this class.
        error = kind.__new__(kind)
    assert isinstance(error, BaseException)
    with_args = functools.partial(BaseException.args.__set__, error)  # type: ignore[attr-defined]
    with_args(args)
    return error
