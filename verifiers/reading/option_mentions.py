"""Where a text names options: each mention becomes one character, so that patterns can speak of options."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from verifiers.reading.patterns import Match, Pattern, encodable

_EXPLICIT, _BARE, _TEXTUAL, _CONFLICT = 0xE000, 0xE100, 0xE200, "\ue300"
MENTION = "[\ue000-\ue300]"
"""The class of what stands for an option."""
EXPLICIT = "[\ue000-\ue0ff]"
"""The same of an option that is named beyond doubt: ``option B``, ``(B)``, ``B. London``."""
_LABEL = "[\ue000-\ue1ff]"
_TEXT = "[\ue200-\ue2ff]"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MENTIONS = re.compile(MENTION)
_LONGEST_TEXT = 300
_MARKUP = Pattern(
    r"\\(?:text(?:bf|rm|it)?|mathrm|mathbf|mbox|boxed)\s*\{([^{}]{0,300})\}"
    r"|\*\*|__|[*`$]|\\[()\[\]]|</?(?:b|i|u|strong)>"
)
_QUOTES = {ord(one): '"' for one in "“”„«»"} | {ord(one): "'" for one in "‘’‚"}
_NOUN = (
    r"(?:option|choice|alternative|letter|answer|statement|selection|opción|opzione|opção|réponse|antwort|选项)"
)
# What sentences are made of names no option by itself.
_WORDS = frozenset(
    {"yes", "true", "false", "not", "none", "all", "both", "only", "correct", "incorrect", "right", "wrong"}
)
# What follows the label A, and not the article.
_AFTER_LABEL = re.compile(
    r"[ \t]+(?:is|was|are|would|could|must|seems?|appears?|looks|fits|matches|satisfies|works|remains|and|or|nor"
    r"|because|since|as|but|only|alone|it|the|best|makes|has|ist|est|es|does|can|cannot|should|not|rather|instead"
    r"|over|then|to)\b|[ \t]*(?:[^\w\s]|$|[A-Z\ue000-\ue300\n])|'s\b"
)
_AFTER_PRONOUN = Pattern(r"[ \t]*(?:[.:,)\n]|$|is\b)")
_NAMES = re.compile(
    r"(?:vitamin|hepatitis|class|grade|type|group|plan|point|blood|block|figure|box|section|appendix)\s$", re.I
)
_BARE_LETTER = r"(?<![A-Za-z0-9_'.\-/\\^=+<>&])({})(?![A-Za-z0-9_^=+<>&]|-\w|/\d|[.,]\d|'(?!s\b))"
_BARE_DIGIT = r"(?<![A-Za-z0-9_.,\-/\\^=+<>$])({})(?![A-Za-z0-9_^=+<>%/]|[.,]\d)"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = Pattern(
    rf"\b(?:the\s+)?({'|'.join(_ORDINALS)}|last)\s+(?:option|choice|answer|alternative)\b", ignore_case=True
)
_LABEL_AND_TEXT = Pattern(rf"({_LABEL})([ \t]*(?:[:.)\],–—-]{{1,2}}|[(\"])?)[ \t]*({_TEXT})(?:[ \t]*[)\"])?")
_TEXT_AND_LABEL = Pattern(rf"({_TEXT})[ \t]*[(,]?[ \t]*({EXPLICIT})(?:[ \t]*\))?")
_ENDS = Pattern(r"[ .]*(?:\n|$)")
_AHEAD = 80
"""Characters behind a mention that are looked at for what it is."""
_IN_QUOTES = Pattern(rf"[\"'][ \t]*({MENTION})[ \t]*[\"']")


@dataclass(frozen=True, slots=True)
class Options:
    """The options by their case-folded labels, with their texts in lower case where they have one.

    Without ``has_labels`` an option is named by its text only.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    has_labels: bool = True

    def named_by(self, text: str) -> frozenset[str]:
        """The labels of the options that a text mentions; empty for a label with the text of another option."""
        found = _MENTIONS.findall(text)
        return frozenset("" if one == _CONFLICT else self.labels[_place(one)] for one in found)


def options_of(options: Mapping[str, str], has_labels: bool = True) -> Options:
    """Options from labels and texts."""
    texts = tuple(_lowered(" ".join(_plain(text).split()).strip(" .")) for text in options.values())
    return Options(tuple(label.casefold() for label in options), texts, has_labels)


def with_mentions(text: str, options: Options) -> str:
    """The text without markup, with every option that it names as one character."""
    text = _texts_marked(_PRIVATE.sub("\ufffd", _plain(text)), options)
    if options.has_labels:
        text = _ordinals_marked(_paired(_labels_marked(text, options)), options)
    return _IN_QUOTES.sub(lambda found: found[1] or "", text)


def has_mention(text: str) -> bool:
    """Whether the text, with its mentions marked, mentions an option."""
    return _MENTIONS.search(text) is not None


def _place(mention: str) -> int:
    return ord(mention) & 0xFF


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", encodable(text)).translate(_QUOTES)
    for _ in range(2):
        text = _MARKUP.sub(lambda found: found[1] or "", text)
    return text


