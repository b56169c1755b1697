"""Stand-ins: what one process has for the objects and classes of the other.

For a class there is a class, of the same name and with bases that stand for its bases, so that ``isinstance``,
``type`` and ``except`` see what they would see over there. Operators are there where the other class has them.
"""

import builtins
import types
from typing import Any

_ASKED = """
len iter next getitem setitem delitem enter exit call bool int float index complex round trunc floor ceil abs neg
pos invert reversed length_hint missing
"""
_BINARY = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift divmod"
_ORDERING = "lt le gt ge"
_ALWAYS = "str repr format"

ASKED = frozenset(f"__{name}__" for name in _ASKED.split())
ARITHMETIC = frozenset(f"__{how}{name}__" for name in _BINARY.split() for how in ("", "r", "i"))
IN_PLACE = frozenset(f"__i{name}__" for name in _BINARY.split())
ORDERING = frozenset(f"__{name}__" for name in _ORDERING.split())
OPERATORS = ASKED | ARITHMETIC | ORDERING | {"__contains__"}
_COMPARING = OPERATORS | {"__eq__", "__ne__"}
CONTENTS = (int, str, list, float, tuple, dict, set, frozenset, bytes, complex)

_OWN = frozenset(("__class__", "__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__", "__getstate__"))
_LOOKS = {
    kind.__name__: kind
    for kind in vars(types).values()
    if isinstance(kind, type) and kind.__module__ == "builtins" and not hasattr(builtins, kind.__name__)
}


def looks_of(module: str, name: str) -> type | None:
    """The class of the interpreter's own that goes by a name, which ``isinstance`` is to find."""
    if module != "builtins":
        return None
    kind = getattr(builtins, name, None) or _LOOKS.get(name)
    return kind if isinstance(kind, type) else None


