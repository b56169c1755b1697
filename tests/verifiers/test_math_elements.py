import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier

numbers = st.lists(st.integers(min_value=-50, max_value=50), min_size=2, max_size=5, unique=True)


def accepts(truth: str, answer: str) -> bool:
    return (
        MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE).status
        == "correct"
    )


@given(numbers, st.data())
def test_a_set_has_no_order_and_a_tuple_has_one(values: list[int], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    written, other = ", ".join(map(str, values)), ", ".join(map(str, shuffled))
    assert accepts(written, other)
    assert accepts(f"\\{{{written}\\}}", other)
    assert accepts(f"({written})", f"({other})") == (values == shuffled)


@given(numbers, st.integers(min_value=51, max_value=60))
def test_an_element_more_or_less_is_wrong(values: list[int], extra: int) -> None:
    written = ", ".join(map(str, values))
    assert not accepts(written, f"{written}, {extra}")
    assert not accepts(f"({written})", f"({written}, {extra})")
    assert not accepts(f"{written}, {extra}", written)


@given(
    st.integers(min_value=-20, max_value=20), st.integers(min_value=1, max_value=20), st.booleans(), st.booleans()
)
def test_interval_and_inequality_are_one_notation_in_both_directions(
    low: int, width: int, left: bool, right: bool
) -> None:
    interval = f"{'[' if left else '('}{low}, {low + width}{']' if right else ')'}"
    signs = {True: "\\le", False: "<"}
    chain = f"{low} {signs[left]} x {signs[right]} {low + width}"
    assert accepts(interval, chain)
    assert accepts(chain, interval)
    for first, second in itertools.product((True, False), repeat=2):
        other = f"{'[' if first else '('}{low}, {low + width}{']' if second else ')'}"
        assert accepts(chain, other) == ((first, second) == (left, right))


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("2, 7", "2 \\text{ and } 7", True),
        ("2, 7", "x = 2 \\text{ or } x = 7", True),
        ("2, 7", "x = 7, 2", True),
        ("2, 7", "\\{7, 2\\}", True),
        ("2, 7", "(2, 7)", False),
        ("7", "2 \\text{ or } 7", False),
        ("7", "\\{7\\}", True),
        ("\\pm 5", "5, -5", True),
        ("\\pm 5", "5", False),
        ("1 \\pm \\sqrt{2}", "1 - \\sqrt{2}, 1 + \\sqrt{2}", True),
        ("3, 8", "a = 3, b = 8", True),
        ("a = 3, b = 8", "b = 8, a = 3", True),
        ("a = 3, b = 8", "a = 8, b = 3", False),
        ("(a, b) = (3, 8)", "(3, 8)", True),
        ("(a, b) = (3, 8)", "a = 3, b = 8", True),
        ("(1,2), (3,4)", "(3,4), (1,2)", True),
        ("(1,2), (3,4)", "(4,3), (1,2)", False),
        ("(\\pm 1, \\pm 2)", "(1,2),(1,-2),(-1,2),(-1,-2)", True),
        ("\\{1, 1, 2\\}", "\\{1, 2\\}", True),
        ("1,000", "1000", True),
        ("1,000, 2,000", "2000, 1000", True),
        ("5 \\text{ red and } 3 \\text{ blue}", "5, 3", True),
        ("(4, 9", "(4, 9)", True),
    ],
)
def test_policy_for_lists_sets_and_tuples(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("x > 4", "(4, \\infty)", True),
        ("x > 4", "4 < x", True),
        ("x > 4", "[4, \\infty)", False),
        ("x > 4", "x < 4", False),
        ("x > 4", "y > 4", False),
        ("(-\\infty, 1) \\cup (6, \\infty)", "x < 1 \\text{ or } x > 6", True),
        ("(-\\infty, 1) \\cup (6, \\infty)", "(6, +\\infty) \\cup (-\\infty, 1)", True),
        ("(-\\infty, 1) \\cup (6, \\infty)", "(-\\infty, 1)", False),
        ("(-\\infty, 1] \\cup \\{6\\}", "x \\le 1 \\text{ or } x = 6", True),
        ("(0.5, 2)", "x \\in \\left(\\frac{1}{2}, 2\\right)", True),
        ("\\{x | 1 < x < 3\\}", "(1, 3)", True),
        ("(-3, 3)", "|x| < 3", True),
        ("[\\sqrt{8}, 4]", "[2\\sqrt{2}, 4]", True),
        ("[\\sqrt{8}, 4]", "[2\\sqrt{3}, 4]", False),
        ("(1, 2]", "(1, 2)", False),
    ],
)
def test_policy_for_intervals_and_inequalities(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("answer", "equal"),
    [
        ("\\begin{bmatrix} 0.5 & 2 \\\\ 3 & 4 \\end{bmatrix}", True),
        ("\\left(\\begin{array}{cc} 1/2 & 2 \\\\ 3 & 4 \\end{array}\\right)", True),
        ("\\begin{pmatrix} 1/2 & 3 \\\\ 2 & 4 \\end{pmatrix}", False),
        ("\\begin{pmatrix} 1/2 & 2 \\\\ 3 & 5 \\end{pmatrix}", False),
        ("\\begin{pmatrix} 1/2 & 2 \\end{pmatrix}", False),
        ("7", False),
    ],
)
def test_matrices_are_compared_cell_by_cell(answer: str, equal: bool) -> None:
    assert accepts("\\begin{pmatrix} \\frac{1}{2} & 2 \\\\ 3 & 4 \\end{pmatrix}", answer) is equal


