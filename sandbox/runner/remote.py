"""A module that lives in another process: the solution's side serves objects, the tests' side has stand-ins.

Plain values cross by content; any other object stays where it is and crosses as a handle, which equals plain
data never. Lists, dicts and sets that were arguments are brought up to date after a call that changed them.
"""

import builtins
import json
import os
import socket
import sys
import types
from typing import Any, NoReturn

from . import wire
from .python_program import answer, compile_source, new_module, problem
from .values import BUILDERS, Encoder

_ROOM = 16 << 20
_OPERATORS = """
add sub mul truediv floordiv mod pow matmul and or xor lshift rshift radd rsub rmul rtruediv lt le gt ge neg pos
abs invert len iter next getitem setitem delitem contains enter exit bool int float str repr call
"""
_ORDERING = frozenset(("__lt__", "__le__", "__gt__", "__ge__"))
_JUDGING = _ORDERING | {"__sub__", "__rsub__", "__add__", "__radd__", "__truediv__", "__rtruediv__", "__mod__"}
_BY_FUNCTION: dict[str, Any] = {
    function.__name__: function for function in (len, iter, next, bool, int, float, str, repr, hash, abs)
}


class _Registry(Encoder):
    """Encodes for the other side, and remembers what it gave handles to."""

    def __init__(self) -> None:
        super().__init__(_ROOM)
        self.objects: list[Any] = []

    def other(self, value: Any) -> Any:
        self.objects.append(value)
        kind = "object"
        if isinstance(value, type) and issubclass(value, BaseException):
            bases = [base.__name__ for base in value.__mro__ if getattr(builtins, base.__name__, None) is base]
            kind = f"exception {bases[0]}"
        names = [type.__dict__["__name__"].__get__(one) for one in (type(value), value) if isinstance(one, type)]
        return {"$remote": [len(self.objects) - 1, names[0], names[-1], kind]}

    def load(self, text: bytes) -> Any:
        return json.loads(text, object_hook=self._hook)

    def _hook(self, mapping: dict[str, Any]) -> Any:
        if set(mapping) == {"$remote"}:
            return self.objects[mapping["$remote"]]
        ((tag, content),) = mapping.items() if len(mapping) == 1 else [("", None)]
        return BUILDERS[tag](content) if tag in BUILDERS else mapping


def serve_objects(source: str, descriptor: int) -> NoReturn:
    """The solution's side: untrusted from the first line of the source on."""
    channel = socket.socket(fileno=descriptor)
    module = new_module("solution")
    try:
        exec(compile_source(source), module.__dict__)
    except BaseException as error:
        answer(channel, problem("raised", error))
        os._exit(1)
    registry = _Registry()
    registry.objects.append(module)
    names = [name for name in module.__dict__ if not name.startswith("__")]
    answer(channel, json.dumps(["returned", None, [names]]).encode())
    while True:
        _, blobs = wire.receive(channel)
        answer(channel, _respond(registry, blobs[0]))


def _respond(registry: _Registry, request: bytes) -> bytes:
    try:
        target, operation, args, kwargs = registry.load(request)
        result = _operate(registry.objects[target], operation, args, kwargs)
        registry.room = _ROOM
        return json.dumps(["returned", None, [registry.encode(result), registry.encode(args)]]).encode()
    except BaseException as error:
        return problem("raised", error)