class Meta(type):
    """The class of classes that stand for others. Those without a ``home`` are subclasses that are made here."""

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any], home: Any = None) -> "Meta":
        """A class whose home is a link and a number, or which gets a counterpart over there."""
        made = super().__new__(mcs, name, bases, {**space, "_home": home})
        if home is None and bases:
            link = home_of(next(base for base in bases if isinstance(base, Meta)))[0]
            type.__setattr__(made, "_home", (link, link.subclass(made, name, bases, space)))
        return made

    def __init__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any], **_home: Any) -> None:
        """As any class: where its home is has been noted."""
        super().__init__(name, bases, space)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """An instance, made over there."""
        return home_of(cls)[0].construct(cls, args, kwargs)

    def __getattr__(cls, name: str) -> Any:
        return home_of(cls)[0].attribute(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        home_of(cls)[0].ask("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        home_of(cls)[0].ask("del", cls, name)

    def __instancecheck__(cls, instance: Any) -> bool:
        if type.__instancecheck__(cls, instance):
            return True
        home = home_of(cls)
        return bool(home) and isinstance(type(instance), Meta) and home[0].ask("instance", cls, instance) is True

    def __subclasscheck__(cls, other: type) -> bool:
        if type.__subclasscheck__(cls, other):
            return True
        home = home_of(cls)
        return bool(home) and isinstance(other, Meta) and home[0].ask("subclass?", cls, other) is True

    def __bool__(cls) -> bool:
        return True

    def __iter__(cls) -> Any:
        return home_of(cls)[0].ask("operate", cls, "__iter__")

    def __len__(cls) -> int:
        return int(home_of(cls)[0].ask("operate", cls, "__len__"))

    def __getitem__(cls, key: Any) -> Any:
        return home_of(cls)[0].ask("operate", cls, "__getitem__", key)

    def __contains__(cls, item: Any) -> bool:
        return bool(home_of(cls)[0].has_item(cls, item))


def home_of(cls: Any) -> Any:
    """The link and the number of a class that stands for another."""
    return type.__getattribute__(cls, "__dict__")["_home"]


class StandIn(metaclass=Meta):
    """Stands for an object of the other side."""

    __slots__ = ("__weakref__", "_informed", "_link", "_subject", "_target")

    def __init__(self, *_args: Any, **_kwargs: Any) -> None: ...

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return getattr(type(self), "_looks", None) or type(self)
        if name in _OWN:
            return object.__getattribute__(self, name)
        if name in _COMPARING:
            return _decided(object.__getattribute__(self, name))
        return link_of(self).attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        link_of(self).ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        link_of(self).ask("del", self, name)

    def __eq__(self, other: object) -> Any:
        return link_of(self).equal(self, other)

    def __hash__(self) -> int:
        return int(link_of(self).hash(self))

    def __copy__(self) -> Any:
        return link_of(self).ask("copy", self)

    def __deepcopy__(self, _memo: Any) -> Any:
        return link_of(self).ask("deepcopy", self)

    def __dir__(self) -> Any:
        return link_of(self).ask("dir", self)


def _decided(operator: Any) -> Any:
    """An operator that is called by its name: what it leaves undecided is false, and not true as anything is."""

    def decide(*args: Any, **kwargs: Any) -> Any:
        result = operator(*args, **kwargs)
        return False if result is NotImplemented else result

    return decide


class Inherited:
    """A method of the other side's class, for ``super()`` in a subclass that was made here."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._owner: Any = None

    def __set_name__(self, owner: type, _name: str) -> None:
        self._owner = owner

    def __get__(self, instance: Any, owner: Any) -> Any:
        link = home_of(self._owner)[0]
        if instance is None:
            return link.ask("get", owner, self._name)
        return link.ask("inherited", self._owner, self._name, instance)


_LINK, _TARGET = StandIn.__dict__["_link"], StandIn.__dict__["_target"]
_SUBJECT, _INFORMED = StandIn.__dict__["_subject"], StandIn.__dict__["_informed"]


def link_of(stand_in: StandIn) -> Any:
    """The link over which its object is reached."""
    return _LINK.__get__(stand_in)


def make(cls: type, link: Any, number: int) -> StandIn:
    """A stand-in for an object of a class."""
    made: Any = object.__new__(cls)
    _LINK.__set__(made, link)
    _TARGET.__set__(made, number)
    _SUBJECT.__set__(made, False)
    _INFORMED.__set__(made, False)
    return made  # type: ignore[no-any-return]


def number_of(value: Any) -> int | None:
    """The number of the object or class that a value stands for."""
    kind = type(value)
    if issubclass(kind, StandIn):
        return _TARGET.__get__(value)  # type: ignore[no-any-return]
    if issubclass(kind, Meta):
        home = home_of(value)
        return home[1] if home else None
    if isinstance(kind, Meta):
        return BaseException.__getattribute__(value, "__dict__").get("_number")  # type: ignore[no-any-return]
    return None


def is_subject(value: Any) -> bool:
    """Whether a test made this object, and no function of the program gave it as an answer."""
    return bool(_SUBJECT.__get__(value))


def set_subject(value: Any, whether: bool) -> None:
    """Note that a test made this object, or that it was an answer."""
    _SUBJECT.__set__(value, whether)


def is_informed(value: Any) -> bool:
    """Whether this came of an answer of the program's and of what a test has compared it with."""
    return bool(_INFORMED.__get__(value))


def set_informed(value: Any) -> None:
    """Note that this came of an answer and a value of the test."""
    _INFORMED.__set__(value, True)


def _operator(name: str) -> Any:
    def operate(self: Any, *args: Any, **kwargs: Any) -> Any:
        return link_of(self).operate(self, name, args, kwargs)

    operate.__name__ = name
    return operate


_OPERATIONS = {name: _operator(name) for name in OPERATORS | {f"__{name}__" for name in _ALWAYS.split()}}
for _name in _ALWAYS.split():
    type.__setattr__(StandIn, f"__{_name}__", _OPERATIONS[f"__{_name}__"])


def class_for(link: Any, number: int, details: list[Any]) -> type:
    """A class that stands for another, of which ``details_of`` has told. For exceptions, see raising.py."""
    name, qualname, module, doc, bases, operators, methods, traits = details
    plain = tuple(dict.fromkeys(base for base in bases if issubclass(base, StandIn))) or (StandIn,)
    space: dict[str, Any] = {"__qualname__": qualname, "__module__": module, "__doc__": doc}
    space |= {
        method: Inherited(method) for method in methods if not hasattr(object, method) or method == "__init__"
    }
    space |= {"_traits": frozenset(traits), "_looks": _looks(module, name, traits)}
    space |= {"__slots__": ()}
    space |= {operator: _OPERATIONS[operator] for operator in operators if operator in OPERATORS}
    if "unhashable" in traits:
        space["__hash__"] = None
    return _class(name, plain, space, (link, number)) or _class(name, (StandIn,), space, (link, number)) or StandIn


def _class(name: str, bases: tuple[type, ...], space: dict[str, Any], home: Any) -> type | None:
    try:
        return Meta(name, bases, dict(space), home=home)
    except TypeError:
        return None  # bases that do not go together here


def _looks(module: str, name: str, traits: list[str]) -> type | None:
    """What ``isinstance`` finds besides the stand-in's class: a class of the interpreter's, or a base of it."""
    known = looks_of(module, name)
    if known:
        return known
    content = next((kind for kind in CONTENTS if kind.__name__ in traits), None)
    return type(name, (content,), {}) if content else None
