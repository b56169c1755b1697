"""Checkable instructions: each rule held and broken, and what a rule needs."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.instructions import further, ifeval, tulu
from verifiers.instructions.verifier import InstructionsVerifier
from verifiers.verdict import Verdict

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("keywords:existence", {"keywords": ["tide", "C++"]}, "Tides in c++", "Tides in C"),
    ("keywords:frequency", {"keyword": "a", "frequency": 2, "relation": "at least"}, "a bat", "bat"),
    ("keywords:frequency", {"keyword": "a", "frequency": 2, "relation": "less than"}, "bat", "a bat"),
    ("keywords:forbidden_words", {"forbidden_words": ["cat"]}, "category", "a Cat!"),
    ("keywords:letter_frequency", {"letter": "E", "let_frequency": 2, "let_relation": "at least"}, "eel", "el"),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}, "a\n***\nb", "a\n***\n***\nb"),
    ("length_constraints:number_words", {"num_words": 2, "relation": "at least"}, "it's", "its"),
    (
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2.0, "first_word": "later"},
        'Now.\n\n"Later," he said',
        "Now.\nLater",
    ),
    ("detectable_content:number_placeholders", {"num_placeholders": 2}, "[a] [b]", "[a [b]"),
    ("detectable_content:postscript", {"postscript_marker": "P.S."}, "So.\np. s. More", "So. PS: more"),
    ("detectable_format:number_bullet_lists", {"num_bullets": 2}, "* a\n- b", "* a\n** b"),
    ("detectable_format:constrained_response", {}, "Well. My answer is no.", "my answer is no."),
    ("detectable_format:number_highlighted_sections", {"num_highlights": 2}, "*a* **b**", "*a* * *"),
    (
        "detectable_format:multiple_sections",
        {"section_spliter": "Part", "num_sections": 2},
        "Part 1 a Part 2 b",
        "Part 1",
    ),
    ("detectable_format:json_format", {}, '```json\n{"a": 1}\n```', 'So: {"a": 1}'),
    ("detectable_format:title", {}, "<<A boat>>\nIt floats.", "<< >>\nIt floats."),
    ("combination:two_responses", {}, "a\n******\nb", "a\n******\na"),
    ("combination:repeat_prompt", {"prompt_to_repeat": "Say A"}, "say a: A", "A. Say A"),
    ("startend:end_checker", {"end_phrase": "so it goes"}, 'And "So it goes"', "so it goes."),
    ("startend:quotation", {}, ' "a" ', '"'),
    ("punctuation:no_comma", {}, "a; b", "a, b"),
    ("count:word_count_range", {"min_words": 2, "max_words": 3}, "a b c", "a b c d"),
    ("count:numbers", {"N": 2}, "3.14 and 2-3", "3 and 4 and 5"),
    ("words:alphabet", {}, "Yes, zebras are big", "Yes, all zebras"),
    ("words:repeats", {"small_n": 1}, "a b c", "a b A"),
    ("format:no_whitespace", {}, "a-b", "a b"),
    ("copy:copying_multiple", {"prompt_to_repeat": "a b", "N": 2}, "a b\n******\nA b", "a b\n******\na c"),
    ("keywords:word_once", {"keyword": "tide"}, "The tide, tides", "tide by tide"),
    ("paragraphs:paragraphs2", {}, "a\n\nb", "a\nb"),
    ("last_word:last_word_answer", {"last_word": "end"}, "The END.", "The end is near"),
    ("punctuation:punctuation_exclamation", {}, "Yes.", "Yes!"),
    ("validate_word_constraint", {"n": 20, "quantifier": "around"}, "a " * 22, "a " * 23),
    ("validate_paragraphs", {"n": 2, "i": 2, "first_word": "So"}, "a\n\nSo b", "a\n\nso b"),
    ("verify_keyword_frequency", {"word": "Tide", "n": 1}, "a tide", "tide and tide"),
    ("validate_sections", {"n": 2, "section_splitter": "Part"}, "Part 1 Part 2", "Part 1"),
    ("validate_end", {"end_phrase": "End."}, "The End.", "The End. "),
]


def judge(completion: str, *instructions: tuple[str, dict[str, Any]], mode: Any = "strict") -> Verdict:
    asked: Any = [{"id": name, "kwargs": kwargs} for name, kwargs in instructions]
    verifier = InstructionsVerifier(kind="instructions", instructions=asked, mode=mode)
    verifier.ensure_usable()
    return verifier.verify(completion, NOWHERE)


@pytest.mark.parametrize(("name", "kwargs", "held", "broken"), CASES)
def test_a_rule_is_held_and_broken(name: str, kwargs: dict[str, Any], held: str, broken: str) -> None:
    assert judge(held, (name, kwargs)).status == "correct"
    assert judge(broken, (name, kwargs)).status == "incorrect"


def test_the_credit_is_the_share_that_is_followed() -> None:
    verdict = judge("a, b", ("punctuation:no_comma", {}), ("punctuation:punctuation_dot", {}))
    assert (verdict.status, verdict.score) == ("partial", 0.5)
    assert [check.name for check in verdict.checks] == ["punctuation:no_comma", "punctuation:punctuation_dot"]


def test_reasoning_does_not_count_and_nothing_is_no_answer() -> None:
    assert judge("<think>a, b</think>ab", ("punctuation:no_comma", {})).status == "correct"
    assert judge("<think>ab</think> ", ("punctuation:no_comma", {})).status == "no_answer"


def test_loosely_an_opening_or_closing_line_and_asterisks_do_not_count() -> None:
    rule: tuple[str, dict[str, Any]] = ("startend:quotation", {})
    for text in ('Sure:\n"a"', '"a"\nHope it helps', 'Sure:\n"a"\nBye', '**"a"**'):
        assert judge(text, rule).status == "incorrect"
        assert judge(text, rule, mode="loose").status == "correct"


@pytest.mark.parametrize(
    ("name", "kwargs", "field"),
    [
        ("no:such_thing", {}, "instructions.0.id"),
        ("language:response_language", {"language": "de"}, "instructions.0.id"),
        ("keywords:existence", {}, "instructions.0.kwargs"),
        ("keywords:existence", {"keywords": []}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": "2", "relation": "at least"}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2.5, "relation": "at least"}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2, "relation": "exactly"}, "instructions.0.kwargs"),
    ],
)
def test_unknown_ids_and_missing_arguments_are_refused(name: str, kwargs: dict[str, Any], field: str) -> None:
    with pytest.raises(UnusableSpec) as caught:
        judge("x", (name, kwargs))
    assert caught.value.field == field


RULES = {**ifeval.RULES, **further.RULES, **tulu.RULES}


@settings(max_examples=60, deadline=None)
@given(st.text("aA1 \n\t*<>[]{}\"'`.,!-#\0é", max_size=60))
def test_no_text_makes_a_rule_fail(text: str) -> None:
    for rule in RULES.values():
        arguments: dict[str, Any] = {
            **dict.fromkeys(rule.texts, "a"),
            **dict.fromkeys(rule.counts, 2),
            **{name: ["a", "1"] for name in rule.lists},
        }
        if rule.relation:
            arguments[rule.relation] = "at least"
        assert not rule.defect(arguments)
        assert bool(rule.holds(text, arguments)) in (True, False)


@pytest.mark.parametrize("unit", ["[", "*", "<<", "* ", "\n", " ", "- \n", "******", "a***", "`"])
def test_every_rule_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    asked = [
        (
            name,
            {
                **dict.fromkeys(rule.texts, "a"),
                **dict.fromkeys(rule.counts, 2),
                **{key: ["a"] for key in rule.lists},
            },
        )
        for name, rule in RULES.items()
        if rule.relation is None
    ]
    started = time.process_time()
    judge(text, *asked[:100])
    assert time.process_time() - started < 4
