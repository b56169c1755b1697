"""Rust: the linker puts our function around main, and macros of the standard mean what they did before."""

import re
from collections.abc import Iterator

from sandbox.proofs.joined import FOLDER, Joined, Refused, asset
from sandbox.proofs.scanning import after_words, judging_methods, words_of
from sandbox.runner.commands import OUT

_MACROS = (
    "assert assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne panic unreachable unimplemented todo "
    "matches vec format print println eprint eprintln write writeln"
)
# Its first item is for an attribute that the program may end with.
_BORDER = "const _: () = ();\n" + "".join(
    f"#[allow(unused_macros)] macro_rules! {name} {{ ($($all:tt)*) => {{ ::std::{name}!($($all)*) }} }}\n"
    for name in _MACROS.split()
)
_RESERVED = frozenset(
    [
        "std",
        "core",
        "alloc",
        "bool",
        "char",
        "str",
        "u8",
        "u16",
        "u32",
        "u64",
        "u128",
        "usize",
        "i8",
        "i16",
        "i32",
        "i64",
        "i128",
        "isize",
        "f32",
        "f64",
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "Vec",
        "String",
        "Box",
        "ToString",
        "PartialEq",
        "Eq",
        "PartialOrd",
        "Ord",
        "Iterator",
        "drop",
    ]
)
_ATTRIBUTES = {"link_section", "no_mangle", "export_name", "global_asm"}
_COMPARISONS = {"PartialEq", "Eq", "PartialOrd", "Ord"}
_ARITHMETIC = frozenset(["Add", "Sub", "Mul", "Div", "Rem", "BitAnd", "BitOr", "BitXor", "Shl", "Shr"])
_JUDGING = ("cmp", "contains", "ends_with", "eq", "ge", "gt", "le", "lt", "ne", "partial_cmp", "starts_with")
_MAIN = re.compile(r"\bfn\s+main\b")
_UNIT_TEST = re.compile(r"#\s*\[\s*test\s*\]")
_HARNESS = ("./solution", "--test-threads=1", "--nocapture")


def join(program: str, test: str, mark: str) -> Joined:
    """One source of both. A test that consists of unit tests is run by what ``rustc --test`` makes of them."""
    _ensure_fair(program)
    _ensure_plain_answers(words_of(program), words_of(test))
    are_units = bool(_UNIT_TEST.search(test)) and not _MAIN.search(test)
    if _MAIN.search(test):
        program = _MAIN.sub(f"fn {mark}main", program)
    files = {"solution.rs": f"{program}\n{_BORDER}{test}\n", f"{FOLDER}/end.c": asset("end.c")}
    options = ("--edition", "2021", "-C", "opt-level=2", "-C", "strip=symbols", "-A", "warnings")
    linking = ("-C", f"link-arg={FOLDER}/end.c", "-C", "link-arg=-Wl,--wrap=main")
    compiling = ("rustc", *options, *linking, *(("--test",) if are_units else ()))
    run = _HARNESS if are_units else ("./solution",)
    return Joined(files, (*compiling, "-o", f"{OUT}/solution", "solution.rs"), run, uncopied=True)


def _ensure_fair(program: str) -> None:
    words = words_of(program)
    declared = list(after_words(words, "struct", "enum", "union", "type", "trait", "mod", "fn", "as"))
    for word in [*after_words(words, "struct", "enum", "union", "type", "trait", "mod"), *_imported(words)]:
        if word in _RESERVED:
            raise Refused(word)
    if _renames(words):
        raise Refused("PartialEq")
    _ensure_whole(words)
    for word in _ATTRIBUTES.intersection(words):
        raise Refused(word)
    own = set(declared)
    for at, word in enumerate(words[:-2]):
        # A type of the program's that says itself how it compares to one of the standard's.
        foreign = word == "PartialEq" and words[at + 1] == "<" and words[at + 2] not in own | {"Self", "&"}
        if foreign and _is_implementation(words, at):
            raise Refused("PartialEq")


def _ensure_plain_answers(words: list[str], tested: list[str]) -> None:
    """No type that the test does not name says of data of the test's what passes, by an operator or a method."""
    own = set(after_words(words, "struct", "enum", "union", "type")) - set(tested)
    methods = judging_methods(tested, *_JUDGING)
    for header, body in _implementations(words):
        if not own.intersection(header):
            continue
        foreign = _ARITHMETIC.intersection(header) and not own.union({"Self"}).intersection(_argument(header))
        outputs = [after for before, after in zip(body, body[2:], strict=False) if before == "Output"]
        if foreign and "for" in header and outputs and not own.union({"Self"}).intersection(outputs):
            raise Refused(min(_ARITHMETIC.intersection(header)))
        if not _COMPARISONS.intersection(header) and methods.intersection(after_words(body, "fn")):
            raise Refused(min(methods))


def _argument(header: list[str]) -> list[str]:
    """What a trait is implemented with: between the last angle brackets before ``for``."""
    before = header[: header.index("for")] if "for" in header else header
    at = max((place for place, word in enumerate(before) if word == "<"), default=len(before))
    return before[at:]


def _implementations(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The words between ``impl`` and its brace, and those between its braces."""
    for at, word in enumerate(words):
        if word == "impl" and "{" in words[at:] and words[at - 1 : at] not in (["-"], [">"], [":"], ["("], [","]):
            start = end = words.index("{", at)
            depth = 0
            for end in range(start, len(words)):
                depth += (words[end] == "{") - (words[end] == "}")
                if depth == 0:
                    break
            yield words[at:start], words[start:end]


def _ensure_whole(words: list[str]) -> None:
    """The crate must not leave itself out, nor be the standard library."""
    for at, word in enumerate(words):
        if word in ("cfg", "cfg_attr") and words[at - 3 : at] == ["#", "!", "["]:
            raise Refused("the crate")
        if word == "extern" and words[at + 1 : at + 2] == ["crate"] and words[at + 3 : at + 4] == ["as"]:
            raise Refused(words[at + 4])


def _renames(words: list[str]) -> bool:
    """Whether the trait of comparisons goes by another name, or by a parameter of a macro."""
    for at, word in enumerate(words):
        if word == "PartialEq" and (words[at + 1 : at + 2] == ["as"] or _is_parameter(words, at)):
            return True
    return False


def _is_parameter(words: list[str], at: int) -> bool:
    """Whether a place lies in what a macro is called with."""
    depth = 0
    for back in range(at - 1, 0, -1):
        word = words[back]
        depth += (word in "([{") - (word in ")]}")
        if word == ";" and depth == 0:
            return False
        if depth > 0:
            return words[back - 1] == "!"
    return False


def _imported(words: list[str]) -> list[str]:
    """Names given by ``use … as``."""
    names, inside = [], False
    for at, word in enumerate(words[:-1]):
        inside = (inside or word == "use") and word != ";"
        if inside and word == "as":
            names.append(words[at + 1])
    return names


def _is_implementation(words: list[str], at: int) -> bool:
    back = words[max(0, at - 40) : at]
    rest = words[at : at + 20]
    return "impl" in back and "for" in rest and "{" not in rest[: rest.index("for")]
