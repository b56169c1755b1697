"""Which options a text says are right, in sentences: ``Option B is correct``, ``I would go with (C)``.

Read sentence by sentence. A claim says that an option is the answer; the last one counts. Saying only that an
option is true or fits is weaker: it counts where nothing is said to be the answer, or where the text corrects
itself or concludes with it. What is denied, asked, supposed, quoted, or said by others claims nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifiers.reading import option_wording as wording
from verifiers.reading.option_mentions import Options, has_mention, with_mentions
from verifiers.reading.patterns import Match, Pattern

_HEAD, _TAIL = 500, 5_000
_SENTENCES = Pattern(r"[.!]+[\"')\]]*(?:\s+|$)|\?+[\"')\]]*(?:\s+|$)|\n+|[。！？；]")
_ABBREVIATION = Pattern(r"\b(i\.e|e\.g|vs|cf|etc|approx|resp)\.", ignore_case=True)
_ALL_BUT = Pattern(r"\b(?:all|everything|any|anything|none) but\b", ignore_case=True)
_QUOTED = Pattern(r"\"[^\"\n]*\"")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    asks: bool


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one sentence says is right; ``turns`` where it corrects or concludes what stands before."""

    named: frozenset[str]
    is_strong: bool
    turns: bool


def claimed_options(text: str, options: Options, gathered: bool = False) -> frozenset[str] | None:
    """The case-folded labels of the options that a text ends on, an empty one among them where names conflict.

    ``None`` where it announces an answer only to deny it, or as what others say. ``gathered``: options that are
    called right one by one all count.
    """
    marked = with_mentions(_ends_of(text), options)
    if not has_mention(marked):
        return frozenset()
    made = _claims(_sentences(_unquoted(marked)), options)
    if not made and any(wording.ANNOUNCED.search(one.text) for one in _sentences(marked)):
        return None
    return _decided(made, gathered)


def _ends_of(text: str) -> str:
    if len(text) <= _HEAD + _TAIL:
        return text
    return text[:_HEAD] + "\n\n" + text[-_TAIL:]


def _claims(sentences: Sequence[_Sentence], options: Options) -> list[_Claim]:
    """What sentences claim and no later one takes back, from the last to the last strong one."""
    claims: list[_Claim] = []
    denied, false, corrected = frozenset[str](), frozenset[str](), frozenset[str]()
    for place in reversed(range(len(sentences))):
        claim = _claim_of(sentences, place, options)
        if claim is not None:
            left = claim.named - denied - (corrected if claim.is_strong else false)
            claims += [replace(claim, named=left)] if left else []
            if left and claim.is_strong:
                break
        text = sentences[place].text
        if has_mention(text) and not sentences[place].asks:
            denied |= _all_named(wording.NOT_ANSWER, text, options)
            told = _all_named((wording.FALSE,), text, options)
            false |= told
            corrected |= told if wording.TURN.search(text) else frozenset()
    return claims


def _decided(claims: Sequence[_Claim], gathered: bool) -> frozenset[str]:
    """The last word of claims that come from the last one on."""
    if claims and claims[-1].is_strong:
        return next((claim for claim in claims if claim.turns), claims[-1]).named
    if claims and claims[0].turns and not gathered:
        return claims[0].named
    return frozenset().union(*(claim.named for claim in claims))


def _all_named(patterns: Sequence[Pattern], text: str, options: Options) -> frozenset[str]:
    return options.named_by("".join(found[1] or "" for one in patterns for found in one.finditer(text)))


