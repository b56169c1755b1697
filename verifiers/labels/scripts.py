"""Programs judged by Python source: asserts, ``check(candidate)``, test files, scripts, a reference."""

import ast
import builtins
import re
import symtable
from collections.abc import Iterator, Sequence
from typing import Any

from verifiers.labels.foreign import foreign
from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.programs import PRELUDE, environment_of, fenced, solution_of
from verifiers.labels.rows import MISSING, Row, container, is_number, listed

_TESTS = ("test", "test_code", "functional", "pytest", "tests", "unit_tests", "test_cases", "solution_file")
_ASSERTS = (
    "testcase",
    "testcases",
    "test_list",
    "assert_case",
    "asserts",
    "test_cases",
    "tests",
    "assertions",
    "unit_tests",
)
_MORE_ASSERTS = ("challenge_test_list",)
_SIGNS = ("assert ", "assert(", "def test", "def check(", "unittest", "from solution import")
_FENCED = re.compile(r"```\w*\n(.*?)```", re.S)
_MOST_TESTS = 400
_MOST_INPUTS = 2_000


def script(row: Row) -> Reading | None:
    """The tests of a row that are Python source."""
    return _reference(row) or foreign(row) or _source(row) or _assert_list(row)


def looks_like_tests(text: str) -> bool:
    """Whether a text holds what only test code does."""
    return any(sign in text for sign in _SIGNS)


def _assert_list(row: Row) -> Reading | None:
    """MBPP, Skywork: a list of statements, a test each."""
    for name in _ASSERTS:
        found = _statements(row.get(name))
        if found:
            more = [one for other in _MORE_ASSERTS for one in _statements(row.get(other)) or []]
            return _of_asserts([*found, *more], row, name)
    found = _statements(None if row.truth is MISSING else row.truth)
    return _of_asserts(found, row, row.source) if found else None


def _statements(value: Any) -> list[str] | None:
    items = listed(value)
    if not items or not all(isinstance(item, str) and _is_assert(item) for item in items):
        return None
    return [item.strip() for item in items]


def _is_assert(text: str) -> bool:
    tree = _parsed(text.strip())
    return tree is not None and any(isinstance(node, ast.Assert) for node in tree.body)


def _of_asserts(statements: Sequence[str], row: Row, source: str) -> Reading:
    setup = "\n".join([*map(str, listed(row.get("test_imports")) or ()), row.text("test_setup_code")]).strip()
    tests = [{"type": "assert", "code": code, **({"setup": setup} if setup else {})} for code in statements]
    return _code(row, "code-asserts", tests, source)


def _source(row: Row) -> Reading | None:
    """A source in a column of its own, or the label itself."""
    for name in _TESTS:
        text = row.text(name)
        if _is_test_source(text):
            return _of_source(text, row, name)
        if text and name in ("functional", "pytest") and _parsed(text):
            raise Refused(f"{name} is Python without a test in it: every program would pass", row.fields)
    truth = row.truth if isinstance(row.truth, str) else ""
    return _of_source(truth, row, row.source) if _is_test_source(truth) else None


def _is_test_source(text: str) -> bool:
    """Whether a text is Python with tests in it, and not a list of tests as text."""
    return looks_like_tests(text) and isinstance(container(text), str) and _parsed(text) is not None


def _of_source(text: str, row: Row, source: str) -> Reading:
    tree = _parsed(text)
    assert tree is not None
    if _is_test_file(tree):
        return _code(row, "code-pytest", [{"type": "pytest", "code": _importing(text, tree)}], source)
    check = _check_function(tree)
    if check is None or _calls(tree, check.name):
        return _code(row, "code-script", [{"type": "assert", "code": text}], source)
    entry = row.text("entry_point")
    if not entry:
        raise Refused(
            "check(candidate) is given, and the name of what to check stands in another column", row.fields
        )
    return _code(row, "code-check", list(_checks(tree, check, entry)), f"{source}, entry_point")


def _checks(tree: ast.Module, check: ast.FunctionDef, entry: str) -> Iterator[dict[str, Any]]:
    """A test for each assert where the function has nothing else, so that each counts; else one for all."""
    before = [node for node in tree.body if node is not check and not _is_metadata(node)]
    asserts = [node for node in check.body if not _is_comment(node)]
    plain = all(isinstance(node, ast.Assert) for node in asserts) and len(check.args.args) == 1
    if not plain or not 1 < len(asserts) <= _MOST_TESTS:
        yield {"type": "assert", "code": f"{ast.unparse(tree)}\n{check.name}({entry})"}
        return
    setup = "\n".join([*map(ast.unparse, before), f"{check.args.args[0].arg} = {entry}"])
    for node in asserts:
        yield {"type": "assert", "setup": setup, "code": ast.unparse(node)}


