"""From a completion to the text of its final answer."""

import re
from typing import Literal

from verifiers.reading.announcements import announced, concluding, last_number, tagged
from verifiers.reading.boxes import find_boxes, last_boxes
from verifiers.reading.reasoning import conclusion
from verifiers.reading.surroundings import boxed_alone, is_denied
from verifiers.reading.vocabulary import FUNCTIONS, SENTENCE_WORDS, UNITS

Extraction = Literal["auto", "boxed", "last_number", "final_answer", "whole"]

_SOLUTION_TAIL = 20_000
_BARE_LENGTH = 400
_MARKDOWN = " \t\n*`"
_MARKUP = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[lcr|]*\})?|\\(?:text|mathrm|mbox|textbf|operatorname|mathbf|textit)\s*\{[^{}]*\}|\\[A-Za-z]+|\$"
)
_WORD_WRAPPER = re.compile(r"\\(?:text|mbox|textrm|textbf)\s*\{([^{}]*)\}")
_DIGIT = re.compile(r"\d")
_PROSE_WORD = re.compile(r"[A-Za-z]{2,}")
_MAX_BARE_WORDS = 4


def extract(completion: str, extraction: Extraction = "auto") -> str:
    """The final answer as written, empty if there is none."""
    text = conclusion(completion)
    answer = _EXTRACTORS[extraction](text)
    return "" if answer is None else _without_markdown(answer)


def _without_markdown(answer: str) -> str:
    """The answer without stars and spaces around it; a star that is raised is part of it, as in ``z^*``."""
    bare = answer.strip(_MARKDOWN)
    return f"{bare}*" if bare.endswith("^") and f"{bare}*" in answer else bare


def behind_marks(text: str) -> tuple[str, bool]:
    """What stands behind the last box or answer tag, and whether there is any; the whole text without one."""
    boxes = find_boxes(text) if "box" in text else []
    places = [
        text.rfind("</answer>") + len("</answer>") if "</answer>" in text else 0,
        *(box.end for box in boxes),
    ]
    return text[max(places) :], max(places) > 0 or "<answer>" in text


def _automatic(text: str) -> str | None:
    later = text.rfind("</answer>")
    if later >= 0 and "\\boxed" in text[later:]:
        text = text[later + len("</answer>") :]
    for extractor in (_tagged, _boxed, _announced, _bare, _concluding):
        answer = extractor(text)
        if answer is not None:
            return answer
    return None


def _tagged(text: str) -> str | None:
    answer = tagged(text[-_SOLUTION_TAIL:])
    return None if answer is None else _opened(announced(answer) or answer)


def _boxed(text: str) -> str | None:
    contents = last_boxes(text)
    if contents is None or (contents == [""] and _is_mentioned(text)):
        return None
    if len(contents) == 1 or is_denied(text):
        alone = boxed_alone(text)
        contents = contents if alone is None else [alone]
    return " , ".join(map(_spoken, contents))


def _is_mentioned(text: str) -> bool:
    """Whether a box is only spoken of, and the answer is announced behind it."""
    return "\\boxed{" not in text and announced(text[text.rfind("\\boxed") :]) is not None


def _spoken(content: str) -> str:
    """What a box says whose content is a sentence: ``The answer is 5``."""
    plain = _WORD_WRAPPER.sub(r"\1", content) if "\\text" in content or "\\mbox" in content else content
    return announced(plain) or content if plain != content else content


def _announced(text: str) -> str | None:
    answer = announced(text[-_SOLUTION_TAIL:])
    return None if answer is None else _opened(answer)


def _bare(text: str) -> str | None:
    """A completion that is nothing but its answer."""
    text = text.strip()
    if not text or len(text) > _BARE_LENGTH or "\n\n" in text:
        return None
    return None if text.endswith(("?", ":")) or _is_sentence(_MARKUP.sub(" ", text)) else text


def _is_sentence(text: str) -> bool:
    """Whether words lead up to a value, or there are too many of them for a unit or a name."""
    words = [word.lower() for word in _PROSE_WORD.findall(text)]
    if len(words) > _MAX_BARE_WORDS or not SENTENCE_WORDS.isdisjoint(words):
        return True
    number = _DIGIT.search(text)
    leading = _PROSE_WORD.findall(text[: number.start()]) if number else []
    return any(word.lower() not in FUNCTIONS | UNITS for word in leading)


def _concluding(text: str) -> str | None:
    return concluding(text[-_SOLUTION_TAIL:])


def _last_number(text: str) -> str | None:
    return last_number(text[-_SOLUTION_TAIL:])


def _final_answer(text: str) -> str | None:
    answer = _tagged(text)
    return _announced(text) if answer is None else answer


def _whole(text: str) -> str:
    return text


def _opened(answer: str) -> str:
    """What is in the box, if the answer is given in one."""
    contents = last_boxes(answer)
    return answer if contents is None else " , ".join(contents)


_EXTRACTORS = {
    "auto": _automatic,
    "boxed": _boxed,
    "last_number": _last_number,
    "final_answer": _final_answer,
    "whole": _whole,
}
