"""What a caller's tests use of a setup is judged with outside the program's process; the program has the rest."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from verifiers.code.setups import divide
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

CLOSE = "def close(a, b, eps=1e-6):\n    return abs(a - b) < eps"
AREA = "def area(r): return 3.14 * r * r\n"
HANDED_OVER = {
    "a helper": ({"setup": CLOSE}, "assert close(area(1), 3.14)", "import builtins\nbuiltins.abs = lambda x: 0\ndef area(r): return 0\n"),
    "a helper before the program": ({"before": CLOSE}, "assert close(area(1), 3.14)", "import builtins\nbuiltins.abs = lambda x: 0\ndef area(r): return 0\n"),
    "an import": ({"setup": "from collections import Counter"}, "assert Counter([area(1)]) == Counter([3.14])", "import collections\nclass C:\n    def __init__(self, *a): pass\n    def __eq__(self, o): return True\ncollections.Counter = C\ndef area(r): return 0\n"),
    "expected values": ({"setup": "WANT = {1: 3.14}"}, "assert area(1) == WANT[1]", "def area(r): return globals().get('WANT', {}).get(r)\n"),
    "expected values in a function": ({"setup": "def check(f):\n    assert f(1) == 3.14"}, "check(area)", "def area(r):\n    f = globals().get('check')\n    return f.__code__.co_consts[2] if f else 0\n"),
}  # fmt: skip


def judge(sandbox: Sandbox, program: str, kind: str, code: str, **options: Any) -> Verdict:
    request = {"kind": "code", "language": "python", "tests": [{"type": kind, "code": code}], **options}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}```", sandbox)


@pytest.mark.parametrize("what", HANDED_OVER)
@pytest.mark.parametrize("kind", ["assert", "program"])
def test_nothing_by_which_a_test_judges_is_handed_over(local_sandbox: Sandbox, what: str, kind: str) -> None:
    options, code, program = HANDED_OVER[what]
    assert judge(local_sandbox, program, kind, code, **options).status == "incorrect"
    assert judge(local_sandbox, AREA, kind, code, **options).status == "correct"


def test_classes_imports_and_what_no_test_uses_are_the_programs() -> None:
    setup = "import math\nclass Node: pass\ndef chain(xs): return [Node() for _ in xs]\nLIMIT = 3\ndef far(): return LIMIT"
    divided = divide(setup, ["assert f(chain([1])) == math.pi"])
    assert divided.tests == "import math\ndef chain(xs):\n    return [Node() for _ in xs]"
    assert divided.program == "import math\nclass Node:\n    pass\nLIMIT = 3\ndef far():\n    return LIMIT"


def test_a_setup_of_which_tests_use_nothing_stays_as_it_is() -> None:
    assert divide("x = 1  # one", ["assert f() == 2"]).program == "x = 1  # one"
    assert divide("x = (", ["x"]).program == "x = ("


def test_a_class_of_the_setup_is_one_for_program_and_tests(local_sandbox: Sandbox) -> None:
    setup = "class Node:\n    def __init__(self, v): self.v = v\ndef nodes(xs): return [Node(x) for x in xs]"
    program = "def total(ns): return Node(sum(n.v for n in ns))\n"
    for kind in ("assert", "program"):
        assert (
            judge(local_sandbox, program, kind, "assert total(nodes([1, 2])).v == 3", setup=setup).status
            == "correct"
        )
