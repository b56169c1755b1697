"""Values and words that are odd, huge or forged: always a verdict of that check, in linear time."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.sandbox import Sandbox
from sandbox.test_names import read_report
from sandbox.values import MalformedValue, decode_values
from tests.verifiers.pumping import ends_within
from verifiers.code.comparing import same_numbers
from verifiers.code.equality import near_value, same_items, same_value
from verifiers.code.showing import plain, short
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

COLLIDING = [number * (2**61 - 1) for number in range(1, 40_000)]
_RAW = """
import os, struct
def raw(p):
    d = struct.pack(">Q", len(p)) + p
    while d: d = d[os.write(3, d):]
    os._exit(0)
"""


def judge(sandbox: Sandbox, program: str, *tests: dict[str, Any], hidden: bool = False) -> Verdict:
    request = {"kind": "code", "language": "python", "tests": tests, "hidden": hidden}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}\n```", sandbox)


ODD = {
    "a huge integer": "def f(): return 10 ** 5000",
    "a huge key": "def f(): return {10 ** 5000: 1}",
    "half a character": "def f(): return '\\ud800'",
    "half a character in a message": "def f(): raise ValueError('\\ud800')",
    "half a character in a name": "def f(): raise type('\\ud800', (Exception,), {})('x')",
    "a huge decimal": "import decimal\ndef f(): return decimal.Decimal('1e999999999')",
    "a fraction of huge integers": "import fractions\ndef f(): return fractions.Fraction(10 ** 5000, 3)",
    "a deep list": "def f():\n    x = []\n    for _ in range(90): x = [x]\n    return x",
    "half a character in the source": "x = '\ud800'\ndef f(): return 3",
    "a list of itself": "def f():\n    x = []; x.append(x); return x",
    "brackets": _RAW + "def f(): raw(b'[' * 100_000)",
    "brackets in a value": _RAW + "def f(): raw(b'[\"returned\",null,' + b'[' * 100_000 + b']' * 100_001)",
    "an open string": _RAW + "def f(): raw(b'[\"' + b'\\\\\\\\\\\\\"' * 100_000)",
    "colliding integers": _RAW
    + "def f():\n    s = b','.join(str(k * (2**61-1)).encode() for k in range(1, 9999))\n"
    "    raw(b'[\"returned\",null,[{\"$set\":[' + s + b']}]]')",
    "an integer of many digits": _RAW + "def f(): raw(b'[\"returned\",null,[' + b'9' * 9999 + b']]')",
    "a message that is no text": _RAW + "def f(): raw(b'[\"raised\",[1,2,3],[]]')",
    "an ending that is no text": _RAW + "def f(): raw(b'[[],null,[]]')",
    "an error of a wrong form": _RAW + "def f(): raw(b'[\"raised\",7,[]]')",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_values_fail_their_check_and_nothing_else(local_sandbox: Sandbox, name: str) -> None:
    tests: list[dict[str, Any]] = [
        {"type": "call", "function": "f", "args": [], "expected": 3},
        {"type": "call", "function": "f", "args": [], "expected": 3.5, "compare": {"float": 0.1}},
        {"type": "call", "function": "f", "args": [], "expected": [3], "compare": "unordered"},
        {"type": "assert", "code": "assert f() == 3"},
        {"type": "assert", "code": "assert abs(f() - 3) < 1"},
    ]
    verdict = judge(local_sandbox, ODD[name], *tests)
    assert [check.passed for check in verdict.checks] == [False] * 5, verdict
    for check in verdict.checks:
        assert check.evidence is not None
        assert len(check.evidence.encode()) < 1500
        assert "/tmp/" not in check.evidence


def test_a_credit_of_many_digits_is_a_whole_one(local_sandbox: Sandbox) -> None:
    checker = "def check(stdin, expected, output):\n    return int(output)"
    test = {"type": "stdio", "stdin": "", "stdout": "1", "compare": {"checker": checker}}
    assert judge(local_sandbox, "print('9' * 400)", test).status == "correct"
    assert judge(local_sandbox, "print('-' + '9' * 400)", test).score == 0.0


def test_infinity_equals_infinity(local_sandbox: Sandbox) -> None:
    test = {"type": "call", "function": "f", "args": [], "expected": float("inf")}
    assert judge(local_sandbox, "def f(): return float('inf')", test).status == "correct"
    assert judge(local_sandbox, "def f(): return float('nan')", test).status == "incorrect"


def test_a_specification_travels_with_its_infinities() -> None:
    test = {"type": "call", "function": "f", "args": [float("inf")], "expected": float("-inf")}
    sent = CodeVerifier.model_validate({"kind": "code", "language": "python", "tests": [test]}).model_dump_json()
    (read,) = CodeVerifier.model_validate_json(sent).tests
    assert read.args == [float("inf")]  # type: ignore[union-attr]
    assert read.expected == float("-inf")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "work",
    [
        lambda: same_numbers("1" * 300_000 + "x", "1.0", 0.1),
        lambda: same_numbers("1" * 300_000, "1" * 300_000 + "0", 0.1),
        lambda: same_items(COLLIDING, COLLIDING),
        lambda: _refused({"$set": COLLIDING}),
        lambda: _refused({"$dict": [[key, 1] for key in COLLIDING]}),
        lambda: plain("/a" * 300_000),
        lambda: short([[10**5000] * 1000] * 1000),
    ],
)  # fmt: skip
def test_time_grows_with_the_size_of_what_is_read(work: Any) -> None:
    assert ends_within(7, work)


def _refused(value: Any) -> None:
    with pytest.raises(MalformedValue):
        decode_values(json.dumps([value]).encode())


@given(st.binary(max_size=400))
def test_bytes_are_values_or_malformed(raw: bytes) -> None:
    try:
        values = decode_values(raw)
    except MalformedValue:
        return
    for value in values:
        assert len(short(value)) < 300
        same_value(value, 3), near_value(value, 1.5, 0.1), same_items(value, [1])


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(
    ["1e99999", "nan", "0x", "-0x1f", "zz", "\ud800"]
)  # fmt: skip
_TAGS = st.sampled_from(
    [
        "$tuple",
        "$set",
        "$frozenset",
        "$dict",
        "$int",
        "$float",
        "$complex",
        "$bytes",
        "$decimal",
        "$fraction",
        "$x",
    ]
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TAGS | st.text(max_size=3), inner, max_size=2),
    max_leaves=20,
)


@settings(max_examples=300)
@given(st.lists(_VALUES, max_size=3), _VALUES)
def test_forged_values_never_raise_anything_else(values: list[Any], expected: Any) -> None:
    try:
        read = decode_values(json.dumps(values).encode())
    except MalformedValue:
        return
    for value in read:
        same_value(value, expected), near_value(value, expected, 0.1), same_items(value, expected)
        assert len(short(value)) < 300


@given(_VALUES | st.binary(max_size=60))
def test_forged_reports_are_results_or_malformed(report: Any) -> None:
    payload = report if isinstance(report, bytes) else json.dumps(report).encode()
    try:
        results = read_report(payload)
    except ValueError:
        return
    for name, passed, _, _, seconds in results:
        assert isinstance(passed, bool)
        name.encode()
        assert seconds >= 0
