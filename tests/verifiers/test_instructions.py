"""Checkable instructions: each rule held and broken, and what a rule needs."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from tests.verifiers.pumping import MOST_GROWTH, growth
from verifiers.errors import UnusableSpec
from verifiers.instructions.rule import Rule
from verifiers.instructions.units import pattern_sentences_of, sentences_of
from verifiers.instructions.verifier import RULES, InstructionsVerifier
from verifiers.instructions.word_lists import CAPITALS
from verifiers.verdict import Verdict

STUDENTS = '"StudentID"\t"Subject"\t"Grade"\t"Semester"\t"Score"' + '\n"1"\t"M"\t"A"\t"2"\t"9"' * 3
PRODUCTS = "ProductID,Category,Brand,Price,Stock" + '\n1,A,"B & C",2,3' * 14

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
    ("keywords:word_once", {"keyword": "tide"}, "The Tide", "The tide, tides"),
    ("paragraphs:paragraphs2", {}, "a\n\nb", "a\nb"),
    ("last_word:last_word_answer", {"last_word": "end"}, "The END.", "The end is near"),
    ("punctuation:punctuation_exclamation", {}, "Yes.", "Yes!"),
    ("validate_word_constraint", {"n": 20, "quantifier": "around"}, "a " * 22, "a " * 23),
    ("validate_paragraphs", {"n": 2, "i": 2, "first_word": "So"}, "a\n\nSo b", "a\n\nso b"),
    ("verify_keyword_frequency", {"word": "Tide", "n": 1}, "a tide", "tide and tide"),
    ("validate_sections", {"n": 2, "section_splitter": "Part"}, "Part 1 Part 2", "Part 1"),
    ("language:response_language", {"language": "de"}, "Der Hund schläft im Garten.", "The dog sleeps outside."),
    (
        "length_constraints:number_sentences",
        {"num_sentences": 2, "relation": "less than"},
        "Mr. B. went.",
        "A b. C d.",
    ),
    (
        "change_case:capital_word_frequency",
        {"capital_frequency": 2, "capital_relation": "at least"},
        "The U.S. is 3D",
        "The US is",
    ),
    ("change_case:english_capital", {}, "THE BOAT IS IN THE HARBOUR", "The BOAT IS IN THE HARBOUR"),
    ("change_case:english_lowercase", {}, "the boat is in the harbour", "The boat is in the harbour"),
    ("ratio:stop_words", {"percentage": 50}, "the boat sails", "it is the boat"),
    ("ratio:overlap", {"reference_text": "abcd", "percentage": 50}, "abcx", "abcd"),
    ("count:conjunctions", {"small_n": 2}, "a and b or", "And and, AND"),
    ("count:person_names", {"N": 2}, "Emma met Noah", "emma met Emma"),
    ("count:punctuation", {}, "A, b; c: d. e? f! g?!", "A, b; c: d. g?!"),
    ("count:words_japanese", {"N": 2}, "a 海 b 空", "a b"),
    ("count:pronouns", {"N": 2}, "he/she", "the boat"),
    ("words:start_verb", {}, "Explore the bay", "The bay"),
    ("words:start_verb", {}, "Water the plants", "Water is wet"),
    ("words:odd_even_syllables", {}, "the happy cat", "the cat"),
    ("words:last_first", {}, "I see boats. Boats sail.", "I see boats. They sail."),
    ("words:words_position", {"keyword": "tide"}, "a tide b tide c.", "a tide b c tide."),
    ("sentence:increment", {"small_n": 1}, "A b. A b c.", "A b. A b."),
    ("sentence:alliteration_increment", {}, "A b. Big boats go.", "Big boats. A b."),
    ("format:parentheses", {}, "(a [b {c (d [e])}])", "((((x))))"),
    ("format:emoji", {}, "Hi 😀. Bye 🎉", "Hi 😀. Bye."),
    ("format:title_case", {}, "The Tide Is High", "The tide Is High"),
    ("format:sub-bullets", {}, "* a\n  - b", "no bullets"),
    ("custom:csv_quotes", {}, STUDENTS, STUDENTS.replace('"9"', "9")),
    ("custom:csv_special_character", {}, PRODUCTS, PRODUCTS.replace("&", "")),
    ("custom:date_format_list", {}, "1796-04-12, 1805-12-02", "1796-04-31"),
    ("custom:european_capitals_sort", {}, ", ".join(CAPITALS), ", ".join(reversed(CAPITALS))),
    ("copy:repeat_phrase", {"phrase": "a b c", "small_n": 2}, "a x c, a y c", "a x c, a b c"),
    ("detectable_format:sentence_hyphens", {}, "It is so.-They go.", "It is so. - They go."),
    (
        "keywords:keyword_specific_position",
        {"keyword": "tide", "n": 2, "m": 1},
        "All go. tide is.",
        "All go. A tide.",
    ),
    (
        "count:counting_composition",
        {"n_sent": 1, "n_words": 2},
        "Go.\n***\nSit.\n***\nRun.",
        "Go.\n***\nSit up.\n***\nRun.",
    ),
    ("verify_sentence_constraint", {"n": 2, "quantifier": "at most"}, "Mr. A went. He sat.", "A. B! C?"),
    ("validate_response_language", {"language": "en"}, "The dog sleeps outside.", "123"),
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
        ("keywords:existence", {}, "instructions.0.kwargs"),
        ("keywords:existence", {"keywords": []}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": "2", "relation": "at least"}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2.5, "relation": "at least"}, "instructions.0.kwargs"),
        ("length_constraints:number_words", {"num_words": 2, "relation": "exactly"}, "instructions.0.kwargs"),
        (
            "length_constraints:nth_paragraph_first_word",
            {"num_paragraphs": 2, "nth_paragraph": 3, "first_word": "so"},
            "instructions.0.kwargs",
        ),
        ("validate_paragraphs", {"n": 2, "i": 0, "first_word": "So"}, "instructions.0.kwargs"),
    ],
)
def test_unknown_ids_and_missing_arguments_are_refused(name: str, kwargs: dict[str, Any], field: str) -> None:
    with pytest.raises(UnusableSpec) as caught:
        judge("x", (name, kwargs))
    assert caught.value.field == field


def arguments_of(name: str) -> dict[str, Any]:
    rule = RULES["any"][name]
    return {
        **dict.fromkeys((*rule.texts, *rule.words, *rule.letters), "a"),
        **dict.fromkeys(rule.counts, 2),
        **{key: ["a", "1"] for key in rule.lists},
        **dict.fromkeys(rule.languages, "en"),
        **({rule.relation: "at least"} if rule.relation else {}),
    }


def test_every_id_of_the_benchmarks_has_a_rule() -> None:
    assert {name: len(rules) for name, rules in RULES.items()} == {
        "any": 25 + 58 + 29 + 25,
        "ifeval": 25,
        "ifbench": 25 + 58,
        "ifevalg": 25 + 29,
        "tulu": 25,
    }


@pytest.mark.parametrize("name", sorted(RULES["any"]))
def test_a_rule_takes_right_arguments_and_refuses_wrong_and_missing_ones(name: str) -> None:
    given = arguments_of(name)
    judge("a\n***\nb.", (name, given))
    for missing in given:
        with pytest.raises(UnusableSpec):
            judge("a", (name, {key: value for key, value in given.items() if key != missing}))
        with pytest.raises(UnusableSpec):
            judge("a", (name, {**given, missing: {"no": "argument"}}))


def test_a_named_benchmark_refuses_the_ids_of_others() -> None:
    asked: Any = [{"id": "words:alphabet"}]
    for benchmark in ("any", "ifbench"):
        InstructionsVerifier(kind="instructions", instructions=asked, benchmark=benchmark).ensure_usable()
    for other in ("ifeval", "ifevalg", "tulu"):
        with pytest.raises(UnusableSpec):
            InstructionsVerifier(kind="instructions", instructions=asked, benchmark=other).ensure_usable()


def test_sentences_end_neither_at_titles_nor_at_initials() -> None:
    text = "Dr. Lee met J. Doe at 9 a.m. today. They paid 3.50! Did they?"
    assert len(sentences_of(text)) == 3
    assert len(pattern_sentences_of(text)) == 3
    assert sentences_of("Stop!!! Go on.") == ("Stop!!!", "Go on.")
    assert sentences_of("Did they? What?!") == ("Did they?", "What?", "!")  # as NLTK has it, and so IFEval


def test_the_language_told_does_not_change() -> None:
    text = "OK super cool"
    asked = [("language:response_language", {"language": code}) for code in ("en", "de", "nl", "it")]
    verdicts = {tuple(check.passed for check in judge(text, *asked).checks) for _ in range(5)}
    assert len(verdicts) == 1


@settings(max_examples=60, deadline=None)
@given(st.text("aA1 \n\t*<>[]{}\"'`.,!-#\0é", max_size=60))
def test_no_text_makes_a_rule_fail(text: str) -> None:
    for name, rule in RULES["any"].items():
        arguments = arguments_of(name)
        assert not rule.defect(arguments)
        assert bool(rule.holds(text, arguments)) in (True, False)


@pytest.mark.parametrize("unit", ["[", "*", "<<", "* ", "\n", " ", "- \n", "******", "a***", "`"])
def test_every_rule_takes_linear_time(unit: str) -> None:
    for name, rule in RULES["any"].items():
        given = arguments_of(name)

        def work(text: str, rule: Rule = rule, given: dict[str, Any] = given) -> object:
            return rule.holds(text, given)

        ratio = growth(work, lambda size: unit * (size // len(unit)), 8_000)
        assert ratio <= MOST_GROWTH, f"{name} grows {ratio:.1f} times per doubling"
