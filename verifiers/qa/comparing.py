"""How question answering compares texts: exact match and F1 after normalisation.

Source: the evaluation scripts of SQuAD 1.1 and 2.0, HotpotQA (its yes, no and noanswer are right or wrong and
share no words with anything) and TriviaQA.
"""

import re
import string
from collections import Counter
from typing import Literal

Normalisation = Literal["squad", "triviaqa", "hotpotqa"]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_QUOTES = str.maketrans("_", " ", "‘’´`")
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_CLOSED = {"yes", "no", "noanswer"}


def normalised(text: str, normalisation: Normalisation = "squad") -> str:
    """Lower case, without punctuation and articles, one space between words."""
    text = text.lower()
    if normalisation == "triviaqa":
        text = text.translate(_QUOTES)
    return " ".join(_ARTICLES.sub(" ", text.translate(_PUNCTUATION)).split())


def f1(given: str, wanted: str, normalisation: Normalisation = "squad") -> float:
    """The F1 of the words of two normalised texts; both empty is 1."""
    if normalisation == "hotpotqa" and given != wanted and (given in _CLOSED or wanted in _CLOSED):
        return 0.0
    ours, theirs = given.split(), wanted.split()
    if not ours or not theirs:
        return float(ours == theirs)
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs))
