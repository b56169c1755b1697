"""The functions of Tulu 3's RLVR-IFeval, which are not IFEval's rules (open-instruct ``if_functions.py``)."""

import json
import re
from collections.abc import Mapping

from verifiers.instructions.rule import Arguments, Rule
from verifiers.instructions.units import language_of
from verifiers.reading.patterns import Pattern

_PLACEHOLDER, _HIGHLIGHT, _TITLE = Pattern(r"\[.*?\]"), Pattern(r"\*(.*?)\*"), Pattern(r"<<.*?>>")
_MARK_AND_SPACE = re.compile(r"[.?!](?=\s)")
_INITIALS, _TITLE_WORD = re.compile(r"\w\.\w."), re.compile(r"[A-Z][a-z]\.")
_CAPITALS = re.compile(r"\b[A-Z]+\b")


def _quantified(count: int, given: Arguments, spread: float) -> bool:
    bound = int(given["n"])
    match given["quantifier"]:
        case "at least":
            return count >= bound
        case "at most":
            return count <= bound
    return abs(count - bound) <= spread


def _paragraphs(text: str, given: Arguments) -> bool:
    parts = text.split("* * *")
    return bool(all(part.strip() for part in parts) and len(parts) == given["n"])


def _sentences(text: str) -> int:
    """White space behind a mark divides, unless the mark ends ``Mr.`` or initials like ``e.g.``."""
    marks = (found.start() for found in _MARK_AND_SPACE.finditer(text))
    return 1 + sum(
        not (_INITIALS.match(text, at - 3) if at >= 3 else None) and not _titled(text, at) for at in marks
    )


def _titled(text: str, mark: int) -> bool:
    return mark >= 2 and text[mark] == "." and bool(_TITLE_WORD.match(text, mark - 2))


def _sentence_count(text: str, given: Arguments) -> bool:
    return _quantified(_sentences(text), given, 1)


def _first_words(text: str, given: Arguments) -> bool:
    parts, place = text.split("\n\n"), int(given["i"])
    return (
        len(parts) == given["n"]
        and 1 <= place <= len(parts)
        and parts[place - 1].strip().startswith(given["first_word"])
    )


def _postscript(text: str, given: Arguments) -> bool:
    _, marker, behind = text.partition(given["postscript_marker"])
    return bool(marker) and bool(behind.strip())


def _bullets(text: str, given: Arguments) -> bool:
    return bool(sum(line.strip().startswith(("*", "-")) for line in text.split("\n")) == given["n"])


def _sections(text: str, given: Arguments) -> bool:
    parts = text.split(given["section_splitter"])
    return bool(len(parts[1:] if not parts[0].strip() else parts) == given["n"])


def _json(text: str, _given: Arguments) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _two(text: str, _given: Arguments) -> bool:
    parts = text.split("******")
    return len(parts) == 2 and parts[0].strip() != parts[1].strip()


RULES: Mapping[str, Rule] = {
    "verify_keywords": Rule(
        lambda text, given: all(one.lower() in text.lower() for one in given["keyword_list"]),
        lists=("keyword_list",),
    ),
    "verify_keyword_frequency": Rule(
        lambda text, given: (
            len(re.compile(rf"\b{re.escape(given['word'].lower())}\b").findall(text.lower())) == given["n"]
        ),
        ("word",),
        ("n",),
    ),
    "validate_forbidden_words": Rule(
        lambda text, given: not any(one.lower() in text.lower() for one in given["forbidden_words"]),
        lists=("forbidden_words",),
    ),
    "verify_letter_frequency": Rule(
        lambda text, given: text.count(given["letter"]) == given["n"], ("letter",), ("n",)
    ),
    "verify_paragraph_count": Rule(_paragraphs, counts=("n",)),
    "validate_word_constraint": Rule(
        lambda text, given: _quantified(len(text.split()), given, max(round(int(given["n"]) * 0.1), 1)),
        ("quantifier",),
        ("n",),
    ),
    "validate_paragraphs": Rule(_first_words, ("first_word",), ("n", "i"), ordinals=(("i", "n"),)),
    "verify_postscript": Rule(_postscript, ("postscript_marker",)),
    "validate_placeholders": Rule(
        lambda text, given: len(_PLACEHOLDER.findall(text)) >= given["n"], counts=("n",)
    ),
    "verify_bullet_points": Rule(_bullets, counts=("n",)),
    "validate_response_language": Rule(
        lambda text, given: language_of(text) == given["language"], languages=("language",)
    ),
    "verify_sentence_constraint": Rule(_sentence_count, ("quantifier",), ("n",)),
    "validate_title": Rule(lambda text, _: bool(_TITLE.search(text))),
    "validate_choice": Rule(lambda text, given: any(one in text for one in given["options"]), lists=("options",)),
    "validate_highlighted_sections": Rule(
        lambda text, given: len(_HIGHLIGHT.findall(text)) >= given["n"], counts=("n",)
    ),
    "validate_sections": Rule(_sections, ("section_splitter",), ("n",)),
    "validate_json_format": Rule(_json),
    "validate_repeat_prompt": Rule(
        lambda text, given: text.startswith(given["original_prompt"]), ("original_prompt",)
    ),
    "validate_two_responses": Rule(_two),
    "validate_uppercase": Rule(lambda text, _: text == text.upper()),
    "validate_lowercase": Rule(lambda text, _: text == text.lower()),
    "validate_frequency_capital_words": Rule(
        lambda text, given: _quantified(len(_CAPITALS.findall(text)), given, max(round(int(given["n"]) * 0.1), 1)),
        ("quantifier",),
        ("n",),
    ),
    "validate_end": Rule(lambda text, given: text.endswith(given["end_phrase"]), ("end_phrase",)),
    "validate_quotation": Rule(lambda text, _: text.startswith('"') and text.endswith('"')),
    "validate_no_commas": Rule(lambda text, _: "," not in text),
}
