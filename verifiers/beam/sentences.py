"""How answers put things: what joins a label and its value, filler words, headings, limits, other quantities."""

import re
from collections.abc import Iterator
from functools import lru_cache

from verifiers.mechanics.units import UNIT

CONNECTOR = re.compile(
    r"(?<![<>!=])==?(?!=)|≈|:(?!\s*$)|→(?=\s*[-+\d(⟦.√])|∈"
    r"|\b(?:is|are|equals?|becomes?|was|were|gives?|yields?(?!\s+(?:moment|stress|strength|point|limit))|carries|carry|provides?|exerts?|takes?|bears?"
    r"|supplies|supply"
    r"|has|have|must be|will be|reads|comes? out (?:as|to|at)|turns? out to be|has a value of|amounts? to"
    r"|of(?=\s+[-+]?[\d.]))\b"
    r"(?:\s+(?:approximately|about|found to be|given by|therefore|then|thus|simply|exactly|both|each|also|now"
    r"|respectively"
    r"|roughly|equal to))*",
)
STARTS_VALUE = re.compile(r"[\s⟦⟧\"'≈~(\[]*[-+]?[\s(]*(?:[\d√↑↓]|\.\d)")
STARTS_SYMBOL = re.compile(r"\s*[-+√(\[⟦]*\s*[\dA-Za-z(.√]")
WORDS_ONLY = re.compile(r"\s*(?!zero\b)(?:[A-Za-z]{3,}|[a-z]{1,2}\s+(?!zero\b)[a-z])[^\d]*$")
NUMBER_IN_WORDS = re.compile(
    r"(?<![\w@.,^/|-])(?<![\w^/]\()(?!(?<=support )\d\b(?!\s?[.,]?\d|\s*[kM]?N|\s*k|\s*lb))"
    r"(?<!\b(?i:point) )(?<!\b(?i:node) )(?<!\b(?i:span) )(?<!\b(?i:step) )(?<!\b(?i:case) )(?<!\b(?i:joint) )"
    r"[-+]?(?:(?<=[-+])|(?<![\d.,]))(?:\d[\d.,]*|\.\d+)(?!\s?(?:st|nd|rd|th)\b)"
)
OR = re.compile(r"\bor\b", re.I)
LOCATED = re.compile(r"(?P<what>[^@]{3,120}?)\s*@(?P<place>(?:[A-Z]\+)?[\d./]+)\s*(?:\([^()]*\))?[.\s]*")
ZERO_OF = re.compile(
    r"(?i:\b(?:(shear(?: force)?|V(?:\(x\))?)|(?:bending )?moment|M(?:\(x\))?)\s*"
    r"(?:is|=|becomes|equals|vanishes|changes sign|passes through)\s*"
    r"(?:equal to )?(?:zero|0|$|(?<=sign)|(?<=vanishes)))"
)
PLACED = re.compile(r"@\S+")
HEADING = re.compile(
    r"(?i:(?:(?:at|for|reactions?|forces?|the|left|right|fixed|pin|pinned|roller|end|wall|support|point"
    r"|node)\b[\s()]*)*)"
    r"(?P<name>[A-Z]\d?|(?i:wall|roller|pin|fixed (?:end|support)|left (?:end|support)|right (?:end|support)))"
    r"(?:\s*\([^()]*\))?\s*:?"
)
LARGEST = re.compile(r"\b(?:largest|greatest|maximum|highest|maximal)\s*$")
LOCAL_DENIAL = re.compile(
    r"\b(?:not|n't|never|no longer|anything but|nowhere near)\s*(?:(?:be|reach|attain|become)\s*|equal(?: to)?\s*"
    r"|exactly\s*)?[=≈:\s⟦]*$|(?:≠|!=)\s*$",
    re.I,
)
BOUNDED = re.compile(r"\b(?:at (?:most|least)|no (?:more|less) than|up to)\s+\S+\s*$", re.I)
DENIED = re.compile(
    r"\s*(?:(?:not|never|no longer)\b|(?:up to|at (?:most|least)|(?:no|not) (?:more|less) than)\s+[-+\d])", re.I
)
PLACE_BEHIND = re.compile(
    r"\s*(?:at|in|from|on)\s+(?:the\s+)?(?:(?:support|point|node|end)\s+)?\w+(?:\s+(?:support|end)\b)?", re.I
)
LIMIT = re.compile(
    r"\b(?:allowable|permissible|permitted|admissible|allowed|limiting"
    r"|(?:must|shall|should|may) (?:not|be (?:less|below|under|smaller|at most|within|limited)|stay|remain))\b",
    re.I,
)
LIMIT_AHEAD = re.compile(
    r"(?:[<>]=?|\b(?:below|under|less than|smaller than|more than|greater than|larger than|above"
    r"|exceeds?"
    r"|exceeding|within|up to|over|(?:increas|decreas|reduc|chang|differ)\w*\s+(?:by|to)"
    r"|at (?:the )?(?:most|least)|(?:no|not) (?:more|less|fewer) than"
    r"|limit(?:ed)? (?:of|to|is)|allowable|permissible))\s*(?:the |a |an |is "
    r"|of |limit |value ){0,3}[=≈:\s⟦]*$",
    re.I,
)
COMPARED = re.compile(
    r"\s*(?:(?<![-=<])[<>]=?|(?<!\w)(?:which is |is |this is )?(?:(?:well |far |safely )?(?:below|less than"
    r"|smaller than|within)"
    r"|does not exceed|not exceeding|compared (?:to|with)|versus|vs\.?)\s)"
)
OTHER_QUANTITY = re.compile(
    r"\b(?:allowable|permissible|permitted|admissible|allowed|limit(?:s|ing)?|tolerable|serviceability"
    r"|capacity|resistance"
    r"|resisting|yield|ultimate|plastic|capacities|stress(?:es)?|strains?|stiffness|rigidity|modulus|inertia"
    r"|energy|lever"
    r"|arm|area|centroid|ratio|factor|loads?|loading|weights?|resultant|sum|sums|total|totals"
    r"|(?<!mid-)(?<!mid )spans?|length|error"
    r"|difference|thickness|height|width|applied|external|carry-?over|alone|contribut(?:es?|ions?)|strength|rated"
    r"|(?:half|twice|double|third|quarter)\s+(?:of\s+)?[RVMFN]_\w|(?:horizontal|axial|lateral)\s+(?:displacement|deflection)"
    r"|(?:can|could|able to|designed to|rated to)\s+(?:safely\s+)?(?:resist|carry|support|take|withstand|sustain"
    r"|bear))\b|Σ|∑|\babout\s+(?:the\s+|point\s+"
    r"|support\s+)?[A-Z]\b"
    r"|\bsumming\b|\btaking\b|_(?:max|min)?(?:allow|lim|adm|perm|zul)[a-z]{0,8}\b",
    re.I,
)
AT_THE_LOAD = re.compile(
    r"\b(?:under(?:neath)?|below|beneath|(?:at )?(?:the )?point of|at|near(?:er)?(?: to)?|closer to"
    r"|closest to|nearest(?: to)?|by|from|to|beside|of(?= (?:the )?(?:beam|span)))"
    r"\s+(?:the\s+|each\s+|a\s+|this\s+)?(?:(?:point|concentrated|applied|central|single)\s+)?(?:loads?|span"
    r"|beam)\b"
    r"|\b(?:half|thirds?|quarters?|fifths?|(?:\w+-)?eighths?|parts?|share|most|rest|fraction|remainder|\d+\s?%"
    r"|all)\s+(?:of\s+)?"
    r"(?:the\s+)?(?:(?:total|applied|whole)\s+)?loads?\b"
    r"|\b(?:full|whole|entire|total)\s*$|^\s*of the (?:total )?load\b|\btotal (?=(?:vertical )?reaction)",
    re.I,
)
PRONOUN = re.compile(r"\W*(?:and\s+)?(?:which|this|that|it|the latter)\W*", re.I)
_GENERIC_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the two three four five all final answer answers result results value values reaction reactions support"
        " supports required"
        " are is in order asked requested we get obtain hence therefore thus so as follows respectively vertical"
        " force forces given"
        " solution which and following these those them both it this for of beam numerical found to be have"
        " finally a an by each"
        " from that then now correct corrected here at their its",
    )
)
_NAME_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the vertical horizontal support supports reaction reactions force forces moment moments couple couples"
        " shear bending"
        " deflection deflections slope slopes rotation rotations at of in for left right hand first second third"
        " last both so thus"
        " therefore hence we find get obtain have value values that maximum max absolute peak largest its"
        " location position beam"
        " because by symmetry same reaction fixed end ends pin roller wall magnitude internal middle inner"
        " outer center centre central interior x"
        " and each mid midspan tip bearing",
    )
)
_WORD = re.compile(r"[^\s,.:*⟦⟧\"'()\[\]|¦-]+")
_ENUMERATOR = re.compile(r"^\s*\(?(?:(?:[ivx]{1,4}|[a-h]|\d{1,2}|[IVX]{1,4})\)|(?:\d{1,2}|[IVX]{1,4})\.)\s+(?=\S)")
_IN_ORDER = re.compile(r"\(?\b(?:in order\s+)?(?:(?:from|reading)\s+)?left to right\b\)?", re.I)
_FOREIGN_SYMBOL = re.compile(
    r"(?:^|[\s(⟦])(?:[A-Za-z]|\\?[A-Za-z]+_\S+|\\[A-Za-z]+|[Σ∑]\S*|[A-Za-z]{1,3}\d?\([^()]*\))\s*$"
)
_SIDEWAYS = re.compile(
    r"\b(?:(?:acting|directed|pointing)\s+)?to the (?:right|left)\b(?!\s+(?:support|end|reaction|hand|one))"
)
_BRINGS_ABOUT = re.compile(
    r"^.*\b(?:produces?|gives?|causes?|creates?|requires?|results? in|leads? to|induces?|yields|balanced by"
    r"|resisted by)\b",
    re.S,
)
_MEASURED = re.compile(
    rf"[\s⟦≈~]*[-+]?\s?\d[\d.,]*\s?(?:{UNIT})(?![A-Za-z])"
    r"(?:[\s(]*(?:(?:acting|directed|vertically)?\s*(?:upwards?|downwards?|up|down|to the (?:left|right)"
    r"|(?:anti|counter)?-?clockwise)|[↑↓↺↻→←])\)?)?"
)
_WORDS_ASIDE = re.compile(r"(?<=\S )\((?:so|since|because|as|which|that|where|with|note)\b[^()=\d]{4,200}\)")
_LONGEST_NAMES = 120


