r"""Boxed answers: finding ``\boxed{...}`` and telling lists of boxes from second thoughts."""

import re
from dataclasses import dataclass

_BRACE = re.compile(r"\\(?:boxed|fbox)\s*\{|\\\\(?!boxed|fbox)|\\[{}]|[{}]")
_ANY_BOX = re.compile(r"\\(?:boxed|fbox)(?![a-zA-Z])")
_BRACELESS = re.compile(r"\\(?:boxed|fbox) +([^\s{}$\\]{1,40})")
_MARKUP = re.compile(
    r"\\(?:text(?:bf|rm|it)?|mbox|mathrm)\s*\{|\\(?:quad|qquad)(?![a-zA-Z])|\\[,;: ()\[\]]"
    r"|[{}$*~]|\\end\{[a-z*]+\}"
)
_NAMED = re.compile(r"[A-Za-z]\w{0,3}(?:_\w{1,3})?(?:\([a-z]\))?\s*(?:=|\\in)\s*$")
_CONJUNCTION = re.compile(r"\b(?:and|or)\b", re.I)
_ENDS_THOUGHT = re.compile(r"[.!?:=\\]|\n\s*\n|\b(?:not|no|wait|but|so|thus|hence|then|actually)\b", re.I)
_PLAIN = r"[^{}\\]|\\(?![{}\\])"
_ONLY_BOX = re.compile(
    rf"\\boxed\{{((?:{_PLAIN}|\{{(?:{_PLAIN}|\{{(?:{_PLAIN})*+\}})*+\}})*+)\}}"
)  # no brace in it is escaped; quantifiers that give nothing back keep it linear
_MAX_JOINER = 120
_MAX_WORDS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box stands in the text and what is in it."""

    start: int
    end: int
    content: str


def find_boxes(text: str) -> list[Box]:
    """The outermost boxes in order. A box whose own brace alone is missing ends with its line."""
    boxes: list[Box] = []
    open_braces: list[tuple[int, int] | None] = []  # for a box: where it and its content start
    outer_boxes = 0
    for found in _BRACE.finditer(text, _before_boxes(text)):
        brace = found[0]
        if brace[-1] == "{" and brace != "\\{":
            is_box = len(brace) > 1
            outer_boxes += is_box
            open_braces.append((found.start(), found.end()) if is_box else None)
        elif brace == "}" and open_braces:
            begin = open_braces.pop()
            if begin is not None:
                outer_boxes -= 1
                if not outer_boxes:
                    boxes.append(Box(begin[0], found.end(), text[begin[1] : found.start()]))
    return boxes + _unclosed(text, open_braces)


def _before_boxes(text: str) -> int:
    """A place before the first box behind which the braces pair as in the whole text."""
    first = min((place for place in (text.find("\\boxed"), text.find("\\fbox")) if place >= 0), default=0)
    return first if text.count("{", 0, first) == text.count("}", 0, first) else 0


def last_boxes(text: str) -> list[str] | None:
    """The contents of the last box, or of the boxes joined to it as a list; ``None`` without any box."""
    if "box" not in text:
        return None
    only = only_box(text)
    if only is not None:
        return [only.content]
    boxes = find_boxes(text)
    if not boxes:
        braceless = _BRACELESS.findall(text)
        return braceless[-1:] or ([""] if _ANY_BOX.search(text) else None)
    chosen = [boxes[-1]]
    for box in reversed(boxes[:-1]):
        if not _joins(text[box.end : chosen[-1].start]):
            break
        chosen.append(box)
    return list(dict.fromkeys(box.content for box in reversed(chosen)))


def only_box(text: str) -> Box | None:
    """The only box, if braces are nested in it twice at most, as in most completions."""
    found = _ONLY_BOX.search(text) if text.count("box") == 1 else None
    return Box(found.start(), found.end(), found[1]) if found else None


def _unclosed(text: str, open_braces: list[tuple[int, int] | None]) -> list[Box]:
    if len(open_braces) != 1 or open_braces[0] is None:
        return []
    begin, inside = open_braces[0]
    content = text[inside:].split("\n", 1)[0]
    return [Box(begin, inside + len(content), content.rstrip("$ "))]


def _joins(between: str) -> bool:
    """Whether two boxes belong to one list: only a comma, ``and``, ``or`` and a few words lie between."""
    if len(between) > _MAX_JOINER:
        return False
    words = _NAMED.sub("", _MARKUP.sub(" ", between).rstrip()).strip()
    if words in ("", ",", ";", "&"):
        return "\n" not in between or bool(words)
    if _ENDS_THOUGHT.search(words) or len(words.split()) > _MAX_WORDS:
        return False
    return len(_CONJUNCTION.findall(words)) == 1 or words.strip(" ,;&") == ""
