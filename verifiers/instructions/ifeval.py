"""The rules of IFEval (google-research ``instruction_following_eval``), as its checker has them.

Keywords are taken literally; the original reads them as regular expressions.
"""

import json
import re
from collections.abc import Mapping, Sequence

from verifiers.instructions.rule import Arguments, Rule, related, whole_word
from verifiers.instructions.tokens import tokens_of
from verifiers.instructions.units import language_of, sentences_of, words_of
from verifiers.reading.patterns import Pattern

_PLACEHOLDER = Pattern(r"\[.*?\]")
_BULLET, _DASH = Pattern(r"^\s*\*[^\*].*$", lines=True), Pattern(r"^\s*-.*$", lines=True)
_HIGHLIGHT, _BOLD = Pattern(r"\*[^\n\*]*\*"), Pattern(r"\*\*[^\n\*]*\*\*")
_TITLE = Pattern(r"<<[^\n]+>>")
_PARAGRAPH = re.compile(r"\s?\*\*\*\s?")
_POSTSCRIPTS = {"P.P.S": Pattern(r"p\.\s?p\.\s?s"), "P.S.": Pattern(r"p\.\s?s\.")}
_ENDS_WORD = frozenset(".,?!'\"")
_ANSWERS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
_FENCES = ("```json", "```Json", "```JSON", "```")


def _existence(text: str, given: Arguments) -> bool:
    return all(keyword.lower() in text.lower() for keyword in given["keywords"])


def _frequency(text: str, given: Arguments) -> bool:
    return related(text.lower().count(given["keyword"].strip().lower()), given, "frequency")


def _forbidden(text: str, given: Arguments) -> bool:
    return not any(whole_word(word, text) for word in given["forbidden_words"])


def letter_frequency(text: str, given: Arguments) -> bool:
    """Anything but *less than* means at least."""
    count = text.lower().count(given["letter"].lower())
    bound = int(given["let_frequency"])
    return count < bound if given["let_relation"] == "less than" else count >= bound


def by_divider(text: str) -> list[str]:
    """The parts between ``***``."""
    return _PARAGRAPH.split(text)


def paragraphs_of(parts: Sequence[str]) -> int:
    """How many parts are paragraphs: a blank one counts at neither end; elsewhere nothing is counted (-1)."""
    filled = [bool(part.strip()) for part in parts]
    return sum(filled) if all(filled[1:-1]) else -1


def _language(text: str, given: Arguments) -> bool:
    """A text without letters is of every language."""
    return language_of(text) in (given["language"], None)


def _capital_words(text: str, given: Arguments) -> bool:
    """Anything but *less than* means at least."""
    count, bound = sum(map(str.isupper, tokens_of(text))), int(given["capital_frequency"])
    return count < bound if given["capital_relation"] == "less than" else count >= bound


def _is_english(text: str) -> bool:
    return language_of(text) in ("en", None)


def _first_word_of_paragraph(text: str, given: Arguments) -> bool:
    parts, nth = text.split("\n\n"), int(given["nth_paragraph"])
    filled = sum(bool(part.strip()) for part in parts)
    if filled != given["num_paragraphs"] or not 1 <= nth <= filled or not parts[nth - 1].strip():
        return False
    word = parts[nth - 1].split()[0].lstrip("'").lstrip('"')
    end = next((place for place, char in enumerate(word) if char in _ENDS_WORD), len(word))
    return word[:end].lower() == str(given["first_word"]).lower()


def _postscript(text: str, given: Arguments) -> bool:
    marker = given["postscript_marker"].strip()
    pattern = _POSTSCRIPTS.get(marker)
    return bool(pattern.search(text.lower())) if pattern else marker.lower() in text.lower()


def _bullets(text: str, given: Arguments) -> bool:
    return bool(len(_BULLET.findall(text)) + len(_DASH.findall(text)) == given["num_bullets"])


def _highlights(text: str, given: Arguments) -> bool:
    single = sum(bool(found.strip("*").strip()) for found in _HIGHLIGHT.findall(text))
    double = sum(bool(found.removeprefix("**").removesuffix("**").strip()) for found in _BOLD.findall(text))
    return bool(single + double >= given["num_highlights"])


