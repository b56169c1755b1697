"""The module ``solution`` in another process: the program's side serves objects, the tests' side judges them."""

import builtins
import importlib.util
import socket
import sys
import types
from typing import Any, NoReturn

from . import guarding, standins, telling
from .link import Link, marked
from .python_program import compile_source, new_module
from .standins import Meta, StandIn

_MODULE = "module"
_MODULES = """
bisect cmath collections copy datetime decimal fractions functools heapq itertools json math operator random re
statistics string typing
"""
_KNOWN_MODULES = frozenset(_MODULES.split())


def serve_objects(source: str, descriptor: int) -> NoReturn:
    """The program's side: untrusted from the first line of the source on."""
    channel = socket.socket(fileno=descriptor)
    module = new_module("solution")
    try:
        exec(compile_source(source), module.__dict__)
        loaded: BaseException | None = None
    except BaseException as error:
        # What loading raises is told to all tests.
        loaded = error
    link = ProgramLink(channel, 0)
    while True:
        link.serve()  # until other tests say hello, for which nothing is left of those before them
        link = ProgramLink(channel, 0)
        link.introduce(module, loaded)


def _is_of_package(module: Any) -> bool:
    """Whether a class belongs to what is installed beside the standard library, as far as it says so itself."""
    root = module.partition(".")[0] if isinstance(module, str) else ""
    if not root.isidentifier() or root in sys.stdlib_module_names or root in ("solution", "test_solution"):
        return False
    return importlib.util.find_spec(root) is not None


def _origin(name: str, value: Any) -> str | None:
    """Where a name of the program's comes from, if it is one of the standard library's."""
    if isinstance(value, types.ModuleType):
        return _MODULE if value.__name__ == name else None
    found = telling.global_name(value, True)
    return found if found and found.endswith(f":{name}") else None


