"""The wordings in which a text says which option is right, denies it, or leaves it to others.

Every mention of an option is one character in them. Group 1 of a claim is the options that it names.

Source: the extraction rules of simple-evals, MMLU-Pro, lm-evaluation-harness and OpenCompass name the
announcements; the grammar [ours].
"""

from verifiers.reading.option_mentions import EXPLICIT, MENTION
from verifiers.reading.patterns import Pattern


def _pattern(*pieces: str) -> Pattern:
    return Pattern("".join(pieces), ignore_case=True)


_ADVERB = (
    r"(?:(?:most likely|clearly|definitely|indeed|therefore|thus|also|then|hence|probably|likely|certainly"
    r"|obviously|still|actually|really|surely|undoubtedly|evidently|logically|in fact|by far|simply|just|only|now"
    r"|both|all|of course|accordingly|ultimately|none other than|nothing but|in this case|here"
    rf"|not {MENTION},? but)[, ]+)*"
)
_RIGHT = (
    r"(?:correct|right|true|valid|best|accurate|appropriate|suitable|proper|better|the one|richtig|correcta?"
    r"|vraie?)"
)
_FITTING = r"(?:likely|likeliest|plausible|logical|reasonable|fitting|relevant)"
_QUALITY = (
    rf"(?:{_RIGHT}|{_FITTING}|most|more|only|single|final|closest|expected|desired|possible|remaining|preferred"
    r"|overall|supported|consistent)"
)
_NOUN = (
    r"(?:answers?|options?|choices?|ones?|solutions?|responses?|selections?|picks?|alternatives?|conclusion|match"
    r"|fit)"
)
_BE = (
    r"(?:is|are|must be|should be|would be|will be|has to be|have to be|can only be|may well be|seems?(?: to be)?"
    r"|appears?(?: to be)?|looks|turns? out to be|remains?|comes? out (?:as|to be)|stands out as|emerges? as|ist"
    r"|sind|es|est|'s)"
)
_IS = r"(?:'s| is| must be| has to be| should be| would be| can only be)"
_JOINER = (
    r"(?:\s*(?:,|;|/|&|\band\b|\bor\b|\bnor\b|\by\b|\bet\b|\bund\b|\bmaybe\b|\bperhaps\b|\bpossibly\b|\balso\b"
    r"|\bas well as\b)\s*){1,3}"
)
_LIST = (
    r"(?:(?:both|either|options?|choices?|the|la|option|:)\s+)*"
    rf"({MENTION}(?:{_JOINER}(?:options?\s+)?{MENTION})*)"
)
# A remark between an option and what is said of it.
_ASIDE = (
    r"(?:\s*\([^()\n]*\)|\s*,[^.;?!\n]*?,|\s*\"[^\"\n]*\""
    r"|\s+[-–—] [^.;?!\n]*? [-–—])?"
)
_REASON = r"(?:\s*[,;)]|\s*$| because| since| as| here| for)"
_OF_WHAT = r"(?:,? (?:to|for|of|in|here|that|which|among|based on|therefore|thus|then)\b[^.:?!\n]*?)?"

