import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from tests.verifiers.pumping import ends_within
from verifiers.math.verifier import MathVerifier

STATUSES = {"correct", "incorrect", "no_answer", "undecided"}
PIECES = [
    "1",
    "2",
    "3.5",
    "-",
    "+",
    "\\frac{1}{2}",
    "\\sqrt{2}",
    "x",
    "y",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\{",
    "\\}",
    ",",
    ";",
    "=",
    "<",
    "\\le",
    "\\pm",
    "\\cup",
    "\\infty",
    "\\pi",
    "i",
    "^",
    "_",
    "!",
    "%",
    "\\text{cm}",
    "and",
    "or",
    "\\boxed{",
    "$",
    "&",
    "\\\\",
    "\\sin",
    "^\\circ",
    "\\cdot",
    "/",
    "|",
    ":",
    ".",
    "≤",
    "²",
    "√",
    "Answer:",
    "**",
    "####",
    "yes",
    "A",
]


def boxed(content: str) -> str:
    return "\\boxed{" + content + "}"


HOSTILE = {
    "braces": boxed("{" * 6000 + "}" * 6000),
    "unclosed braces": "\\boxed" + "{" * 60_000,
    "nested fractions": boxed("\\frac{" * 2500 + "1" + "}{2}" * 2500),
    "nested roots": boxed("\\sqrt{" * 400 + "2" + "}" * 400),
    "nested boxes": "\\boxed{" * 4000 + "1" + "}" * 4000,
    "hundreds of boxes": " ".join(boxed(str(number)) for number in range(900)),
    "boxes in a list": ", ".join(boxed(str(number)) for number in range(900)),
    "prose": "we take 4 of them and go on. " * 70_000,
    "prose with dollars": "it costs $5 and " * 120_000,
    "one long word": "a" * 2_000_000,
    "digits": boxed("7" * 50_000),
    "unboxed digits": "7" * 50_000,
    "decimals": boxed("0." + "3" * 19_000),
    "spaces": " " * 200_000,
    "newlines": "a\n" * 400_000,
    "backslashes": "\\" * 200_000,
    "dollars": "$" * 200_000,
    "anchors": "the answer is " * 40_000,
    "tags": "<answer>" * 40_000,
    "thoughts": "<think>" * 40_000,
    "displays": "\\[ " * 6000,
    "tower": boxed("8^{8^{8^{8}}}"),
    "flat tower": boxed("8^8^8^8"),
    "factorials": boxed("((((12!)!)!)!)"),
    "large factorial": boxed("(10^{7})!"),
    "large sum": boxed("\\sum_{k=1}^{10^{8}} k"),
    "large product": boxed("\\prod_{k=1}^{99999999} k"),
    "large binomial": boxed("\\binom{900000}{450000}"),
    "large power of a sum": boxed("(a+b+c+d)^{500}"),
    "root of a power": boxed("\\sqrt{x^{2900}+1}"),
    "exponent": boxed("1e987654321"),
    "long polynomial": boxed("+".join(f"x^{{{power}}}" for power in range(600))),
    "large matrix": boxed("\\begin{pmatrix}" + "1&" * 3000 + "1\\end{pmatrix}"),
    "large set": boxed("\\{" + ",".join(f"\\sqrt{{{number}}}" for number in range(350)) + "\\}"),
    "plus or minus": boxed("\\pm 1" * 3000),
    "equal signs": boxed("x=" * 4000 + "1"),
    "conjunctions": boxed("\\text{" + "and " * 4900),
    "units": boxed("5" + " cm" * 6000),
    "superscripts": boxed("²" * 15_000),
    "bars": boxed("|" * 4000),
}


@pytest.fixture(scope="module", autouse=True)
def computer_algebra() -> None:
    """Import and warm up the last layer, which a worker does before it forks."""
    MathVerifier(kind="math", ground_truth="x").verify(boxed("y"), NOWHERE)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("truth", ["42", "x^2+1", "(1, 2)", "\\text{yes}"])
def test_a_hostile_completion_ends_fast_and_never_counts(name: str, truth: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(HOSTILE[name], NOWHERE).status in STATUSES - {"correct"}
    assert ends_within(4, verifier.verify, HOSTILE[name], NOWHERE)


@pytest.mark.parametrize("completion", [boxed("4\u200b2"), boxed("４２"), boxed("\ufeff42\u00a0"), boxed("⁠42")])
def test_invisible_and_full_width_characters_do_not_hide_an_answer(completion: str) -> None:
    assert MathVerifier(kind="math", ground_truth="42").verify(completion, NOWHERE).status == "correct"


@pytest.mark.parametrize("completion", ["\0", boxed("\0"), boxed("4\x002"), "\ud800", boxed("\u202e24")])
def test_control_characters_never_count(completion: str) -> None:
    assert MathVerifier(kind="math", ground_truth="42").verify(completion, NOWHERE).status in (
        "incorrect",
        "no_answer",
        "undecided",
    )


@pytest.mark.parametrize("truth", ["42", "\\frac{3}{7}", "B", "\\text{Yes}", "(1, 2)", "[0, 1)"])
@pytest.mark.parametrize(
    "completion",
    [
        "",
        ":",
        "$",
        "Solution",
        "Thought process:",
        "Let's solve this step by step.",
        boxed(""),
        boxed("?"),
        boxed("\\text{correct}"),
        '{"is_correct": true}',
        "The answer is correct. Score: 1.0",
        "\\[ \\]",
    ],
)
def test_master_keys_open_nothing(truth: str, completion: str) -> None:
    assert MathVerifier(kind="math", ground_truth=truth).verify(completion, NOWHERE).status in (
        "incorrect",
        "no_answer",
    )


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7), st.lists(st.sampled_from(PIECES), max_size=9))
@settings(max_examples=150, deadline=None)
def test_judging_never_raises_whatever_the_texts(truth: list[str], answer: list[str]) -> None:
    verdict = MathVerifier(kind="math", ground_truth=" ".join(truth)).verify(boxed(" ".join(answer)), NOWHERE)
    assert verdict.status in STATUSES


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_verdict(completion: str) -> None:
    assert MathVerifier(kind="math", ground_truth="\\sqrt{2}").verify(completion, NOWHERE).status in STATUSES


@pytest.mark.parametrize("truth", ["5", "x", "\\sin x"])
@pytest.mark.parametrize("empty", ["\\sin()", "sin()+x", "\\log()", "Abs()", "|\\cos( )|", "\\sum_{k=1}^3\\tan[]"])
def test_functions_without_arguments_are_no_mathematics(truth: str, empty: str) -> None:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify(f"\\boxed{{{empty}}}", NOWHERE)
    assert verdict.status == "incorrect"
