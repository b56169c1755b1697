"""How asserts are split: what goes into the sandbox, and what is decided outside."""

from typing import Any

import pytest

from sandbox.values import Opaque
from verifiers.code.asserts import split
from verifiers.code.formulas import Unsplittable
from verifiers.code.working_out import CannotWorkOut


def sent(source: str) -> str:
    """All that the sandbox gets to see of a test."""
    return "\n".join(f"{step.statements}\n{step.expressions}" for step in split(source))


def holds(source: str, *values: Any) -> bool:
    (step,) = split(source)
    return step.holds(values)


@pytest.mark.parametrize(
    ("source", "expressions"),
    [
        ("assert f(1) == 4711", ("f(1)",)),
        ("assert 4711 == f(1)", ("f(1)",)),
        ("assert f(1) is None", ("f(1)",)),
        ("assert f(1) in (4711, 4712)", ("f(1)",)),
        ("assert abs(f(1) - 4711) < 1e-6", ("f(1)",)),
        ("assert sorted(f(1)) == [1, 4711]", ("f(1)",)),
        ("assert f(1) == g(2)", ("f(1)", "g(2)")),
        ("assert f(1)[0] == 4711", ("f(1)[0]",)),
        ("assert len(set(f(1))) == 4711", ("f(1)",)),
        ("assert math.isclose(f(1), 4711.5)", ("f(1)",)),
        ("assert all(x > 4711 for x in f(1))", ("f(1)",)),
        ("assert isinstance(f(1), list) and f(1)[0] == 4711", ("f(1)", "f(1)[0]")),
    ],
)
def test_only_what_needs_the_program_goes_in(source: str, expressions: tuple[str, ...]) -> None:
    (step,) = split(source)
    assert step.expressions == expressions
    assert "4711" not in sent(source)


def test_variables_that_hold_expected_values_stay_outside() -> None:
    source = "expected = [1, 4711]\nargs = [3]\nassert f(args) == expected"
    assert "4711" not in sent(source)
    assert "args = [3]" in sent(source)


def test_loops_over_literals_are_unrolled() -> None:
    steps = split("for x, y in [(1, 4711), (2, 4712)]:\n    assert f(x) == y")
    assert len(steps) == 2
    assert steps[0].holds([4711])
    assert not steps[1].holds([4711])
    assert "471" not in "".join(step.statements for step in steps)


def test_the_check_function_of_humaneval_is_put_in_place_of_its_call() -> None:
    source = (
        "METADATA = {'author': 'jt'}\n\ndef check(candidate):\n    assert candidate([1]) == 4711\n"
        "    assert candidate([]) is True, 'empty'\n\ncheck(f)\n"
    )
    steps = split(source)
    assert [step.expressions for step in steps] == [("candidate([1])",), ("candidate([])",)]
    assert "candidate = f" in steps[0].statements
    assert "4711" not in sent(source)


def test_what_the_program_may_have_changed_is_no_longer_known_outside() -> None:
    (step,) = split("box = [1]\nf(box)\nassert box == [2]")
    assert step.expressions == ("box",)
    assert step.holds([[2]])


def test_a_wrong_value_fails_and_a_right_one_passes() -> None:
    assert holds("assert f(1) == (1, 2)", (1, 2))
    assert not holds("assert f(1) == (1, 2)", [1, 2])
    assert holds("assert not f(1)", True) is False
    assert holds("assert 0 <= f(1) < 5", 3)
    assert not holds("assert 0 <= f(1) < 5", 5)
    assert holds("assert f(1) is True", True)
    assert not holds("assert f(1) is True", 1)


@pytest.mark.parametrize("source", ["assert f(1) == 1", "assert f(1) in [1]", "assert f(1) != 5"])
def test_a_value_that_cannot_leave_the_sandbox_proves_nothing(source: str) -> None:
    with pytest.raises(CannotWorkOut):
        holds(source, Opaque("Liar"))


def test_a_program_may_define_the_function_that_is_tested_even_if_python_has_one() -> None:
    assert split("assert sum([1, 2]) == 3")[0].expressions == ("sum([1, 2])",)


@pytest.mark.parametrize(
    "source",
    [
        "def abs(x):\n    return x\nassert abs(f(1)) == 1",
        "from decimal import Decimal\nassert f(1) == Decimal('1.5')",
        "import re\nassert re.match('a', f(1))",
        "from math import *\nassert isclose(f(1), 1.5)",
        "class Case: pass\nassert f(Case()) == 1",
        "d = f(1) - 3.14\nassert abs(d) < 1e-6",
        "assert g(f(1) - 3.14)",
        "assert f(1) == 'AB'.lower()",
        "assert list(map(f, [1, 2])) == [2, 3]",
        "assert print(f(1)) is None",
        "case = ([1], 4)\nassert f(case[0]) == case[1]",
        "x = 1\nx += f(1)\nassert x == 4",
    ],
)
def test_nothing_of_the_test_s_own_runs_beside_the_program(source: str) -> None:
    with pytest.raises(Unsplittable):
        split(source)


def test_only_the_part_that_is_passed_crosses() -> None:
    (step,) = split("case = (2, 4)\nassert f(case[0], [case[0]]) == case[1]")
    assert (step.statements, step.expressions) == ("", ("f(2, [2])",))


def test_a_list_that_is_passed_by_name_is_from_then_on_the_program_s_too() -> None:
    (step,) = split("x = [3, 1]\nf(x)\nassert x == [1, 3]")
    assert (step.statements, step.expressions) == ("x = [3, 1]\nf(x)", ("x",))


def test_imports_that_no_assert_uses_are_left_out() -> None:
    (step,) = split("import re\nfrom typing import *\nimport math\nassert math.floor(f(1)) == 1")
    assert (step.statements, step.expressions) == ("", ("f(1)",))


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f(1)\n    assert False\nexcept ValueError:\n    pass",
        "with open('x') as file:\n    assert f(file) == 1",
        "for x in g():\n    assert f(x) == 1",
        "assert (y := f(1)) == 1",
        "assert all(f(x) == x for x in [1, 2])",
        "if g():\n    assert f(1) == 1",
    ],
)
def test_what_cannot_be_split_says_so(source: str) -> None:
    with pytest.raises(Unsplittable):
        split(source)


@pytest.mark.parametrize(
    "source",
    ["assert f(1) == 9 ** 9 ** 9", "assert f(1) == 'a' * 10 ** 9 * 10", "assert len(range(10**9)) == f(1)"],
)
def test_a_formula_cannot_fill_the_memory(source: str) -> None:
    with pytest.raises((CannotWorkOut, ValueError)):
        holds(source, 1)


def test_a_test_without_an_assert_must_still_run() -> None:
    (step,) = split("f(1)")
    assert (step.statements, step.expressions) == ("f(1)", ())
    assert step.holds(())