ANNOUNCED = _pattern(
    r"\b(?:(?:correct|right|best|final|most \w+|answer) )*(?:answers?|options?|choices?|solution|selection|pick"
    r"|guess|conclusion|preference|statement|letter|response)(?: letter)?",
    rf"{_OF_WHAT},?\s*(?:\b{_BE}|[:=→⇒–—-]|->)\s*:?\s*{_ADVERB}(?:that )?(?:the )?{_LIST}",
)
"""``The answer is X``."""
_CHOOSING = (
    r"(?:choose|chose|chosen|pick|picked|select|selected|selecting|choosing|go|going|went|opt|opted|vote|settle"
    r"|settled|say|answer|prefer|favou?r|conclude|concluded|mark|submit|lean|leaning|believe|think|guess|deduce"
    r"|infer|get|obtain|arrive at)"
)
STRONG = (
    ANNOUNCED,
    # X is the answer.
    _pattern(
        rf"{_LIST}{_ASIDE},? {_BE} {_ADVERB}(?:the|an?|our|my|your) (?:\w+ly )?",
        rf"(?:{_QUALITY},? (?:and )?)*{_NOUN}\b",
    ),
    _pattern(rf"{_LIST}{_ASIDE},? {_BE} {_ADVERB}the (?:{_QUALITY} )*(?:{_RIGHT}|{_FITTING}){_REASON}"),
    # X; no, wait, Y.
    _pattern(
        r"(?:\bno,? )?\b(?:wait|actually|sorry|I mean|make that|rather|no),? ",
        rf"(?:it's |it is |it should be |that's )?{_LIST}(?:\s*[,;]|\s*$)",
    ),
    _pattern(
        r"\b(?:so|thus|therefore|hence|but|then),? (?:it's |it is |it must be |the answer is )?", _LIST, r"\s*$"
    ),
    _pattern(rf"\b(?:it|that|this|which){_IS} {_ADVERB}{_LIST}\s*$"),
    # I choose X.
    _pattern(
        r"\b(?:I|we|you)(?:'(?:d|ll|m|ve)| would| will| shall| should| must| can| am| are| have| have to"
        rf"| therefore| thus)* {_ADVERB}{_CHOOSING}(?: with| for| on| towards?| that)*",
        rf"(?: the (?:correct )?answer is)?(?: it is| it's)?,? {_ADVERB}(?:the )?{_LIST}",
    ),
    _pattern(
        r"(?:^|, |\b(?:so|therefore|thus|hence|then|to|should|would|let's|let us) )",
        rf"(?:choose|pick|select|choosing|picking|selecting|going with|go with) {_LIST}",
    ),
    # Making X the answer.
    _pattern(r"\b(?:mak(?:es|ing)|leav(?:es|ing|e)|mark(?:s|ing)?)(?: us)?(?: with)?(?: only| just)? ", _LIST),
    _pattern(rf"\bleft with (?:only )?{_LIST}"),
    _pattern(rf"\bonly {_LIST}{_ASIDE} \w+"),
    _pattern(
        rf"{_LIST}{_ASIDE} (?:is what (?:we|I|the question|you)\b",
        r"|alone|uniquely|remains|is left|is the one|it is\b)",
    ),
    _pattern(rf"(?:答案|选择?|选项|正确的?|正确选项|应选|故选|应为)(?:是|为|：|:|应该是|应为|选|\s)*{_LIST}"),
    _pattern(rf"{_LIST}(?:是正确|正确|选项正确|项正确)"),
    _pattern(
        r"\b(?:opción|respuesta|réponse|antwort|option|risposta|resposta|opção)(?: \w+)? (?:es|est|ist|è|é) ",
        rf"(?:la |l'|die |das |a |o )?(?:opción |opção |option |opzione )?{_LIST}",
    ),
)
"""What says that options are the answer."""
WEAK = (
    _pattern(rf"{_LIST}{_ASIDE},? {_BE} {_ADVERB}(?:the )?(?:{_QUALITY} )*{_RIGHT}"),
    _pattern(rf"{_LIST}{_ASIDE} (?:fits|suits|matches|works|answers) (?:best|better|exactly|perfectly)\b"),
    _pattern(
        rf"{_LIST}{_ASIDE} (?:most |best |better |also )?",
        r"(?:best|most accurately|most closely|correctly|accurately|perfectly|exactly) \w+",
    ),
    _pattern(
        rf"{_LIST}\s*[:.)(–—-]*\s*(?:this |it |that )(?:option |choice |statement |one |answer )?",
        rf"{_BE} {_ADVERB}(?:the )?(?:{_QUALITY} )*{_RIGHT}",
    ),
    _pattern(rf"{_LIST}\s*[:(–—-]\s*(?:this is )?(?:correct|right|true)\b"),
    _pattern(
        r"\b(?:corresponds?|equals?|match(?:es|ing)?|points?|leads?|consistent|lines up|agrees?|aligns?",
        rf"|supports?)(?: us)?(?: directly| exactly| best)*(?: to| with)? {_LIST}",
    ),
    _pattern(
        rf"\b(?:it|that|this|which)(?:{_IS}| gives| means) {_ADVERB}{_LIST}",
        r"(?:\s*$|\s*[,(;]| to me| for sure| because| since| as )",
    ),
)
"""What says that options are true or fit."""

