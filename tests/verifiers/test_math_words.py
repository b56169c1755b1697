import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, completion: str) -> bool:
    return MathVerifier(kind="math", ground_truth=truth).verify(completion, NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "completion", "equal"),
    [
        ("D", "\\boxed{D}", True),
        ("D", "\\boxed{\\textbf{(d)}}", True),
        ("\\text{(D)}", "The answer is D.", True),
        ("D", "\\boxed{\\text{(D) } 12 \\text{ cm}}", True),
        ("D", "The correct choice is (D) Vienna.", True),
        ("(D) Vienna", "\\boxed{D}", True),
        ("(D) Vienna", "\\boxed{Vienna}", True),
        ("(D) Vienna", "\\boxed{A}", False),
        ("D", "\\boxed{A}", False),
        ("D", "\\boxed{A, D}", False),
        ("D", "\\boxed{4}", False),
        ("D", "The correct option is A, not D.", False),
        ("A, C", "\\boxed{C, A}", True),
        ("A, C", "\\boxed{A}", False),
    ],
)
def test_policy_for_choices(truth: str, completion: str, equal: bool) -> None:
    assert accepts(truth, completion) is equal


@pytest.mark.parametrize(
    ("truth", "completion", "equal"),
    [
        ("\\text{Thursday}", "\\boxed{thursday}", True),
        ("Thursday", "The answer is Thursday.", True),
        ("\\text{Thursday}", "\\boxed{\\text{Friday}}", False),
        ("\\text{yes}", "Yes", True),
        ("\\text{yes}", "\\boxed{\\text{no}}", False),
        ("\\text{PQ}", "\\boxed{\\text{not PQ}}", False),
        ("the red house", "\\boxed{\\text{red house}}", True),
        ("\\infty", "\\boxed{\\text{infinitely many}}", True),
        ("\\emptyset", "\\boxed{\\text{no solution}}", True),
        ("12", "\\boxed{\\text{twelve}}", True),
        ("12", "\\boxed{\\text{none}}", False),
        ("12", "\\boxed{\\text{a dozen eggs in the large brown basket}}", False),
        ("pq", "\\boxed{qp}", True),
    ],
)
def test_policy_for_words(truth: str, completion: str, equal: bool) -> None:
    assert accepts(truth, completion) is equal