def _claim_of(sentences: Sequence[_Sentence], place: int, options: Options) -> _Claim | None:
    sentence = sentences[place]
    if sentence.asks:
        return None
    if not has_mention(sentence.text):
        return _of_this_one(sentences, place, options)
    corrects = place > 0 and wording.CORRECTED.search(sentences[place - 1].text) is not None
    turns = corrects or wording.TURN.search(sentence.text) is not None
    for patterns, is_strong in ((wording.STRONG, True), (wording.WEAK, False)):
        named = _last_claimed(sentence.text, patterns, options, is_strong)
        if named:
            return _Claim(named, is_strong, turns)
    found = wording.FRAGMENT.fullmatch(sentence.text) if _is_alone(sentences, place) else None
    if found is not None:
        return _Claim(options.named_by(found[1] or ""), True, turns)
    return _closing(sentences, place, options)


def _last_claimed(text: str, patterns: Sequence[Pattern], options: Options, is_strong: bool) -> frozenset[str]:
    found = [one for pattern in patterns for one in pattern.finditer(text) if _stands(text, one, is_strong)]
    if not found:
        return frozenset()
    return options.named_by(max(found, key=lambda one: (one.start(1), len(one[1] or "")))[1] or "")


def _stands(text: str, claim: Match, is_strong: bool) -> bool:
    """Nothing in or around a claim denies, supposes or ascribes it."""
    if wording.WRONG_ONE.search(claim[0] or "") or wording.ONLY_IF.search(text[claim.end() :]):
        return False
    before = [one.end() for one in wording.CLAUSE.finditer(text[: claim.start()])]
    clause = wording.NO_DENIAL.sub(" ", text[before[-1] if before else 0 : claim.start(1)])
    if wording.DENIAL.search(clause) or wording.OTHERS.search(clause):
        return False
    return is_strong or wording.CONCEDED.search(text[claim.end() :]) is None


def _is_alone(sentences: Sequence[_Sentence], place: int) -> bool:
    """Options by themselves say something at either end of a text or behind a lead, unless in a list."""
    if wording.LED.match(sentences[place].text):
        return True
    if 0 < place < len(sentences) - 1:
        return sentences[place - 1].asks
    around = [sentences[other].text for other in (place - 1, place + 1) if 0 <= other < len(sentences)]
    return not any(wording.FRAGMENT.fullmatch(text) for text in around)


def _of_this_one(sentences: Sequence[_Sentence], place: int, options: Options) -> _Claim | None:
    """``This is the correct one`` behind a sentence about one option."""
    if (
        place == 0
        or not has_mention(sentences[place - 1].text)
        or wording.THIS_ONE.search(sentences[place].text) is None
    ):
        return None
    named = options.named_by(sentences[place - 1].text)
    return _Claim(named, False, False) if len(named) == 1 else None


def _closing(sentences: Sequence[_Sentence], place: int, options: Options) -> _Claim | None:
    """A closing sentence that names one option beyond doubt, no other, and neither denies nor considers it."""
    text = sentences[place].text
    excluding = (wording.DENIAL, wording.OTHERS, wording.CONSIDERED)
    if place < len(sentences) - 1 or any(one.search(text) for one in excluding):
        return None
    is_subject = has_mention(text.lstrip(" -*•([\"'")[:1])
    named = options.named_by(text)
    if len(named) != 1 or is_subject or not wording.NAMED_BEYOND_DOUBT.search(text):
        return None
    return _Claim(named, False, True)


def _unquoted(text: str) -> str:
    """The text without what it quotes, unless that is all there is."""
    whole = text.strip()
    if whole.startswith('"') and whole.endswith('"') and whole.count('"') == 2:
        return text
    return _QUOTED.sub(lambda found: '""' if len((found[0] or "").split()) > 1 else found[0] or "", text)


def _sentences(text: str) -> list[_Sentence]:
    text = _ALL_BUT.sub("except", text)
    text = _ABBREVIATION.sub(lambda found: (found[0] or "").replace(".", ""), text)
    sentences, position = [], 0
    for end in _SENTENCES.finditer(text):
        sentences.append(_Sentence(text[position : end.start()], "?" in (end[0] or "") or "？" in (end[0] or "")))
        position = end.end()
    sentences.append(_Sentence(text[position:], False))
    return [one for one in sentences if one.text.strip()]
