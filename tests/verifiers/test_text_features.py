"""Facts about texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifiers.repeating import repeated_share
from verifiers.repetition import repetition_of
from verifiers.text_features import read_features, stated_confidence


def test_a_loop_is_repetition_at_any_length() -> None:
    assert read_features("so it is " * 100).repetition == {"3": pytest.approx(0.99, abs=0.01), "20": 0.989324}


def test_a_phrase_that_returns_is_no_loop() -> None:
    text = "on the other hand " + " ".join(f"w{n}" for n in range(50)) + " on the other hand"
    repetition = read_features(text).repetition
    assert repetition["3"] > 0
    assert repetition["20"] == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "", "eightchr", "nine char", "sixteen.letters.", "seventeen.letters"])))
def test_shares_of_repeated_words_are_those_of_the_words_themselves(words: list[str]) -> None:
    text = " ".join(words)
    read = text.split()
    assert repetition_of(text) == {"3": repeated_share(read, 3), "20": repeated_share(read, 20)}


@settings(deadline=None)
@given(st.text("aé\u3000 \n\t\ud800解", max_size=200))
def test_words_are_those_between_white_space_of_any_script(text: str) -> None:
    assert repetition_of(text)["3"] == repeated_share(text.split(), 3)


@pytest.mark.parametrize("alike", ["{}", "{:08}", "x{:08}", "x" * 8 + "{:08}", "x" * 30 + "{}", "{}" + "x" * 30])
def test_words_that_differ_in_few_bytes_are_told_apart(alike: str) -> None:
    words = [alike.format(number) for number in range(15_000)]
    assert repetition_of(" ".join(words)) == {"3": 0.0, "20": 0.0}


def test_only_the_last_words_of_a_long_text_count() -> None:
    assert repetition_of("so it is " * 10_000 + " ".join(map(str, range(20_000)))) == {"3": 0.0, "20": 0.0}


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", ""),
        ("  just words\n", "."),
        ("<think> a < b </think>\n<answer>4</answer>", "<think>.</think><answer>.</answer>"),
        ("so</think><answer></answer> and", ".</think><answer></answer>."),
    ],
)
def test_the_shape_is_the_tags_and_whether_there_is_text_between_them(text: str, shape: str) -> None:
    assert read_features(text).shape == shape


def test_a_flood_of_tags_has_a_short_shape() -> None:
    assert len(read_features("<think>" * 100_000).shape) <= 200


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("<confidence>0.9</confidence>", 0.9),
        ("<confidence>0.1</confidence> no: <confidence> 1 </confidence>", 1.0),
        ("<confidence>.5</confidence>", 0.5),
        ("<confidence>90%</confidence>", None),
        ("<confidence>1.5</confidence>", None),
        ("<confidence>-0.1</confidence>", None),
        ("<confidence>nan</confidence>", None),
        ("<confidence>0.9</confidence><confidence>high</confidence>", None),
        ("confidence: 0.9", None),
    ],
)
def test_a_confidence_counts_only_as_a_number_in_its_tag(text: str, confidence: float | None) -> None:
    assert stated_confidence(text) == confidence
