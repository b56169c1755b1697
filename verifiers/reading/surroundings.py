r"""What stands around a box and changes what it says: ``-\boxed{5}``, ``\boxed{5}^2``, *not* ``\boxed{5}``."""

import re

from verifiers.reading.boxes import Box, find_boxes, only_box
from verifiers.reading.patterns import Pattern

_REACH = 60
_BEHIND = Pattern(
    r"\s*(\^\s*(?:\{[^{}]{1,20}\}|[0-9a-zA-Z])|\\(?:times|cdot)\s*10\s*\^\s*(?:\{[^{}]{1,10}\}|[0-9]))"
)
_FACTOR = Pattern(r"\s*(\\sqrt\s*(?:\[\d{1,3}\])?(?:\{[^{}]{1,20}\}|\d)|\\pi)(?:[^a-zA-Z]|$)")
_UNIT = Pattern(
    r"\s?(?:\$|\\\))? ?(?:\\text\{\s?)?((?:[mck]?m|k?g|mL|L|s|h|km/h|m/s|mph|ft|feet|inch(?:es)?|yards?|miles?"
    r"|(?:centi|kilo|milli)?met(?:er|re)s?|(?:kilo)?grams?|lit(?:er|re)s?|seconds?|minutes?|hours?|days?|weeks?"
    r"|cents?|dollars?|degrees?)(?:\^[23])?)(?:\}|[.,;\s]|$)"
)
_NUMERIC = Pattern(r"[-\d.,/ ]{1,20}$|\\[dt]?frac\{\d{1,9}\}\{\d{1,9}\}$")
_IN_FRONT = Pattern(
    r"(?:^|[\s$({,])([A-Za-z](?:_(?:\{\w{1,5}\}|\w))?'{0,2} ?(?:=|<|>|\\(?:leq?|geq?|lt|gt|neq?)))\s*\{?$"
)
_PERCENT = Pattern(r"\s*(?:\\%|%|\$?\s*percent\b)")
_SCALE = Pattern(r"(?:\$|\\\)|\\\])?\s*(?:\\text\s*\{\s*)?(hundred|thousand|million|billion|trillion|dozen)\b")
_SIGN = Pattern(r"(?:^|[=$({\[:]|\\\(|\\\[|\bis)\s*-\s*$")
_DENIED = Pattern(
    r"(?:\bnot|n't|\bnever)\s+(?:be\s+|equal\s+(?:to\s+)?|simply\s+|just\s+)?(?:[$\\(\[{]|\\\(|\\\[|\\text\{)*\s*$",
    ignore_case=True,
)
_DENYING = ("not", "n't", "never")
"""Every denial holds one of these, in small letters."""
_ENDING = re.compile(r"[\s$.,;)}\]*]*")
"""Nothing but the end of a formula and a sentence."""
_CLOSED = "-->"


def boxed_alone(text: str) -> str | None:
    """What the last box says with what stands around it; empty where all are denied, ``None`` without boxes."""
    only = only_box(text)
    boxes = find_boxes(text) if only is None else [only]
    if not boxes:
        return None
    for box in reversed(boxes):
        if not _is_void(text, box):
            return _with_surroundings(text, box)
    return ""


def is_denied(text: str) -> bool:
    """Whether the last box of a text is denied or stands in a comment."""
    boxes = find_boxes(text)
    return bool(boxes) and _is_void(text, boxes[-1])


def in_front(text: str) -> str:
    """The name and the relation right in front of the last box, as in ``x > \\boxed{5}``; empty without them."""
    boxes = find_boxes(text)
    found = _IN_FRONT.search(text[max(0, boxes[-1].start - _REACH) : boxes[-1].start]) if boxes else None
    return (found[1] or "") if found else ""


def _is_void(text: str, box: Box) -> bool:
    before = text[max(0, box.start - _REACH) : box.start]
    lowered = before.lower()
    if any(word in lowered for word in _DENYING) and _DENIED.search(before):
        return True
    if "<!--" in text and text.rfind("<!--", 0, box.start) > text.rfind(_CLOSED, 0, box.start):
        return True
    line = text.rfind("\n", 0, box.start) + 1
    return text[line : box.start].lstrip().startswith("%")


def _with_surroundings(text: str, box: Box) -> str:
    before, behind = text[max(0, box.start - _REACH) : box.start], text[box.end : box.end + _REACH]
    content = box.content if _ENDING.fullmatch(behind) else _with_behind(box.content, behind)
    is_negative = before.rstrip()[-1:] == "-" and _SIGN.search(before) is not None
    return f"-{content}" if is_negative and not content.lstrip().startswith("-") else content


def _with_behind(content: str, behind: str) -> str:
    """The content with the power, the percent sign, the factor or the unit that stands behind it."""
    power = _BEHIND.match(behind)
    if power:
        return f"({content}){(power[1] or '').strip()}"
    if _PERCENT.match(behind) and "%" not in content:
        return f"{content}\\%"
    if scale := _SCALE.match(behind):
        return f"{content}\\text{{ {scale[1]}}}"
    if factor := _FACTOR.match(behind):
        return f"({content}){factor[1]}"
    if _NUMERIC.match(content) and (unit := _UNIT.match(behind)):
        return f"{content}\\text{{ {unit[1]}}}"
    return content