def test_a_tuple_is_a_column_or_a_row() -> None:
    assert accepts("\\begin{pmatrix} 2 \\\\ 9 \\end{pmatrix}", "(2, 9)")
    assert accepts("(2, 9)", "\\begin{bmatrix} 2 & 9 \\end{bmatrix}")
    assert not accepts("(2, 9)", "\\begin{bmatrix} 9 & 2 \\end{bmatrix}")


@pytest.mark.parametrize("answer", ["2", "x + 9", "2, 9", "\\sqrt{2}", "x > 2", "2\\mathbf{a} + 9\\mathbf{b}"])
def test_a_matrix_is_nothing_but_a_matrix_or_a_tuple(answer: str) -> None:
    assert not accepts(column(2, 9), answer)
    assert not accepts(answer, column(2, 9))


@pytest.mark.parametrize("scalar", ["2(x + 9)", "(2 + 9)^2", "\\frac{1}{2}\\ln(\\cos t) \\cdot \\cot(2t)"])
def test_a_matrix_and_a_scalar_with_brackets_are_told_apart_without_algebra(scalar: str) -> None:
    for truth, answer in ((column(2, 9), scalar), (scalar, column(2, 9))):
        verdict = MathVerifier(kind="math", ground_truth=truth).verify_lightly(f"\\boxed{{{answer}}}", NOWHERE)
        assert verdict is not None
        assert verdict.status == "incorrect"


@pytest.mark.parametrize("row", ["(2, 9)", "[2, 9]"])
def test_brackets_around_several_values_are_no_scalar(row: str) -> None:
    assert accepts(column(2, 9), row)


def column(first: object, second: object) -> str:
    return f"\\begin{{pmatrix}} {first} \\\\ {second} \\end{{pmatrix}}"