def _reference(row: Row) -> Reading | None:
    """EvalPlus: inputs whose outputs are what the row's own solution returns."""
    inputs = [listed(row.get(name)) for name in ("base_input", "plus_input")]
    if inputs[0] is None:
        return None
    arguments = [one for part in inputs for one in part or ()]
    solution, entry = row.text("canonical_solution"), row.text("entry_point")
    if not solution or not entry:
        raise Refused("inputs without outputs: what is expected takes the row's canonical_solution", row.fields)
    if not arguments or not all(isinstance(one, list) for one in arguments):
        raise Refused("base_input and plus_input hold no lists of arguments", row.fields)
    if len(arguments) > _MOST_INPUTS:
        raise Refused(
            f"{len(arguments)} inputs are more than the {_MOST_INPUTS} that one row may have", row.fields
        )
    reference = _reference_source(row.text("prompt"), solution, entry)
    tolerance = row.get("atol")
    code = _COMPARISON.format(
        entry=entry,
        reference=reference,
        inputs=arguments,
        tolerance=tolerance if is_number(tolerance) and tolerance else 1e-6,
    )
    warning = f"what {len(arguments)} inputs should return is worked out by the row's own solution"
    return _code(row, "code-reference", [{"type": "pytest", "code": code}], "base_input, plus_input", (warning,))


def _reference_source(prompt: str, solution: str, entry: str) -> str:
    """The reference as a program of its own. Raises Refused where it defines no such function."""
    for text in (solution, f"{prompt}{solution}", f"{prompt}\n{solution}"):
        tree = _parsed(text)
        if tree and any(isinstance(node, ast.FunctionDef) and node.name == entry for node in tree.body):
            return text
    raise Refused(f"the row's canonical_solution defines no {entry[:60]!r}", ())


_COMPARISON = """\
import copy
import math

import pytest

from solution import {entry}

SPACE = {{}}
exec({reference!r}, SPACE)
INPUTS = {inputs!r}


def same(got, expected):
    if isinstance(expected, (list, tuple)):
        return len(got) == len(expected) and all(same(a, b) for a, b in zip(got, expected))
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in expected)
    if isinstance(expected, float):
        return math.isclose(got, expected, rel_tol=1e-6, abs_tol={tolerance}) or got == expected
    return got == expected


@pytest.mark.parametrize("number", range(len(INPUTS)))
def test_input(number):
    expected = SPACE[{entry!r}](*copy.deepcopy(INPUTS[number]))
    assert same({entry}(*copy.deepcopy(INPUTS[number])), expected)
"""


def _code(
    row: Row, layout: str, tests: list[dict[str, Any]], source: str, warnings: tuple[str, ...] = ()
) -> Reading:
    verifier: dict[str, Any] = {"kind": "code", "language": "python", "tests": tests, **PRELUDE}
    verifier.update(_prelude(row))
    solution = _own_solution(row)
    texts = [text for test in tests for text in (test["code"], test.get("setup", ""))]
    texts += [verifier.get("prefix", ""), verifier["before"], *_FENCED.findall(solution or "")]
    environment = environment_of(texts)
    if environment:
        verifier["environment"] = environment
    return Reading(layout, verifier, source, (), warnings, solution)


def _prelude(row: Row) -> dict[str, Any]:
    """What the row puts before a program: imports of its own, or the beginning of a program."""
    before = row.text("import_prefix", "prefix")
    prompt = row.text("code_prompt", "prompt", "content")
    is_source = _parsed(prompt) is not None or _parsed(f"{prompt.rstrip()}\n    pass\n") is not None
    found = {}
    if prompt and is_source and f"def {row.text('entry_point')}(" in prompt:
        found["prefix"] = prompt
    elif prompt and is_source and "import " in prompt:
        before = f"{before}\n{prompt}" if before else prompt
    if before:
        found["before"] = before
    return found


def _own_solution(row: Row) -> str | None:
    """The row's solution, with the prompt before it where it is only the body of a function."""
    body, prompt = row.text("canonical_solution"), row.text("prompt", "code_prompt", "content")
    if body[:1].isspace() and "def " in prompt:
        return fenced(prompt + body)
    return solution_of(row)


def _is_test_file(tree: ast.Module) -> bool:
    """Whether it defines what pytest or unittest would collect."""
    return any(
        (isinstance(node, ast.FunctionDef) and node.name.startswith("test"))
        or (isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or _is_test_case(node)))
        for node in tree.body
    )


def _is_test_case(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("TestCase") for base in node.bases)


def _importing(text: str, tree: ast.Module) -> str:
    """A test file that imports from ``solution`` what it uses and nobody defines."""
    imported = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    plain = (name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names)
    if "solution" in (*imported, *plain):
        return text
    names = _free_names(text)
    return f"from solution import {', '.join(names)}\n{text}" if names else text


def _free_names(text: str) -> list[str]:
    """Names that a module uses and neither binds nor finds among the built-in ones."""
    top = symtable.symtable(text, "tests", "exec")
    bound = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used = {
        symbol.get_name()
        for table in _tables(top)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (symbol.is_global() or table is top)
    }
    hidden = {"__name__", "__file__", "__doc__"}
    return sorted(used - bound - set(dir(builtins)) - hidden)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def _check_function(tree: ast.Module) -> ast.FunctionDef | None:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return next((node for node in functions if node.name == "check" and node.args.args), None)


def _calls(tree: ast.Module, name: str) -> bool:
    """Whether a function is called at the top of the module."""
    return any(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == name
        for node in tree.body
    )


def _is_metadata(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "METADATA"


def _is_comment(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
