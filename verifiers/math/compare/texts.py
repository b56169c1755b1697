"""What is compared as words: choices, yes and no, sentences and everything that was not understood."""

import re
from functools import lru_cache

_WRAPPER = re.compile(
    r"\\(?:text|textbf|textrm|textit|mathrm|mathbf|mathsf|mbox|hbox|operatorname|boldsymbol|textcircled|circled|emph|underline)\s*\{([^{}]*)\}"
)
_WRAPS = 4
_ARTICLES = re.compile(r"\b(?:a|an|the)\b(?=.)")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[\s'.,;:!-]{1,3}[^\W\d_]+)*(?:\.|(?<=[^\W\d_]{2})!)?$")
_MARK = re.compile(r"[^\w\s]")
_LONG_WORD = re.compile(r"[^\W\d_]{4}|[^\W\d_a-zA-Z]|one")
_BOLD = re.compile(r"[*_]{2}")
_SENTENCE_START = re.compile(r"(?:The|This|That|It|They)\b")
_COPULA = re.compile(r"\b(?:is|are|was|were)\s")
_DID = re.compile(r"([A-Z][a-z]{3,}) (?:[a-z]+(?:ed|s)|won|is|was|has|had) ")
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|cannot|or)\b|n't", re.I)
_PUNCTUATION = re.compile(
    r"[\s.,;:\"*$~]+|(?<=[a-z]{2})!|(?<=[a-z]{4})-(?=[a-z])|(?<=[a-z])-(?=[a-z]{4})|(?<=one)-|-(?=one)|(?<=[a-z])'(?=[a-z])"
)
"""A hyphen beside a word is punctuation; beside letters it is a sign."""
_CIRCLED = {chr(ord("①") + place): str(place + 1) for place in range(20)}
_LETTER = re.compile(r"\(?\s*([A-J])\s*\)?[.:]?$")
_LETTER_AND_REMARK = re.compile(r"(?:\(\s*([A-J])\s*\)|([A-J])\s*[).:]\s|([A-J])\s(?=[A-Z][a-z]))\s*(\S.*)$")
_OTHER_LABEL = re.compile(r"\b[A-Z] ?:")
_CHOSEN = re.compile(
    r"(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer)s?\s+)?"
    r"(?:\(\s*([A-Za-z])\s*\)|([A-Za-z])\s*(?:[).:]|$)|([A-J])\s+(?![a-z+=<>*/^_-]))"
)
_REJECTED = re.compile(r"(?<=[A-J)]),? (?:and |but )?not (?:option )?\(?[A-J]\)?\.?$")
_LIST = re.compile(
    r"(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer|[Ss]tatement)s?:?\s+)?((?:\(?[A-J]\)?(?:\s*[,;&]\s*(?:and\s+)?|\s+and\s+|\s+)){1,8}\(?[A-J]\)?)[.]?$"
)
_STATEMENTS = re.compile(
    r"(?:I{1,3}|IV|VI{0,3}|IX|X)(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:I{1,3}|IV|VI{0,3}|IX|X)){1,7}"
)
_NUMERALS = re.compile(r"(?:[①-⑳]\s*[,、]?\s*){1,8}$")
_TRUTHS = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_FOREIGN_TRUTHS = {
    **dict.fromkeys(("是", "是的", "对", "正确", "能", "可以"), "yes"),
    **dict.fromkeys(("否", "不是", "不对", "错", "错误", "不正确", "不能", "不可以"), "no"),
}


@lru_cache(maxsize=512)
def unwrapped(text: str) -> str:
    """The text without the commands that set words."""
    text = text.replace("$", " ") if text.count("$") > 1 else text
    for _ in range(_WRAPS if "\\" in text else 0):
        plain = _WRAPPER.sub(r" \1 ", text)
        if plain == text:
            break
        text = plain
    return " ".join(text.replace("\\ ", " ").replace("~", " ").replace("\\,", " ").split()).strip(" .。,;")


@lru_cache(maxsize=512)
def plain_words(text: str) -> str:
    """Lower-case words without punctuation; empty if the text holds anything else."""
    words = _BOLD.sub("", unwrapped(text)).strip("\"'` ()")
    if not words or len(words) > 500 or not _WORDS_ONLY.match(words):
        return ""
    if "'" in text and not re.search(r"[a-z]{2}", words):
        return ""
    if _MARK.search(words) and not _LONG_WORD.search(words):
        return ""  # letters with signs between them, as in ``p - q``, are no words
    bare = re.findall(r"[^\W\d_]+", _ARTICLES.sub(" ", words.lower()))
    return " ".join(bare if any(len(word) > 1 for word in bare) else re.findall(r"[^\W\d_]+", words))


