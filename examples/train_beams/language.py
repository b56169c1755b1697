"""How the tiny model is told of a beam and how it answers: tokens, prompts, and guesses for the warm-up.

A prompt is a beam in a few characters, ``L=9;A=0;B=8.1;13@0.63>``: its length, the places of its supports, and
each load as force at place. An answer gives each reaction as a sum with one term for each load,
``R_A=13P*(9-0.63)/(9-0);R_B=13P*(0.63-0)/(9-0)``. A guess has that form, with places drawn at random.
"""

import random
import re
from collections.abc import Sequence
from fractions import Fraction

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

_FORM = ["@", ";", ">", "-", "+", "P*(", ")/(", ")", "L=", "A=", "B=", "R_A=", "R_B="]
_NUMBERS = [*map(str, range(100)), *(f"{n:02}" for n in range(10)), *(f".{n}" for n in range(10))]
_NUMBERS += [f".{n:02}" for n in range(100)]
VOCABULARY = ["<pad>", "<eos>", *_FORM, *_NUMBERS]
PAD, EOS = 0, 1
TERM_TOKENS = 16
"""Tokens of one term, and some to spare."""

_PROMPT = re.compile(r"L=(.*?);A=(.*?);B=(.*?);(.*)>")
_SIDES = re.compile(r"R_A=(.*);R_B=(.*)")
_NUMBER = r"(\d+(?:\.\d+)?)"
_TERM = re.compile(rf"{_NUMBER}P\*\({_NUMBER}-{_NUMBER}\)/\({_NUMBER}-{_NUMBER}\)")


def _tokenizer() -> PreTrainedTokenizerFast:
    """Two digits are one token, as are the pieces of the form. Prompts are padded to the left."""
    form = "|".join(re.escape(piece) for piece in sorted(_FORM, key=len, reverse=True))
    vocabulary = {token: number for number, token in enumerate(VOCABULARY)}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token=VOCABULARY[PAD]))
    raw.pre_tokenizer = pre_tokenizers.Split(Regex(rf"{form}|\.\d\d?|\d\d?"), "isolated")
    raw.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token=VOCABULARY[PAD], eos_token=VOCABULARY[EOS], padding_side="left"
    )


TOKENIZER = _tokenizer()


def loads_of(prompt: str) -> int:
    """How many loads a prompt names."""
    return prompt.count("@")


def guess(rng: random.Random, count: int, longest: int = 20) -> tuple[str, str]:
    """A prompt with so many loads, and an answer that is right by luck only: its places are drawn at random."""
    length = rng.randint(1, longest)
    left = _decimal(rng.choice((0, 0, 0, 1, 2, 3)) * length, 10)
    right = _decimal(rng.choice((10, 10, 10, 9, 8, 7)) * length, 10)
    places = [_decimal(length * hundredth, 100) for hundredth in sorted(rng.sample(range(101), count))]
    loads = [(str(rng.randint(1, 20)), x) for x in places]

    def side() -> str:
        terms = []
        for force, x in loads:
            a, b, c, d = (rng.choice((str(length), left, right, x)) for _ in range(4))
            terms.append(f"{force}P*({a}-{b})/({c}-{d})")
        return "+".join(terms)

    told = ";".join((f"L={length}", f"A={left}", f"B={right}", *(f"{force}@{x}" for force, x in loads)))
    return f"{told}>", f"R_A={side()};R_B={side()}"


def _decimal(value: int, divisor: int) -> str:
    return f"{value / divisor:.2f}".rstrip("0").rstrip(".")


def copies(prompt: str, answer: str) -> bool:
    """Whether an answer has the form, all forces in their order, and no place that its prompt does not name."""
    ends, loads = _read(prompt)
    sides = _SIDES.fullmatch(answer)
    return sides is not None and all(_is_copied(side, ends, loads) for side in sides.groups())


def _is_copied(side: str, ends: Sequence[str], loads: Sequence[Sequence[str]]) -> bool:
    terms = [_TERM.fullmatch(term) for term in side.split("+")]
    return len(terms) == len(loads) and all(
        term is not None and term[1] == force and {*term.groups()[1:]} <= {*ends, x}
        for term, (force, x) in zip(terms, loads, strict=True)
    )


def is_right(prompt: str, answer: str) -> bool | None:
    """Whether both reactions are right, by the two equations of equilibrium; None for an answer of another form.

    Written without the service, to see whether its verdicts are right.
    """
    (_, left, right), loads = _read(prompt)
    sides = _SIDES.fullmatch(answer)
    sums = [_sum(side) for side in sides.groups()] if sides else [None]
    if None in sums:
        return None
    a, b, span = Fraction(left), Fraction(right), Fraction(right) - Fraction(left)
    truths = [sum(Fraction(force) * (b - Fraction(x)) / span for force, x in loads)]
    truths.append(sum(Fraction(force) * (Fraction(x) - a) / span for force, x in loads))
    return sums == truths


def _sum(side: str) -> Fraction | None:
    """What a sum of terms comes to; None where a term has another form or divides by 0."""
    total = Fraction(0)
    for term in map(_TERM.fullmatch, side.split("+")):
        if term is None or Fraction(term[4]) == Fraction(term[5]):
            return None
        force, a, b, c, d = map(Fraction, term.groups())
        total += force * (a - b) / (c - d)
    return total


def _read(prompt: str) -> tuple[list[str], list[list[str]]]:
    """The numbers of a prompt: length and places of the supports; force and place of each load."""
    read = _PROMPT.fullmatch(prompt)
    if read is None:
        raise ValueError(f"no prompt of this study: {prompt}")
    *ends, loads = read.groups()
    return ends, [load.split("@") for load in loads.split(";")]
