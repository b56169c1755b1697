"""What datasets take for granted: imports before the program, prefixes, methods of classes, nodes of lists."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from verifiers.code.composing import complete, compose
from verifiers.code.missing_imports import imports_of, missing_imports
from verifiers.code.verifier import CodeVerifier
from verifiers.errors import UnusableSpec

PREFIX = 'def double(x: int) -> int:\n    """Twice x."""\n'


def passes(sandbox: Sandbox, completion: str, *tests: dict[str, Any], **fields: Any) -> list[bool | None]:
    request = {"kind": "code", "language": "python", "tests": tests, **fields}
    verdict = CodeVerifier.model_validate_json(json.dumps(request)).verify(completion, sandbox)
    return [check.passed for check in verdict.checks]


def call(function: str, *args: Any, expected: Any) -> dict[str, Any]:
    return {"type": "call", "function": function, "args": list(args), "expected": expected}


def test_usual_imports_are_there_where_they_are_asked_for(local_sandbox: Sandbox) -> None:
    program = "def f(a: List[int]) -> int:\n    return pow(sum(Counter(a).values()), 2, 5) + int(sqrt(inf) > 0)"
    (bare,) = passes(local_sandbox, program, call("f", [1, 2], expected=5))
    (helped,) = passes(local_sandbox, program, call("f", [1, 2], expected=5), before="leetcode")
    assert (bare, helped) == (False, True)


def test_a_class_solution_has_them_unasked(local_sandbox: Sandbox) -> None:
    program = "class Solution:\n    def f(self, a: List[int]) -> int:\n        return sum(a)"
    assert passes(local_sandbox, program, call("Solution.f", [1, 2], expected=3)) == [True]


BORROWING = "def f(x: float) -> float:\n    return m.floor(x) + len(Counter([x])) + (lambda y: y)(0)"


@pytest.mark.parametrize("kind", ["assert", "program", "pytest"])
def test_what_tests_import_is_there_for_a_program_that_forgot_it(local_sandbox: Sandbox, kind: str) -> None:
    imports = "import math as m\nfrom collections import Counter\n"
    body = "def test_it(): assert f(1.5) == 2" if kind == "pytest" else "assert f(1.5) == 2"
    test = {"type": kind, "code": imports + body}
    assert passes(local_sandbox, BORROWING, test) == [True]
    assert passes(local_sandbox, BORROWING.replace("floor", "ceil"), test) == [False]
    assert passes(local_sandbox, BORROWING, {"type": kind, "code": body}) == [False]


def test_what_a_program_has_itself_is_not_taken_from_its_tests() -> None:
    imports = imports_of(
        ["import math\nimport os.path\nfrom json import loads as read, dumps\nfrom solution import f"]
    )
    assert set(imports) == {"math", "os", "read", "dumps"}
    source = "from os import path as math\ndef f(read): return math.pi + read"
    assert missing_imports(source, imports) == ""
    assert (
        missing_imports("def f(): return dumps(1)", imports)
        == "try: from json import dumps\nexcept ImportError: pass\n"
    )
    assert missing_imports("dumps\n" * 50_000, imports) == ""  # too much to be read for this
    assert missing_imports("from math import *\nx = dumps", imports) == missing_imports("def (", imports) == ""


def test_source_before_a_program_leaves_future_imports_first(local_sandbox: Sandbox) -> None:
    program = '"""Doc."""\nfrom __future__ import annotations\ndef f(a: Nothing) -> int:\n    return BASE + a'
    assert passes(local_sandbox, program, call("f", 1, expected=8), before="BASE = 7") == [True]


@pytest.mark.parametrize(
    "completion",
    [
        "    return 2 * x\n",
        "return 2 * x",
        "    y = x\n    return y + x\n",
        "y = x\n    return y + x",
        "y = x\nreturn y + x",
        "def double(x):\n    return 2 * x",
        "```python\ndef double(x: int) -> int:\n    return 2 * x\n```",
        "```python\n    return 2 * x\n```",
    ],
)
def test_a_completion_may_go_on_from_its_prefix_or_repeat_it(local_sandbox: Sandbox, completion: str) -> None:
    assert passes(local_sandbox, completion, call("double", 4, expected=8), prefix=PREFIX) == [True]


def test_what_a_prefix_imports_and_defines_is_there_for_a_program_that_repeats_only_its_end() -> None:
    prefix = "from math import pi\ndef half(x):\n    return x / 2\n\ndef area(d):\n    '''Of a circle.'''\n"
    namespace: dict[str, Any] = {}
    exec(complete(prefix, "def area(d):\n    return pi * half(d) ** 2"), namespace)
    assert namespace["area"](2) == namespace["pi"]


def test_a_prefix_in_another_language_is_left_out_where_it_is_repeated() -> None:
    begun = "int add(int a, int b) {"
    whole = compose("```c\nint add(int a, int b) {\n  return a + b;\n}\n```", "c", prefix=begun)
    rest = compose("  return a + b;\n}\n", "c", prefix=begun)
    assert whole is not None
    assert rest is not None
    assert whole.source.count(begun) == rest.source.count(begun) == 1


@pytest.mark.parametrize(
    ("program", "passed"),
    [
        ("class Solution:\n    def add(self, a, b):\n        return a + b", True),
        ("class Adder:\n    def add(self, a, b):\n        return a + b", True),
        ("class Solution:\n    def add(self, a, b):\n        return 0\ndef add(a, b):\n    return a + b", True),
        ("class One:\n    def add(self, a, b): return 3\nclass Two:\n    def add(self, a, b): return 3", False),
    ],
)  # fmt: skip
def test_a_function_may_be_the_method_of_the_only_class_that_has_it(
    local_sandbox: Sandbox, program: str, passed: bool
) -> None:
    assert passes(local_sandbox, program, call("add", 1, 2, expected=3)) == [passed]


def test_lists_become_nodes_and_nodes_lists_by_annotation(local_sandbox: Sandbox) -> None:
    program = """