@pytest.mark.parametrize(
    ("total", "equal"),
    [
        (f"{column(1, 4)} + {column(1, 5)}", True),
        (f"{column(1, 4)} + {column(1, 6)}", False),
        (f"{column(5, 5)} - {column(3, -4)}", True),
        (f"-{column(1, 1)} + 3{column(1, '10/3')}", True),
        (f"\\frac{{1}}{{2}} \\cdot {column(4, 18)}", True),
        (f"\\frac{{1}}{{2}} \\cdot {column(4, 17)}", False),
        (f"{column(1, 4)} + \\begin{{pmatrix}} 1 & 5 \\end{{pmatrix}}", False),
    ],
)
def test_a_sum_of_matrices_is_a_matrix_and_decided_without_algebra(total: str, equal: bool) -> None:
    assert accepts(column(2, 9), total) is equal
    verdict = MathVerifier(kind="math", ground_truth=column(2, 9)).verify_lightly(f"\\boxed{{{total}}}", NOWHERE)
    assert verdict is not None or "&" in total
    assert not accepts("11", total)


@pytest.mark.parametrize(
    ("vector", "equal"),
    [
        ("\\langle 2, -9 \\rangle", True),
        ("\\left\\langle 2, -9 \\right\\rangle", True),
        ("⟨2, -9⟩", True),
        ("\\langle \\frac{4}{2}, -9 \\rangle", True),
        ("<2, -9>", True),
        ("\\vec{v} = <2, -9>", True),
        ("\\mathbf{v}_1 = (2, -9)", True),
        ("\\overrightarrow{AB} = (2, -9)", True),
        ("\\vec v = (2, 9)", False),
        ("2\\mathbf{i} - 9\\mathbf{j}", True),
        ("-9\\hat{j} + 2\\hat{i}", True),
        ("\\vec{F} = 2\\,\\hat{\\mathbf{i}} - 9\\,\\hat{\\mathbf{j}}", True),
        ("2\\hat{\\imath} - 9\\hat{\\jmath}", True),
        ("(3 - 1)\\vec{i} - 3^{2}\\vec{j}", True),
        ("\\langle -9, 2 \\rangle", False),
        ("<-9, 2>", False),
        ("2\\mathbf{i} + 9\\mathbf{j}", False),
        ("2\\mathbf{i} - 9\\mathbf{k}", False),
        ("2\\mathbf{i} - 9\\mathbf{j} + \\mathbf{k}", False),
        ("2\\mathbf{i} - 9", False),
        ("2 - 9", False),
    ],
)
@pytest.mark.parametrize(
    "truth", ["(2, -9)", column(2, -9), "\\langle 2, -9 \\rangle", "2\\mathbf{i} - 9\\mathbf{j}"]
)
def test_a_vector_has_several_notations(truth: str, vector: str, equal: bool) -> None:
    assert accepts(truth, vector) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("(1, 0, -1)", "\\mathbf{i} - \\mathbf{k}", True),
        ("\\hat{i} + \\frac{1}{2}\\hat{j} - \\hat{k}", "(1, 0.5, -1)", True),
        ("1 < x < 5", "5 > x > 1", True),
        ("2 + 3i", "3i + 2", True),
        ("2 + 3i", "(2, 3)", False),
    ],
)
def test_units_imaginary_and_inequalities_are_no_vectors(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


def test_matrices_that_are_multiplied_are_not_added() -> None:
    diagonal = "\\begin{pmatrix} 2 & 0 \\\\ 0 & 3 \\end{pmatrix}"
    assert accepts("\\begin{pmatrix} 4 & 0 \\\\ 0 & 9 \\end{pmatrix}", f"{diagonal} {diagonal}")
    assert not accepts("\\begin{pmatrix} 4 & 0 \\\\ 0 & 6 \\end{pmatrix}", f"{diagonal} {diagonal}")


@pytest.mark.parametrize(
    "answer", ["\\frac{}{54}", "\\frac{7}{}", "1 + \\frac{3}{}", "(\\frac{}{2}, 1)", "\\sqrt", "1 + \\sqrt"]
)
def test_half_a_fraction_is_no_number_and_no_root_is_none(answer: str) -> None:
    for truth in ("54", "7", "1", "(2, 1)", "x", "\\frac{1}{2}"):
        assert not accepts(truth, answer)