def _sections(text: str, given: Arguments) -> bool:
    parts = re.compile(rf"\s?{re.escape(given['section_spliter'].strip())}\s?\d+\s?").split(text)
    return bool(len(parts) - 1 >= given["num_sections"])


def _json(text: str, _given: Arguments) -> bool:
    text = text.strip()
    for fence in _FENCES:
        text = text.removeprefix(fence)
    try:
        json.loads(text.removesuffix("```").strip())
    except (ValueError, RecursionError):
        return False
    return True


def _title(text: str, _given: Arguments) -> bool:
    return any(found.lstrip("<").rstrip(">").strip() for found in _TITLE.findall(text))


def _two_responses(text: str, _given: Arguments) -> bool:
    parts = text.split("******")
    filled = [part.strip() for part in parts if part.strip()]
    return paragraphs_of(parts) == 2 and filled[0] != filled[1]


def _end(text: str, given: Arguments) -> bool:
    return text.strip().strip('"').lower().endswith(str(given["end_phrase"]).strip().lower())


def _quotation(text: str, _given: Arguments) -> bool:
    text = text.strip()
    return len(text) > 1 and text[0] == '"' == text[-1]


RULES: Mapping[str, Rule] = {
    "keywords:existence": Rule(_existence, lists=("keywords",)),
    "keywords:frequency": Rule(_frequency, ("keyword",), ("frequency",), relation="relation"),
    "keywords:forbidden_words": Rule(_forbidden, lists=("forbidden_words",)),
    "keywords:letter_frequency": Rule(letter_frequency, ("letter", "let_relation"), ("let_frequency",)),
    "language:response_language": Rule(_language, languages=("language",)),
    "length_constraints:number_sentences": Rule(
        lambda text, given: related(len(sentences_of(text)), given, "num_sentences"),
        counts=("num_sentences",),
        relation="relation",
    ),
    "length_constraints:number_paragraphs": Rule(
        lambda text, given: paragraphs_of(by_divider(text)) == given["num_paragraphs"], counts=("num_paragraphs",)
    ),
    "length_constraints:number_words": Rule(
        lambda text, given: related(len(words_of(text)), given, "num_words"),
        counts=("num_words",),
        relation="relation",
    ),
    "length_constraints:nth_paragraph_first_word": Rule(
        _first_word_of_paragraph,
        ("first_word",),
        ("num_paragraphs", "nth_paragraph"),
        ordinals=(("nth_paragraph", "num_paragraphs"),),
    ),
    "detectable_content:number_placeholders": Rule(
        lambda text, given: len(_PLACEHOLDER.findall(text)) >= given["num_placeholders"],
        counts=("num_placeholders",),
    ),
    "detectable_content:postscript": Rule(_postscript, ("postscript_marker",)),
    "detectable_format:number_bullet_lists": Rule(_bullets, counts=("num_bullets",)),
    "detectable_format:constrained_response": Rule(lambda text, _: any(one in text for one in _ANSWERS)),
    "detectable_format:number_highlighted_sections": Rule(_highlights, counts=("num_highlights",)),
    "detectable_format:multiple_sections": Rule(_sections, ("section_spliter",), ("num_sections",)),
    "detectable_format:json_format": Rule(_json),
    "detectable_format:title": Rule(_title),
    "combination:two_responses": Rule(_two_responses),
    "combination:repeat_prompt": Rule(
        lambda text, given: text.strip().lower().startswith(given["prompt_to_repeat"].strip().lower()),
        ("prompt_to_repeat",),
    ),
    "startend:end_checker": Rule(_end, ("end_phrase",)),
    "startend:quotation": Rule(_quotation),
    "change_case:capital_word_frequency": Rule(_capital_words, ("capital_relation",), ("capital_frequency",)),
    "change_case:english_capital": Rule(lambda text, _: text.isupper() and _is_english(text)),
    "change_case:english_lowercase": Rule(lambda text, _: text.islower() and _is_english(text)),
    "punctuation:no_comma": Rule(lambda text, _: "," not in text),
}
