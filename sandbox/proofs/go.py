"""Go: main is a file of our own beside the program and its test; names of the language stay what they are."""

import re

from sandbox.proofs.go_source import arranged
from sandbox.proofs.joined import Joined, Refused, asset
from sandbox.proofs.scanning import judging_methods, words_of
from sandbox.runner.commands import OUT

_UNIVERSE = frozenset(
    [
        "any",
        "bool",
        "byte",
        "comparable",
        "complex64",
        "complex128",
        "error",
        "float32",
        "float64",
        "int",
        "int8",
        "int16",
        "int32",
        "int64",
        "rune",
        "string",
        "uint",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "uintptr",
        "true",
        "false",
        "iota",
        "nil",
        "append",
        "cap",
        "clear",
        "close",
        "complex",
        "copy",
        "delete",
        "imag",
        "len",
        "make",
        "max",
        "min",
        "new",
        "panic",
        "print",
        "println",
        "real",
        "recover",
    ]
)
_MAYBE_OWN = frozenset({"max", "min", "clear", "any"})  # newer than many programs that define them
_PACKAGES = frozenset(
    [
        "bytes",
        "errors",
        "fmt",
        "maps",
        "math",
        "os",
        "reflect",
        "runtime",
        "slices",
        "sort",
        "strconv",
        "strings",
        "testing",
        "time",
        "unicode",
        "utf8",
    ]
)
_JUDGING = ("After", "Before", "Cmp", "Compare", "Contains", "Equal", "HasPrefix", "HasSuffix", "Sub")
_MAIN = re.compile(r"\bfunc\s+main\s*\(\s*\)")
_EXIT = re.compile(r"\bos\.Exit\s*\(")
_IMPORT = re.compile(r'^[^\S\n]*(?:import\s+)?(\w+)\s+"([\w./]+)"', re.MULTILINE)
_UNIT_TEST = re.compile(r"^func\s+Test\w*\s*\(\s*\w+\s+\*\s*testing\.T\s*\)", re.MULTILINE)
_TESTIFY = "github.com/stretchr/testify/"
_BUILD = ("go", "build", "-o", f"{OUT}/solution")
_BUILD_TESTS = ("go", "test", "-c", "-vet=off", "-o", f"{OUT}/solution")


def join(program: str, test: str, mark: str) -> Joined:
    """Program and test in one file, as imports hold for a file, and our main in another that comes before it.

    A test that consists of unit tests is run by what ``go test`` makes of them.
    """
    _ensure_fair(program)
    _ensure_plain_answers(words_of(program, backquotes=True), words_of(test, backquotes=True))
    are_units = bool(_UNIT_TEST.search(test)) and not _MAIN.search(test)
    if _MAIN.search(test) or are_units:
        program = _MAIN.sub(f"func {mark}program()", program)
        test = _MAIN.sub(f"func main{mark}()", test)
    else:
        program = _MAIN.sub(f"func main{mark}()", program)
    if _EXIT.search(test):
        test = _EXIT.sub(f"exit{mark}(", test) + "\nvar _ = os.Exit\n"
    source, specs = arranged(program, test)
    kind = "_test" if are_units else ""
    finish = "finish_tests.go" if are_units else "finish_main.go"
    files = {
        f"end{kind}.go": asset("end.go").replace("{mark}", mark),
        f"finish{kind}.go": asset(finish).replace("{mark}", mark),
        f"solution{kind}.go": source,
    }
    packages = {
        f"go/src/{spec.path}/assert.go": asset("testify.go").replace("{name}", spec.path.rpartition("/")[2])
        for spec in specs
        if spec.path in (f"{_TESTIFY}assert", f"{_TESTIFY}require")
    }
    compiling = (*(_BUILD_TESTS if are_units else _BUILD), *files)
    return Joined({**files, **packages}, compiling, ("./solution",), uncopied=True)


def _ensure_fair(program: str) -> None:
    if "//go:linkname" in program:
        raise Refused("functions of other packages")
    for alias, path in _IMPORT.findall(program):
        if alias in _UNIVERSE or (alias in _PACKAGES and path.rpartition("/")[2] != alias):
            raise Refused(alias)
    for name in _declared(words_of(program, backquotes=True)):
        if name in (_UNIVERSE - _MAYBE_OWN) | _PACKAGES:
            raise Refused(name)


def _ensure_plain_answers(words: list[str], tested: list[str]) -> None:
    """No method by which a test compares belongs to a type of the program's that the test does not name."""
    names = judging_methods(tested, *_JUDGING)
    for at, word in enumerate(words[:-1]):
        if word in names and words[at - 1] == ")" and words[at + 1] == "(" and words[at - 2] not in tested:
            raise Refused(word)


def _declared(words: list[str]) -> list[str]:
    """What a package declares for itself: functions, types, variables and constants outside of any braces."""
    names, depth, group = [], 0, ""
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word in "({[":
            depth += 1
            if depth == 1 and word == "(" and before in ("var", "const", "type"):
                group = before
        elif word in ")}]":
            depth -= 1
            group = group if depth else ""
        elif (depth == 0 and before in ("func", "type", "var", "const")) or (
            depth == 1 and group and _starts(before, after)
        ):
            names.append(word)
    return names


def _starts(before: str, after: str) -> bool:
    """Roughly, whether a word in a group is declared there: it is followed by a type or a value."""
    return before not in ("=", ".", "*") and after not in (".",)
