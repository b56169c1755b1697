from verifiers.verdict import Check, from_checks


def test_all_checks_passed_is_correct() -> None:
    assert from_checks([Check("a", True, 1.0), Check("b", True, 1.0)]).status == "correct"


def test_some_credit_is_partial_with_the_mean_as_score() -> None:
    verdict = from_checks([Check("a", True, 1.0), Check("b", False, 0.5), Check("c", False, 0.0)])
    assert (verdict.status, verdict.score) == ("partial", 0.5)


def test_no_credit_is_incorrect() -> None:
    assert from_checks([Check("a", False, 0.0)]).status == "incorrect"


def test_a_check_that_we_failed_to_make_leaves_no_score() -> None:
    verdict = from_checks([Check("a", True, 1.0), Check("b", None, None, error="infrastructure")])
    assert (verdict.status, verdict.score) == ("infrastructure_error", None)


def test_nothing_checked_is_never_correct() -> None:
    verdict = from_checks([])
    assert (verdict.status, verdict.score, verdict.flags) == ("incorrect", 0.0, ("no_checks",))
