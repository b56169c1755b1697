"""Does a completion end by saying that it does not know?

Looked for in the final answer alone, never in the reasoning. An answer that is marked as one (a box, answer tags,
an announcement) decides by itself; without one the last sentence does, or the one before it where the last holds
no value.

Source: TruthRL section 3.2 [2nd] asks for it; the words [ours].
"""

import re
import unicodedata

from verifiers.reading.announcements import announced, tagged
from verifiers.reading.boxes import last_boxes
from verifiers.reading.patterns import Pattern
from verifiers.reading.reasoning import conclusion

_LOOKED_AT = 2_000
_LONGEST = 200
_LEADS = (
    r"(?:(?:sorry|but|so|therefore|thus|hence|unfortunately|honestly|truthfully|overall|in conclusion|in short"
    r"|to be honest|i am afraid|im afraid|i must admit(?: that)?|i think|i admit(?: that)?|well) )*"
)
_SAYINGS = (
    r"(?:i )?(?:(?:really|just|simply|still) )?(?:do not|dont|did not|didnt) (?:really |actually )?"
    r"(?:know|have enough information)(?: .{0,80})?"
    r"|(?:i am|im|i m)? ?(?:not (?:sure|certain)|uncertain|unsure"
    r"|unable to (?:answer|say|tell|determine))(?: .{0,80})?"
    r"|(?:i )?(?:cannot|cant|can not|could not|couldnt) (?:answer|say|tell|know|determine)(?: .{0,80})?"
    r"|(?:it|this|the answer)? ?(?:cannot|cant|can not) be (?:determined|known|answered)(?: .{0,80})?"
    r"|(?:(?:the|my|final) )*(?:answer is )?(?:unknown|idk|unanswerable|undeterminable)(?: to me)?"
    r"|(?:there is )?(?:not enough|insufficient) (?:information|data|context)(?: .{0,80})?"
    r"|i have no idea(?: .{0,80})?"
    r"|(?:ich )?wei(?:ß|ss) (?:ich |es )?(?:leider )?nicht(?: .{0,80})?|(?:je )?(?:ne )?sais pas(?: .{0,80})?"
    r"|(?:yo )?no (?:lo )?s[eé](?: .{0,80})?|(?:я )?не знаю(?: .{0,80})?"
    r"|我不知道.{0,40}|不知道|わかりません|分かりません"
)
_ABSTENTION = Pattern(f"{_LEADS}(?:{_SAYINGS})")
_TRIGGER = Pattern(
    r"know|sure\b|certain|determin|answerable|idk|unable|can(?:no|')?t|could|insufficient|enough|no idea|nicht"
    r"|sais pas|no (?:lo )?s[eé]|не знаю|不知道|かりません"
)
_FONT = re.compile(r"\\(?:text|mathrm|textbf)\b")
_MARK = re.compile(r"[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?。](?:\s|$)|\n")
_VALUE = re.compile(r"\d|\b(?:is|are|equals)\b")


def abstains(answer: str | None) -> bool:
    """The extracted answer says, in so many words, that it is not known."""
    if answer is None or len(answer) > _LONGEST:
        return False
    # An answer in LaTeX text (``\text{I don't know}``) says the same.
    plain = _FONT.sub(" ", unicodedata.normalize("NFKC", answer)).lower()
    words = _MARK.sub("", plain.replace("’", "'"))
    return _ABSTENTION.fullmatch(" ".join(words.split())) is not None


def ends_in_abstention(completion: str) -> bool:
    """What follows the reasoning ends by saying that the answer is not known."""
    if _TRIGGER.search(completion[-_LOOKED_AT:].lower()) is None:
        return False
    text = conclusion(completion)[-_LOOKED_AT:]
    marked = _marked(text)
    if marked is not None:
        return abstains(marked)
    sentences = [one for one in _SENTENCE_END.split(text) if one.strip(" \t*_`'\"")]
    if not sentences:
        return False
    if abstains(sentences[-1]):
        return True
    return len(sentences) > 1 and abstains(sentences[-2]) and _VALUE.search(sentences[-1].lower()) is None


def _marked(text: str) -> str | None:
    answer = tagged(text)
    if answer is not None:
        return answer
    boxes = last_boxes(text)
    return " ".join(boxes) if boxes else announced(text)
