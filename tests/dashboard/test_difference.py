"""How the difference of two completions is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.dashboard.difference import Stretch, difference


def test_words_that_only_one_has_are_marked() -> None:
    told = difference("so x = 1, done", "so x = 2, done")
    assert told.stretches == [
        *(Stretch("same", "so x = "), Stretch("gone", "1"), Stretch("new", "2"), Stretch("same", ", done"))
    ]


def test_long_texts_are_compared_by_lines_and_say_what_was_left_out() -> None:
    first = "".join(f"line {n}\n" for n in range(900))
    told = difference(first, first.replace("line 7\n", "line seven\n"))
    assert Stretch("gone", "line 7\n") in told.stretches
    assert not told.left_out
    assert difference("a\n" * 2_000, "a\n" * 2_000).left_out


@settings(max_examples=50, deadline=None)
@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_read_off_it(first: str, second: str) -> None:
    stretches = difference(first, second).stretches
    assert "".join(one.text for one in stretches if one.kind != "new") == first
    assert "".join(one.text for one in stretches if one.kind != "gone") == second