class ProgramLink(Link):
    """The program's end."""

    tells_all, takes_all = False, True

    def introduce(self, module: types.ModuleType, failure: BaseException | None) -> None:
        """Answer a hello with the module and its names, or with what loading it raised."""
        names = tuple((name, _origin(name, value)) for name, value in module.__dict__.items() if name[:2] != "__")
        self._send(("raised", failure) if failure else ("returned", (module, names)))

    def perform(self, operation: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do what the tests ask for."""
        if operation == "make subclass":
            return self._make_subclass(*args)
        return super().perform(operation, target, args, kwargs)

    def _make_subclass(self, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> int:
        filled = {key: marked(*value) for key, value in space.items()}
        return self.known_class(types.new_class(name, bases, {}, lambda empty: empty.update(filled)))


class TestsLink(Link):
    """The tests' end. It believes nothing, and asks the program's objects only what decides nothing alone."""

    __test__ = False
    tells_all, takes_all = True, False

    def __init__(self, channel: socket.socket, code: str) -> None:
        super().__init__(channel, 1)
        self.code = code
        self.names = guarding.names_of(code)
        self._spoken_of: set[int | None] = set()  # classes that the tests have reached by a name
        self._tested: set[int | None] = set()  # those of them whose name is spelt like a class's
        self._demotes = False
        self.has_met_packages = False

    def load(self) -> tuple[StandIn, list[tuple[str, str | None]]]:
        """The program's module and its names. Raises what the program raised while it was loaded."""
        module, names = self.ask("hello", None)
        return module, [(name, origin) for name, origin in names if isinstance(name, str)]

    def ask(self, operation: str, target: Any, *args: Any, **kwargs: Any) -> Any:
        """As any link, but an object that was made by a test and is then given as an answer is an answer."""
        outer, self._demotes = self._demotes, not (operation == "operate" and args[0] in guarding.RETURNING_SELF)
        try:
            return super().ask(operation, target, *args, **kwargs)
        finally:
            self._demotes = outer

    def stand_in(self, number: int, what: str, details: list[Any]) -> Any:
        """For an object of the program's."""
        if what == "class" and details:
            self.has_met_packages |= _is_of_package(details[2])
        made = super().stand_in(number, what, details)
        if self._demotes and what == "object" and standins.is_subject(made):
            standins.set_subject(made, False)
        return made

    def as_raised(self, error: BaseException) -> BaseException:
        """What a program raises never ends the tests, whatever it is."""
        if not isinstance(error, Exception | SystemExit | GeneratorExit):
            return RuntimeError(f"the program raised {type(error).__name__}")
        return guarding.mark(error) if isinstance(error, BaseException) else RuntimeError("it raised nothing")

    def construct(self, cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """An object that a test makes of a class is what is tested; what a function's name makes is an answer."""
        made = super().construct(cls, args, kwargs)
        if standins.number_of(cls) not in self._tested:
            return made
        if isinstance(type(made), Meta) and issubclass(type(made), StandIn) and issubclass(type(made), cls):
            standins.set_subject(made, True)
        return made

    def subclass(self, made: type, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> int:
        """The number of a class that the tests derive."""
        number = super().subclass(made, name, bases, space)
        self._spoken_of.add(number)
        self._tested.add(number)
        return number

    def is_spoken_of(self, cls: type) -> bool:
        """Whether the tests name a class."""
        return standins.number_of(cls) in self._spoken_of

    def attribute(self, mine: Any, name: str) -> Any:
        """An attribute of an object; not one by which an answer could judge itself."""
        if name not in guarding.JUDGING or guarding.may_judge(self, mine):
            return self.named(mine, name)
        return guarding.method(self, mine, name)

    def named(self, owner: Any, name: str) -> Any:
        """What the tests reach by a name. A class among it is one that they know."""
        found = super().attribute(owner, name)
        if isinstance(found, Meta):
            self._spoken_of.add(standins.number_of(found))
            if guarding.is_name_of_class(name):
                self._tested.add(standins.number_of(found))
        return found

    def operate(self, mine: StandIn, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """An operator, as far as it may be asked for."""
        return guarding.operate(self, mine, name, args, kwargs)

    def has_item(self, cls: Meta, item: Any) -> bool:
        """Whether something is in a class: its opinion is asked for if the tests know it as one, or of objects."""
        if guarding.is_foreign(item) or standins.number_of(cls) in self._tested:
            return super().has_item(cls, item)
        return guarding.is_among(item, cls)

    def equal(self, mine: StandIn, other: object) -> Any:
        """Only among the program's own objects is its opinion asked; plain data equal them by content at most."""
        if guarding.is_foreign(other):
            return super().equal(mine, other)
        content = guarding.content_of(self, mine)
        return NotImplemented if content is None or guarding.is_own(other) else content == other

    def hash(self, mine: StandIn) -> int:
        """What is equal by content has the hash of its content."""
        content = guarding.content_of(self, mine)
        return super().hash(mine) if content is None else hash(content)

    def perform(self, operation: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do for the program what it could do with an object that a test has given it."""
        guarding.ensure_harmless(operation, target, args, given=id(target) in self._numbers)
        return super().perform(operation, target, args, kwargs)

    def _of_object(self, value: Any) -> Any:
        if isinstance(value, types.FunctionType):
            told = [value.__name__, value.__qualname__, value.__doc__, value.__module__]
            return {"#": [self.keep(value), "function", *told, telling.signature_of(value)]}
        return super()._of_object(value)


class RemoteModule(types.ModuleType):
    """The module ``solution`` as the tests import it."""

    def __init__(self, module: StandIn) -> None:
        super().__init__("solution")
        self.__dict__["_module"] = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module = self.__dict__["_module"]
        return standins.link_of(module).named(module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["_module"], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.__dict__["_module"], name)


def install(link: TestsLink, code: str) -> None:
    """Make ``import solution`` find the other process, and let the tests see those of its names that they use.

    Names of the tests' own and of Python never stand for the program's, unless the tests use no other of its
    names: then it is such a function that they test. Names that the program has from the standard library stand
    for what is there.
    """
    program, names = link.load()
    module = RemoteModule(program)
    sys.modules["solution"] = module
    own = guarding.bound_in(code)
    used = [(name, origin) for name, origin in names if name in link.names and name not in own]
    plain = [(name, origin) for name, origin in used if not hasattr(builtins, name)]
    visible = plain if any(origin is None for _, origin in plain) else used
    found = {name: _resolve(module, name, origin) for name, origin in visible}
    module.__dict__["__all__"] = list(found)
    module.__dict__.update({name: value for name, value in found.items() if not isinstance(value, StandIn)})
    for name, value in found.items():
        setattr(builtins, name, value)


def _resolve(module: RemoteModule, name: str, origin: str | None) -> Any:
    if origin == _MODULE and name in _KNOWN_MODULES:
        return importlib.import_module(name)
    if origin and origin.partition(":")[0] in _KNOWN_MODULES and origin.endswith(f":{name}"):
        return telling.by_name(origin, True)
    return getattr(module, name)
