"""Extraction takes any text: nothing is raised, and the time grows with the text's length, not with its square."""

import time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.math.read.characters import fold
from verifiers.reading.extraction import Extraction, extract

EXTRACTIONS: tuple[Extraction, ...] = get_args(Extraction)
PIECES = (
    *(
        "\\boxed",
        "\\fbox",
        "\\boxed{",
        "{",
        "}",
        "\\{",
        "\\\\",
        "$",
        "$$",
        "\\[",
        "\\]",
        "\\(",
        "\\)",
        "\n",
        "\n\n",
    ),
    *(
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<|im_start|>",
        "</s>",
        "<",
        ">",
        "####",
        "**",
        "*",
        "_",
        "`",
    ),
    *("Answer:", "A:", "the answer is", "final answer", '"answer": ', "答案：", "Ответ: ", "Réponse", "is", "not"),
    *(
        "or",
        "and",
        ",",
        ".",
        "?",
        "!",
        ":",
        "=",
        "7",
        "-3.5",
        "1,000",
        "½",
        "x",
        " ",
        "\t",
        "\0",
        "\ud800",
        "\u200b",
    ),
)
HOSTILE = {
    "boxes": "\\boxed{1} and ",
    "open boxes": "\\boxed{",
    "open and closed boxes": "\\boxed{}",
    "boxes without braces": "\\boxed ",
    "braces": "{",
    "closed braces": "}",
    "backslashes": "\\",
    "dollars": "$",
    "dollars and digits": "$1 ",
    "displays": "\\[ 1 ",
    "parentheses": "\\( ",
    "announcements": "the answer is ",
    "announcements of announcements": "answer: ",
    "announcements to something": "answer to ",
    "final answers": "final answer\n",
    "hashes": "####",
    "lines": "A:\n",
    "tags": "<answer>",
    "closed tags": "</answer>",
    "thoughts": "<think>",
    "finished thoughts": "</think>",
    "angles": "<",
    "spaces": " ",
    "spaced lines": " \n",
    "tabs": "\t",
    "digits": "7",
    "thousands": "1,000,",
    "decimals": ".5",
    "fractions": "1/",
    "letters": "a",
    "words": "it is so. ",
    "questions": "is it 7? ",
    "stars": "**",
    "foreign announcements": "答案",
    "roots": "√",
    "superscripts": "²",
}


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25), st.sampled_from(EXTRACTIONS)
)
@settings(max_examples=1000, deadline=None)
def test_any_text_has_an_answer_or_none(pieces: list[str], extraction: Extraction) -> None:
    text = "".join(pieces)
    answer = extract(text, extraction)
    assert answer == answer.strip(" \t\n*`")
    fold(answer)


@given(st.text(max_size=200), st.sampled_from(("12", "x + 1", "(1, 2)", "\\frac{3}{4}")))
@settings(max_examples=500, deadline=None)
def test_what_is_boxed_last_is_the_answer_whatever_stands_before(before: str, answer: str) -> None:
    assert extract(f"{before}\n</think>\n\\boxed{{{answer}}}") == answer


def cpu_seconds(text: str, extraction: Extraction) -> float:
    """The least of several runs: what else the machine does only ever adds."""
    taken = []
    for _ in range(4):
        started = time.process_time()
        extract(text, extraction)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("extraction", EXTRACTIONS)
@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length(name: str, extraction: Extraction) -> None:
    pattern = HOSTILE[name]
    short, long = (pattern * (size // len(pattern)) for size in (20_000, 80_000))
    floor = 0.002  # below it, the clock and the caches decide
    assert any(  # measured again where a busy machine made it look slow
        cpu_seconds(long, extraction) < 8 * max(floor, cpu_seconds(short, extraction)) for _ in range(4)
    )
