"""Answers that are announced in words: ``Answer: x``, ``#### x``, ``the final answer is x``."""

import re

from verifiers.reading.spans import outside, span_at, spans
from verifiers.reading.vocabulary import SENTENCE_WORDS

_TAG = re.compile(r"<answer>", re.I)
_TAG_END = re.compile(r"</answer>", re.I)
_QUALIFIED = r"(?:final|correct|right|best|only|desired|required)\s+"
_FOREIGN = (
    r"(?:最终|最後の|最終)?(?:答案|答え|解答)|(?:최종 )?(?:정답|답)|\b(?:[Оо]кончательный )?[Оо]твет"
    r"|الإجابة(?: النهائية)?|الجواب|उत्तर|คำตอบ|[Đđ]áp (?:án|số)"
    r"|\b(?:[Rr]éponse|[Rr]espuesta|[Rr]esposta|[Rr]isposta)(?: final[ea]?)?|\b(?:[Ee]nd|[Ll]ösung)?[Aa]ntwort"
)
_OPENINGS = ("####", "a:", "answer", "option", "choice", "result", "respuesta", "resposta", "risposta", "antwort")
"""Every announcement in ASCII holds one of these, in small letters."""
_COPULAS = ("입니다", "이다", "です", "である")
_ANNOUNCEMENT = re.compile(
    r"^[ \t]*A:[ \t]*"
    r"|^[ \t]*\**answer\**[ \t]+(?=[$\\])"
    r'|(?=[#"afcrbodel]|[^\x00-\x7f])(?:'  # what follows begins with one of these, which most places do not
    r'####[ \t]*|"(?:final_?)?answer"\s*:\s*'
    rf"|\b(?:{_QUALIFIED})?(?:answer|option|choice|result)s?\b(?:\s+to\s[^.\n:$]{{1,60}}?)?(?:\*\*)?"
    r"\s*(?:\b(?:is|are|was)\b(?:\s*:)?(?:\s+therefore|\s+simply)?|:|=)"
    r"|\b(?:final|correct)\s+answer\b[ \t]*(?:\*\*[ \t]*)?\n"
    rf"|(?:{_FOREIGN})\s*(?:\*\*\s*)?(?:[:：=]|\b(?:est|es|ist|è|é)\b|是|为|為|는|은|は|คือ|هي|है)\s*)",
    re.I | re.M,
)
_NOT_FINAL = re.compile(r"(?:not|isn't|was|Is|is) (?:the )?$")
_LEADING = " \t\n*:_>`'\""
_TRAILING = " \t\n*_`'\".。}"
_MOST_TRIED = 50
_MATH_OPENERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|\*\*)|\n")
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,_^])[-−]?\s?[$€£]?\d{1,3}(?:[,\u2009\u00a0]\d{3})+(?:\.\d+)?(?:\s?%)?"
    r"|(?<![A-Za-z\d_^])[-−]?[$€£]?(?:\d+/\d+|\d*\.?\d+(?:[eE][-+]?\d+)?)(?![\d])(?:\s?%)?"
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_LATEX = re.compile(r"\\[A-Za-z]+")
_LOOKED_AT = 4000
_PROSE = 4
_WORDS_AFTER = 4
_CHOICE = re.compile(r"\([A-J]\)|[A-J](?:[).,:]|\s+because\b)")
_REASONED_CHOICE = re.compile(r"(\([A-J]\)|[A-J])[.,:]?\s+(?:because|since|as|due to)\b")
_JOINERS = ([","], [";"], ["and"], ["or"], [",", "and"], [",", "or"])
_JOINED = re.compile(r"\s{0,8}(?:,\s{0,8}and\b|,\s{0,8}or\b|,|\band\b|\bor\b|;)\s{0,8}(?=[$\\])")
_LISTING = re.compile(r"(?:\b(?:is|are|be|were|include)|:)[\s*]*$", re.I)
_YES_OR_NO = re.compile(r"\A\W*(yes|no)(?=[.,!*]|$)", re.I)
_DENIED = re.compile(r"\bnot\s+(?:be\s+|equal\s+(?:to\s+)?)?[$\\(]*$", re.I)
_HEDGE = re.compile(r"[\d$})]\s+or\s+(?:maybe\s+|perhaps\s+)?[-$\\\d]")
_DOUBT = re.compile(r"\?|\b(?:do not|don't|cannot|can't|unable|unsure|not sure|unclear)\b", re.I)


def tagged(text: str) -> str | None:
    """What stands between the last answer tags."""
    opened = list(_TAG.finditer(text)) if "<" in text else []
    if not opened:
        return None
    closed = _TAG_END.search(text, opened[-1].end())
    return text[opened[-1].end() : closed.start() if closed else len(text)].strip()


def announced(text: str) -> str | None:
    """What the last announcement says the answer is."""
    last = _last_opening(text)
    if last is None:
        return None
    return (last and announced_from(text, last)) or announced_from(text, 0)


def _last_opening(text: str) -> int | None:
    """A place before the last word that may announce, spanned by no announcement; ``None`` without any."""
    if not text.isascii():
        return 0
    lowered = text.lower()
    last = max(map(lowered.rfind, _OPENINGS))
    # No announcement holds a full stop, so that none is cut in two behind one.
    return None if last < 0 else text.rfind(".", 0, last) + 1


