"""The connection between a program's process and that of its tests: either side asks the other to do something.

While a side waits for an answer it does what the other asks meanwhile, so that the program can call functions of
the tests, and these can call it in turn.
"""

import socket
import threading
import weakref
from typing import Any

from . import raising, standins, telling, wire
from .crossing import LARGEST, Crossing, moment_of
from .performing import PERFORM
from .standins import Meta, StandIn


class Link(Crossing):
    """One end. By name, only classes that both sides have cross to the tests; whatever the standard library has
    crosses to the program.
    """

    tells_all = takes_all = False

    def __init__(self, channel: socket.socket, first: int) -> None:
        super().__init__(first)
        self._channel = channel
        self._lock = threading.RLock()
        self._classes: dict[int, type] = {}
        self._told: set[int] = set()  # classes of which the other side knows the details
        self._alive: dict[int, Any] = {}  # weak references to stand-ins
        self._stubs: dict[int, Any] = {}
        self._stub_numbers: dict[int, int] = {}
        self.lost = False

    # Asking.

    def ask(self, operation: str, target: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the other side do something with an object of its own. Raises what that raises there."""
        with self._lock:
            self._send(("ask", operation, target, args, kwargs))
            while True:
                message = self._receive()
                if message[0] != "ask":
                    break
                self._send(self._answer(*message[1:]))
        if message[0] == "raised":
            raise self.as_raised(message[1])
        return message[1]

    def serve(self) -> None:
        """Answer until the other side says hello."""
        while (message := self._receive())[1] != "hello":
            self._send(self._answer(*message[1:]))

    def as_raised(self, error: BaseException) -> BaseException:
        """What is raised here for an exception of the other side's."""
        return error

    def _answer(self, operation: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return ("returned", self.perform(operation, target, args, kwargs))
        except BaseException as error:
            # The boundary of what was asked for: whatever it raises is its result.
            return ("raised", error)

    def _send(self, body: tuple[Any, ...]) -> None:
        try:
            text = self.pack(body)
        except (ValueError, RecursionError, MemoryError) as error:
            if body[0] == "ask":
                raise
            text = self.pack(("raised", ValueError(str(error))))
        try:
            self._channel.sendall(len(text).to_bytes(8, "big") + text)
        except (BrokenPipeError, ConnectionResetError) as gone:
            self.lost = True
            raise wire.Disconnected from gone

    def _receive(self) -> Any:
        try:
            size = int.from_bytes(wire.exactly(self._channel, 8), "big")
            if size > 2 * LARGEST:
                raise ValueError("the message is too large")
            body = self.unpack(wire.exactly(self._channel, size))
            if type(body) is not tuple or body[0] not in ("ask", "returned", "raised"):
                raise ValueError("no message")
        except BaseException:
            # No test passes for what the other process did to the connection.
            self.lost = True
            raise
        return body

    # Being asked.

    def perform(self, operation: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do what the other side asks for."""
        return PERFORM[operation](target, *args, **kwargs)

    # What is told of objects.

    def describe(self, value: Any) -> Any:
        """Of an object that is no value."""
        number = self._stub_numbers.get(id(value)) or standins.number_of(value)
        if number is not None:
            return {"%": number}
        if hasattr(type(value), "tzinfo") and (told := moment_of(value)):
            return told
        if type(value).__module__.startswith("pathlib") and hasattr(value, "__fspath__"):
            return {"$path": [type(value).__name__, value.__fspath__()]}
        if name := telling.global_name(value, self.tells_all):
            return {"$global": name}
        if isinstance(value, type):
            return self._of_class(value)
        if isinstance(value, BaseException):
            # In the order in which it is read: a class is told of once.
            told = [self.keep(value), "raised", self._of_class(type(value)), self._arguments(value)]
            return {"#": [*told, self.encode(value.__cause__) if value.__cause__ is not value else None]}
        return self._of_object(value)

    def _decode(self, mapping: dict[str, Any]) -> Any:
        if "$global" in mapping:
            return telling.by_name(mapping["$global"], self.takes_all)
        return super()._decode(mapping)

    def _of_object(self, value: Any) -> Any:
        return {"#": [self.keep(value), "object", self._of_class(type(value))]}

    def _arguments(self, error: BaseException) -> Any:
        args = BaseException.args.__get__(error)  # type: ignore[attr-defined]
        return {"$tuple": [self.encode(one) for one in args]}

    def _of_class(self, cls: type) -> Any:
        if telling.is_raised(cls) and (name := telling.global_name(cls, False)):
            return {"$global": name}
        number = standins.number_of(cls)
        if number is not None:
            return {"%": number}
        number = self.keep(cls)
        if number in self._told:
            return {"#": [number, "class"]}
        self._told.add(number)
        details, bases = telling.details_of(cls)
        return {"#": [number, "class", *details[:4], [self._of_class(base) for base in bases], *details[4:]]}

    # Stand-ins.

    def stand_in(self, number: int, what: str, details: list[Any]) -> Any:
        """For an object of the other side's: always the same one as long as it is in use."""
        if what == "class":
            return self._class(number, details)
        if what == "function":
            return self._stub(number, details)
        known = self._alive.get(number)
        if known is not None and (made := known()) is not None:
            return made
        return self._raised(number, *details) if what == "raised" else self._object(number, details[0])

    def _class(self, number: int, details: list[Any]) -> type:
        if number not in self._classes:
            is_raised = any(telling.is_raised(base) for base in details[4])
            self._classes[number] = (raising if is_raised else standins).class_for(self, number, details)
        return self._classes[number]

    def adopt_class(self, number: int, cls: type) -> None:
        """A class that was made here and has a counterpart there."""
        self._classes[number] = cls

    def _stub(self, number: int, details: list[Any]) -> Any:
        if number not in self._stubs:
            made = telling.stub_for(lambda stub, args, kwargs: self.ask("call", stub, *args, **kwargs), details)
            self._stubs[number] = made
            self._stub_numbers[id(made)] = number
        return self._stubs[number]

    def _object(self, number: int, cls: type) -> StandIn:
        made = standins.make(cls, self, number)
        self._remember(number, made)
        return made

    def _raised(
        self, number: int, kind: type, args: tuple[Any, ...], cause: BaseException | None
    ) -> BaseException:
        if not issubclass(kind, BaseException):
            raise TypeError("no class of exceptions")
        error = telling.exception_of(kind, args)
        error.__cause__ = cause if isinstance(cause, BaseException) else None
        if isinstance(kind, Meta):
            error.__dict__["_number"] = number
            self._remember(number, error)
        return error

    def _remember(self, number: int, made: Any) -> None:
        if number in self.freed:
            self.freed.remove(number)
        self._alive[number] = weakref.ref(made, lambda _gone: self._free(number))

    def _free(self, number: int) -> None:
        known = self._alive.get(number)
        if known is not None and known() is None:
            del self._alive[number]
            self.freed.append(number)

    # What operators of stand-ins do.

    def construct(self, cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """An instance of a class of the other side's."""
        return self.ask("call", cls, *args, **kwargs)

    def operate(self, mine: StandIn, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """An operator of a stand-in."""
        if name == "__call__":
            return self.ask("call", mine, *args, **kwargs)
        return self.ask("operate", mine, name, *args, **kwargs)

    def attribute(self, mine: Any, name: str) -> Any:
        """An attribute of a stand-in."""
        return self.ask("get", mine, name)

    def has_item(self, cls: Meta, item: Any) -> bool:
        """Whether something is in a class, as in an enumeration."""
        return self.ask("operate", cls, "__contains__", item) is True

    def equal(self, mine: StandIn, other: object) -> Any:
        """Whether it equals something."""
        if not _traits(mine) & {"eq"}:
            return mine is other or NotImplemented
        return self.ask("operate", mine, "__eq__", other)

    def hash(self, mine: StandIn) -> int:
        """Its hash: asked for only where its class has one of its own."""
        return int(self.ask("hash", mine)) if "hash" in _traits(mine) else standins.number_of(mine) or 0

    def subclass(self, made: type, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> int:
        """The number of a new class over there that has what a subclass made here has."""
        kept = {
            key: _unmarked(value)
            for key, value in space.items()
            if key not in ("__module__", "__qualname__", "__classcell__")
        }
        number: int = self.ask("make subclass", None, name, bases, kept)
        self.adopt_class(number, made)
        return number

    def known_class(self, cls: type) -> int:
        """The number of a class of this side's, of which the other side needs no details."""
        number = self.keep(cls)
        self._told.add(number)
        return number


def _traits(mine: StandIn) -> frozenset[str]:
    return type.__getattribute__(type(mine), "_traits")  # type: ignore[no-any-return]


def _unmarked(value: Any) -> tuple[str, Any]:
    """A function with what it was marked as."""
    if isinstance(value, staticmethod | classmethod):
        return (type(value).__name__, value.__func__)
    return ("property", (value.fget, value.fset, value.fdel)) if isinstance(value, property) else ("", value)


def marked(kind: str, value: Any) -> Any:
    """The other way round."""
    if kind == "property":
        return property(*value)
    marks: dict[str, Any] = {"staticmethod": staticmethod, "classmethod": classmethod}
    return marks[kind](value) if kind else value
