"""C and C++: the test is compiled with the program, and the linker puts our function around its main.

A program may be any machine code, which could look for our secret in the memory that they share.
"""

import re
from functools import partial

from sandbox.proofs.answers import classes_of, ensure_plain_answers, ensure_standard_kept, macros_of
from sandbox.proofs.c_constants import CONSTANTS
from sandbox.proofs.joined import FOLDER, Joined, Refused, asset
from sandbox.proofs.scanning import words_of
from sandbox.runner.commands import OUT

LINKING = ("-lm", "-pthread", "-Wl,--wrap=main")

_KEYWORDS = (
    "auto break case char const continue default do double else enum extern float for goto if int long register "
    "return short signed sizeof static struct switch typedef union unsigned void volatile while inline restrict "
    "_Bool bool true false"
)
_KEYWORDS_CPP = (
    "catch class const_cast constexpr decltype delete dynamic_cast explicit friend mutable namespace new "
    "noexcept nullptr operator private protected public reinterpret_cast static_cast template this throw "
    "try typeid typename using virtual"
)
_FUNCTIONS = (
    "abort abs calloc ceil exit fabs fabsf fflush floor fmax fmin fprintf free labs llabs main malloc "
    "memcmp memcpy memset pow printf putchar puts qsort realloc round snprintf sprintf sqrt strcasecmp "
    "strchr strcmp strcpy strdup strlen strncmp strstr strtol atoi"
)
_STANDARD = (
    "std all_of any_of array back begin cerr cout deque empty end endl equal find first front get "
    "make_pair map max min move multiset none_of optional pair queue second set size sort stack string "
    "to_string tuple unordered_map unordered_set vector"
)
# Of these, tests in C use our own: a program may define functions of these names, which the linker then prefers.
_OWN_FUNCTIONS = """
#include <string.h>
#include <stdlib.h>
#include <math.h>
static inline __attribute__((unused)) int {mark}strcmp(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}
static inline __attribute__((unused)) int {mark}strncmp(const char *a, const char *b, unsigned long n) {
    while (n && *a && *a == *b) a++, b++, n--;
    return n ? (unsigned char)*a - (unsigned char)*b : 0;
}
static inline __attribute__((unused)) int {mark}memcmp(const void *x, const void *y, unsigned long n) {
    const unsigned char *a = (const unsigned char *)x, *b = (const unsigned char *)y;
    while (n && *a == *b) a++, b++, n--;
    return n ? *a - *b : 0;
}
#define strcmp {mark}strcmp
#define strncmp {mark}strncmp
#define memcmp {mark}memcmp
#define abs(x) __builtin_abs(x)
#define fabs(x) __builtin_fabs(x)
#define fabsf(x) __builtin_fabsf(x)
"""
_FAIL = """
static inline __attribute__((noreturn, unused)) void steelyard_fail(const char *words) {
    long done, size = 0;
    while (words[size]) size++;
    __asm__ volatile("syscall" : "=a"(done) : "a"(1), "D"(2), "S"(words), "d"(size) : "rcx", "r11", "memory");
    __asm__ volatile("syscall" : "=a"(done) : "a"(62), "D"(-1L), "S"(9) : "rcx", "r11", "memory");
    for (;;) __asm__ volatile("syscall" : "=a"(done) : "a"(231), "D"(134) : "rcx", "r11", "memory");
}
"""
_BOOLEANS = """
#ifdef __bool_true_false_are_defined
#define bool _Bool
#define true 1
#define false 0
#endif
"""
_NUMBER = re.compile(r"\s*\(?[-+]?[\d.][\w.+-]*\)?\s*")
_COMPARING = {"=", "!", "<", ">"}
_MAIN = re.compile(r"\bmain\b")


def join(suffix: str, standard: str, compiler: str, program: str, test: str, mark: str) -> Joined:
    """One source of both, with a border between them behind which the program's macros hold no longer."""
    is_cpp = suffix == "cpp"
    if is_cpp:
        _ensure_no_operator(program)
        ensure_plain_answers(program, test)
    renamed = f"#define main {mark}main\n" if _MAIN.search(test) else ""
    parts = [renamed, program, "\n", _border(is_cpp, mark), *_undone(program, test), test, "\n"]
    files = {
        f"solution.{suffix}": "".join(parts),
        f"{FOLDER}/assert.h": asset("assert.h"),
        f"{FOLDER}/end.c": asset("end.c"),
    }
    sources = (f"{FOLDER}/end.c", f"solution.{suffix}")
    options = ("-O2", "-w", f"-I{FOLDER}", "-o", f"{OUT}/solution", *sources, *LINKING)
    return Joined(files, (compiler, f"-std={standard}", *options), ("./solution",), uncopied=True)


join_c = partial(join, "c", "gnu17", "gcc")
join_cpp = partial(join, "cpp", "gnu++17", "g++")


def _border(is_cpp: bool, mark: str) -> str:
    names = f"{_KEYWORDS} {_FUNCTIONS} NDEBUG steelyard_fail" + (f" {_KEYWORDS_CPP} {_STANDARD}" if is_cpp else "")
    lines = [f"#undef {name}\n" for name in names.split()]
    own = "" if is_cpp else _BOOLEANS + _OWN_FUNCTIONS.replace("{mark}", mark)
    fail = _FAIL.replace("steelyard_fail", f"{mark}fail")
    return "".join(
        [*lines, own, fail, f"#define steelyard_fail {mark}fail\n#define STEELYARD_TEST\n#include <assert.h>\n"]
    )


def _undone(program: str, test: str) -> list[str]:
    """What undoes the program's macros named like words of the test.

    A constant of the headers has its value again. Other numbers cannot stand for anything else, unless the test
    defines them as well.
    """
    used, own = set(words_of(test)), {name for name, _ in macros_of(test)}
    return [
        f"#undef {name}\n" + (f"#define {name} {CONSTANTS[name]}\n" if name in CONSTANTS else "")
        for name, content in macros_of(program)
        if name in used and (name in own or name in CONSTANTS or not _NUMBER.fullmatch(content))
    ]


def _ensure_no_operator(program: str) -> None:
    """No comparison between things that are not the program's own: a test compares with the standard's."""
    words = words_of(program)
    ensure_standard_kept(words)
    own = classes_of(words)
    for at, word in enumerate(words[:-2]):
        if word == "operator" and _compares(words[at + 1 : at + 4]):
            start = words.index("(", at)
            end = words.index(")", start) if ")" in words[start:] else len(words)
            if not own.intersection(words[start:end]):
                raise Refused(f"operator{words[at + 1]}")


def _compares(signs: list[str]) -> bool:
    """Whether an operator compares: it is no shift, as streams have."""
    return signs[0] in _COMPARING and "(" in signs[1:] and signs[:2] not in (["<", "<"], [">", ">"])