def _lowered(text: str) -> str:
    """In lower case and of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _texts_marked(text: str, options: Options) -> str:
    """Texts of options become characters, the longest ones first."""
    for place in sorted(range(len(options.texts)), key=lambda place: -len(options.texts[place])):
        wanted = options.texts[place]
        says_enough = len(wanted) > 2 and wanted not in _WORDS
        if len(wanted) <= _LONGEST_TEXT and (says_enough or wanted.isdigit()):
            text = _replaced(text, wanted, chr(_TEXTUAL + place))
    return text


def _replaced(text: str, wanted: str, mark: str) -> str:
    lowered = _lowered(text)
    pieces: list[str] = []
    position, found = 0, lowered.find(wanted)
    while found >= 0:
        end = found + len(wanted)
        if _stands_alone(text, found, end):
            pieces += [text[position:found], mark]
            position = end
        found = lowered.find(wanted, end)
    return "".join([*pieces, text[position:]])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a piece is no part of a longer word or number."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if (text[start].isalnum() and before[-1:].isalnum()) or (text[end - 1].isalnum() and after[:1].isalnum()):
        return False
    return not (text[start].isdigit() and _leads_on(before)) and not (text[end - 1].isdigit() and _goes_on(after))


def _leads_on(before: str) -> bool:
    """Whether a number begins earlier: ``-4``, ``0.4``, ``1,4``."""
    if before.endswith(","):
        return before[:1].isdigit()
    return before.endswith(("-", "−", ".", "/", "^", "\\"))


def _goes_on(after: str) -> bool:
    """Whether a number ends later: ``4%``, ``4/3``, ``4.5``."""
    return after.startswith(("%", "/", "^")) or (after[:1] in (".", ",") and after[1:].isdigit())


@lru_cache(maxsize=256)
def _label_patterns(labels: tuple[str, ...]) -> tuple[Pattern, re.Pattern[str]]:
    """What names labels beyond doubt, and what does so if it is no word."""
    longest_first = sorted(labels, key=len, reverse=True)
    one = "|".join(map(re.escape, longest_first))
    digits = all(label.isdigit() for label in labels)
    # A digit in brackets may number anything.
    framed = "" if digits else rf"|[(\[{{\"']\s?(?P<framed>{one})\s?[)\]}}\"']|(?:^|[\s\"'(])(?P<closed>{one})\)"
    explicit = rf"(?:\b|_){_NOUN}s?\s+(?:number\s+)?[(\[{{\"']?\s?(?P<noun>{one})(?:\s?[)\]}}\"']|\b){framed}"
    bare = "|".join(re.escape(label.upper()) for label in longest_first)
    return (
        Pattern(explicit, ignore_case=True, lines=True),
        re.compile((_BARE_DIGIT if digits else _BARE_LETTER).format(bare)),
    )


def _labels_marked(text: str, options: Options) -> str:
    places = {label: place for place, label in enumerate(options.labels)}
    explicit, bare = _label_patterns(options.labels)

    def mark_explicit(found: Match) -> str:
        whole = found[0] or ""
        label = (found[found.lastgroup or 0] or "").lower()
        if label == "a" and whole[-1] == "a" and not _AFTER_LABEL.match(text, found.end()):
            return whole
        return (whole[0] if whole[0].isspace() else "") + chr(_EXPLICIT + places[label])

    def mark_bare(found: re.Match[str]) -> str:
        return chr(_BARE + places[found[1].lower()]) if _is_label(found) else found[1]

    return bare.sub(mark_bare, explicit.sub(mark_explicit, text))


def _is_label(found: re.Match[str]) -> bool:
    """Whether a capital letter is no article, no pronoun and no part of a name such as ``vitamin C``."""
    whole = found.string
    if found[1] in ("A", "I") and not _AFTER_LABEL.match(whole, found.end()):
        return False
    if found[1] == "I" and not _AFTER_PRONOUN.match(whole[found.end() : found.end() + _AHEAD]):
        return False
    return _NAMES.search(whole, max(0, found.start() - 12), found.start()) is None


def _paired(text: str) -> str:
    """A label with its own text becomes one mention; with the text of another option it is a conflict."""

    def pair(found: Match) -> str:
        label, stated = _place(found[1] or ""), _place(found[3] or "")
        if label == stated:
            return chr(_EXPLICIT + label)
        joint = (found[2] or "").strip()
        is_name = joint in (":", "(", ")") or (
            joint == "." and _ENDS.match(text[found.end() : found.end() + _AHEAD]) is not None
        )
        return _CONFLICT if is_name else found[0] or ""

    def pair_back(found: Match) -> str:
        stated, label = _place(found[1] or ""), _place(found[2] or "")
        if label == stated:
            return chr(_EXPLICIT + label)
        return _CONFLICT if "(" in (found[0] or "") else found[0] or ""

    return _TEXT_AND_LABEL.sub(pair_back, _LABEL_AND_TEXT.sub(pair, text))


def _ordinals_marked(text: str, options: Options) -> str:
    """``The second option`` names one; the last one is known only where all options are."""

    def mark(found: Match) -> str:
        word = (found[1] or "").lower()
        place = len(options.labels) - 1 if word == "last" else _ORDINALS.index(word)
        is_known = place < len(options.labels) and (word != "last" or any(options.texts))
        return chr(_EXPLICIT + place) if is_known else found[0] or ""

    return _ORDINAL.sub(mark, text)
