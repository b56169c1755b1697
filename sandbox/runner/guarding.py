"""What the tests' process asks of objects of the program, and lets the program do with objects of the tests.

An object that a test makes (``Money(500)``) is what is tested: its operators are asked for like its methods. An
object that the program gives as an answer is compared with what a test expects, so that its operators could decide
the check alone, by saying of whatever they are given what passes. They are not asked for with data of the test:
membership is found by iteration; what built-in texts and sets have methods for (``startswith``, ``issubset``) is
asked of what it holds; arithmetic is left to classes that the test names, and must give an object, of which
attributes and methods tell but not its being a number. Plain data no object equals but by its content.
"""

import ast
import builtins
import sys
import types
from collections.abc import Callable
from typing import Any

from . import leaving, standins
from .standins import ARITHMETIC, CONTENTS, IN_PLACE, OPERATORS, ORDERING, Meta, StandIn

RETURNING_SELF = frozenset(("__enter__", "__iter__", *IN_PLACE))
_TELLING = frozenset(("__str__", "__repr__", "__format__", "__hash__"))
_MOST_ITEMS = 1_000_000
_HANDED_OVER = frozenset((*OPERATORS, *_TELLING, "__eq__"))
_OPERATIONS = frozenset(
    ("call", "get", "set", "del", "operate", "hash", "instance", "subclass?", "copy", "deepcopy")
)
_JUDGING = """
startswith endswith issubset issuperset isdisjoint is_integer isalnum isalpha isascii isdecimal isdigit
isidentifier islower isnumeric isprintable isspace istitle isupper
assert_any_call assert_called assert_called_once assert_called_once_with assert_called_with assert_has_calls
assert_not_called
"""
JUDGING = frozenset(_JUDGING.split())
"""Methods that tests know from built-in values and mocks, and by which an answer could judge itself."""
_AMONG_SETS = frozenset(("issubset", "issuperset", "isdisjoint"))
_RECORDS = frozenset(
    ("called", "call_count", "call_args", "call_args_list", "mock_calls", "method_calls",
     "configure_mock", "reset_mock", "attach_mock", "mock_add_spec")
)  # fmt: skip
_TOLD = ("__name__", "__qualname__", "__doc__")


def is_foreign(value: Any) -> bool:
    """Whether a value is an object or a class of the program's."""
    return standins.number_of(value) is not None


def is_own(value: Any) -> bool:
    """Whether a value is of a class that is neither Python's nor the program's: it may compare as it likes."""
    return type(value).__module__ not in ("builtins", "collections", "decimal", "fractions", "datetime")


def content_of(link: Any, mine: StandIn) -> Any:
    """What an object holds as a list, a number, a text …, or None where it is none of them, or knows too much."""
    if standins.is_informed(mine):
        return None
    traits = type.__getattribute__(type(mine), "_traits")
    if not any(kind.__name__ in traits for kind in CONTENTS):
        return None
    content = link.ask("content", mine)
    return content if type(content) in CONTENTS else None


