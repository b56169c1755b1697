from rewards.feedback import feedback
from verifiers.verdict import Check, from_checks, infrastructure_error

TESTS = from_checks(
    [
        Check("t1", True, 1.0),
        Check("t2", False, 0.0, error="timeout", evidence="2 s of CPU time"),
        Check("t3", False, 0.0, error="wrong_answer"),
    ]
)


def test_none_is_no_text() -> None:
    assert feedback(TESTS, "none") is None


def test_a_summary_counts_the_checks() -> None:
    assert feedback(TESTS, "summary") == "partly correct: 1 of 3 checks passed"


def test_the_first_failure_is_named_with_its_evidence() -> None:
    assert feedback(TESTS, "first_failure") == (
        "partly correct: 1 of 3 checks passed\nt2: timeout (2 s of CPU time)"
    )


def test_full_feedback_names_every_failure() -> None:
    assert str(feedback(TESTS, "full")).splitlines()[1:] == ["t2: timeout (2 s of CPU time)", "t3: wrong_answer"]


def test_success_has_nothing_to_add() -> None:
    assert feedback(from_checks([Check("answer", True, 1.0)]), "full") == "correct"


def test_our_failure_is_said_to_be_ours() -> None:
    assert "ours" in str(feedback(infrastructure_error("lost"), "summary"))
