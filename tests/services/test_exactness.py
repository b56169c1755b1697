"""What JSON cannot hold is refused with its place, or kept as it was sent."""

import pytest

from services.gateway.exactness import ensure_exact
from services.gateway.problems import Problem
from verifiers.registry import Registry


def check(specification: str) -> None:
    verifier = Registry().parse(specification.encode())
    ensure_exact([verifier], [verifier.model_dump_json(exclude_unset=True).encode()])


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_that_would_be_stored_as_null_is_refused_with_its_place(number: str) -> None:
    calls = f'[{{"name": "f", "arguments": {{"a": [0, {number}]}}}}]'
    with pytest.raises(Problem) as refused:
        check(f'{{"kind": "tool_calls", "ground_truth": {calls}}}')
    (error,) = refused.value.errors
    assert error.loc == ["groups", 0, "verifier", "ground_truth", 0, "arguments", "a", 1]


@pytest.mark.parametrize("value", ["1e999", "[NaN, null]", '{"a": -1e999}', "9" * 400])
def test_what_the_tests_of_programs_expect_is_kept_exactly(value: str) -> None:
    test = f'{{"type": "call", "function": "f", "args": [], "expected": {value}}}'
    check(f'{{"kind": "code", "language": "python", "tests": [{test}]}}')
