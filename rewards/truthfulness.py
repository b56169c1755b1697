"""TruthRL: an honest "I don't know" is worth more than a wrong answer.

    ternary:   correct 1, abstained 0, wrong -1
    binary:    correct 1, abstained -1, wrong -1
    knowledge: as ternary, but abstaining is worth 1 on prompts that the policy cannot know

With ``wrong`` = -t / (1 - t) answering pays where the chance to be right is above t. Abstention is looked for in
the extracted answer only, never in the reasoning, and a correct answer is correct however it is hedged. No answer
at all is not abstention.

Source: TruthRL section 3.2 [2nd]; the words of abstention [ours].
"""

import re
import unicodedata
from typing import Literal

from pydantic import FiniteFloat

from rewards.sample import Sample
from rewards.scheme import Parameters, Scheme, per_sample

_ABSTENTIONS = re.compile(
    r"(?:sorry )?(?:but )?"
    r"(?:(?:i )?(?:do not|dont|did not|didnt) (?:know|have enough information)(?: .{0,80})?"
    r"|(?:i am|im|i m)? ?(?:not sure|uncertain|unsure|unable to (?:answer|say|tell|determine))(?: .{0,80})?"
    r"|(?:i )?(?:cannot|cant|can not) (?:answer|say|tell|know|determine)(?: .{0,80})?"
    r"|(?:it )?(?:cannot|cant|can not) be (?:determined|known|answered)(?: .{0,80})?"
    r"|(?:the answer is )?(?:unknown|idk|unanswerable|undeterminable)"
    r"|(?:there is )?(?:not enough|insufficient) (?:information|data|context)(?: .{0,80})?)"
)
_FONT = re.compile(r"\\(?:text|mathrm|textbf)\b")
_MARK = re.compile(r"[^\w\s]")


class TernaryParameters(Parameters):
    """What each outcome is worth. ``out_of_knowledge`` (mode ``knowledge``) is for completions that do not say."""

    mode: Literal["ternary", "binary", "knowledge"] = "ternary"
    correct: FiniteFloat = 1.0
    abstained: FiniteFloat = 0.0
    wrong: FiniteFloat = -1.0
    no_answer: FiniteFloat | None = None
    out_of_knowledge: bool = False


def ternary(sample: Sample, parameters: TernaryParameters) -> float | None:
    """``correct`` (1), ``abstained`` (0) where the answer says that it does not know, else ``wrong`` (-1)."""
    if sample.correct:
        return parameters.correct
    if abstains(sample.verdict.answer):
        return _worth_of_abstention(sample, parameters)
    if not sample.answered and parameters.no_answer is not None:
        return parameters.no_answer
    return parameters.wrong


def _worth_of_abstention(sample: Sample, parameters: TernaryParameters) -> float:
    if parameters.mode == "binary":
        return parameters.wrong
    said = sample.details.out_of_knowledge
    unknowable = parameters.out_of_knowledge if said is None else said
    if parameters.mode == "knowledge" and unknowable:
        return parameters.correct
    return parameters.abstained


def abstains(answer: str | None) -> bool:
    """The extracted answer says, in so many words, that it is not known."""
    if answer is None or len(answer) > 200:
        return False
    # An answer in LaTeX text (``\text{I don't know}``) says the same.
    plain = _FONT.sub(" ", unicodedata.normalize("NFKC", answer)).lower()
    words = _MARK.sub("", plain.replace("’", "'"))
    return _ABSTENTIONS.fullmatch(" ".join(words.split())) is not None


FAMILY = (
    Scheme("ternary", per_sample(ternary), TernaryParameters, "sample", (None, None), "truthful", "[2nd] TruthRL"),
)
