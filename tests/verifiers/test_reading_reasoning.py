"""One rule for where reasoning ends, whatever template a model was trained with."""

import pytest

from tests.verifiers.pumping import ends_within
from verifiers.reading.reasoning import conclusion, turns

PAIRS = [
    ("<think>", "</think>"),
    ("<THINK>", "</Think>"),
    ("<thinking>", "</thinking>"),
    ('<thinking effort="high">', "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</ thoughts >"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|inner_prefix|>", "<|inner_suffix|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    (
        "<|channel|>commentary to=functions.f <|constrain|>json<|message|>",
        "<|channel|>final <|constrain|>x<|message|>",
    ),
    ("<|im_start|>think\n", "<|im_start|>answer\n"),
]


@pytest.mark.parametrize(("opened", "closed"), PAIRS)
def test_what_follows_the_reasoning_is_the_conclusion(opened: str, closed: str) -> None:
    assert conclusion(f"{opened}is it 3?{closed}It is 4.").strip() == "It is 4."
    assert conclusion(f"is it 3?{closed}It is 4.").strip() == "It is 4.", "the prompt had opened it"
    assert conclusion(f"{opened}one{closed}no{opened}two{closed}It is 4.").strip() == "It is 4."


@pytest.mark.parametrize(("opened", "closed"), PAIRS)
def test_reasoning_without_an_end_has_no_conclusion(opened: str, closed: str) -> None:
    assert not conclusion(f"{opened}is it 3? no, 4").strip()
    assert not conclusion(f"{opened}is it 3?{closed}{opened}or is it 4?").strip()
    assert not conclusion(f"{opened}it is 4.{closed}").strip()


@pytest.mark.parametrize(
    ("completion", "said"),
    [
        ("<|im_start|>assistant\n3<|im_end|>\n<|im_start|>user\nSure?<|im_end|>\n<|im_start|>assistant\n4", "4"),
        ("3<|im_end|>\n<|im_start|>user\nThe answer is 5", "3"),
        ("3<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n4<|eot_id|>", "4"),
        ("3</s>[INST] Sure? [/INST] 4</s>", "4"),
        ("3<end_of_turn>\n<start_of_turn>user\nSure?<end_of_turn>\n<start_of_turn>model\n4<end_of_turn>", "4"),
        ("3<｜end▁of▁sentence｜><｜User｜>Sure?<｜Assistant｜><think>hm</think>4<｜end▁of▁sentence｜>", "4"),
        ("4<|im_end|>\n<|im_start|>assistant\n", "4"),
        ("3<|im_end|>\n<|im_start|>assistant\n<think>or is it 4", ""),
        ("4<|endoftext|>Human: and 2 + 3?", "4"),
        ("<|im_start|>user\n<think>5</think>6<|im_end|>\n<|im_start|>assistant\n4", "4"),
        ("analysisWe need 2 + 2.assistantfinalIt is 4.", "It is 4."),
        ("analysisWe need 2 + 2, which is 4", ""),
        ("analysis of the case: it is 4", "analysis of the case: it is 4"),
    ],
)
def test_the_last_turn_of_the_model_decides(completion: str, said: str) -> None:
    assert conclusion(completion).strip() == said


@pytest.mark.parametrize(
    "completion",
    [
        "Split at the tag `</think>` and keep the rest",
        'text.split("</think>")[-1]',
        "prompt = f'<|im_start|>user\\n{question}<|im_end|>'",
        "an <s>old</s> price of 3",
        "a < b and [x] or [THINKING]",
        "for all x <y> in the <thinker>",
        "",
    ],
)
def test_a_mark_that_is_only_spoken_of_ends_nothing(completion: str) -> None:
    assert conclusion(completion) == completion


def test_turns_keep_what_is_said_between_thoughts() -> None:
    text = (
        "<think>a</think>one<think>b</think>two<|im_end|><|im_start|>tool\nr<|im_end|><|im_start|>assistant\nthree"
    )
    assert [turn.said for turn in turns(text)] == ["one\ntwo", "\nthree"]


@pytest.mark.parametrize(
    "unit",
    ["<", "</think>", "<think>", "x</think>", " </s>", "x</s>", "<|channel|>final", "<|im_start|>user", "[", "◁"],
)
def test_half_a_megabyte_of_marks_takes_a_few_seconds(unit: str) -> None:
    assert ends_within(5, conclusion, unit * (500_000 // len(unit)))


def test_lone_surrogates_are_read() -> None:
    assert conclusion("\ud800<think>a</think>\udfff4") == "\udfff4"
