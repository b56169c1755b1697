"""The untrusted process itself, for Python: what runs from the fork to the end of the program.

From the moment the source is executed, nothing in this process is to be believed.
"""

import atexit
import builtins
import linecache
import os
import socket
import struct
import sys
import threading
import traceback
import types
from collections.abc import Sequence
from typing import Any, NoReturn

from . import linked, wire
from .own_names import ensure_own, is_own
from .values import TooLarge, decode, encode

SOURCE = "/tmp/work/solution.py"  # inside the jail's own file system
LOADED = b'["loaded", null, []]'

_MESSAGE = 2000
_MODULE = "solution"


def run_main(source: str, args: Sequence[str] = ()) -> NoReturn:
    """Run the source as a script, as ``python solution.py`` does."""
    status = 1
    try:
        module = new_module("__main__")
        sys.argv += args
        exec(compile_source(source), module.__dict__)
        status = 0
    except SystemExit as leaving:
        status = _exit_status(leaving)
    except BaseException:
        # The end of the untrusted program: whatever it raised is reported as the interpreter would.
        _report_uncaught()
    _finish(status)


def serve_calls(source: str, descriptor: int) -> NoReturn:
    """Load the source as a module, say so, then answer one request after the other."""
    channel = socket.socket(fileno=descriptor)
    module = new_module(_MODULE)
    try:
        code = compile_source(source)
    except (SyntaxError, ValueError) as error:
        answer(channel, problem("syntax", error))
        os._exit(1)
    except BaseException as error:
        # Memory or recursion used up by the compiler itself.
        answer(channel, problem("raised", error))
        os._exit(1)
    try:
        exec(code, module.__dict__)
    except BaseException as error:
        # The same boundary as below, for the loading of the program.
        answer(channel, problem("raised", error))
        os._exit(1)
    answer(channel, LOADED)
    while True:
        header, blobs = wire.receive(channel)
        answer(channel, _respond(module.__dict__, source, header, blobs))


def _respond(namespace: dict[str, Any], source: str, header: wire.Header, blobs: list[bytes]) -> bytes:
    try:
        if header["kind"] == "call":
            args, kwargs = decode(blobs[0])
            values = [_call(_find(namespace, header["function"], source), args, kwargs, namespace)]
        else:
            setup = compile(header["setup"], "setup.py", "exec", dont_inherit=True)
            asked = [compile(one.strip(), "<string>", "eval", dont_inherit=True) for one in header["expressions"]]
            ensure_own(namespace, [setup, *asked], source, _MODULE)
            exec(setup, namespace)
            values = [eval(expression, namespace) for expression in asked]
        return f'["returned", null, {encode(values, header["room"])}]'.encode()
    except TooLarge:
        return b'["output_limit", null, []]'
    except MemoryError as error:
        return problem("memory", error)
    except BaseException as error:
        # The boundary of one call: whatever it raises is its result.
        return problem("raised", error)


def _call(function: Any, args: list[Any], kwargs: dict[str, Any], namespace: dict[str, Any]) -> Any:
    args, kwargs = linked.with_nodes(function, args, kwargs, namespace)
    return linked.without_nodes(function, function(*args, **kwargs))


def _find(namespace: dict[str, Any], path: str, source: str) -> Any:
    """A function by name; ``Class.method`` is called on a new instance.

    What is no function of the program may be a method: of ``Solution``, or of the only class that has it.
    """
    name, *rest = path.split(".")
    found = namespace[name] if is_own(namespace, name, source, _MODULE) else _method(namespace, name)
    for attribute in rest:
        found = getattr(found() if isinstance(found, type) else found, attribute)
    return found


def _method(namespace: dict[str, Any], name: str) -> Any:
    own = [value for value in namespace.values() if isinstance(value, type) and value.__module__ == _MODULE]
    classes = [one for one in own if name in vars(one)]
    solution = namespace.get("Solution")
    if isinstance(solution, type) and hasattr(solution, name):
        classes = [solution]
    if len(classes) != 1:
        raise NameError(f"name {name!r} is not defined")
    return getattr(classes[0](), name)


def compile_source(source: str) -> types.CodeType:
    """Compile, so that tracebacks can quote it."""
    linecache.cache[SOURCE] = (len(source), None, source.splitlines(keepends=True), SOURCE)
    return compile(source, SOURCE, "exec", dont_inherit=True)


def new_module(name: str) -> types.ModuleType:
    """An empty module under that name, with the program's directory to import from."""
    module = types.ModuleType(name)
    module.__dict__.update(__file__=SOURCE, __builtins__=builtins)
    sys.modules[name] = module
    sys.argv = [SOURCE]
    sys.path.insert(0, os.path.dirname(SOURCE))
    return module


def _exit_status(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    if isinstance(leaving.code, int):
        return leaving.code & 0xFF
    print(leaving.code, file=sys.stderr)
    return 1


def _report_uncaught() -> None:
    kind, error, trace = sys.exc_info()
    assert kind is not None
    assert error is not None
    while trace and trace.tb_frame.f_code.co_filename != SOURCE:
        trace = trace.tb_next  # these frames are ours
    error.__traceback__ = trace
    try:
        sys.excepthook(kind, error, trace)
    except BaseException:
        # A hook of the program's own failed.
        traceback.print_exception(kind, error, trace)


def _finish(status: int) -> NoReturn:
    """What the interpreter does at its end, without taking itself apart piece by piece."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]  # joins threads as the interpreter does
        atexit._run_exitfuncs()
        _flush(sys.stdout)
    except BaseException:
        # Output that cannot be written is a failure, as it is for the interpreter.
        status = status or 120
    try:
        _flush(sys.stderr)
    finally:
        os._exit(status)


def _flush(stream: Any) -> None:
    """Write out what is waiting. A stream that the program has closed or taken away has nothing."""
    if stream is not None and not getattr(stream, "closed", False):
        stream.flush()


def problem(ended: str, error: BaseException) -> bytes:
    """An answer that tells of an exception."""
    try:
        trace = error.__traceback__
        line = error.lineno if isinstance(error, SyntaxError) else None
        while trace:
            line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == SOURCE else line
            trace = trace.tb_next
        message = str(error)[:_MESSAGE]
    except BaseException:
        # The exception's own methods are as hostile as the program.
        line, message = None, ""
    name = type.__dict__["__name__"].__get__(type(error))
    return f"[{encode(ended)}, {encode([name[:200], message, line])}, []]".encode()


def answer(channel: socket.socket, payload: bytes) -> None:
    """Send an answer, after the output that was printed before it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: S112
            # The program may have closed or replaced it.
            continue
    channel.sendall(struct.pack(">Q", len(payload)) + payload)