@lru_cache(maxsize=4096)
def is_generic(text: str) -> bool:
    """Words that name nothing: what follows them is a value without a label."""
    return all(word.lower() in _GENERIC_WORDS for word in _WORD.findall(text))


def names_only(text: str) -> bool:
    """Nothing but a name, so that a value may follow in another clause."""
    if len(text) > _LONGEST_NAMES:
        return False
    words = text.replace("(", " ").replace(")", " ").split()
    return all(
        bare in _NAME_WORDS or re.search(r"[A-Z_@|]", word) is not None
        for word in words
        if (bare := word.strip("⟦⟧.,:\"'`").lower())
    )


@lru_cache(maxsize=4096)
def of_another(label: str) -> bool:
    """The label speaks of a quantity that is never asked: a load, a limit, a sum of moments, a stress."""
    return OTHER_QUANTITY.search(AT_THE_LOAD.sub(" ", _BRINGS_ABOUT.sub("", label))) is not None


def without_enumerator(text: str, *, first: bool) -> str:
    """The clause without ``(ii)`` or ``3.`` in front, and without ``from left to right``."""
    text = _ENUMERATOR.sub("", text) if first or text.lstrip().startswith("(") else text
    return _IN_ORDER.sub(" ", text) if "eft to" in text else text


def is_other_symbol(label: str) -> bool:
    """The label ends with a symbol, so that what it is said to equal is no value of anything else."""
    return _FOREIGN_SYMBOL.search(label[-40:]) is not None


def one_value_each(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text cut behind each value that words and another value follow: ``12 kN against a load of 21 kN``.

    Each piece comes with its parts, between what joins names and values.
    """
    start = after = 0
    parts: list[str] = []
    remarks = [match.span() for match in _WORDS_ASIDE.finditer(text)] if "(" in text else []
    for link in CONNECTOR.finditer(text):
        if any(begin < link.start() < end for begin, end in remarks):
            continue
        value = _MEASURED.match(text, after, link.start()) if after and link[0][0].isalpha() else None
        if value is not None and text[value.end() : link.start()].strip() and STARTS_VALUE.match(text, link.end()):
            yield text[start : value.end()], [*parts, text[after : value.end()]]
            start = after = value.end()
            parts = []
        parts.append(text[after : link.start()])
        after = link.end()
    yield text[start:], [*parts, text[after:]]


def without_direction(text: str) -> str:
    """The text without ``to the right``, which names no support."""
    return _SIDEWAYS.sub(" ", text)
