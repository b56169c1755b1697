"""The languages that programs may be written in: one entry each.

Python runs inside the runner, which has it at hand. Every other language is a source file, a command that compiles
it where that is needed, and a command that runs it. Its tools come with the image: ``deploy/sandbox/languages``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.proofs import bash, c_family, go, java, javascript, rust
from sandbox.proofs.joined import Join
from sandbox.runner.calls import FURTHER
from sandbox.runner.commands import OUT

PYTHON = "python"


@dataclass(frozen=True, slots=True)
class Language:
    """How a program of one language becomes a process.

    In commands and variables ``{memory_mb}`` stands for the limit of the case, and ``{main}`` and ``{file}`` for
    what ``names`` finds in the source: the name of what is started, and of the file that it wants to be in.
    ``runtime_mb`` is what the language's own runtime may take on top of the program; such runtimes reserve address
    space that they never touch, so it is not their address space that is bounded. ``join`` puts a test after a
    program such that its end can be proven; ``asserts`` says whether tests may be statements that follow the
    program. ``calls`` are system calls that its programs, its compiler or its runtime make besides those that
    every jail allows: names of ``calls.FURTHER``. ``sample`` prints one line, ``works``.
    """

    tags: frozenset[str]
    sample: str
    names: Callable[[str], tuple[str, str]] = lambda _source: ("solution", "solution")
    compile: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    runtime_mb: int = 0
    runtime_processes: int = 0
    join: Join | None = None
    asserts: bool = False
    calls: frozenset[str] = frozenset()
    build_seconds: float = 0.0
    start_seconds: float = 0.01


def _named(file: str) -> Callable[[str], tuple[str, str]]:
    return lambda _source: ("solution", file)


_PACKAGE = re.compile(r"^[^\S\n]*package\s+([\w.]+)\s*;", re.MULTILINE)
_TYPE = re.compile(
    r"\b(public\s+)?(?:(?:final|abstract|strictfp|sealed)\s+){0,4}(?:class|interface|enum|record)\s+(\w+)"
)
_MAIN = re.compile(r"\bstatic\s+(?:final\s+)?void\s+main\s*\(")


def _java_names(source: str) -> tuple[str, str]:
    """The class that is started, and the file that its public class has to be in."""
    types = [(found.start(), found[2], bool(found[1])) for found in _TYPE.finditer(source)]
    public = next((name for _, name, is_public in types if is_public), None)
    main = _MAIN.search(source)
    before = [name for start, name, _ in types if main and start < main.start()]
    name = public or (before[-1] if before else "Main")
    package = _PACKAGE.search(source)
    return f"{package[1]}.{name}" if package else name, f"{name}.java"


# What libc has a function for, so that a program may call it.
_LIBC_CALLS = frozenset(FURTHER) - {"capget"}
_KEY_CALLS = frozenset({"pkey_alloc", "pkey_free", "pkey_mprotect"})

_GCC = ("-O2", "-w", "-o", f"{OUT}/solution", "{file}", "-lm", "-pthread")
_JVM = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms16m")

LANGUAGES: Mapping[str, Language] = {
    PYTHON: Language(frozenset({"python", "py", "python3"}), "print('works')", asserts=True),
    "bash": Language(
        frozenset({"bash", "sh", "shell"}),
        "echo works",
        names=_named("solution.sh"),
        run=("bash", "{file}"),
        join=bash.join,
        asserts=True,
    ),
    "c": Language(
        frozenset({"c"}),
        '#include <stdio.h>\nint main(void) { puts("works"); return 0; }\n',
        names=_named("solution.c"),
        compile=("gcc", "-std=gnu17", *_GCC),
        run=("./solution",),
        join=c_family.join_c,
        calls=_LIBC_CALLS,
        build_seconds=0.2,
    ),
    "cpp": Language(
        frozenset({"cpp", "c++", "cc", "cxx"}),
        '#include <cstdio>\nint main() { std::puts("works"); }\n',
        names=_named("solution.cpp"),
        compile=("g++", "-std=gnu++17", *_GCC),
        run=("./solution",),
        join=c_family.join_cpp,
        calls=_LIBC_CALLS,
        build_seconds=1.0,
    ),
    "javascript": Language(
        frozenset({"javascript", "js", "node", "nodejs"}),
        "console.log('works')",
        names=_named("solution.js"),
        run=("node", "--max-old-space-size={memory_mb}", "{file}"),
        runtime_mb=128,
        runtime_processes=16,
        join=javascript.join,
        calls=_KEY_CALLS | {"capget"},  # V8 guards code by keys, libuv asks what it may
        asserts=True,
        start_seconds=0.07,
    ),
    "java": Language(
        frozenset({"java"}),
        'class Main { public static void main(String[] a) { System.out.println("works"); } }\n',
        names=_java_names,
        compile=("javac", *(f"-J{option}" for option in _JVM), "-nowarn", "-d", OUT, "{file}"),
        run=("java", *_JVM, "-Xmx{memory_mb}m", "-cp", ".", "{main}"),
        join=java.join_with(_java_names, _JVM),
        calls=frozenset({"mincore", "membarrier"}),  # of mapped buffers, and between its threads
        runtime_mb=192,
        runtime_processes=32,
        build_seconds=1.0,
        start_seconds=0.1,
    ),
    "go": Language(
        frozenset({"go", "golang"}),
        'package main\n\nimport "os"\n\nfunc main() { os.Stdout.WriteString("works\\n") }\n',
        names=_named("solution.go"),
        compile=("go", "build", "-o", f"{OUT}/solution", "{file}"),
        run=("./solution",),
        environment={
            "GO111MODULE": "off",
            "GOFLAGS": "-buildvcs=false",
            "GOCACHE": f"{OUT}.cache",
            "CGO_ENABLED": "0",
            "GOMEMLIMIT": "{memory_mb}MiB",  # before it collects no garbage for want of need
        },
        join=go.join,
        calls=frozenset({"mincore", "tee", "sync_file_range", "mlockall", "munlockall"}),  # of its package syscall
        runtime_mb=64,
        runtime_processes=16,
        build_seconds=0.6,
    ),
    "rust": Language(
        frozenset({"rust", "rs"}),
        'fn main() { println!("works"); }\n',
        names=_named("solution.rs"),
        compile=(
            *("rustc", "--edition", "2021", "-C", "opt-level=2", "-C", "strip=symbols", "-A", "warnings"),
            *("-o", f"{OUT}/solution", "{file}"),
        ),
        run=("./solution",),
        join=rust.join,
        calls=_LIBC_CALLS,
        build_seconds=0.6,
    ),
}