def folded(text: str) -> str:
    """A text without case, spacing and punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", unwrapped(text).casefold()).split())


def selection(text: str) -> frozenset[str] | None:
    """The letters or numerals of several options that a text names; ``None`` where it is no selection."""
    if "\\mathbf" in text or "\\boldsymbol" in text:
        return None
    plain = _BOLD.sub("", unwrapped(text))
    if any(character in _CIRCLED for character in plain):
        spaced = plain.replace(" ", "")
        return frozenset(_CIRCLED[c] for c in spaced if c in _CIRCLED) if _NUMERALS.fullmatch(plain) else None
    compact = plain.strip("()[]")
    if (
        compact.isupper()
        and compact.isalpha()
        and len(compact) > 1
        and compact.isascii()
        and list(compact) == sorted(set(compact))
        and compact <= "H" * 8
        and set(compact) <= set("ABCDEFGH")
    ):
        return frozenset(compact)
    plain = plain.removesuffix(" only")
    if len(plain) < 60 and _STATEMENTS.fullmatch(plain):
        return frozenset(re.findall(r"[IVX]+", plain))
    found = _LIST.match(plain) if len(plain) < 60 else None
    letters = re.findall(r"[A-J]", found[1]) if found else []
    return frozenset(letters) if len(letters) > 1 and len(set(letters)) == len(letters) else None


def lettered(text: str) -> list[str]:
    """The single capital letters of a text that lists some, in their order."""
    return re.findall(r"(?<![A-Za-z])[A-J](?![A-Za-z])", unwrapped(text))


def choice(truth: str) -> tuple[str, str]:
    """The letter of a ground truth that is one option, and the option's text; empty for other texts."""
    plain = unwrapped(truth)
    found = _LETTER.match(plain)
    if found:
        return found[1], ""
    found = _LETTER_AND_REMARK.match(plain)
    if not found or _OTHER_LABEL.search(found[4]):
        return "", ""
    return found[1] or found[2] or found[3], found[4].strip()


def chooses(answer: str, letter: str, remark: str) -> bool:
    """Whether an answer names exactly this option, by its letter or by its text."""
    plain = _REJECTED.sub("", _BOLD.sub("", unwrapped(answer)).strip())
    several = selection(plain)
    if several is not None:
        return False
    if re.search(r"(?<![A-Za-z])or(?![A-Za-z])\s+\(?[A-J]\b", plain) or (
        re.search(r"\b(?:not|no)\b", plain.lower()) and len(plain) < 12
    ):
        return False
    chosen = _CHOSEN.match(plain)
    if not chosen:
        return bool(remark) and folded(answer) == folded(remark)
    return (chosen[1] or chosen[2] or chosen[3]).upper() == letter


def truth_value(text: str) -> str:
    """``yes`` or ``no`` of a text that begins with it; empty for other texts."""
    if not text.isascii() and (foreign := _FOREIGN_TRUTHS.get(unwrapped(text))):
        return foreign
    words = re.findall(r"[a-z']+", unwrapped(text).lower())
    if not words or words[0] not in _TRUTHS:
        return ""
    if len(words) > 1 and (
        words[1] in ("or", "no", "not", "solution", "solutions", "real", "and")
        or ("," not in unwrapped(text) and "." not in unwrapped(text) and ";" not in unwrapped(text))
    ):
        return ""
    return _TRUTHS[words[0]]


def is_stated_by(truth: str, answer: str) -> bool:
    """Whether a sentence is ``S is A`` or ``A did it``, and the answer is the predicate or the name A."""
    if not answer or len(answer.split()) > 4:
        return False
    sentence = unwrapped(truth).strip(" .")
    if _NEGATION.search(sentence):
        return False
    if _SENTENCE_START.match(sentence):
        copulas = list(_COPULA.finditer(sentence))
        predicate = sentence[copulas[-1].end() :] if copulas else ""
        return plain_words(predicate) == answer
    did = _DID.match(sentence)
    return did is not None and answer == did[1].lower()


def same_words(truth: str, answer: str) -> bool:
    """Whether two texts say the same in words."""
    first, second = plain_words(truth), plain_words(answer)
    if first and first == second:
        return True
    if folded(truth) == folded(answer) and _same_case(truth, answer):
        return True
    return is_stated_by(truth, second) or (
        bool(first) and bool(_SENTENCE_START.match(unwrapped(answer))) and is_stated_by(answer, first)
    )


def _same_case(truth: str, answer: str) -> bool:
    """Letters that are symbols keep their case; in words it makes no difference."""
    symbols = [re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", unwrapped(side)) for side in (truth, answer)]
    return symbols[0] == symbols[1]
