"""The policy table of the documentation: each row has a right and a wrong example, and both hold."""

import re
from pathlib import Path

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier

PAGE = Path(__file__).parents[2] / "docs/math.md"
_ROW = re.compile(
    r"^\| (?P<rule>[^|]+) \| `` (?P<truth>.+?) `` \| `` (?P<right>.+?) `` \| `` (?P<wrong>.+?) `` \|$", re.M
)


def rows() -> list[tuple[str, str, str]]:
    found = [(row["truth"], row["right"], row["wrong"]) for row in _ROW.finditer(PAGE.read_text("utf-8"))]
    return [tuple(cell.replace("\\|", "|") for cell in row) for row in found]  # type: ignore[misc]  # three cells


def accepts(truth: str, answer: str) -> bool:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE)
    return verdict.status == "correct"


def test_the_table_is_found() -> None:
    assert len(rows()) > 40


@pytest.mark.parametrize(("truth", "right", "wrong"), rows())
def test_the_examples_of_the_policy_hold(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)
