"""Several verifiers on one completion, through a running server, with models asked over HTTP."""

from typing import Any

import httpx
import pytest

from tests.parts import Server
from tests.services.judge_server import ModelServer

MATH: dict[str, Any] = {"kind": "math", "ground_truth": "42", "extraction": "boxed"}


@pytest.fixture
def server(asking: Server) -> Server:
    return asking


def part(name: str, verifier: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "verifier": verifier, **more}


def judge(**how: Any) -> dict[str, Any]:
    return {"kind": "judge", "judge": "j", "how": how}


def composite(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "composite", "parts": list(parts)}


def verify(server: Server, verifier: dict[str, Any], texts: list[Any], **options: Any) -> dict[str, Any]:
    body = {"groups": [{"verifier": verifier, "completions": texts}], **options}
    answer = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def results(server: Server, verifier: dict[str, Any], texts: list[Any], **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = verify(server, verifier, texts, **options)["groups"][0]["results"]
    return found


RUBRIC = judge(mode="rubric", items=[{"text": "because", "weight": 3.0}, {"text": "thus", "weight": 1.0}])


def test_a_rubric_is_asked_about_accepted_completions_only(server: Server, models: ModelServer) -> None:
    before = len(models.requests)
    both = composite(part("math", MATH), part("rubric", RUBRIC, when="accepted", weight=0.5))
    texts = ["because, thus \\boxed{42}", "because \\boxed{42}", "because, thus \\boxed{41}"]
    reward = {"sum": [{"use": "binary", "part": "math"}, {"use": "score", "part": "rubric", "coef": 0.5}]}
    found = results(server, both, texts, reward=reward, cache="refresh")
    assert [one["reward"] for one in found] == [1.5, 1.375, 0.0]
    assert [one["verdict"]["status"] for one in found] == ["correct", "partial", "incorrect"]
    # 1 and a half of three quarters, by weights 1 and 0.5; what was not reached counts 0.
    assert [one["verdict"]["score"] for one in found] == pytest.approx([1.0, 1.375 / 1.5, 0.0])
    assert len(models.requests) - before == 2
    assert [check["name"] for check in found[1]["verdict"]["checks"]] == [
        "math/answer",
        "rubric/item_1",
        "rubric/item_2",
    ]
    assert [(one["name"], one["status"]) for one in found[2]["verdict"]["parts"]] == [
        ("math", "incorrect"),
        ("rubric", "skipped"),
    ]
    assert found[0]["components"] == {"math/correct": 1.0, "rubric/score": 1.0}


def test_overlap_and_a_reward_model_are_two_numbers_of_one_request(server: Server) -> None:
    both = composite(
        part("bleu", {"kind": "text_overlap", "ground_truth": "the cat sat on the mat"}, required=False),
        part("rm", {"kind": "reward_model", "judge": "raw"}, required=False),
    )
    reward = {"sum": [{"use": "score", "part": "bleu"}, {"use": "score", "part": "rm"}]}
    found = results(server, both, ["the cat sat on the mat", "a dog"], reward=reward)
    bleu = [one["components"]["bleu/score"] for one in found]
    raw = [one["components"]["rm/score"] for one in found]
    assert bleu[0] == pytest.approx(1.0)
    assert raw == [2.0, 2.0]  # the model's own number, beyond [0, 1]
    assert [one["reward"] for one in found] == pytest.approx([bleu[0] + raw[0], bleu[1] + raw[1]])


def test_raw_numbers_of_a_reward_model_are_centred_as_in_the_paper(server: Server) -> None:
    reward = {"sum": [{"use": "score"}], "transform": [{"use": "par", "refs": [1.0], "k": 1.0}]}
    (one,) = results(server, {"kind": "reward_model", "judge": "raw"}, ["xx"], reward=reward)
    raw = one["components"]["score"]
    assert one["reward"] == pytest.approx(1 / (1 + 2.718281828459045 ** -(raw - 1.0)))


def test_an_appeal_overrules_and_estimates_how_often_the_rule_rejects_what_is_right(
    server: Server, models: ModelServer
) -> None:
    appealed = composite(
        part("rule", MATH), part("appeal", judge(mode="reference", reference="42"), when="rejected")
    )
    right = [f"Case {n}: \\boxed{{42}}" for n in range(240)]
    missed = [f"Case {n}. The answer is 42" for n in range(30)]
    wrong = [f"Case {n}: \\boxed{{41}}" for n in range(130)]
    before = len(models.requests)
    answer = verify(server, appealed, [*right, *missed, *wrong], timeout_seconds=120, cache="refresh")
    rewards = [one["reward"] for one in answer["groups"][0]["results"]]
    assert rewards == [1.0] * 270 + [0.0] * 130
    assert len(models.requests) - before == 160
    found = answer["appeals"]
    assert (found["n_pos"], found["n_neg"], found["n_flipped"]) == (240, 160, 30)
    assert found["false_negative_rate"] == pytest.approx(30 / 270, rel=0.1)
    rule = {
        "sum": [{"use": "binary", "part": "rule"}],
        "transform": [{"use": "noise_forward", "rates": "appeals"}],
    }
    corrected = results(server, appealed, [*right, *missed, *wrong], reward=rule, timeout_seconds=120)
    rate = found["false_negative_rate"]
    assert [corrected[0]["reward"], corrected[-1]["reward"]] == pytest.approx([rate, rate - 1], abs=1e-5)


@pytest.mark.parametrize(
    ("text", "reward", "expected"),
    [
        ("\\boxed{42} please refuse", "binary", None),
        ("\\boxed{42} please refuse", {"use": "binary", "part": "math"}, 1.0),
        ("\\boxed{42} please refuse", {"use": "binary", "part": "judge"}, None),
        # The rule has decided already, whatever the judge would have said.
        ("\\boxed{41} please refuse", "binary", 0.0),
        ("\\boxed{41} please refuse", "weighted", None),
        (
            "\\boxed{42} please refuse",
            {"sum": [{"use": "binary", "part": "math"}], "gate": [{"use": "correct", "part": "judge"}]},
            None,
        ),
        (
            "\\boxed{42} please refuse",
            {"sum": [{"use": "binary", "part": "math"}, {"use": "score", "part": "judge"}], "missing": "zero"},
            None,
        ),
    ],
)
def test_a_judge_that_fails_gives_null_where_the_reward_depends_on_it(
    server: Server, text: str, reward: Any, expected: float | None
) -> None:
    both = composite(part("math", MATH), part("judge", judge(mode="principle", principle="kind")))
    (one,) = results(server, both, [text], reward=reward, cache="off")
    assert one["reward"] == expected


def test_gates_name_parts_and_weights_differ_by_group(server: Server) -> None:
    def weighed(weight: float) -> dict[str, Any]:
        bleu = {"kind": "text_overlap", "ground_truth": "it is \\boxed{42}"}
        return composite(part("math", MATH), part("bleu", bleu, required=False, weight=weight))

    text = "it is \\boxed{42}"
    groups = [{"verifier": weighed(weight), "completions": [text, "it is \\boxed{41}"]} for weight in (1.0, 3.0)]
    body = {
        "groups": groups,
        "reward": {"sum": [{"use": "weighted"}], "gate": [{"use": "answered", "part": "math"}]},
    }
    answer = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60).json()
    (right, one), (_, other) = [[one["reward"] for one in group["results"]] for group in answer["groups"]]
    bleu = answer["groups"][0]["results"][1]["verdict"]["parts"][1]["score"]
    assert right == pytest.approx(1.0)
    assert (one, other) == (pytest.approx(bleu / 2), pytest.approx(3 * bleu / 4))


