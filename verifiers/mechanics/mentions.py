"""Values that a completion mentions without saying that they are so.

Somebody else's (``someone on the forum posted``), those behind a ``that`` whose predicate asserts nothing (``it is
a myth that R_A = 6 kN``), what is yet to be shown, what was believed once, and what was so before.
"""

import re

_PERSONS = (
    r"students?|people|persons?|users?|posters?|engineers?|learners?|beginners?|colleagues?|friends?|classmates?"
    r"|teachers?|professors?|instructors?|tutors?|authors?"
)
_SOURCES = r"(?:text)?books?|manuals?|handbooks?|websites?|(?:answer\s|solution\s)?keys?|forums?|posts?|threads?"
_WORKS = r"spreadsheet|program|solution|answer|results?|notes?|calculations?|work|script|sheet"
_SOMEBODY = (
    r"(?:some|any|every)(?:one|body)(?:\s+else)?|others|wikipedia|chatgpt"
    rf"|(?:the|an?|my|our|your|some|many|most|several|few|other|one|this|that|these|those)\s+(?:[\w']+\s+){{0,3}}?"
    rf"(?:{_PERSONS}|{_SOURCES})(?:'s?\s+(?:{_WORKS}))?|(?:his|her|their)\s+(?:{_WORKS})"
)
_REPORTS = (
    r"claim(?:s|ed)?|sa(?:y|ys|id)|stat(?:e|es|ed)|assert(?:s|ed)?|argue[sd]?|report(?:s|ed)?|list(?:s|ed)?"
    r"|post(?:s|ed)|publish(?:es|ed)?|writes?|wrote|written|quote[sd]?|suggest(?:s|ed)?|propose[sd]?|guess(?:es|ed)?"
    r"|print(?:s|ed)?|mention(?:s|ed)?|conclude[sd]?|thinks?|thought|believe[sd]?|obtain(?:s|ed)?|gets?|got|finds?"
    r"|found|answer(?:s|ed)|gave|gives?|shows?|showed|has|had|put"
)
_WHERE = r"(?:\s+(?:on|in|at|of|from)\s+(?:\w+\s+){0,2}\w+)?"
_BESIDES = r"(?:\s+(?:\w+ly|often|sometimes|has|have|had|here|also))?"
_REPORTED = re.compile(rf"\b(?:{_SOMEBODY}){_WHERE}{_BESIDES}\s+(?:{_REPORTS})\b", re.I)
_THAT = re.compile(
    r"\bthat\s+(?=\W*(?:the\s+(?:\w+\s+){0,3}(?:reactions?|moments?|force|deflection)\b|[A-Z]\w{0,8}\s*(?:=|≈|is\b|are\b)))"
)
_ASSERTS = re.compile(
    r"\b(?:fi?oun?d|find|gets?|got|obtain(?:s|ed)?|sees?|saw|seen|know|known|conclu\w+|deduc\w+|show[sn]?|showed|mean[st]?"
    r"|impl(?:y|ies|ied)|follows?|gives?|gave|yields?|so|such|confirm(?:s|ed)?|not(?:e|ice)|observ\w+|verif(?:ies|ied)"
    r"|clear(?:ly)?|evident(?:ly)?|obvious(?:ly)?|results?|establish\w*|prove[sdn]?|indicat\w+|tells?|told|demonstrat\w+"
    r"|true|correct|right|certain|doubt|question|positive|sure|confident|agree|think|believe|reckon|convinced|fact|reveals?|determined|comput\w+"
    r"|calculat\w+|recall|given|now|answer|requir\w+|i\s+(?:say|claim)|we\s+(?:say|claim|state)|state[sd]?|ensures?)\b",
    re.I,
)
_NAMED = r"(?=[A-Z|]\w{0,8}\s*[=≈])"
_TRIED = re.compile(rf"^\W*(?:let|say|try(?:\s+again)?(?:\s+with)?|choosing|picking|guessing)\s+{_NAMED}", re.I)
_HEADED = re.compile(
    r"^\W*(?:(?:for\s)?(?:an?\s)?(?:example|instance)|target|goal|format|template|sample|guess|(?:old|earlier|previous(?:ly)?)\s+\w+)"
    r"\s*[:=]\s|\bshould look like\b",
    re.I,
)
_UNSURE = re.compile(
    r"(?:\bnot|n't|\bnever|\bhardly)\s+(?:\w+\s+)?(?:convinced|sure|certain|positive|confident|true|right|correct|clear"
    r"|evident|obvious|follow|think|believe|agree|claim|say|mean|imply|prove|proven|show|shown|know|known)\b",
    re.I,
)
_BY_SOMEBODY = re.compile(
    rf"\baccording to\s+(?:{_SOMEBODY})\b(?!\s+(?:formula|method|table|equation))"
    r"|\bwhen\s+(?:i|you|we|one)\s+(?:ignored?|forg[eo]t|neglect(?:ed)?|omit(?:ted)?|overlook(?:ed)?|misread|mistook)\b",
    re.I,
)
_TO_BE_SHOWN = re.compile(
    r"^\W*(?:please\s+)?(?:show|prove|verify|demonstrate|check|confirm|see|test)\s+(?:that|whether|if)\b", re.I
)
_ONCE = re.compile(
    r"\b(?:is|are|was|were|been)\s+(?:\w+\s+)?(?:thought|believed|said|claimed|supposed|expected|reported|rumou?red"
    r"|estimated|guessed|alleged|assumed)\s+to\b"
    r"|\b(?:was|were)\s+(?:initially|originally|previously|formerly|at first|once|first)\b"
    r"|\b(?:might|may|could)\s+(?:\w+\s+){1,2}be\b",
    re.I,
)

_PATTERNS = (_REPORTED, _TO_BE_SHOWN, _ONCE, _TRIED, _HEADED)


def mentioned(text: str) -> int | None:
    """Where in a clause a mention begins that is no claim; ``None`` where there is none."""
    found = [match.start() for pattern in _PATTERNS if (match := pattern.search(text))]
    that = _THAT.search(text)
    if that is not None and text[: that.start()].strip(" \t,.:;\"'") and not _asserts(text[: that.start()]):
        found.append(that.start())
    return min(found, default=None)


def _asserts(predicate: str) -> bool:
    return _UNSURE.search(predicate) is None and _ASSERTS.search(predicate) is not None


def of_somebody(text: str) -> bool:
    """``according to a friend``, ``when I forgot the couple``: all of the sentence is no claim."""
    return _BY_SOMEBODY.search(text) is not None