class Solution:
    def turn(self, head: Optional[ListNode]) -> Optional[ListNode]:
        last = None
        while head:
            head.next, last, head = last, head, head.next
        return last
    def heads(self, lists: List[Optional[ListNode]]) -> int:
        return sum(one.val for one in lists if one)
    def mirror(self, root: "TreeNode") -> "TreeNode":
        if root:
            root.left, root.right = self.mirror(root.right), self.mirror(root.left)
        return root
"""
    tests = [
        call("turn", [1, 2, 3], expected=[3, 2, 1]),
        call("turn", [], expected=[]),
        call("heads", [[1, 4], [], [5]], expected=6),
        call("mirror", [1, 2, 3, None, 4], expected=[1, 3, 2, None, None, 4]),
        call("mirror", [], expected=[]),
        call("turn", [1, 2], expected=[1, 2]),
    ]
    assert passes(local_sandbox, program, *tests) == [True] * 5 + [False]


def test_a_list_without_an_end_is_a_wrong_answer(local_sandbox: Sandbox) -> None:
    program = "class Solution:\n    def f(self, head: ListNode):\n        head.next = head\n        return head"
    assert passes(local_sandbox, program, call("f", [1], expected=[1])) == [False]


def test_any_language_is_that_of_the_fence(local_sandbox: Sandbox) -> None:
    test = {"type": "stdio", "stdin": "3", "stdout": "6"}
    python = "Here:\n```python\nprint(2 * int(input()))\n```"
    bash = "```py\nprint(0)\n```\nBetter:\n```bash\nread x; echo $((2 * x))\n```"
    plain = "```\nprint(2 * int(input()))\n```"
    unknown = "```cobol\nSTOP RUN.\n```"
    found = [passes(local_sandbox, text, test, language="any") for text in (python, bash, plain, unknown)]
    assert found == [[True], [True], [True], [False]]


def test_numbers_of_numpy_are_equal_to_plain_ones(local_sandbox: Sandbox) -> None:
    # A stand-in for numpy: the runner of the tests has none.
    program = """
import sys, types
numpy = types.ModuleType("numpy"); sys.modules["numpy"] = numpy
class generic:
    def __init__(self, x): self.x = x
    def item(self): return self.x
numpy.generic = generic
def f(x): return [generic(x), {"y": generic(2.5)}]
"""
    assert passes(local_sandbox, program, call("f", 1, expected=[1, {"y": 2.5}])) == [True]


@pytest.mark.parametrize(
    "fields",
    [
        {"before": "def", "language": "python"},
        {"before": "leetcode", "language": "c"},
        {"prefix": "def f():", "language": "any"},
    ],
)
def test_source_that_cannot_come_first_is_refused(fields: dict[str, str]) -> None:
    test = {"type": "stdio", "stdin": "", "stdout": ""}
    verifier = CodeVerifier.model_validate({"kind": "code", "tests": [test], **fields})
    with pytest.raises(UnusableSpec):
        verifier.ensure_usable()


def test_calls_in_any_language_are_refused() -> None:
    verifier = CodeVerifier.model_validate(
        {"kind": "code", "language": "any", "tests": [call("f", 1, expected=1)]}
    )
    with pytest.raises(UnusableSpec, match="name it"):
        verifier.ensure_usable()


@pytest.mark.parametrize(
    ("program", "passed"),
    [
        ("x = 1", False),
        ("def gcd(a, b):\n    return math.gcd(a, b)", True),
        ("from math import gcd", True),
        ("class Solution:\n    def gcd(self, a, b):\n        return gcd(a, b)", True),
        ("class Solution:\n    def gcd(self, a, b):\n        return 0", False),
    ],
)
def test_what_the_usual_imports_define_is_not_the_programs(
    local_sandbox: Sandbox, program: str, passed: bool
) -> None:
    called = call("gcd", 4, 6, expected=2)
    assert passes(local_sandbox, program, called, before="leetcode") == [passed]
    if "class" not in program:
        stated = {"type": "assert", "code": "assert gcd(4, 6) == 2"}
        named = {"type": "assert", "setup": "candidate = gcd", "code": "assert candidate(4, 6) == 2"}
        assert passes(local_sandbox, program, stated, named, before="leetcode") == [passed, passed]
