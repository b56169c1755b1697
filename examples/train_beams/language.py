"""How the tiny model is told of a beam: tokens, prompts, and the beams of the warm-up.

A prompt is a beam in a few characters, ``L=9;A=0;B=8.1;13@0.63>``: its length, the places of its supports, and
each load as force at place. A number is one token: the model has no digits to get wrong, and no arithmetic.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

_LONGEST = 20
_HUNDRED = 100


def number(hundredths: int) -> str:
    """As prompts and answers have it: ``8.1`` for 810."""
    return f"{hundredths / _HUNDRED:.2f}".rstrip("0").rstrip(".")


_FORM = ["@", ";", ">", "-", "+", "P*(", ")/(", ")", "L=", "A=", "B=", "R_A=", "R_B="]
_FORM += ["so ", "\n</think>\n\\boxed{", "P", "}"]
VOCABULARY = ["<pad>", "<eos>", *_FORM, *map(number, range(_LONGEST * _HUNDRED + 1))]
PAD, EOS = 0, 1

_PROMPT = re.compile(r"L=(.*?);A=(.*?);B=(.*?);(.*)>")


def _tokenizer() -> PreTrainedTokenizerFast:
    """Numbers and the pieces of the form are tokens. Prompts are padded to the left."""
    form = "|".join(re.escape(piece) for piece in sorted(_FORM, key=len, reverse=True))
    vocabulary = {token: place for place, token in enumerate(VOCABULARY)}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token=VOCABULARY[PAD]))
    raw.pre_tokenizer = pre_tokenizers.Split(Regex(rf"{form}|\d+(?:\.\d+)?"), "isolated")
    raw.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token=VOCABULARY[PAD], eos_token=VOCABULARY[EOS], padding_side="left"
    )


TOKENIZER = _tokenizer()


@dataclass(frozen=True, slots=True)
class Beam:
    """A beam as its prompt has it: length and places as multiples of L; forces, as multiples of P, with places."""

    length: str
    left: str
    right: str
    loads: Sequence[tuple[str, str]]

    @property
    def prompt(self) -> str:
        """The beam in a few characters."""
        loads = ";".join(f"{force}@{x}" for force, x in self.loads)
        return f"L={self.length};A={self.left};B={self.right};{loads}>"

    def reactions(self) -> dict[str, Fraction]:
        """Both reactions as multiples of P, by the two equations of equilibrium; the service has no part in it."""
        a, b = Fraction(self.left), Fraction(self.right)
        loads = [(Fraction(force), Fraction(x)) for force, x in self.loads]
        return {
            "R_A": sum((force * (b - x) for force, x in loads), Fraction(0)) / (b - a),
            "R_B": sum((force * (x - a) for force, x in loads), Fraction(0)) / (b - a),
        }


def beam_of(prompt: str) -> Beam:
    """The beam that a prompt tells of."""
    read = _PROMPT.fullmatch(prompt)
    if read is None:
        raise ValueError(f"no prompt of this study: {prompt}")
    loads = [(force, x) for force, _, x in (load.partition("@") for load in read[4].split(";"))]
    return Beam(read[1], read[2], read[3], loads)


def random_beam(rng: random.Random, loads: int, longest: int = _LONGEST) -> Beam:
    """A beam of L to ``longest`` times L; half of its supports are moved inwards."""
    tenths = rng.randint(1, longest) * 10
    left = tenths * rng.choice((0, 0, 0, 1, 2, 3))
    right = tenths * rng.choice((10, 10, 10, 9, 8, 7))
    places = [tenths * share // 10 for share in sorted(rng.sample(range(_HUNDRED + 1), loads))]
    forces = [number(rng.randint(1, 20) * _HUNDRED) for _ in places]
    loaded = list(zip(forces, map(number, places), strict=True))
    return Beam(number(tenths * 10), number(left), number(right), loaded)


def loads_of(prompt: str) -> int:
    """How many loads a prompt names."""
    return prompt.count("@")
