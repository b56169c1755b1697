"""The forms of answers that a warm-up can teach: what a guess is, and what is a right answer.

``terms``   ``R_A=13P*(9-0.63)/(9-0);R_B=13P*(0.63-0)/(9-0)``: a term for each load. A guess draws the places of a
            reaction at random, the same for all of its loads.
``apart``   the same, places drawn for each load apart.
``spans``   as ``terms``, of two different places by the right divisor: easy enough to be learned in a test.
``words``   the same after up to twelve words that say nothing: answers of many lengths.
``list``    ``R_A=1.2P;R_B=0.8P;R_A=1.4P`` in a box: two to twelve numbers, drawn at random.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from language import Beam, number

_WORD, _MOST_WORDS = "so ", 12
_BOX = "\n</think>\n\\boxed{"
_OF_ITSELF, _OF_LARGEST = Fraction(1, 100), Fraction(1, 10**6)
_FEWEST_LISTED, _MOST_LISTED = 2, 12
_SIDES = re.compile(r"R_A=(.*);R_B=(.*)")
_NUMBER = r"(\d+(?:\.\d+)?)"
_TERM = re.compile(rf"{_NUMBER}P\*\({_NUMBER}-{_NUMBER}\)/\({_NUMBER}-{_NUMBER}\)")
_LIST = re.compile(rf"{re.escape(_BOX)}((?:R_[AB]={_NUMBER}P;?)+)\}}")
_LISTED = re.compile(rf"(R_[AB])={_NUMBER}P")


@dataclass(frozen=True)
class Form:
    """A form of answers: how to guess one, whether one copies its beam without a slip, and whether it is right.

    ``is_right`` knows nothing of the service, and is None for an answer of another form. The longest guess has
    ``tokens_besides`` those of its loads.
    """

    name: str
    guess: Callable[[random.Random, Beam], str]
    copies: Callable[[Beam, str], bool]
    is_right: Callable[[Beam, str], bool | None]
    tokens_besides: int = 2
    tokens_a_load: int = 22

    def tokens(self, loads: int) -> int:
        """The most tokens of an answer with so many loads."""
        return self.tokens_besides + self.tokens_a_load * loads


_Roles = Callable[[random.Random], Sequence[int]]


def _any_roles(rng: random.Random) -> Sequence[int]:
    """The places of a term, each of the length (0), the supports (1, 2) and the load (3)."""
    return [rng.randrange(4) for _ in range(4)]


def _over_the_span(rng: random.Random) -> Sequence[int]:
    """Two different places, by the distance of the supports."""
    return [*rng.sample((1, 2, 3), 2), 2, 1]


def _guess_terms(rng: random.Random, beam: Beam, *, roles: _Roles = _any_roles, alike: bool = True) -> str:
    def side() -> str:
        drawn = [roles(rng) for _ in beam.loads]
        terms = []
        for own, (force, x) in zip(drawn, beam.loads, strict=True):
            places = (beam.length, beam.left, beam.right, x)
            a, b, c, d = (places[role] for role in (drawn[0] if alike else own))
            terms.append(f"{force}P*({a}-{b})/({c}-{d})")
        return "+".join(terms)

    return f"R_A={side()};R_B={side()}"


def _copies_terms(beam: Beam, answer: str) -> bool:
    """All forces in their order, and no place that is neither the load's nor the beam's."""
    sides = _SIDES.fullmatch(answer)
    return sides is not None and all(_copies_side(beam, side) for side in sides.groups())


def _copies_side(beam: Beam, side: str) -> bool:
    terms = [_TERM.fullmatch(term) for term in side.split("+")]
    return len(terms) == len(beam.loads) and all(
        term is not None and term[1] == force and {*term.groups()[1:]} <= {beam.length, beam.left, beam.right, x}
        for term, (force, x) in zip(terms, beam.loads, strict=True)
    )


def _right_terms(beam: Beam, answer: str) -> bool | None:
    sides = _SIDES.fullmatch(answer)
    sums = [_sum(side) for side in sides.groups()] if sides else [None]
    stated = [one for one in sums if one is not None]
    return None if len(stated) < len(sums) else _agrees(stated, list(beam.reactions().values()))


def _agrees(stated: Sequence[Fraction], truths: Sequence[Fraction]) -> bool:
    """Whether all are within what the verifier allows if nothing else is asked for."""
    least = _OF_LARGEST * max(map(abs, truths))
    return all(abs(a - b) <= max(_OF_ITSELF * abs(b), least) for a, b in zip(stated, truths, strict=True))


def _sum(side: str) -> Fraction | None:
    """What a sum of terms comes to; None where a term has another form or divides by 0."""
    total = Fraction(0)
    for term in map(_TERM.fullmatch, side.split("+")):
        if term is None or Fraction(term[4]) == Fraction(term[5]):
            return None
        force, a, b, c, d = map(Fraction, term.groups())
        total += force * (a - b) / (c - d)
    return total


def _guess_words(rng: random.Random, beam: Beam) -> str:
    return _WORD * rng.randint(0, _MOST_WORDS) + _guess_terms(rng, beam)


def _after_words(answer: str) -> str:
    return re.sub(rf"(?:{_WORD})*", "", answer, count=1)


def _guess_list(rng: random.Random, beam: Beam) -> str:
    """Numbers are twentieths of the force, as the right ones of the paper's problems are; names are drawn too."""
    force = int(beam.loads[0][0])
    count = rng.randint(_FEWEST_LISTED, _MOST_LISTED)
    listed = [f"{rng.choice(('R_A', 'R_B'))}={number(force * 5 * rng.randint(0, 20))}P" for _ in range(count)]
    return f"{_BOX}{';'.join(listed)}}}"


def _copies_list(_beam: Beam, answer: str) -> bool:
    return _LIST.fullmatch(answer) is not None


def _right_list(beam: Beam, answer: str) -> bool | None:
    """Of two statements on one reaction the later one is meant."""
    if not _copies_list(beam, answer):
        return None
    stated = {name: Fraction(value) for name, value in _LISTED.findall(answer)}
    truths = beam.reactions()
    return stated.keys() == truths.keys() and _agrees([stated[name] for name in truths], list(truths.values()))


TERMS = Form("terms", _guess_terms, _copies_terms, _right_terms)
APART = Form("apart", lambda rng, beam: _guess_terms(rng, beam, alike=False), _copies_terms, _right_terms)
SPANS = Form("spans", lambda rng, beam: _guess_terms(rng, beam, roles=_over_the_span), _copies_terms, _right_terms)
WORDS = Form(
    "words",
    _guess_words,
    lambda beam, answer: _copies_terms(beam, _after_words(answer)),
    lambda beam, answer: _right_terms(beam, _after_words(answer)),
    2 + _MOST_WORDS,
)
LIST = Form("list", _guess_list, _copies_list, _right_list, 4 * _MOST_LISTED + 2, 0)
FORMS = {form.name: form for form in (TERMS, APART, SPANS, WORDS, LIST)}
