"""What a sentence does with what it says: claim it, deny it, suppose it, take it back.

Only claims answer. A governor (``it is not true that``, ``suppose``, ``a common mistake is``) stands ahead of what
it governs: the rest of its sentence if a value stands in its own clause, and else that clause alone, so that
``assuming small slopes, R_A = 6 kN`` claims. A contrast (``but``, ``instead``, ``the correct values``) ends it.
"""

import re

from verifiers.mechanics.clauses import Clause

_DENIAL = re.compile(
    r"\b(?:not|n't|never)\s+(?:be\s+)?(?:the case|true|correct|right|possible)\b|^\W*not\s"
    r"|\b(?:do|does|did|would|should|can|could|must|may|need)\s?(?:not|n't)\s+(?:be|think|believe|write|say"
    r"|claim|conclude|have|get)\b"
    r"|\bcannot\b|\bcan't\b|\bnobody\b|\bno one\b"
    r"|\b(?:false|incorrect(?:ly)?|wrong(?:ly)?|untrue|mistaken(?:ly)?|erroneous(?:ly)?|flawed|invalid"
    r"|naive(?:ly)?)\b(?=.*\w)"
    r"|\b(?:is|are|was|were)(?:\s+not|n't)\s+[A-Z]\w*\s*=|^\W*(?:forget|disregard|discard|ignore)\b"
    r"|\b(?:anything but|nowhere near|no longer (?:believe|think|hold|claim|say|stand))\b|\b(?:doubts?|doubted"
    r"|deny|denies|denied|reject(?:s|ed)?|refute[sd]?"
    r"|unlikely|refus(?:e[sd]?|ing)|declin(?:e[sd]?|ing)"
    r"|disagree[sd]?|hesitate[sd]?|far from|disprove[sdn]?|no (?:reason|evidence|way|support for))\b"
    r"|\b(?:mistake|misconception|pitfall|fallacy|trap|temptation|tempting|misprint|typo)\b"
    r"|\b(?:common|typical|frequent|usual|classic)\s+error\b"
    r"|\b(?:one|you|some|students?|people|someone|many)\s+(?:\w+\s+)?(?:might|may|could|often|sometimes|would)\b",
    re.I | re.S,
)
_SUPPOSITION = re.compile(
    r"\b(?:suppos(?:e|ing)|assum(?:e|ing)|imagin(?:e|ing)|guess(?:es|ed|ing)?|hypothetical(?:ly)?|let(?:'s"
    r"| us) say)\b"
    r"|\b(?:maybe|perhaps|possibly|might be|could be|would be|what if|would have|for example|for instance)\b"
    r"|\b(?:previous|earlier|other|another|similar)\s+(?:example|problem|case|question|exercise|beam)\b"
    r"|\b(?:provided that|as long as|unless|whether|in case|presumably|supposedly|allegedly|probably)\b"
    r"|\b(?:earlier|previous|old|first|former)\s+(?:version|draft|attempt|solution|answer|result|key)\b"
    r"|\b(?:he|she|they|somebody|someone|(?:the|a|my) (?:\w+ )?(?:key|book|student|friend"
    r"|forum|classmate|textbook))\s+(?:claims?|says?|said|thinks?|thought|wrote|writes|gets|got)\b"
    r"|\b(?:first|initial|rough|trial)\s+(?:guess|attempt|try|estimate)\b"
    r"|\bif\s+(?:\S+\s+){0,3}?[A-WYZ]\w*\s*(?:=|is|equals)\s*[-+]?\d",
    re.I,
)
_UNREAL = re.compile(
    r"\b(?:for|by|in) comparison\b|\bif\b.*\b(?:were|was|had|would|doubled|halved|moved|replaced|removed"
    r"|reversed)\b|\b(?:would"
    r"|could) (?:be|hold|apply|follow)\b"
    r"|\bhad\s+(?:the|this|that|it|we|one)\b.*\b(?:been|had)\b|^\W*(?:were|should|had)\s+(?:\S+\s*=|the|it|we|one)"
    r"|\bif\s+(?:you|one|we|they)\s+(?:forget|neglect|ignore|omit|confuse|swap|mix|misplace|use the wrong)",
    re.I | re.S,
)
_CONTRAST = re.compile(
    r"^\W*(?:it|they)\s+(?:is|are|equals?)\b|\b(?:but|instead(?! of)|rather(?! than)|in fact|actually|in reality"
    r"|correct(?:ed|ly)?(?: (?:values?|results?|answers?|reactions?|ones?))?|should (?:be|read)"
    r"|the (?:true|real|actual|right) (?:values?|ones?|answers?|results?))\b",
    re.I,
)
_TAKES_BACK = re.compile(
    r"^\W*(?:but |and |which |that |this |these |those |it |they |all |both )*"
    r"(?:(?:values?|results?|answers?|numbers?) )?"
    r"(?:is|are|was|were|must be|seems?|looks?|turns? out(?: to be)?)?\s*"
    r"(?:clearly |obviously |of course |plainly |both |all |simply )?"
    r"(?:(?:not|n't) (?:right|correct|true|valid)|wrong|incorrect|false|mistaken|impossible|invalid"
    r"|erroneous|in error"
    r"|(?:can't|cannot|can not) be (?:right|correct|true)|a mistake"
    r"|"
    r"which (?:i|we) (?:can(?:not|'t)|do(?: not|n't)|doubt|dispute)\b[\w\s]{0,30}"
    r"|(?:violates?|contradicts?|would violate|does not satisfy|fails|breaks)\b[\w\s]{0,40})\W*$",
    re.I,
)
_AFRESH = re.compile(
    r"^\W*(?:(?:no|wait|hmm|oops|sorry|but|actually|however)\W+)*(?:scratch that|forget (?:that|this|it)"
    r"|disregard|ignore (?:that|this|the)"
    r"|strike that|i take (?:that|it) back"
    r"|(?:that|this|these|those|the above|it|both|all|they|he|she)(?: \w+)?(?:'s|'re| is| are| was"
    r"| were) (?:\w+ )?(?:not right"
    r"|not correct|not true"
    r"|wrong|incorrect|mistaken|false|invalid))\b",
    re.I,
)
_ANNOUNCES = re.compile(r"\b(?:wrong|false|incorrect|untrue|mistaken)\W*$", re.I)
_IS_WRONG = re.compile(
    r"\b(?:is|are|was|were|would be|must be|(?:turn|prove|come)[sd]?(?: out)?(?: to be)?|turned out(?: to be)?"
    r"|came out"
    r"|proved?(?: to be)?)\s+(?:\w+\s+)?(?:wrong|incorrect|false|mistaken|erroneous|invalid|a mistake|an error"
    r"|not (?:right|correct|true|valid)|impossible)(?:\s+(?:values?|answers?|results?|numbers?|ones?))?\W*$"
    r"|\b(?:these|those|this|that|which|they|it)\b[^.]{0,40}\b(?:previous|earlier|other|another|different)\s+"
    r"(?:example|problem|case|question|exercise|beam|task)\W*$"
    r"|\bwould be (?:\w+ )?(?:correct|right|true|valid)\b|[✗✘❌]|\b(?:by mistake|in error|mistakenly"
    r"|erroneously|incorrectly|wrongly)\W*$"
    r"|\((?:wrong|incorrect|false|not (?:right|correct|true)|invalid|untrue|mistaken)\)\W*$",
    re.I,
)
_MENDED = re.compile(
    r"\b(?:no|without(?: an?y?)?|beyond(?: any)?|little)\s+(?:reasonable\s+)?doubts?\b|\bnot only\b"
    r"|\b(?:correct(?:ing|ed)|fix(?:ing|ed)|after|without)\b[^=:]{0,30}\b(?:mistakes?|errors?|slips?|typos?)\b",
    re.I,
)
_BARE = re.compile(r"\W*(?:suppos|assum|imagin)\w*(?:\s+(?:that|now))?\W*", re.I)
_THAT = re.compile(r"\W*that\b", re.I)
_ASIDE = re.compile(r"^\W*(?:instead of|rather than|as opposed to|neither|nor|unlike)\b", re.I)
_SAYS_VALUE = re.compile(
    r"[=≈]\s*[⟦(]*\s*[-+]?[\d(.√A-Za-z]|(?<![\w@])\d[\d.]*\s*(?:[kKM]?N|(?:mm|m|lbf?|kips?|k|ft|rad)\b)"
    r"|[\w)]\s*:\s*[-+]?\d"
)
_ODD = frozenset("?？✗✘❌")
_LONGEST_VERDICT = 90
_LONGEST = 400