def test_programs_run_in_the_sandbox_beside_a_judge(server: Server) -> None:
    tests = [{"type": "call", "function": "f", "args": [2], "expected": 4}]
    both = composite(
        part("tests", {"kind": "code", "language": "python", "tests": tests}),
        part("style", judge(mode="principle", principle="return"), when="accepted"),
    )
    programs = ["```python\ndef f(x):\n    return x * 2\n```", "```python\ndef f(x):\n    return x\n```"]
    found = results(server, both, programs)
    assert [one["reward"] for one in found] == [1.0, 0.0]
    assert found[0]["verdict"]["parts"][0]["kind"] == "code"


@pytest.mark.parametrize(
    ("verifier", "reward", "words"),
    [
        (composite(part("a", MATH), part("a", MATH)), "binary", "same name"),
        (composite(part("a", MATH, when="rejected")), "binary", "judged always"),
        (composite(part("a", composite(part("b", MATH)))), "binary", "kind"),
        (composite(part("a", MATH)), {"use": "binary", "part": "b"}, "no part"),
        (MATH, {"use": "binary", "part": "math"}, "no part"),
        (composite(part("a", MATH), part("b", {"kind": "judge", "judge": "nobody", "how": {
            "mode": "reference", "reference": "1"}})), "binary", "no such judge"),
        (composite(part("a", {"kind": "choice", "ground_truth": "Q", "options": {"A": "x", "B": "y"}})), "binary",
         "no label"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused(
    server: Server, verifier: dict[str, Any], reward: Any, words: str
) -> None:
    body = {"groups": [{"verifier": verifier, "completions": ["1"]}], "reward": reward}
    answer = httpx.post(f"{server.url}/v1/verify", json=body)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_parts_are_cached_each_by_itself(server: Server, models: ModelServer) -> None:
    text = "because, thus \\boxed{42} cached"
    results(server, composite(part("math", MATH), part("rubric", RUBRIC)), [text])
    before = len(models.requests)
    other = composite(part("rubric", RUBRIC, weight=2.0), part("known", {"kind": "math", "ground_truth": "42"}))
    (one,) = results(server, other, [text])
    assert len(models.requests) == before
    assert one["verdict"]["parts"][0]["cached"] is True


def test_a_second_answer_agrees_by_meaning(server: Server) -> None:
    half = {"kind": "math", "ground_truth": "1/2"}
    texts = [
        {"text": "\\boxed{0.5}", "details": {"second": {"answer": second}}}
        for second in ("\\frac{1}{2}", "2/4", "0.6")
    ]
    assert [one["reward"] for one in results(server, half, texts, reward="consistency")] == [1.0, 1.0, 0.5]
    choice = {"kind": "choice", "ground_truth": "B"}
    second = {"answer": "(c)", "options": {"A": "C", "C": "B"}}
    shuffled = [{"text": "\\boxed{B}", "details": {"second": second}}]
    assert [one["reward"] for one in results(server, choice, shuffled, reward="consistency")] == [1.0]


def test_an_abstention_is_seen_whatever_judged_it(server: Server) -> None:
    prose = "I compared the sources, and they differ. I don't know."
    for verifier in (judge(mode="reference", reference="42"), {"kind": "math", "ground_truth": "42"}):
        assert [one["reward"] for one in results(server, verifier, [prose], reward="ternary")] == [0.0]