_MARKS = rf"[^\w{MENTION[1:-1]}]*"
_LEADS = (
    r"(?:(?:so|thus|therefore|hence|then|ok|okay|yes|clearly|definitely|obviously|probably|likely|certainly"
    r"|finally|overall|in conclusion|in short|in summary|ergo|answer|final answer|correct answer|correct option"
    r"|best answer|solution|(?:my )?(?:pick|choice|guess|answer)|final|it is|it's|conclusion|option|choice|→|->"
    r"|=>|⇒|∴|#+|the|答案|是|选)[\s,:]*)*"
)
FRAGMENT = _pattern(
    rf"{_MARKS}{_LEADS}[\s:,(\[\"-]*{_LIST}[\s)\]\".:!]*",
    rf"(?:(?:,|;|\(|—|–|-| because| since| as | for ).*|it is|then)?{_MARKS}",
)
"""A sentence that is nothing but options, a lead and a reason."""
LED = _pattern(
    rf"{_MARKS}(?:so|thus|therefore|hence|then|clearly|definitely|finally|→|->|=>|∴|final answer|answer|my)\b"
)
CLAUSE = _pattern(
    r"[,;:]|\b(?:but|so|thus|therefore|hence|then|because|since|while|whereas|although|though|and|which|meaning)\b",
    r"| [-–—] ",
)
"""Where a clause ends."""
DENIAL = _pattern(
    r"\bnot?\b|n't\b|\bnever\b|\bcannot\b|\bdoubt|\bunsure\b|\bwhether\b|\bneither\b|\bnor\b|\bhardly\b|\bwithout\b",
    r"|\bincorrect|\bwrong|\bfalse|\beliminat|\bexclud|\brul(?:e|es|ed|ing) out|\breject|\bdiscard|\bdismiss",
    r"|\bexcept|\brather than|\binstead of|\bother than|\bunlike|\bunless|\bcompared|\bas opposed|不|非|错误",
    r"|\bnicht\b|\bpas\b",
)
NO_DENIAL = _pattern(
    r"\b(?:no|without(?: a| any)?|beyond(?: a| any)?) (?:shadow of a )?(?:doubt|question)\b|\bnot only\b",
    r"|\bno,? (?:wait|actually|sorry)\b|\byou (?:should|must|can)\b|\bnone of the (?:other|remaining)[^,]*",
    rf"|\bwhy not\b|\bnot {MENTION},? but\b",
)
"""What reads as a denial, or as what others say, and is neither."""
OTHERS = _pattern(
    r"\b(?:some|many|most|others|one|you|they|students?|people|he|she|user|teacher|friend|textbook|someone|somebody",
    r"|anyone|readers?|key|prompt|author|beginners?|candidates?)\b[^,.;]*",
    r"\b(?:says?|said|thinks?|thought|believes?|argues?|claims?|claimed|chooses?|picks?|selects?|suggests?|expects?",
    r"|assumes?|answers?|wrote|writes|confuse|mistake\w*|prefer|guess)\b",
    r"|\btempt\w*|\bat first\b|\binitial\w*|\boriginally\b|\bearlier\b|\bprevious\w*|\bmisconception|\bmistak\w+",
    r"|\btrap\b|\bdistractor|\bnaive|\bif\b|\bsuppos\w+|\bassum\w+|\bhad\b|\balmost\b|\bcould say\b|\bconsider\b",
    r"|\bcheck\b|\blet me\b|\blet's (?:see|look|examine|evaluate|analy[sz]e|compare|test|try|say)\b",
)
"""What makes a claim that of others, of an earlier thought, or of a supposition."""
ONLY_IF = _pattern(
    r"^\s*,?\s*(?:according to|(?:only )?(?:if|unless|when|provided|assuming|had))\b",
    r"|^(?:'?s)? (?:incorrect|wrong|false)",
)
"""What takes back a claim right behind it."""
CONCEDED = _pattern(rf"\b(?:but|however|yet|although|though)\b[^.]*{MENTION}")
TURN = _pattern(
    rf"^{_MARKS}(?:wait|actually|no\b|hmm|on second thought|correction|sorry|upon|instead|rather|so\b|therefore",
    r"|thus|hence|finally|in conclusion|overall|in summary|conclusion|let me correct|after|consequently",
    r"|as a result|accordingly|final)",
)
"""What opens a correction or a conclusion."""
CORRECTED = _pattern(
    rf"^{_MARKS}(?:wait|no\b|hmm|actually|on second thought|correction|sorry)",
    r"|\bthat'?s? (?:is )?(?:wrong|not right|incorrect)|\bmade (?:a mistake|an error)|\blet me (?:re|correct)",
)
WRONG_ONE = _pattern(r"\b(?:wrong|incorrect|tempting|worst)\b")
NOT_ANSWER = (
    _pattern(rf"(?:answer|option|choice)\s(?:is|are|can|could)(?:not| not|n't)(?: be)? {_LIST}"),
    _pattern(rf"{_LIST}{_ASIDE},? (?:is|are|was)(?: not|n't) (?:the|an?) (?:{_QUALITY} )*{_NOUN}"),
)
"""What says that options are not the answer."""
FALSE = _pattern(
    rf"{_LIST}{_ASIDE},? (?:(?:is|are|was) {_ADVERB}(?:wrong|incorrect|false|invalid|not (?:correct|right|true))",
    r"|(?:isn|aren)'t (?:correct|right|true))",
)
"""What says that options are wrong."""
THIS_ONE = _pattern(
    rf"^{_MARKS}(?:so |therefore,? |thus,? |hence,? )?",
    r"(?:this|that|it) (?:option |choice |one |statement |answer )?",
    rf"{_BE} {_ADVERB}(?:the )?(?:{_QUALITY} )*(?:{_NOUN}|{_RIGHT}){_MARKS}$",
)
CONSIDERED = _pattern(
    r"\b(?:consider|check|look at|evaluat|examin|analy[sz]|compar|next|let's|let me|now|similar|like|about|with)\b"
)
NAMED_BEYOND_DOUBT = Pattern(EXPLICIT)
