"""Units of English text, as the benchmarks count them: words, sentences, tokens, languages.

Sentences are those of NLTK's Punkt model for English, and in IFEvalG's rules those of a splitter by pattern.
Libraries are imported when a rule asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from verifiers.reading.patterns import Pattern, encodable

_WORD = re.compile(r"\w+")
_LONGEST_FOR_LANGUAGE = 20_000
"""Characters of which a language is told: the detector itself reads the first 10,000 that are no addresses."""


def words_of(text: str) -> list[str]:
    """Runs of letters, digits and underscores."""
    return _WORD.findall(text)


@lru_cache(maxsize=32)
def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences that Punkt finds, as NLTK counts them: in ``What?!`` at the end of a text two."""
    return tuple(_punkt()(text))


@cache
def _punkt() -> Callable[[str], list[str]]:
    from punkt import PunktSentenceTokenizer, load_model

    class AsInNltk(PunktSentenceTokenizer):
        """Lets runs of marks be sentences of their own, which the package joins to the sentence before them."""

        def _absorb_punctuation_only(
            self, text: str, spans: Iterable[tuple[int, int]]
        ) -> Iterator[tuple[int, int]]:
            del text
            return iter(spans)

    tokenize: Callable[[str], list[str]] = AsInNltk(load_model("english")).tokenize
    return tokenize


def language_of(text: str) -> str | None:
    """The language by ISO 639-1 as langdetect tells it, from a fixed seed; None where there are no letters."""
    detect = _detector()
    return detect(encodable(text)[:_LONGEST_FOR_LANGUAGE])


@cache
def _detector() -> Callable[[str], str | None]:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def told(text: str) -> str | None:
        try:
            return str(detect(text))
        except LangDetectException:
            return None

    return told


# Periods that end no sentence for IFEvalG's splitter are set aside, and ends marked, as control characters.
_KEPT, _STOP = "\x01", "\x02"
_ASIDE: tuple[tuple[Pattern, str], ...] = tuple(
    (Pattern(pattern), replacement.replace("_", _KEPT).replace("|", _STOP))
    for pattern, replacement in (
        (r"(Mr|St|Mrs|Ms|Dr)\.", r"\1_"),
        (r"\.(com|net|org|io|gov|edu|me)", r"_\1"),
        (r"([0-9])\.([0-9])", r"\1_\2"),
    )
)
_DOTS = Pattern(r"\.{2,}")
_STARTS = (
    r"(Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt|He\s|She\s|It\s|They\s|Their\s|Our\s|We\s|But\s|However\s|That\s|This\s"
    r"|Wherever)"
)
_SHORT: tuple[tuple[Pattern, str], ...] = tuple(
    (Pattern(pattern), replacement.replace("_", _KEPT).replace("|", _STOP))
    for pattern, replacement in (
        (r"\s([A-Za-z])\. ", r" \1_ "),
        (r"([A-Z]\.[A-Z]\.(?:[A-Z]\.)?) " + _STARTS, r"\1| \2"),
        (r"([A-Za-z])\.([A-Za-z])\.([A-Za-z])\.", r"\1_\2_\3_"),
        (r"([A-Za-z])\.([A-Za-z])\.", r"\1_\2_"),
        (r" (Inc|Ltd|Jr|Sr|Co)\. " + _STARTS, r" \1| \2"),
        (r" (Inc|Ltd|Jr|Sr|Co)\.", r" \1_"),
        (r" ([A-Za-z])\.", r" \1_"),
    )
)


def pattern_sentences_of(text: str) -> list[str]:
    """The sentences by IFEvalG's patterns: a mark ends one, but not in a title, number, site or initial."""
    text = f" {text.translate({1: None, 2: None})}  ".replace("\n", " ")
    for pattern, replacement in _ASIDE:
        text = pattern.sub(replacement, text)
    text = _DOTS.sub(lambda found: _KEPT * len(found[0] or "") + _STOP, text)
    text = text.replace("Ph.D.", f"Ph{_KEPT}D{_KEPT}")
    for pattern, replacement in _SHORT:
        text = pattern.sub(replacement, text)
    for inside, outside in ((".”", "”."), ('."', '".'), ('!"', '"!'), ('?"', '"?')):
        text = text.replace(inside, outside)
    for mark in ".?!":
        text = text.replace(mark, mark + _STOP)
    sentences = [part.strip() for part in text.replace(_KEPT, ".").split(_STOP)]
    return sentences[:-1] if sentences and not sentences[-1] else sentences
