"""Texts as words: the tokenisers that BLEU and ROUGE scores are published with.

Source: 13a of mteval and sacrebleu; lower-cased alphanumeric words of rouge-score.
"""

import re

_ENTITIES = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">"}
_SPACED = (
    (re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])"), r" \1 "),
    (re.compile(r"([^0-9])([\.,])"), r"\1 \2 "),
    (re.compile(r"([\.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
)
_ALPHANUMERIC = re.compile(r"[a-z0-9]+")


def tokens_13a(text: str) -> list[str]:
    """Words and punctuation, as BLEU counts them."""
    text = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    text = f" {text} "
    for pattern, spaced in _SPACED:
        text = pattern.sub(spaced, text)
    return text.split()


def rouge_tokens(text: str) -> list[str]:
    """Lower-cased words of Latin letters and digits, as ROUGE counts them."""
    return _ALPHANUMERIC.findall(text.lower())
