"""Answers in words: alternatives of which any one counts, compared as question answering does."""

import re
from typing import Any

from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.rows import MISSING, Row, container, listed, mapping
from verifiers.labels.truths import asks_for_all, ensure_no_prose

_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FUNCTIONS = {
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "log",
    "exp",
    "sqrt",
    "max",
    "min",
    "mod",
    "arcsin",
    "arctan",
}


def questions(row: Row) -> Reading | None:
    """Question answering: alternatives in words, any of which counts."""
    if row.get("answerable") is False:
        raise Refused("the question has no answer in its context", row.fields)
    for alternatives in (_listed_answers, _aliases, _spans, _annotations, _of_a_question, _matched_text):
        found = alternatives(row)
        if found is not None:
            return _question(*found, row)
    return None


def _question(texts: list[Any], source: str, row: Row) -> Reading:
    kept = list(dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip()))
    if not kept:
        raise Refused("no answer is given: only an empty completion could be right", row.fields)
    compared = _how_compared(row)
    box = f"\\boxed{{{kept[0]}}}" if "extraction" in compared else f"<answer>{kept[0]}</answer>"
    return _reading({"ground_truth": kept, **compared}, source, box)


_CLOSED: dict[Any, str] = {0: "no", 1: "yes", "NO": "no", "YES": "yes"}
"""What Natural Questions writes for an answer that is yes or no."""
Alternatives = tuple[list[Any], str] | None


def _listed_answers(row: Row) -> Alternatives:
    for name in ("golden_answers", "target", "possible_answers"):
        texts = listed(row.get(name))
        if texts is not None and not row.has("nums") and not row.has("numbers"):
            return texts, name
    return None


def _aliases(row: Row) -> Alternatives:
    for level in row.levels:
        if "aliases" in level and "value" in level:
            return [level["value"], *(listed(level["aliases"]) or [])], "answer.aliases"
    more = listed(row.get("answer_aliases"))
    return (
        ([row.truth, *more], "answer, answer_aliases") if more is not None and isinstance(row.truth, str) else None
    )


def _spans(row: Row) -> Alternatives:
    for inner in (mapping(row.get("answers")) or {}, *row.levels):
        if "text" in inner and "answer_start" in inner:
            return listed(inner["text"]) or [], "answers.text"
    marked = [mapping(item) or {} for item in listed(row.get("answers")) or ()]
    if marked and all("text" in one and "answer_start" in one for one in marked):
        return [one["text"] for one in marked], "answers.text"
    spans = listed((mapping(row.get("answers_spans")) or {}).get("spans"))
    if spans is None:
        return None
    if len(set(spans)) > 1:
        raise Refused("several spans are all asked for: no comparison counts them", row.fields)
    return spans, "answers_spans"


def _annotations(row: Row) -> Alternatives:
    """Natural Questions as it was annotated: the short answers of several people, or their yes or no."""
    annotated = listed(row.get("annotations")) or [row.opened("annotations")]
    found = [inner for one in annotated if (inner := mapping(one)) and "short_answers" in inner]
    if not found:
        return None
    short = [mapping(item) or {} for one in found for item in listed(one["short_answers"]) or ()]
    texts = [text for one in short for text in listed(one.get("text")) or [one.get("text")]]
    said = {answer for one in found for answer in listed(one.get("yes_no_answer")) or [one.get("yes_no_answer")]}
    closed = [_CLOSED[answer] for answer in said if answer in _CLOSED] if not any(texts) else []
    return [*texts, *closed], "annotations.short_answers"


def _of_a_question(row: Row) -> Alternatives:
    """Texts in a column ``answers``, or yes and no, beside a question."""
    if not row.has("question") or row.has("label"):
        return None
    if isinstance(row.truth, bool):
        return (["yes", "true"] if row.truth else ["no", "false"]), row.source
    texts = listed(row.get("answers"))
    return (texts, "answers") if texts and all(isinstance(text, str) for text in texts) else None


def _matched_text(row: Row) -> Alternatives:
    """HotpotQA's supporting facts, and the string match of NeMo Gym."""
    says_so = row.get("supporting_facts") is not None or row.has("extraction_mode", "case_sensitive")
    return ([row.truth], row.source) if says_so and isinstance(row.truth, str) else None


def _how_compared(row: Row) -> dict[str, Any]:
    """What a row says about the comparison."""
    if row.has("extraction_mode", "case_sensitive"):
        box = {"extraction": "boxed"} if row.get("extraction_mode") == "boxed" else {}
        return {"match": "text", "case_sensitive": row.get("case_sensitive") is True, **box}
    if row.has("aliases"):
        return {"normalisation": "triviaqa"}
    return {"normalisation": "hotpotqa"} if row.get("supporting_facts") is not None else {}


def words(row: Row) -> Reading | None:
    """A list of texts of which some are words: alternatives in words, not in mathematics. The last resort."""
    texts = None if row.truth is MISSING else listed(row.truth)
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    found = [word for text in texts for word in _WORD.findall(_COMMAND.sub(" ", text))]
    if not set(found) - _FUNCTIONS:
        return None
    if any(isinstance(container(text), dict | list) for text in texts):
        raise Refused("the truth is a list of JSON texts, of a layout that is not known", row.fields)
    _ensure_alternatives(texts, row)
    for text in texts:
        ensure_no_prose(text, row)
    return _reading({"ground_truth": texts}, row.source, f"<answer>{texts[0]}</answer>")


def _ensure_alternatives(texts: list[str], row: Row) -> None:
    """Raises Refused where a list may be of parts that are all asked for, or of items in their order."""
    if len(set(texts)) < 2:
        return
    is_repeated = len(set(texts)) < len(texts)
    may_be_items = (is_repeated or not row.levels) and _are_items(texts)
    if asks_for_all(row) or may_be_items or (row.levels and not row.has("question")):
        raise Refused(
            "several texts may be alternatives, parts that are all asked for, or items in order: "
            "a column golden_answers holds alternatives",
            row.fields,
        )


def _are_items(texts: list[str]) -> bool:
    """Whether texts look like items of a list and not like names of one thing: single words with nothing alike."""
    plain = {text.strip().casefold() for text in texts}
    beginnings = {text[:3] for text in plain}
    return len(texts) > 2 and all(text.isalpha() for text in plain) and len(beginnings) == len(plain)


def _reading(fields: dict[str, Any], source: str, solution: str | None) -> Reading:
    return Reading("qa", {"kind": "qa", **fields}, source, (), (), solution)
