"""What a label in an answer names: ``R_{Ay}``, ``M_max``, ``reaction at B``, ``slope at x = 4``, ``x``."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from verifiers.beam.fields import Field

_FIELD_OF_SYMBOL: dict[str, Field] = {
    **dict.fromkeys(("V", "Q", "S", "SF"), "shear"),
    **dict.fromkeys(("M", "BM"), "moment"),
    **dict.fromkeys(("theta", "Theta", "phi", "varphi", "slope", "rotation", "dvdx"), "slope"),
    **dict.fromkeys(("delta", "Delta", "y", "v", "w", "u", "f", "deflection", "EIv"), "deflection"),
}
_FIELD_WORDS: tuple[tuple[str, Field], ...] = (
    ("shear", "shear"),
    ("slope", "slope"),
    ("rotat", "slope"),
    ("turns", "slope"),
    ("tilts", "slope"),
    ("deflect", "deflection"),
    ("displace", "deflection"),
    ("moves", "deflection"),
    ("sags", "deflection"),
    ("drops", "deflection"),
    ("moment", "moment"),
    ("couple", "moment"),
    ("bending", "moment"),
)
_SHORT_WORDS: dict[str, Field] = {"bm": "moment", "sf": "shear", "bmd": "moment", "sfd": "shear"}
_COMPARING = {"larger", "smaller", "bigger", "greater", "lesser", "other", "higher", "lower"}
_VERTICAL = {"vertical", "vertically", "component", "the", "upward"}
_HORIZONTAL = {"horizontal", "axial", "fx", "rx", "hx"}
_FIELD = "theta|Theta|phi|slope|rotation|delta|Delta|deflection|BM|SF|[MVQyvwuf]"
_ID = r"[A-Z]\d?|\d|[a-z](?![a-z])|[a-z](?=[yvxh]$)|(?i:left|right|pin|roller|fixed|wall)"
_COMPACT: tuple[tuple[str, "re.Pattern[str]"], ...] = (
    ("x", re.compile(rf"x(?:at|of|for)?(?P<field>{_FIELD})?(?:abs)?(?P<which>max|min|peak)?")),
    ("extreme", re.compile(rf"(?P<field>{_FIELD})(?:abs|[bfyz])?(?P<which>max|min|peak|MAX|MIN)(?:abs)?")),
    ("extreme", re.compile(rf"(?P<which>max|min|peak)(?:abs)?(?P<field>{_FIELD})")),
    ("bare", re.compile(r"(?P<field>M)f")),
    ("couple", re.compile(rf"(?:[Mm]R?|FEM)(?P<id>{_ID})(?:z|R|r)?")),
    (
        "horizontal",
        re.compile(
            rf"(?![RF]x$)(?:R|F|H)?(?P<id>{_ID})(?:x|h|X|H|horiz|horizontal)|(?:H|X|[RF][xh])(?P<id2>{_ID})"
            rf"|[RF]x|H"
        ),
    ),
    (
        "force",
        re.compile(
            rf"R[yv]?|[RF][yvYV]|(?:R|F|V|N|RV|FV|r|Y|[RF][yv])(?P<id>{_ID})(?:y|v|z|Y|V|vert|vertical)?"
            rf"|(?P<id2>{_ID})(?:y|v|z|Y|V|Z)"
        ),
    ),
    ("near", re.compile(rf"(?P<field>{_FIELD})(?:at)?(?P<place>tip|free|end|mid|midspan|center|centre|{_ID})")),
    ("bare", re.compile(rf"(?P<field>{_FIELD})")),
    ("support", re.compile(r"(?P<id>[A-Z]\d?)")),
)
_ARGUMENT = re.compile(
    r"^\|?(?P<name>[A-Za-z]+(?:_[A-Za-z0-9]+)*)\|?(?:_(?:max|abs))?\s?\((?P<argument>[^()=]+)\)$"
)
_SYMBOL = re.compile(
    r"(?:^|(?<=[\s(⟦]))(\|?\s?(?:max\s?)?\|?[A-Za-z]+\d?(?:_[A-Za-z0-9]+)*(?:\^\(*[xyv]\)*)?\s?\|?"
    r"(?:_?(?:max|min|abs)(?:_[A-Za-z]+)?)?(?:_[A-Za-z0-9]+)*(?:\s?\([^()\n]{1,24}\))?)$"
)
_INNER = re.compile(r"[-+*/^<>=\d]\s*\(?$")
_REMARK = re.compile(
    r"\((?=[^()]*(?:upward|positive|up\b|down|clockwise|sagging|hogging|vertical|reaction|↑|↓|\+))"
    r"[^()]*\)|\[[^\]]*\]|\((?:in )?[kM]?(?:N|lb|lbf|kip|kips|ft|m|mm|in|rad)(?![a-z]{2})[^()]{0,8}\)"
)
_PLACED_ASIDE = re.compile(r"(?<=\w)\s+\(\s*(?:at\s*)?(@[^\s()]+)\s*\)?(?=\W*$)")
_WHERE = re.compile(
    r"(?<=\w)\s\((?:at|under|below|in|near)?\s?(?:the\s|point of\s|its\s){0,3}"
    r"(?:load|cent(?:er|re)|mid-?span|middle|mid|tip|free end|point load|(?:concentrated|applied) load)\)(?=\W*$)"
)
_WORDS = re.compile(r"(?<!\w)(?:[A-Za-z]+\d?(?!\w)|@\s?[^\s,;]+|\d+(?:st|nd|rd|th)(?!\w)|\d+(?!\w))")
_OPERATOR = re.compile(r"[*/^+=<>]")
_SIGNED = re.compile(r"\^\s?\(?([+-])\)?")
_OF_X = re.compile(r"(?<=\|[A-Za-z])\(x\)?|\(x\)\s*(?=\|)")
_SNAKE = re.compile(r"[A-Za-z]{3,}(?:_[A-Za-z0-9.]+)+")
_CAMEL = re.compile(r"[a-z]{3,}(?:[A-Z][a-z]*\d?)+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AT_UNDERLINED = re.compile(r"_(?:at_)?x?_?(\d[\d.]*)$")
_GREEK = ("delta", "theta", "Delta", "Theta", "phi", "varphi")
_SUPPORT_AHEAD = re.compile(r"(?:at\s+)?(?:support|joint|node|point|bearing)\s+([A-Z]\d?|\d)\W*", re.I)
_LOCATING = re.compile(r"(?:^|\s)x(?:-\w+)?\s+(?:at|of|for|where|when)\b")
_WORDS_LIKE_SYMBOLS = {"by", "my", "max", "min", "at", "of", "f", "u"}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LOCATION = {"location", "position", "occurs", "occurring", "coordinate", "located", "distance", "abscissa"}
_ZERO = {"contraflexure", "inflection", "inflexion"}
_LONGEST = 200
_MAX = {
    "maximum", "max", "largest", "greatest", "peak", "peaks", "maximal", "governing", "highest", "extreme",
    "biggest", "top",
}  # fmt: skip
_MIN = {"minimum", "min", "smallest", "minimal"}
_MIDDLE = {"midspan", "mid", "center", "centre", "middle", "midpoint"}
_INNER_SUPPORT = {"middle", "interior", "inner", "intermediate", "central", "center", "centre"}
_TIP = {"tip", "free"}
_HOG = {"hogging", "negative"}
_SAG = {"sagging", "positive"}
_NUMBERED = ("support", "reaction", "node", "joint", "bearing")
_SIDES = {"left", "right", "leftmost", "rightmost"}
_KINDS = {
    "fixed", "pin", "pinned", "roller", "guided", "wall", "spring", "clamped", "hinged", "clamp", "built", "root",
    "encastre", "rocker", "prop",
}  # fmt: skip
_SUPPORTISH = {
    "support",
    "supports",
    "reaction",
    "reactions",
    "force",
    "at",
    "point",
    "end",
    "node",
    "wall",
    "hinge",
}


class Label(NamedTuple):
    """What a label says: the form of quantity, which field, where, and which extreme.

    A ``loose`` one names a place rather than a quantity: the unit of its value tells which is meant.
    """

    form: str
    field: Field | None = None
    place: str | None = None
    which: str | None = None
    loose: bool = False


@lru_cache(maxsize=8192)
def read_label(text: str) -> Label | None:
    """The quantity that the end of a text names, or ``None``."""
    text = text[-_LONGEST:]
    if "^" in text:
        text = _unsigned(text)
    if "@" in text and (aside := _PLACED_ASIDE.search(text)) is not None:
        return _of_place_aside(text[: aside.start()], aside[1])
    text = _WHERE.sub("", _REMARK.sub(" ", text)).strip(" \t|*`\"'⟦•-–:().,")
    text = text + ")" if text.count("(") > text.count(")") else text
    if not text:
        return None
    if "_" in text or "|" in text:
        text = _respelled(text)
    elif _CAMEL.fullmatch(text) and not text.startswith(_GREEK):
        text = _HUMP.sub(" ", text)
    symbol = _SYMBOL.search(text)
    if symbol is not None and _INNER.search(text[: symbol.start()]):
        return None
    found = None if symbol is None else _of_symbol(symbol[1].strip())
    if symbol is None or found is None or symbol.start() == 0:
        return found or _of_phrase(text)
    return _with_words(text[: symbol.start()], symbol[1], found) or _of_phrase(text)


def _of_place_aside(name: str, place: str) -> Label | None:
    """``M_max (at @3)`` is the largest moment wherever it lies; ``M (at @3)`` is the moment there."""
    label = read_label(name)
    return label if label is not None and label.form == "extreme" else read_label(f"{name} {place}")


def is_placeless(text: str) -> bool:
    """A label that names a reaction and no support: ``Ry``, ``vertical reaction``."""
    label = read_label(text)
    return label is not None and label.place is None and label.form in ("force", "horizontal", "couple")


def _unsigned(text: str) -> str:
    """``M_max^+`` is the largest, ``M_max^-`` the smallest."""
    signed = _SIGNED.search(text)
    if signed is None:
        return text
    text = _SIGNED.sub("", text)
    return text.replace("max", "min") if signed[1] == "-" else text


def _respelled(text: str) -> str:
    """``max_moment`` as words, ``|M(x)|`` without its argument."""
    text = _OF_X.sub("", text)
    if _SNAKE.fullmatch(text) and not text.startswith(_GREEK):
        text = _AT_UNDERLINED.sub(r" @\1", text).replace("_", " ")
    return text


def _with_words(ahead: str, symbol: str, found: Label) -> Label | None:
    """A symbol after words that say what is meant of it; ``None`` where the words are what counts."""
    if found.form == "support" or (found.form == "bare" and len(symbol) > 3 and symbol not in _GREEK):
        return None
    words = set(re.findall(r"[a-z]+", ahead.lower()))
    if found.form == "x" and found.field is None and len(words) > 1:
        said = _of_phrase(ahead)
        if said is not None and said.form in ("extreme", "zero", "x"):
            return Label("zero" if said.form == "zero" else "x", said.field, None, said.which)
    if found.form in ("extreme", "bare") and (words & _LOCATION or "where" in words or _LOCATING.search(ahead)):
        return Label("x", found.field, None, found.which)
    if found.form in ("force", "horizontal") and found.place is None:
        support = _SUPPORT_AHEAD.fullmatch(ahead)
        return found if support is None else found._replace(place=support[1])
    if found.form == "bare" and words & _MAX:
        return Label("extreme", found.field, None, "max")
    return found


def _of_symbol(text: str) -> Label | None:
    with_argument = _ARGUMENT.match(text)
    if with_argument is not None and with_argument["name"] == "x":
        inner = _of_symbol(with_argument["argument"].strip())
        return None if inner is None or inner.form != "extreme" else inner._replace(form="x")
    if with_argument is not None:
        return _at_argument(with_argument["name"], with_argument["argument"].strip())
    if text in _WORDS_LIKE_SYMBOLS:
        return None
    compact = re.sub(r"[_|^\s()]+", "", text)
    for form, pattern in _COMPACT:
        match = pattern.fullmatch(compact)
        if match is not None:
            groups = match.groupdict()
            named, which = groups.get("field"), groups.get("which")
            place = groups.get("id") or groups.get("id2") or groups.get("place")
            named = "V" if form == "force" and compact.startswith("V") else named
            return Label(form, _FIELD_OF_SYMBOL[named] if named else None, place, which and which.lower())
    return None


def _at_argument(name: str, argument: str) -> Label | None:
    if re.search(r"\s[a-z]{4,}|^(?:at|in|on)\b", argument):
        return None
    compact = name.replace("_", "")
    stem = re.fullmatch(rf"(?P<field>{_FIELD}|R|F)(?P<rest>\d|[A-Z]{{2}}|max|abs|v|M)?", compact)
    if stem is None:
        return None
    if stem["field"] in ("R", "F"):
        return Label("force", None, "@" + argument)
    if argument in ("max", "min", "abs max", "abs", "peak"):
        return Label("extreme", _FIELD_OF_SYMBOL[stem["field"]], None, "min" if argument == "min" else "max")
    form = "expression" if argument in ("x", "z", "s") else "at"
    return Label(form, _FIELD_OF_SYMBOL[stem["field"]], argument)


def _of_phrase(text: str) -> Label | None:
    tokens = _WORDS.findall(text)
    if not tokens or _OPERATOR.search(re.sub(r"@\S+", "", text)):
        return None
    words = {token.lower() for token in tokens}
    located = next((token[1:].strip() for token in reversed(tokens) if token[0] == "@"), None)
    at_support = len(tokens) > 2 and tokens[1] == "at"
    named = _field_named(tokens[:1] if at_support else tokens, words, in_symbols=located is not None or at_support)
    which = _extreme_named(words)
    if words & _ZERO or {"zero", "shear"} <= words:
        return Label("zero", "shear" if "shear" in words else "moment")
    if words & _LOCATION or ("where" in words and which) or _LOCATING.search(text):
        return Label("x", named, None, which)
    by_name = _place_word(tokens, words)
    place = located or by_name
    if which and named:
        return Label("extreme", named, None, which)
    if (
        named == "moment"
        and located is None
        and words & {"reaction", "fixed", "fixing", "support", "wall", "end"} | words & {"clamping", "clamp"}
    ):
        return Label("couple", "moment", place)
    at = f"@{place}" if located else place
    if named:
        return Label("near" if place else "bare", named, at)
    return _of_reaction(tokens, words, by_name, at)


def _extreme_named(words: set[str]) -> str | None:
    if words & _MIN:
        return "min"
    if not words & _MAX:
        return None
    return "hog" if words & _HOG else "sag" if words & _SAG else "max"


def _field_named(tokens: Sequence[str], words: set[str], *, in_symbols: bool) -> Field | None:
    named = next((meant for word, meant in _FIELD_WORDS if any(w.startswith(word) for w in words)), None)
    named = named or next((_SHORT_WORDS[word] for word in words if word in _SHORT_WORDS), None)
    if named is None and in_symbols:
        return next((_FIELD_OF_SYMBOL[token] for token in tokens if token in _FIELD_OF_SYMBOL), None)
    return named


def _of_reaction(tokens: Sequence[str], words: set[str], by_name: str | None, at: str | None) -> Label | None:
    """A phrase that names no field: a reaction, or a support alone."""
    if words & _HORIZONTAL:
        return Label("horizontal", None, at)
    if at is None and words & _COMPARING:
        return None
    if at is None:
        vertical = (
            {"support", "force"} <= words
            or {"vertical", "force"} <= words
            or words <= _VERTICAL
            or words == {"force"}
        )
        return Label("force") if "reaction" in words or vertical else None
    loose = not words & {"force", "vertical"}
    if at == "mid" and words & _INNER_SUPPORT and not words & {"span", "beam"}:
        return Label("force", None, "inner", loose=loose)
    if by_name is not None and by_name.lower() in _KINDS and at.startswith("@"):
        return Label("force", None, at if "(" in at else at.rstrip(")"), loose=loose)
    if by_name is not None and (at.startswith("@") or tokens[-1] == by_name or words & _KINDS):
        return Label("force", None, by_name, loose=loose)
    return Label("force" if words & _SUPPORTISH else "place", None, at, loose=loose)


def _is_no_article(tokens: Sequence[str]) -> bool:
    """The first word names a support: it is no ``A``, or nothing but a place follows it."""
    return tokens[0] != "A" or len(tokens) == 1 or (len(tokens) == 2 and tokens[1].startswith("@"))


def _place_word(tokens: Sequence[str], words: set[str]) -> str | None:
    if words & _MIDDLE or words & (_INNER_SUPPORT - {"intermediate"}):
        return "mid"
    if words & _TIP:
        return "tip"
    for position in range(len(tokens) - 1, -1, -1):
        word = tokens[position]
        if re.fullmatch(r"(?![RVM]$)[A-Z]\d?", word) and (position > 0 or _is_no_article(tokens)):
            return word
        if word.isdigit() and position and tokens[position - 1].lower() in _NUMBERED:
            return word
        if word.lower() in _ORDINALS:
            return str(_ORDINALS[word.lower()])
    for word in words & (_SIDES | _KINDS):
        return word.removesuffix("most")
    return None