def operate(link: Any, mine: StandIn, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """An operator of an object of the program's, as far as it may be asked for."""
    if name == "__call__":
        return link.ask("call", mine, *args, **kwargs)
    with_data = bool(args) and not is_foreign(args[0])
    if with_data and name in _DECIDING:
        return _DECIDING[name](link, mine, name, args)
    result = link.ask("operate", mine, name, *args, **kwargs)
    if name == "__exit__" and result and leaving.is_untested(link, *args):
        return False
    if standins.is_informed(mine) and name not in _TELLING:
        return _informed(result)
    return result


def may_judge(link: Any, mine: Any) -> bool:
    """Whether this is a class that the tests name, or an object that they have made."""
    return bool(link.is_spoken_of(mine) if isinstance(mine, Meta) else standins.is_subject(mine))


def method(link: Any, mine: Any, name: str) -> Any:
    """A method by which an answer could judge itself: that of what it holds, or its own for others of its kind.

    Raises AttributeError where it has none of this name.
    """
    content = content_of(link, mine) if isinstance(type(mine), Meta) else None
    if content is None:
        if name in _AMONG_SETS and link.is_spoken_of(type(mine)):
            return lambda other: is_foreign(other) and link.named(mine, name)(other)
        raise AttributeError(f"an answer has no {name!r} of its own")
    return getattr(content, name)


def _informed(result: Any) -> Any:
    if result is NotImplemented:
        return result
    if not isinstance(type(result), Meta) or not issubclass(type(result), StandIn):
        raise TypeError("what came of an answer and of data of the test is no number")
    standins.set_informed(result)
    return result


def _arithmetic(link: Any, mine: StandIn, name: str, args: tuple[Any, ...]) -> Any:
    if standins.is_subject(mine):
        return link.ask("operate", mine, name, *args)
    content = content_of(link, mine)
    if content is not None:
        return getattr(content, name, lambda *_: NotImplemented)(*args)
    if not link.is_spoken_of(type(mine)):
        return NotImplemented
    return _informed(link.ask("operate", mine, name, *args))


def _order(link: Any, mine: StandIn, name: str, args: tuple[Any, ...]) -> Any:
    content = content_of(link, mine)
    return NotImplemented if content is None else getattr(content, name, lambda _: NotImplemented)(*args)


def _contains(link: Any, mine: StandIn, name: str, args: tuple[Any, ...]) -> bool:
    (item,) = args
    if standins.is_subject(mine):
        return bool(link.ask("operate", mine, name, item))
    content = content_of(link, mine)
    if content is not None:
        return item in content
    return is_among(item, mine)


def is_among(item: Any, answer: Any) -> bool:
    """Whether iterating over an answer gives an item."""
    for number, one in enumerate(answer):
        if one is item or one == item:
            return True
        if number > _MOST_ITEMS:
            break
    return False


_DECIDING: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(ARITHMETIC, _arithmetic),
    **dict.fromkeys(ORDERING, _order),
    "__contains__": _contains,
}


def ensure_harmless(operation: str, target: Any, args: tuple[Any, ...], *, given: bool) -> None:
    """Raise PermissionError for what a program need not do with an object that it was given.

    Functions are called and objects of the tests' classes used; nobody looks into functions, frames and modules.
    """
    if not given or operation not in _OPERATIONS:
        raise PermissionError("not an object that the tests have given")
    if operation == "operate" and args[0] not in _HANDED_OVER:
        raise PermissionError(f"no operator: {args[0]}")
    if operation not in ("get", "set", "del"):
        return
    name = args[0]
    if operation == "get" and name in _TOLD:
        return
    closed = isinstance(target, type | types.ModuleType) or type(target).__module__ == builtins.__name__
    if type(name) is not str or name.startswith("_") or (closed and not isinstance(target, BaseException)):
        raise AttributeError(f"{type(target).__name__!r} object has no attribute {name!r}")
    if _tells_of_use(target, name) or (operation != "get" and callable(getattr(type(target), name, None))):
        raise AttributeError(f"{name!r} is for the tests alone")


def _tells_of_use(target: Any, name: str) -> bool:
    """Whether it is that by which a mock says how it was used."""
    mocks = sys.modules.get("unittest.mock")
    is_mock = mocks is not None and isinstance(target, mocks.NonCallableMock)
    return is_mock and (name in _RECORDS or name.startswith("assert"))


def mark(error: BaseException) -> BaseException:
    """Note that the program raised this."""
    error.__dict__["_of_program"] = True
    return error


def is_of_program(error: BaseException) -> bool:
    """Whether the program raised it."""
    return "_of_program" in BaseException.__getattribute__(error, "__dict__")


def names_of(code: str) -> frozenset[str]:
    """Names in a piece of source that could stand for something of the program's."""
    names: set[str] = set()
    given: set[str] = set()
    for node in _nodes(code):
        if isinstance(node, ast.Name):
            (names if isinstance(node.ctx, ast.Load) else given).add(node.id)
        elif isinstance(node, ast.ImportFrom) and node.module == "solution":
            names |= {alias.name for alias in node.names}
    return frozenset(names - {name for name in given if is_name_of_class(name)})


def is_name_of_class(name: str) -> bool:
    """Whether a name is spelt like a class's: what a test calls by any other it takes for a function."""
    return name.lstrip("_")[:1].isupper()


def bound_in(code: str) -> frozenset[str]:
    """Names that the tests define or import themselves, but not from the program."""
    names: set[str] = set()
    for node in _nodes(code):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module != "solution":
            names |= {alias.asname or alias.name for alias in node.names}
    return frozenset(names)


def _nodes(code: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