_WORD = re.compile(r"[a-z']+")
_STEM = 5
_MODAL_STEMS = frozenset(
    re.findall(
        r"\S+",
        "not can't never canno nobod one you some stude peopl someo many false incor wrong untru"
        " mista error flawe inval naive misco pitfa falla trap tempt mispr typo doubt deny denie"
        " rejec refut unlik forge disre disca ignor scrat strik back suppo assum imagi guess hypot"
        " say maybe perha possi might could would what for examp probl case quest exerc attem try"
        " estim if had were but inste rathe fact actua reali corre true real neith nor unlik oppos"
        " viola contr compa anyth nowhe satis fails break impos valid invol beam refus decli disag hesit far"
        " no dispr provi long unles wheth case presu suppo alleg proba forme old draft attem shoul previ earli"
        " anoth"
        " simil diffe claim says said think thoug wrote write",
    )
) - {"for", "beam", "one", "many", "some", "fact", "invol"}


def is_plain(text: str) -> bool:
    """No word of the whole text denies, supposes, takes back or contrasts, so that all of it is claimed."""
    if not _ODD.isdisjoint(text):
        return False
    lowered = text.lower()
    return "n't" not in lowered and _MODAL_STEMS.isdisjoint(word[:_STEM] for word in _WORD.findall(lowered))


