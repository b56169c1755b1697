"""One spelling for the many ways LaTeX has of writing the same answer."""

import re
from collections.abc import Callable
from functools import lru_cache

from verifiers.math.characters import fold

_SPACING = re.compile(
    r"(?<!\\)\\[,;:> ]|(?<!\\)~|\\(?:quad|qquad|displaystyle|textstyle|limits|nobreak|hfill|enspace|thinspace)"
    r"(?![a-zA-Z])|\\[hv]space\*?\{[^{}]*\}"
)
_NOTHING = re.compile(r"\\!|\\(?:left|right|middle|[bB]igg?[lrm]?)(?![a-zA-Z])\.?(?!\d)|\{\}")
_THOUSANDS = re.compile(r"(?:,\\!|\{,\})\s*(\d{3})(?!\d)")
_DISPLAY = re.compile(r"(?<!\\)\\[\[\]()]|(?<!\\)\$")
_DOUBLED = re.compile(r"\\\\(?=[a-zA-Z])")
_Replacement = str | Callable[[re.Match[str]], str]
_NAMES: tuple[tuple[tuple[str, ...], re.Pattern[str], _Replacement], ...] = (
    (("dfrac", "tfrac", "cfrac"), re.compile(r"\\[dtc]frac(?![a-zA-Z])"), r"\\frac"),
    (("leq", "<=", "=<"), re.compile(r"\\(?:leqslant|leqq|leq)(?![a-zA-Z])|<=|=<"), r"\\le "),
    (("geq", ">="), re.compile(r"\\(?:geqslant|geqq|geq)(?![a-zA-Z])|>="), r"\\ge "),
    (("\\lt", "&lt;"), re.compile(r"\\lt(?![a-zA-Z])|&lt;"), "<"),
    (("\\gt", "&gt;"), re.compile(r"\\gt(?![a-zA-Z])|&gt;"), ">"),
    (("neq", "!="), re.compile(r"\\neq(?![a-zA-Z])|!="), r"\\ne "),
    (
        ("simeq", "doteq", "approx"),
        re.compile(r"\\(?:simeq|doteq|approxeq|thickapprox)(?![a-zA-Z])"),
        r"\\approx ",
    ),
    (("cupdot", "sqcup", "uplus"), re.compile(r"\\(?:cupdot|sqcup|uplus)(?![a-zA-Z])"), r"\\cup "),
    (("nothing", "empty"), re.compile(r"\\(?:varnothing|empty)(?![a-zA-Z])"), r"\\emptyset "),
    (("land", "wedge"), re.compile(r"\\(?:land|wedge)(?![a-zA-Z])"), r"\\text{ and }"),
    (("lor", "vee"), re.compile(r"\\(?:lor|vee)(?![a-zA-Z])"), r"\\text{ or }"),
    (("lbrace",), re.compile(r"\\lbrace(?![a-zA-Z])"), r"\\{"),
    (("rbrace",), re.compile(r"\\rbrace(?![a-zA-Z])"), r"\\}"),
    (("vert", "mid"), re.compile(r"\\(?:lvert|rvert|vert|mid)(?![a-zA-Z])"), "|"),
    (("brack",), re.compile(r"\\(?:lbrack|rbrack)(?![a-zA-Z])"), lambda found: "[" if "l" in found[0][1] else "]"),
    (
        ("circ", "degree"),
        re.compile(r"\^\s*(?:\{\s*\\(?:circ|degree)\s*\}|\\(?:circ|degree)(?![a-zA-Z]))|\\degree(?![a-zA-Z])"),
        r"^\\circ ",
    ),
    (("<sup>",), re.compile(r"<sup>([^<>]*)</sup>"), r"^{\1}"),
    (("<sub>",), re.compile(r"<sub>([^<>]*)</sub>"), r"_{\1}"),
    (("pmod",), re.compile(r"\\pmod\s*(\d+)"), r"\\pmod{\1}"),
    (("box",), re.compile(r"\\(?:boxed|fbox)\s*(?=\{)"), ""),
    (("\\{",), re.compile(r"\\\{\s*\\\}"), r"\\emptyset "),
    (("\\$", "dollar"), re.compile(r"\\\$|\\(?:text)?dollar(?![a-zA-Z])"), "$"),
    (("%",), re.compile(r"\\%|\\text\s*\{\s*\\?%\s*\}"), "%"),
)
"""For each spelling: one of these pieces it holds at least, the pattern, and what is written instead."""
_PERCENT_WORD = re.compile(r"(?:\\(?:text|mathrm|mbox)\s*\{\s*)?\b(?:percentage|percent|pct)\b\.?(?:\s*\})?", re.I)
_LETTER = r"\\(?:pi|theta|alpha|beta|gamma|lambda|mu|phi|omega)(?![a-zA-Z])"
_SHORT_FRACTION = re.compile(rf"\\frac\s*(\d|[a-zA-Z](?![a-zA-Z])|{_LETTER}|(?=\{{))\s*")
_GREEK = re.compile(_LETTER)
_BARE_ROOT = re.compile(r"\\sqrt\s*(\d|[a-zA-Z](?![a-zA-Z]))")
_STYLED = re.compile(
    r"\\(?:math(?:bf|rm|it|sf|tt|bb|cal|frak)|boldsymbol|bm|operatorname\*?|pmb|vec|hat)\s*\{([^{}]*)\}"
)
_WORDS = re.compile(r"\\(?:text(?:bf|it|rm|sf|tt|normal|up|sl)?|mbox|hbox|emph|underline)\s*\{([^{}]*)\}")
_WRAPPER = re.compile(r"\\(?:math|bold|bm|operator|pmb|vec|hat|text|mbox|hbox|emph|underline)")
_SINGLE_BRACES = re.compile(r"([\^_])\{([A-Za-z0-9])\}")
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_TRAILING = " .,;:。"
_MAX_UNWRAPPING = 6
_ORDINARY = re.compile(
    r"(?:[^\\<>!&~$={}%]++|=(?![<>=])|<(?![=s])|>(?!=)|!(?!=)|%|\{(?![},:])|\}|\^\\circ$|\\\{(?!\s*\\?\})|\\\}"
    r"|\\(?:frac|sqrt|pi|cdot|sin|cos|infty|cup|theta|text|mathrm|textbf|mathbf|mbox)(?![a-zA-Z])(?!\s*\{\s*\\?%))*+"
)
"""Notation in which only fractions and roots may need braces: most answers, told by one glance."""