def announced_from(text: str, start: int) -> str | None:
    """What the last announcement behind ``start`` says the answer is."""
    for found in reversed(list(_ANNOUNCEMENT.finditer(text, start))[-_MOST_TRIED:]):
        if _NOT_FINAL.search(text[max(0, found.start() - 12) : found.start()]):
            continue
        answer = _stated_at(text[found.end() :])
        if not answer.isascii():
            answer = _without_copula(answer)
        if answer:
            return answer
    return None


def _without_copula(answer: str) -> str:
    bare = answer.rstrip(".。")
    copula = next((copula for copula in _COPULAS if bare.endswith(copula)), None)
    return answer if copula is None else bare.removesuffix(copula).rstrip()


def concluding(text: str) -> str | None:
    """The last value of the last sentence, if the sentence ends with it and is not in doubt."""
    sentence = _last_sentence(text.strip())
    if _DOUBT.search(sentence):
        return None
    listed = _listed_at_end(sentence)
    if listed:
        return listed
    found = _last_value(sentence)
    if found is None and (verdict := _YES_OR_NO.match(sentence)):
        return verdict[1]
    if not _WORD.search(sentence) and len(_NUMBER.findall(sentence)) > 1:
        return None
    if _HEDGE.search(sentence):
        return sentence
    if found is None or _DENIED.search(sentence[: sentence.rfind(found[0])]):
        return None
    if len(_WORD.findall(_LATEX.sub("", sentence[found[1] :]))) > _WORDS_AFTER:
        return None
    complete = text.rstrip().endswith((".", "!", "**", "$", "]", ")")) or not sentence[found[1] :].strip()
    return found[0] if complete or not _WORD.search(sentence[found[1] :]) else None


def _listed_at_end(sentence: str) -> str | None:
    """All formulas of ``The solutions are $x = 2$ and $x = 5$``; ``x = 2 or x = 5`` as it is."""
    if "=" in sentence and set(map(str.lower, _WORD.findall(sentence))) in ({"or"}, {"and"}):
        return sentence
    formulas = list(spans(sentence))
    first = len(formulas) - 1
    while first > 0 and _joins(sentence[formulas[first - 1].end : formulas[first].start]):
        first -= 1
    if first >= len(formulas) - 1 or not _LISTING.search(sentence[: formulas[first].start]):
        return None
    if sentence[formulas[-1].end :].strip(" .*"):
        return None
    return " , ".join(formula.content for formula in formulas[first:])


def _joins(between: str) -> bool:
    return between.replace(",", " , ").replace(";", " ; ").split() in _JOINERS


def last_number(text: str) -> str | None:
    """The last number anywhere in the text."""
    found = _NUMBER.findall(text)
    return found[-1].strip() if found else None


def _stated_at(rest: str) -> str:
    """The value at the start of what follows an announcement."""
    rest = rest.lstrip(_LEADING)
    if rest.startswith(tuple(opener for opener, _ in _MATH_OPENERS)):
        sentence = _spans_at_start(rest)
        if sentence:
            return sentence
    sentence = _first_sentence(rest)
    if reasoned := _REASONED_CHOICE.match(sentence):
        return reasoned[1]
    if _CHOICE.match(sentence):
        return sentence
    if _is_prose(sentence):
        value = None if _HEDGE.search(sentence) else _last_value(sentence)
        return value[0] if value else sentence
    return sentence.rstrip(_TRAILING) if sentence.count("{") < sentence.count("}") else sentence.strip(" \t*_`\"'")


def _spans_at_start(rest: str) -> str:
    """One formula, or several joined by commas and ``and``."""
    found, position = [], 0
    while formula := span_at(rest, position):
        found.append(formula.content)
        joined = _JOINED.match(rest[formula.end : formula.end + 12])
        position = formula.end + (joined.end() if joined else 0)
        if not joined:
            break
    tail = _first_sentence(rest[position:])
    return " , ".join(found) + ("%" if tail.lstrip().startswith(("%", "\\%")) else "")


def _first_sentence(text: str) -> str:
    """Up to the first end of a sentence that lies outside of formulas."""
    first = _SENTENCE_END.search(text)
    if first is None:
        return text
    if not any(opener in text[: first.start()] for opener, _ in _MATH_OPENERS):
        return text[: first.start()]
    end = next(outside(_SENTENCE_END.finditer(text), spans(text[:_LOOKED_AT])), None)
    return text if end is None else text[: end.start()]


def _last_sentence(text: str) -> str:
    text = text[-2000:]
    last = len(text.rstrip(" \n*"))
    ends = [end.end() for end in outside(_SENTENCE_END.finditer(text), spans(text)) if end.end() < last]
    return text[ends[-1] :] if ends else text


def _last_value(sentence: str) -> tuple[str, int] | None:
    """The last formula or number of a sentence and where it ends."""
    best: tuple[str, int] | None = None
    outside, position = [], 0
    for formula in spans(sentence):
        best = formula.content, formula.end
        outside += [sentence[position : formula.start], " " * (formula.end - formula.start)]
        position = formula.end
    for found in _NUMBER.finditer("".join([*outside, sentence[position:]])):
        if best is None or found.end() > best[1]:
            best = found[0].strip(), found.end()
    return best


def _is_prose(sentence: str) -> bool:
    words = [word.lower() for word in _WORD.findall(_LATEX.sub("", sentence) if "\\" in sentence else sentence)]
    return len(words) >= _PROSE or not SENTENCE_WORDS.isdisjoint(words)
