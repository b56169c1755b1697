"""Text of models made fit to be looked at."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from services.dashboard.texts import SHOWN_CHARACTERS, display, visible
from tests.verifiers.pumping import ends_within


def test_the_last_mention_of_the_answer_is_marked() -> None:
    shown = display("2, no: 3, I mean 2.", "2")
    assert [(piece.kind, piece.text) for piece in shown.pieces] == [
        ("text", "2, no: 3, I mean "),
        ("answer", "2"),
        ("text", "."),
    ]
    assert shown.answer_found


def test_an_answer_that_does_not_stand_there_is_not_marked() -> None:
    assert not display("one half", "1/2").answer_found


def test_a_long_text_loses_its_middle_and_says_how_much() -> None:
    shown = display("a" * 30_000 + "answer" + "b" * 30_000 + "answer")
    assert shown.left_out == 60_012 - SHOWN_CHARACTERS
    assert sum(len(piece.text) for piece in shown.pieces if piece.kind == "text") == SHOWN_CHARACTERS


def test_the_answer_at_the_end_of_a_long_text_is_marked() -> None:
    assert display("x" * 100_000 + "\\boxed{7}", "7").answer_found


def test_what_is_hidden_is_spelled_out() -> None:
    assert visible("a\x00b\x1b[1mc\u202ed\x7f") == "a␀b␛[1mc⟨U+202E⟩d␡"


def test_very_many_hidden_characters_make_few_pieces_quickly() -> None:
    shown = display("a\u200b" * 250_000, whole=True)
    assert len(shown.pieces) < 10_000
    assert "\u200b" not in "".join(piece.text for piece in shown.pieces)
    assert ends_within(10, partial(display, whole=True), "a\u200b" * 250_000)


@given(st.text(), st.text(min_size=1, max_size=3))
def test_nothing_of_an_ordinary_text_is_lost(text: str, answer: str) -> None:
    shown = "".join(piece.text for piece in display(text, answer).pieces if piece.kind != "hidden")
    assert shown == "".join(piece.text for piece in display(text).pieces if piece.kind != "hidden")
    letters = [char for char in text if char.isalnum()]
    assert [char for char in shown if char.isalnum()] == letters
