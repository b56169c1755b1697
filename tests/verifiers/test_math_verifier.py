import signal
import subprocess
import sys

import pytest
from pydantic import ValidationError

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.math.verifier import MathVerifier, Tolerance
from verifiers.registry import Registry
from verifiers.verdict import Verdict


def judge(truth: str | tuple[str, ...], completion: str, **options: object) -> Verdict:
    return MathVerifier.model_validate({"kind": "math", "ground_truth": truth, **options}).verify(
        completion, NOWHERE
    )


def status(truth: str | tuple[str, ...], completion: str, **options: object) -> str:
    return judge(truth, completion, **options).status


def test_a_right_answer_is_one_passed_check_named_answer() -> None:
    verdict = judge("\\frac{3}{8}", "Hence \\boxed{0.375}.")
    (check,) = verdict.checks
    assert (verdict.status, verdict.score, verdict.answer) == ("correct", 1.0, "0.375")
    assert (check.name, check.passed, check.score, check.error) == ("answer", True, 1.0, None)
    assert check.evidence == "exact rationals agree"


def test_a_wrong_answer_says_which_layer_decided() -> None:
    verdict = judge("17", "\\boxed{19}")
    (check,) = verdict.checks
    assert (verdict.status, verdict.score, check.error) == ("incorrect", 0.0, "wrong_answer")
    assert check.evidence == "exact rationals differ"


def test_no_answer_is_its_own_status() -> None:
    verdict = judge("17", "I cannot solve this one, sorry.")
    assert (verdict.status, verdict.answer, verdict.checks[0].error) == ("no_answer", None, "missing")


def test_what_costs_too_much_is_undecided() -> None:
    verdict = judge("5", "\\boxed{7^{7^{7^{7}}}}")
    assert (verdict.status, verdict.score, verdict.checks[0].error) == ("undecided", 0.0, "timeout")


@pytest.mark.parametrize(
    "completion", ["\\boxed{31}", "\\boxed{2\\sqrt{7}}", "\\boxed{(1,2)}", "\\boxed{9^{9^9}}", "?"]
)
def test_evidence_never_holds_the_ground_truth(completion: str) -> None:
    evidence = judge("8675309", completion).checks[0].evidence
    assert evidence
    assert "8675309" not in evidence


def test_a_shown_answer_is_bounded() -> None:
    answer = judge("4", "\\boxed{" + "1+" * 2000 + "1}").answer
    assert answer is not None
    assert len(answer) == 500


def test_any_of_several_ground_truths_counts() -> None:
    assert status(("\\text{infinite}", "\\infty"), "\\boxed{\\infty}") == "correct"
    assert status(("3", "4"), "\\boxed{5}") == "incorrect"


def test_a_costly_ground_truth_does_not_hide_a_right_one() -> None:
    assert status(("9^{9^{9^9}}", "12"), "\\boxed{12}") == "correct"


def test_the_wire_format_reads_a_json_array_of_ground_truths() -> None:
    verifier = Registry((MathVerifier,)).parse(b'{"kind":"math","ground_truth":["1","2"],"tolerance":{"rel":0.1}}')
    assert isinstance(verifier, MathVerifier)
    assert verifier.ground_truth == ("1", "2")
    assert verifier.tolerance == Tolerance(rel=0.1)


@pytest.mark.parametrize(
    "specification",
    [
        b'{"ground_truth":"1"}',
        b'{"kind":"math"}',
        b'{"kind":"math","ground_truth":1}',
        b'{"kind":"math","ground_truth":[]}',
        b'{"kind":"math","ground_truth":[1]}',
        b'{"kind":"math","ground_truth":"1","extra":1}',
        b'{"kind":"math","ground_truth":"1","answer_type":"numeral"}',
        b'{"kind":"math","ground_truth":"1","extraction":"first"}',
        b'{"kind":"math","ground_truth":"1","tolerance":{"rel":-1}}',
        b'{"kind":"math","ground_truth":"1","tolerance":{"rel":"0.1"}}',
        b'{"kind":"math","ground_truth":"1","tolerance":{"abs":1e999}}',
    ],
)
def test_a_malformed_specification_is_refused(specification: bytes) -> None:
    with pytest.raises(ValidationError):
        MathVerifier.model_validate_json(specification)


@pytest.mark.parametrize(
    ("truth", "completion", "tolerance", "expected"),
    [
        ("2.5", "\\boxed{2.51}", {}, "incorrect"),
        ("2.5", "\\boxed{2.51}", {"abs": 0.02}, "correct"),
        ("2.5", "\\boxed{2.53}", {"abs": 0.02}, "incorrect"),
        ("200", "\\boxed{201}", {"rel": 0.01}, "correct"),
        ("200", "\\boxed{203}", {"rel": 0.01}, "incorrect"),
        ("\\sqrt{2}", "\\boxed{1.4142}", {"rel": 0.001}, "correct"),
        ("\\sqrt{2}", "\\boxed{1.3}", {"rel": 0.001}, "incorrect"),
        ("(1, 2.5)", "\\boxed{(1, 2.49)}", {"abs": 0.02}, "correct"),
        ("[0, 2.5)", "\\boxed{0 \\le x < 2.49}", {"abs": 0.02}, "correct"),
    ],
)
def test_tolerance_widens_numbers_and_the_elements_of_collections(
    truth: str, completion: str, tolerance: dict[str, float], expected: str
) -> None:
    assert status(truth, completion, tolerance=tolerance) == expected


