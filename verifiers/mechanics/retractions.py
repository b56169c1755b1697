"""Words that take back what was said, in its own sentence or all of it."""

import re

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
    r"|wrong|incorrect|mistaken|false|invalid|superseded|obsolete|outdated|withdrawn))\b",
    re.I,
)
_IS_WRONG = re.compile(
    r"\b(?:is|are|was|were|would be|must be|(?:turn|prove|come)[sd]?(?: out)?(?: to be)?|turned out(?: to be)?"
    r"|came out"
    r"|proved?(?: to be)?)\s+(?:\w+\s+)?(?:wrong|incorrect|false|mistaken|erroneous|invalid|a mistake|an error"
    r"|not (?:right|correct|true|valid)|impossible)(?:\s+(?:values?|answers?|results?|numbers?|ones?))?\W*$"
    r"|\b(?:these|those|this|that|which|they|it)\b[^.]{0,40}\b(?:previous|earlier|other|another|different)\s+"
    r"(?:example|problem|case|question|exercise|beam|task)\W*$"
    r"|\b(?:is|are)\s+(?:\w+ly\s+)?(?:out of the question|ruled out|excluded|absurd|nonsense|unrealistic"
    r"|implausible|untenable|unacceptable)\W*$"
    r"|\d\s?[A-Za-z*·]{0,6}\s+(?:would|could|cannot|can not)\s[\w\s]{1,40}$"
    r"|\bnot\s(?:for\s|of\s|in\s)?(?:ours|this\s(?:beam|one|case|problem)|here)\W*$"
    r"|\bwould be (?:\w+ )?(?:correct|right|true|valid)\b|[✗✘❌]|\b(?:by mistake|in error|mistakenly"
    r"|erroneously|incorrectly|wrongly)\W*$"
    r"|\((?:wrong|incorrect|false|not (?:right|correct|true)|invalid|untrue|mistaken|rejected"
    r"|discarded)\W{0,3}\)\W*$"
    r"|^\W*(?:these|those|this|that|they|it|both|all)\s(?:is|are|was|were)\s(?:now\s)?(?:superseded|obsolete|outdated|withdrawn|void)\W*$"
    r"|\s[-–—]\s(?:rejected|wrong|false|discarded|incorrect|nope|nonsense)\W*$"
    r"|\d\s?[A-Za-z*·]{0,6}\s+(?:fails?|violates?|contradicts?|breaks?"
    r"|leads? to (?:a )?contradiction)\b[\w\s]{0,40}$",
    re.I,
)
_LONGEST_VERDICT = 90


def takes_back(clause: str) -> bool:
    """``but that is wrong``, ``R_A = 6 kN is wrong``: what the sentence says does not count."""
    if len(clause) < _LONGEST_VERDICT and _TAKES_BACK.match(clause) is not None:
        return True
    return _IS_WRONG.search(clause[-_LONGEST_VERDICT:]) is not None


def starts_afresh(clause: str) -> bool:
    """``Scratch that``, ``This is wrong``: nothing said so far counts."""
    return _AFRESH.match(clause) is not None
