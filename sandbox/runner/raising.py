"""Stand-ins for exceptions: ``except`` and ``isinstance`` find in them what they would find over there.

A class of the standard library's is the same on both sides, so that its stand-in is derived from it: a test that
expects ``json.JSONDecodeError`` or ``sqlite3.IntegrityError`` gets one. Which module a class is from is the
program's word, and worth no more than raising it. So ``unittest``, ``bdb`` and others are not among the modules:
their exceptions skip or end tests.
"""

import importlib
from typing import Any

from .guarding import JUDGING
from .standins import ASKED, Inherited, Meta, home_of

_MODULES = """
argparse asyncio.queues binascii calendar concurrent.futures._base concurrent.futures.process
concurrent.futures.thread configparser copy _csv dataclasses email.errors ftplib getopt graphlib gzip http.client
http.cookiejar http.cookies importlib.metadata io ipaddress json.decoder locale _lzma mailbox
multiprocessing.context netrc optparse _pickle plistlib poplib queue _queue re shutil smtplib socket sqlite3 ssl
statistics struct subprocess tarfile threading tokenize tomllib urllib.error wave xml.dom xml.etree.ElementTree
xml.parsers.expat xml.sax._exceptions xmlrpc.client zipfile zlib zoneinfo._common
"""
_STANDARD = frozenset(_MODULES.split())
_HERE = frozenset(("args", "with_traceback", "add_note"))
_ASKED = ASKED - {"__exit__"}


class RaisedIn:
    """What an exception has that stands for one of the other side's: its attributes are over there."""

    def __getattribute__(self, name: str) -> Any:
        known = object.__getattribute__(self, "__dict__")
        if name[:1] == "_" or name in _HERE or name in known or "_number" not in known:
            return super().__getattribute__(name)
        return _asked(self, name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_number" not in self.__dict__:
            raise AttributeError(name)
        return _asked(self, name)

    def __str__(self) -> str:
        if getattr(type(self), "_speaks", False) and "_number" in self.__dict__:
            return str(home_of(type(self))[0].ask("operate", self, "__str__"))
        return str(super().__str__())


def _asked(error: RaisedIn, name: str) -> Any:
    if name in JUDGING:
        raise AttributeError(f"an exception has no {name!r} of its own")
    return home_of(type(error))[0].ask("get", error, name)


def class_for(link: Any, number: int, details: list[Any]) -> type:
    """A class that stands for another of exceptions, of which ``details_of`` has told."""
    name, qualname, module, doc, bases, _operators, methods, traits = details
    raised = [base for base in bases if issubclass(base, BaseException)]
    nearest: type = raised[0]
    if real := _shared(module, qualname):
        raised, nearest = [*(base for base in raised if isinstance(base, Meta)), real], real
    space: dict[str, Any] = {"__qualname__": qualname, "__module__": module, "__doc__": doc}
    space |= {method: Inherited(method) for method in methods if _is_asked(method)}
    space |= {"_traits": frozenset(traits), "_speaks": "str" in traits}
    for some in (raised, [nearest]):
        own = () if any(issubclass(base, RaisedIn) for base in some) else (RaisedIn,)
        try:
            return Meta(name, (*own, *some), dict(space), home=(link, number))
        except TypeError:
            continue  # bases that do not go together here
    return nearest


def _is_asked(method: str) -> bool:
    """Whether it is a method by which an exception that is given as an answer cannot judge itself."""
    return method in _ASKED or not (method.startswith("__") or method in JUDGING or method in _HERE)


def _shared(module: Any, name: Any) -> type[Exception] | None:
    """The class of exceptions that goes by a name in a library that both sides have."""
    if type(module) is not str or type(name) is not str or module not in _STANDARD:
        return None
    try:
        found = vars(importlib.import_module(module)).get(name)
    except ImportError:
        return None  # an interpreter that was built without it
    is_own = isinstance(found, type) and issubclass(found, Exception) and found.__module__ == module
    return found if is_own else None