def tidy(text: str) -> str:
    """LaTeX in one spelling. Words keep their ``\\text`` wrapper, so that units can be told from variables."""
    text = fold(text)
    plain = fold(text.replace("$", " ")) if "$" in text and "\\$" not in text else text
    return _trim(_with_braces(plain)) if is_ordinary(plain) else tidied_in_full(text)


def is_ordinary(text: str) -> bool:
    """Whether nothing but the braces of fractions and roots could have another spelling."""
    return bool(_ORDINARY.fullmatch(text)) and not _has_percent_word(text)


def tidied_in_full(text: str) -> str:
    """Folded text in one spelling, whatever it holds."""
    if ",\\!" in text or "{,}" in text:
        text = _THOUSANDS.sub(r",\1", text)
    if "\\\\" in text and "\\begin" not in text:
        text = _DOUBLED.sub(r"\\", text)
    text = _renamed(_DISPLAY.sub(" ", _SPACING.sub(" ", _NOTHING.sub("", text))))
    text = text.replace("{,}", ",").replace("{:}", ":")
    if _has_percent_word(text):
        text = _PERCENT_WORD.sub("%", text)
    return _trim(_with_braces(text))


def _renamed(text: str) -> str:
    for pieces, pattern, replacement in _NAMES:
        for piece in pieces:
            if piece in text:
                text = pattern.sub(replacement, text)
                break
    return text


def _has_percent_word(text: str) -> bool:
    lowered = text.lower()
    return "percent" in lowered or "pct" in lowered


def _with_braces(text: str) -> str:
    """Fractions and roots with the braces they imply."""
    if "\\frac" in text:
        text = _complete_fractions(text)
    return _BARE_ROOT.sub(r"\\sqrt{\1}", text) if "\\sqrt" in text else text


@lru_cache(maxsize=256)
def unwrapped(text: str) -> str:
    """Tidied notation without the wrappers of words and of fonts."""
    for _ in range(_MAX_UNWRAPPING if _WRAPPER.search(text) else 0):
        plain = _WORDS.sub(r" \1 ", _STYLED.sub(r"\1", text))
        if plain == text:
            break
        text = plain
    return _trim(text)


@lru_cache(maxsize=256)
def compact(text: str) -> str:
    """What is left when spaces and braces that change nothing are gone: equal texts mean the same."""
    text = without_spaces(unwrapped(text))
    return without_outer_braces(_SINGLE_BRACES.sub(r"\1\2", text)) if "{" in text else text


def without_spaces(text: str) -> str:
    """The same text without spaces but for those between digits: ``1 1/2`` is not ``11/2``."""
    return _SPACE.sub("", text) if " " in text else text


def without_outer_braces(text: str) -> str:
    """The same text without the braces that enclose all of it."""
    around = _braces_around(text)
    return text[around : len(text) - around]


def is_balanced(text: str) -> bool:
    """Whether every unescaped brace has its partner."""
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text, re.S):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return False
    return depth == 0


def _trim(text: str) -> str:
    text = " ".join(text.split()).lstrip(" ,;:").rstrip(_TRAILING)
    return text.removesuffix("\\").rstrip(_TRAILING)


def _braces_around(text: str) -> int:
    """How many pairs of braces enclose the whole text."""
    most = min(len(text) - len(text.lstrip("{")), len(text) - len(text.rstrip("}")))
    depth = 0
    for character in text[: len(text) - most] if most else "":
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < most:
            most = min(most, depth) if character == "}" else most
    return max(0, most)


def _complete_fractions(text: str) -> str:
    r"""``\frac12`` and ``\frac1{72}`` with the braces they imply."""
    pieces, position = [], 0
    for found in _SHORT_FRACTION.finditer(text):
        if found.start() < position:
            continue
        pieces.append(text[position : found.start()] + "\\frac")
        position = found.end()
        if found[1]:
            pieces.append("{" + found[1] + "}")
            position = _brace_next(text, position, pieces)
        else:
            position = _brace_denominator(text, position, pieces)
    return "".join(pieces) + text[position:]


def _brace_next(text: str, position: int, pieces: list[str]) -> int:
    while text[position : position + 1] == " ":
        position += 1
    if text[position : position + 1].isalnum():
        pieces.append("{" + text[position] + "}")
        return position + 1
    if greek := _GREEK.match(text, position):
        pieces.append("{" + greek[0] + "}")
        return greek.end()
    return position


def _brace_denominator(text: str, position: int, pieces: list[str]) -> int:
    """Copy a simple braced numerator, then see to the denominator."""
    end = text.find("}", position)
    numerator = text[position : end + 1]
    if end < 0 or "{" in numerator[1:] or "\\" in numerator:
        return position
    pieces.append(numerator)
    return _brace_next(text, end + 1, pieces)