@pytest.mark.parametrize(
    ("answer_type", "truth", "right", "wrong"),
    [
        ("number", "12", "\\boxed{12}", "\\boxed{12, 13}"),
        ("expression", "x^2-9", "\\boxed{(x-3)(x+3)}", "\\boxed{x > 9}"),
        ("interval", "(2, 5)", "\\boxed{2 < x < 5}", "\\boxed{\\{2, 5\\}}"),
        ("set", "4, 6", "\\boxed{\\{6, 4\\}}", "\\boxed{(4, 6)}"),
        ("tuple", "4, 6", "\\boxed{(4, 6)}", "\\boxed{6, 4}"),
        ("matrix", "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\boxed{(1, 2)}", "\\boxed{1, 2}"),
        ("equation", "y = 3x - 2", "\\boxed{3x - y = 2}", "\\boxed{3x - 2}"),
        ("choice", "B", "\\boxed{\\text{(b)}}", "\\boxed{C}"),
        ("text", "even", "\\boxed{\\text{Even}}", "\\boxed{\\text{odd}}"),
    ],
)
def test_an_answer_type_accepts_its_own_shape_only(answer_type: str, truth: str, right: str, wrong: str) -> None:
    verifier = MathVerifier.model_validate({"kind": "math", "ground_truth": truth, "answer_type": answer_type})
    verifier.ensure_usable()
    assert verifier.verify(right, NOWHERE).status == "correct"
    assert verifier.verify(wrong, NOWHERE).status == "incorrect"


@pytest.mark.parametrize(
    ("extraction", "completion", "answer"),
    [
        ("auto", "First \\boxed{3}, then \\boxed{4}.", "4"),
        ("boxed", "Answer: 5", None),
        ("boxed", "\\boxed{6} is it. Answer: 5", "6"),
        ("final_answer", "\\boxed{6} is it.\nAnswer: 5", "5"),
        ("final_answer", "There is only \\boxed{6}", None),
        ("last_number", "We take 3 of 12 and keep 9 of them", "9"),
        ("last_number", "none at all", None),
        ("whole", "  x + 1 ", "x + 1"),
    ],
)
def test_extraction_chooses_where_the_answer_is_looked_for(
    extraction: str, completion: str, answer: str | None
) -> None:
    assert judge("1", completion, extraction=extraction).answer == answer


@pytest.mark.parametrize(
    "truth",
    [
        "5",
        "-\\frac{1}{2}",
        "B",
        "yes",
        "x^2",
        "(1, 2)",
        "$\\{1, 2\\}$",
        "\\boxed{7}",
        "\\infty",
        "a walk in the park",
    ],
)
def test_a_readable_ground_truth_is_usable(truth: str) -> None:
    MathVerifier(kind="math", ground_truth=truth).ensure_usable()


@pytest.mark.parametrize(
    "truth", ["", "  ", "$$", "\\boxed{}", "???", "4\x00", "\\frac{1}{2", "}{", "(" * 100 + "1" + ")" * 100]
)
def test_an_unreadable_ground_truth_is_refused_by_name(truth: str) -> None:
    with pytest.raises(UnusableSpec) as refused:
        MathVerifier(kind="math", ground_truth=("1", truth)).ensure_usable()
    assert refused.value.field == "ground_truth"


@pytest.mark.parametrize(
    ("answer_type", "truth"),
    [
        ("number", "a nice day"),
        ("choice", "12"),
        ("matrix", "5"),
        ("equation", "x + 1"),
        ("interval", "x + 1"),
        ("tuple", "5"),
    ],
)
def test_a_ground_truth_of_another_type_is_refused(answer_type: str, truth: str) -> None:
    verifier = MathVerifier.model_validate({"kind": "math", "ground_truth": truth, "answer_type": answer_type})
    with pytest.raises(UnusableSpec):
        verifier.ensure_usable()


@pytest.mark.parametrize(
    ("truth", "sure"),
    [
        ("42", True),
        ("-3.5", True),
        ("\\frac{2}{9}", True),
        ("7/8", True),
        ("C", True),
        ("odd", True),
        ("x^2", False),
        ("", False),
    ],
)
def test_plain_ground_truths_are_surely_usable(truth: str, sure: bool) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.surely_usable is sure
    if sure:
        verifier.ensure_usable()


def test_a_longer_completion_is_expected_to_take_longer() -> None:
    verifier = MathVerifier(kind="math", ground_truth="1")
    assert 0 < verifier.expected_seconds("") < verifier.expected_seconds("x" * 1_000_000) < 1


def test_exact_layers_decide_without_importing_computer_algebra() -> None:
    program = (
        "import sys; from verifiers.math.verifier import MathVerifier as M;"
        "v = M(kind='math', ground_truth='1/2'); v.ensure_usable();"
        "assert v.verify('\\\\boxed{0.5}', None).status == 'correct';"
        "assert not {'sympy', 'math_verify', 'latex2sympy2_extended'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_computer_algebra_warns_and_prints_nothing() -> None:
    program = (
        "from verifiers.math.verifier import MathVerifier as M;"
        "v = M(kind='math', ground_truth='x > \\\\sqrt{2}');"
        "assert v.verify('\\\\boxed{x^2 + y > 2}', None).status == 'incorrect'"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_check_says_what_it_cost_while_a_budget_is_running_too() -> None:
    verifier = MathVerifier(kind="math", ground_truth="\\sqrt{8}")
    signal.setitimer(signal.ITIMER_PROF, 600)  # as a CPU budget does: it makes the clock of the process coarse
    try:
        costs = [verifier.verify(f"\\boxed{{2\\sqrt{{{n}}}}}", NOWHERE).checks[0].seconds for n in range(3, 9)]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    assert all(0 < cost < 0.5 for cost in costs)