class Claims:
    """Tells, clause by clause, whether what it says is claimed."""

    def __init__(self) -> None:
        self.sentence = -1
        self.governed = self.listed = self.unreal = self.announced = False

    def claimed(self, clause: Clause, *, plain: bool) -> bool:
        """Whether values in the clause count; ``plain`` is what ``is_plain`` says of it."""
        if clause.sentence != self.sentence:
            self._begin(clause)
        if plain and not (self.governed or self.listed or self.unreal or self.announced):
            return True
        text = clause.text[:_LONGEST]
        governor, supposed = self._governor(text)
        contrast = [match.start() for match in _CONTRAST.finditer(text)]
        if clause.separator in ("but", ":") or (contrast and (governor is None or contrast[-1] > governor)):
            self.governed = self.listed = self.unreal = False
            return governor is None or not contrast or contrast[-1] > governor
        self.unreal = self.unreal or _UNREAL.search(text) is not None
        if self.announced and _THAT.match(text):
            self.governed = True
        self.announced = _ANNOUNCES.search(text) is not None
        if governor is not None:
            self._govern(text[governor:], supposed)
        return not (self.governed or self.unreal or _ASIDE.match(text))

    def _begin(self, clause: Clause) -> None:
        self.sentence = clause.sentence
        self.listed = self.listed and clause.separator != "\n\n"
        self.governed, self.unreal = self.listed, clause.asks

    def _govern(self, governed: str, supposed: bool) -> None:
        """What is supposed ends at a colon; what is denied may be the list behind it."""
        value = _SAYS_VALUE.search(governed)
        aside = supposed and governed[:5].lower() == "assum" and ":" in governed[: value.end() if value else 0]
        if (value is not None and not aside) or (supposed and _BARE.fullmatch(governed)):
            self.governed = True
        elif governed.rstrip().endswith(":") and not supposed:
            self.listed = True
        else:
            self.announced = True

    @staticmethod
    def _governor(text: str) -> tuple[int | None, bool]:
        mended = _MENDED.search(text)
        text = text if mended is None else text[: mended.start()] + " " * len(mended[0]) + text[mended.end() :]
        denial, supposition = _DENIAL.search(text), _SUPPOSITION.search(text)
        if denial is not None and (supposition is None or denial.start() <= supposition.start()):
            return denial.start(), False
        return (None, False) if supposition is None else (supposition.start(), True)


def takes_back(clause: str) -> bool:
    """``but that is wrong``, ``R_A = 6 kN is wrong``: what the sentence says does not count."""
    if len(clause) < _LONGEST_VERDICT and _TAKES_BACK.match(clause) is not None:
        return True
    return _IS_WRONG.search(clause[-_LONGEST_VERDICT:]) is not None


def starts_afresh(clause: str) -> bool:
    """``Scratch that``, ``This is wrong``: nothing said so far counts."""
    return _AFRESH.match(clause) is not None
