"""Multiple choice asked twice, and what counts as the same answer."""

import pytest

from rewards.details import SecondAnswer
from rewards.options import agrees


@pytest.mark.parametrize(
    ("answer", "second", "options", "same"),
    [
        ("B", "b", None, True),
        ("B", "(B).", None, True),
        ("B", "C", {"C": "B", "B": "A"}, True),
        ("B", "B", {"C": "B", "B": "A"}, False),
        ("B", "B", {"A": "C"}, True),
        ("B", "", None, False),
        (None, "", None, False),
    ],
)
def test_a_second_answer_is_read_in_the_letters_of_the_first_question(
    answer: str | None, second: str, options: dict[str, str] | None, same: bool
) -> None:
    assert agrees(answer, SecondAnswer(second, options)) is same
