import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier
from verifiers.reading.boxes import find_boxes, last_boxes
from verifiers.reading.extraction import extract
from verifiers.reading.reasoning import conclusion


@pytest.mark.parametrize(
    ("completion", "answer"),
    [
        ("so \\boxed{\\frac{2}{3}}.", "\\frac{2}{3}"),
        ("so \\boxed {19}", "19"),
        ("so \\fbox{19}", "19"),
        ("\\boxed{11}. Hold on, it should be \\boxed{13}.", "13"),
        ("\\boxed{1}. Then \\boxed{}", ""),
        ("\\boxed{\\text{The answer is 77}}", "77"),
        ("\\boxed{\\frac{5}{8}", "\\frac{5}{8}"),
        ("\\boxed{\\frac{5}{8", ""),
    ],
)
def test_the_last_box_wins(completion: str, answer: str) -> None:
    assert extract(completion) == answer


@pytest.mark.parametrize(
    ("completion", "contents"),
    [
        ("\\boxed{4}, \\boxed{6}", ["4", "6"]),
        ("\\boxed{4} and \\boxed{6}", ["4", "6"]),
        ("\\boxed{4} or \\boxed{6}", ["4", "6"]),
        ("\\boxed{4} $\\quad \\text{and} \\quad$ $\\boxed{6}$", ["4", "6"]),
        ("\\boxed{4} cats and \\boxed{6} dogs", ["4", "6"]),
        ("\\boxed{4}, \\boxed{5}, and \\boxed{6}", ["4", "5", "6"]),
        ("\\boxed{4}. And \\boxed{6}", ["6"]),
        ("\\boxed{4} no no no \\boxed{6}", ["6"]),
        ("\\boxed{4}\n\n\\boxed{6}", ["6"]),
        ("\\boxed{6} and \\boxed{6}", ["6"]),
    ],
)
def test_boxes_joined_by_a_comma_or_a_conjunction_are_a_list(completion: str, contents: list[str]) -> None:
    assert last_boxes(completion) == contents


def test_a_box_within_a_box_is_part_of_the_outer_one() -> None:
    (box,) = find_boxes("a \\boxed{1 + \\boxed{2}} b")
    assert (box.start, box.content) == (2, "1 + \\boxed{2}")


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("<think>first \\boxed{1}</think>then \\boxed{2}", "then \\boxed{2}"),
        ("no opening tag \\boxed{1}</think>\\boxed{2}", "\\boxed{2}"),
        ("<think>never finished \\boxed{1}", ""),
        ("\\boxed{2}<|im_end|>\n<|im_start|>user 3", "\\boxed{2}"),
    ],
)
def test_reasoning_and_later_turns_are_not_read(completion: str, text: str) -> None:
    assert conclusion(completion) == text


@pytest.mark.parametrize(
    ("completion", "answer"),
    [
        ("20 - 3 = 17\n#### 17", "17"),
        ("Some steps.\nAnswer: $x+4$", "x+4"),
        ("Some steps.\nAnswer:\n\\[\n x+4 \n\\]", "x+4"),
        ("The final answer is $\\frac{1}{9}$. I hope it is correct.", "\\frac{1}{9}"),
        ("So the answer is 36 apples.", "36 apples"),
        ("**Answer: 21**", "21"),
        ("**Final Answer**\n\n21", "21"),
        ("Total cost.\nA: 58", "58"),
        ("The correct option is **C**.", "C"),
        ("The answer is (B) because 3 > 2.", "(B)"),
        ('{"answer": 23}', "23"),
        ('{"answer": "x+1"}', "x+1"),
        ("<answer> 31 </answer>", "31"),
        ("<answer>\\boxed{31}</answer>", "31"),
        ("<answer>The answer is 31.</answer>", "31"),
        ("The answer is 5. Let me check: the answer is 7.", "7"),
        ("Final answer: the smallest such $n$ is 34.", "34"),
        ("The answer is $3$ and $8$.", "3 , 8"),
    ],
)
def test_an_announced_answer_is_found(completion: str, answer: str) -> None:
    assert extract(completion) == answer


@pytest.mark.parametrize(
    ("completion", "answer"),
    [
        ("2\\sqrt{11}", "2\\sqrt{11}"),
        ("x = 9", "x = 9"),
        ("14 cm", "14 cm"),
        ("**14**", "14"),
        ("Hence the sum equals $6 + 8 = 14$.", "6 + 8 = 14"),
        ("He sold them for a total of $1,250.", "$1,250"),
        ("In the end Ann keeps 14 of her marbles.", "14"),
    ],
)
def test_without_an_announcement_the_conclusion_is_read(completion: str, answer: str) -> None:
    assert extract(completion) == answer


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The roots are $t=-1$ and $t=8$.", "t=-1 , t=8"),
        ("The possible lengths are: $3$, $4$, or $\\sqrt{7}$.", "3 , 4 , \\sqrt{7}"),
        ("t = -1 or t = 8", "t = -1 or t = 8"),
        ("The sum of $2$ and $6$ is $8$.", "8"),
        ("We may swap $t$ and $8$.", "8"),
        ("Yes, both triangles are similar.", "Yes"),
        ("**No.**", "No"),
        ("No, the value is 8.", "8"),
        ("Nobody knows.", ""),
    ],
)
def test_a_conclusion_may_be_a_list_or_yes_or_no(sentence: str, answer: str) -> None:
    assert extract(f"We look at each side in turn; first $a + 1$.\n\n{sentence}") == answer


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("The answer is 18 (since 3 \\cdot 6 = 18).", True),
        ("The answer is $\\frac{36}{2}$ (about 18 (rounded)).", True),
        ("The answer is 18 (or 19).", False),
        ("The answer is 19 (since 18 + 1 = 19).", False),
    ],
)
def test_a_reason_in_brackets_behind_an_answer_does_not_count(answer: str, right: bool) -> None:
    verdict = MathVerifier(kind="math", ground_truth="18").verify(answer, NOWHERE)
    assert (verdict.status == "correct") is right


@pytest.mark.parametrize(
    "completion",
    [
        "",
        "Is it 14? I do not know how to do this.",
        "I cannot determine the value 14.",
        "We first note that there are 14 of them. Since",
        "We double $x$ to get $2x$, add 14 to find $2x+14$, divi",
        "It is certainly not 14.",
        "14 15 16 17 " * 100,
    ],
)
def test_a_refusal_an_echo_or_a_truncated_text_gives_no_answer(completion: str) -> None:
    assert extract(completion) == ""


@pytest.mark.parametrize(
    "completion", ["The sum is 14 or 15.", "The answer is 14 or 15.", "I think the total is 14 or maybe 15."]
)
def test_hedging_keeps_both_values(completion: str) -> None:
    assert "14 or" in extract(completion)


@pytest.mark.parametrize(
    "completion",
    [
        "因此，最终答案是 $36$。",
        "综上，答案：36",
        "On obtient donc.\n\nRéponse finale : 36",
        "La respuesta es 36.",
        "Итак, окончательный ответ: 36",
        "Die Antwort ist $36$.",
        "그러므로 정답은 36입니다.",
        "したがって、答えは 36 です。",
        "Some steps.\n\n**Answer:** **36**",
        "So we are done.\n\n**36**",
    ],
)
def test_announcements_count_in_many_languages(completion: str) -> None:
    assert extract(completion) == "36"