def _operate(target: Any, operation: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if operation == "get":
        return getattr(target, args[0])
    if operation == "set":
        return setattr(target, args[0], args[1])
    if operation == "equal":
        return target == args[0]
    if operation == "__call__":
        return target(*args, **kwargs)
    name = operation.strip("_")
    if name in _BY_FUNCTION:
        return _BY_FUNCTION[name](target)
    return getattr(target, operation)(*args, **kwargs)


class Link(Encoder):
    """The tests' side of the connection."""

    def __init__(self, channel: socket.socket) -> None:
        super().__init__(_ROOM)
        self._channel = channel
        self._exceptions: dict[str, type[BaseException]] = {}
        self.lost = False

    def names(self) -> list[str]:
        """The names that the solution defines. Raises what it raised while it was loaded."""
        names: list[str] = self._reply()[0]
        return names

    def ask(self, target: int, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Let the other side do something with an object of its own."""
        self.room = _ROOM
        request = json.dumps([target, operation, self.encode(list(args)), self.encode(kwargs)]).encode()
        wire.send(self._channel, {}, [request])
        result, after = self._reply()
        for mine, theirs in zip(args, after, strict=False):
            _update(mine, theirs)
        return result

    def other(self, value: Any) -> Any:
        """A handle goes back as what it stands for; nothing else of the tests' can cross."""
        if isinstance(value, Remote):
            return {"$remote": object.__getattribute__(value, "_target")}
        raise TypeError(f"a {type(value).__name__} cannot cross to the solution, which runs in another process")

    def _reply(self) -> list[Any]:
        try:
            size = int.from_bytes(wire.exactly(self._channel, 8), "big")
            if size > 2 * _ROOM:
                raise ValueError("the answer is too large")
            ended, error, values = json.loads(wire.exactly(self._channel, size), object_hook=self._hook)
        except BaseException:
            # No test passes for what the solution's process did to the connection.
            self.lost = True
            raise
        if ended != "returned":
            self._raise(str(error[0]), str(error[1]))
        return list(values)

    def _hook(self, mapping: dict[str, Any]) -> Any:
        if len(mapping) != 1:
            return mapping
        ((tag, content),) = mapping.items()
        if tag == "$remote":
            target, _kind, name, what = content
            word, _, base = str(what).partition(" ")
            return self._exception(str(name), base) if word == "exception" else Remote(self, int(target))
        return BUILDERS[tag](content) if tag in BUILDERS else mapping

    def _exception(self, name: str, base: str = "Exception") -> type[BaseException]:
        known = getattr(builtins, name, None)
        if isinstance(known, type) and issubclass(known, BaseException):
            return known
        if name not in self._exceptions:
            parent = getattr(builtins, base, Exception)
            # The tests' own control flow must not be raised from over there.
            parent = parent if isinstance(parent, type) and issubclass(parent, Exception) else Exception
            self._exceptions[name] = type(name, (parent,), {})
        return self._exceptions[name]

    def _raise(self, name: str, message: str) -> None:
        kind = self._exception(name)
        if not issubclass(kind, Exception):
            raise RuntimeError(f"the solution raised {name}: {message}")
        try:
            error = kind(message)
        except TypeError:
            error = RuntimeError(f"{name}: {message}")
        raise error


class Remote:
    """Stands in for an object of the solution."""

    def __init__(self, link: Link, target: int) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_unequal", False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._link.ask(self._target, "get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.ask(self._target, "set", name, value)

    def __eq__(self, other: object) -> bool:
        # Only among the solution's own objects is its opinion asked; plain data it never equals.
        if isinstance(other, Remote):
            return self._link.ask(self._target, "equal", other) is True
        object.__setattr__(self, "_unequal", True)
        return False

    def __hash__(self) -> int:
        return int(self._link.ask(self._target, "__hash__"))


def _refuse_comparison(mine: Remote, name: str) -> None:
    """Neither the order of an object and plain data is asked for, nor its distance from what it does not equal."""
    if name in _ORDERING or object.__getattribute__(mine, "_unequal"):
        raise TypeError("an object of the solution does not compare to plain data")


def _operator(name: str) -> Any:
    def operate(self: Remote, *args: Any, **kwargs: Any) -> Any:
        if name == "__exit__":
            args = (None, None, None)
        if args and name in _JUDGING and not isinstance(args[0], Remote):
            _refuse_comparison(self, name)
        return self._link.ask(self._target, name, *args, **kwargs)

    return operate


for _name in _OPERATORS.split():
    setattr(Remote, f"__{_name}__", _operator(f"__{_name}__"))


def _update(mine: Any, theirs: Any) -> None:
    """Bring an argument up to date."""
    if type(mine) is not type(theirs) or type(mine) not in (list, dict, set) or mine == theirs:
        return
    if type(mine) is list:
        mine[:] = theirs
    else:
        mine.clear()
        mine.update(theirs)


class RemoteModule(types.ModuleType):
    """The module ``solution`` as the tests import it."""

    def __init__(self, link: Link) -> None:
        super().__init__("solution")
        self.__dict__["_link"] = link

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.__dict__["_link"].ask(0, "get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__["_link"].ask(0, "set", name, value)


def install(link: Link) -> None:
    """Make ``import solution`` find the other process, and let the tests' file see its names."""
    names = link.names()
    module = RemoteModule(link)
    module.__dict__["__all__"] = names
    sys.modules["solution"] = module
    for name in names:
        if not hasattr(builtins, name):
            setattr(builtins, name, getattr(module, name))
