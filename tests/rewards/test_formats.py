"""Layouts, repetition and the confidence that a completion states itself."""

from dataclasses import replace
from typing import Any

import pytest

from rewards.sample import Sample
from tests.rewards.samples import RIGHT, WRONG, rewards, sample
from verifiers.text_features import read_features
from verifiers.verdict import Verdict

TAC = "<think>hm</think><answer>4</answer><confidence>0.9</confidence>"
TABC = "hm</think> <answer>4</answer>\n<analysis>sure</analysis> <confidence>0.9</confidence>\n"


def said(text: str, verdict: Verdict = RIGHT) -> Sample:
    return sample(replace(verdict, features=read_features(text)))


@pytest.mark.parametrize(
    ("layout", "text", "reward"),
    [
        ("think_answer", "<think>hm</think>\n<answer>4</answer>", 1.0),
        ("think_answer", "hm</think><answer>4</answer>", 1.0),
        ("think_answer", "<think>hm</think><answer>4</answer> or 5", 0.0),
        ("think_answer", "<think>hm</think><answer>4</answer><answer>5</answer>", 0.0),
        ("think_answer", "<answer>4</answer><think>hm</think>", 0.0),
        ("think_answer", "<think>hm</think><answer> </answer>", 0.0),
        ("tac", TAC, 1.0),
        ("tac", TAC + " indeed", 0.0),
        ("tac", TABC, 0.0),
        ("tabc", TABC, 1.0),
        ("tabc", TAC, 0.0),
        ("answered", "anything", 1.0),
    ],
)
def test_a_layout_asks_for_each_tag_once_and_in_order(layout: str, text: str, reward: float) -> None:
    assert rewards({"use": "format", "layout": layout}, [said(text)]) == [reward]


@pytest.mark.parametrize(
    ("text", "reward"),
    [("", 0.0), ("<think>hm</think>", 0.5), (TAC, 1.0), ("<think><think>hm</think><answer>4</answer>", 0.75)],
)
def test_each_tag_that_is_there_once_is_a_quarter(text: str, reward: float) -> None:
    assert rewards("tag_count", [said(text)]) == [reward]


def test_a_stated_confidence_counts_where_it_is_asked_for() -> None:
    group = [said(TAC), said(TAC, WRONG), said("<answer>4</answer>")]
    assert rewards({"use": "rlcr", "stated": True}, group) == [pytest.approx(0.99), pytest.approx(-0.81), -1.0]


def test_the_authors_scale_wants_its_layout() -> None:
    spec: dict[str, Any] = {"use": "rlcr_code", "stated": True, "layout": "tac"}
    assert rewards(spec, [said(TAC), said(TABC)]) == [pytest.approx(1.495), 0.0]


def test_only_loops_are_penalised_by_default() -> None:
    loop, phrase = said("again and " * 50), said("a b c a b c")
    assert rewards("repetition", [loop, phrase])[1] == 0
    assert (rewards("repetition", [loop])[0] or 0) < -0.9
    assert rewards({"use": "repetition", "n": 3}, [phrase]) == [-0.25]
