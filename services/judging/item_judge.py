"""From the items of slices to verdicts: every text that their verifiers look at, judged by part and put together.

The parts of a composite verifier are judged apart from each other, each under its own specification: verdicts are
cached by part, models are asked and programs run as for any other verifier. Parts that hang on a first decision
are judged in a second round, of the completions that need them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.children import Cancellation
from services.jobs.model import CacheUse, Item, Judged
from services.judging.text_judge import Answer, Question, TextJudge, judged
from verifiers.composite.merging import Judgement, merged
from verifiers.composite.verifier import CompositeVerifier, Part
from verifiers.looking import Completion, Look, look_at
from verifiers.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Piece:
    """Items of one group in a slice, with what they are judged by."""

    tenant: str
    cache: CacheUse
    specification: bytes
    items: Sequence[Item]


@dataclass(slots=True)
class _Judging:
    """One completion on its way: what its parts have said so far."""

    completion: Completion
    found: dict[str, Judgement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Round:
    """One verifier, under its own specification, and the completions that it is to judge now."""

    name: str
    piece: Piece
    specification: bytes
    judging: Sequence[_Judging]
    looks: Sequence[Look]

    @property
    def question(self) -> Question:
        """All different texts that are looked at."""
        texts = list(dict.fromkeys(text for look in self.looks for text in look.texts))
        return Question(self.piece.tenant, self.piece.cache, self.specification, texts)

    def take_in(self, answers: Mapping[str, Answer]) -> None:
        """Note what was found of each completion."""
        for one, look in zip(self.judging, self.looks, strict=True):
            told = [answers[text] for text in look.texts]
            one.found[self.name] = Judgement(
                look.verdict([answer.verdict for answer in told]),
                look.verifier.kind,
                look.verifier.version,
                sum(answer.seconds for answer in told),
                all(answer.cached for answer in told),
            )


_ALONE = ""


class ItemJudge:
    """One worker's way from items to verdicts. Safe to use from several threads."""

    def __init__(self, texts: TextJudge) -> None:
        self._texts = texts

    def parse(self, specification: bytes) -> Verifier:
        """The verifier of a specification."""
        return self._texts.parse(specification)

    def judge(self, pieces: Sequence[Piece], cancelled: Cancellation) -> list[list[Judged]]:
        """Every item's verdict, piece by piece, in order."""
        verifiers = [self.parse(piece.specification) for piece in pieces]
        judging = [[_Judging(_completion(item)) for item in _with_second_answers(piece.items)] for piece in pieces]
        rounds = [
            one
            for piece, verifier, members in zip(pieces, verifiers, judging, strict=True)
            for one in _first_round(piece, verifier, members)
        ]
        self._run(rounds, cancelled)
        more = [
            one
            for piece, verifier, members in zip(pieces, verifiers, judging, strict=True)
            if isinstance(verifier, CompositeVerifier)
            for one in _second_round(piece, verifier, members)
        ]
        self._run(more, cancelled)
        return [
            _put_together(piece.items, verifier, members)
            for piece, verifier, members in zip(pieces, verifiers, judging, strict=True)
        ]

    def _run(self, rounds: Sequence[_Round], cancelled: Cancellation) -> None:
        if not rounds:
            return
        for one, answers in zip(
            rounds, self._texts.judge([one.question for one in rounds], cancelled), strict=True
        ):
            one.take_in(answers)


def _first_round(piece: Piece, verifier: Verifier, members: Sequence[_Judging]) -> Iterable[_Round]:
    if not isinstance(verifier, CompositeVerifier):
        yield _round(_ALONE, piece, piece.specification, verifier, members)
        return
    for part in verifier.parts:
        if part.when == "always":
            yield _round_of(part, piece, members)


def _second_round(piece: Piece, verifier: CompositeVerifier, members: Sequence[_Judging]) -> Iterable[_Round]:
    wanted = [{part.name for part in verifier.conditional(one.found)} for one in members]
    for part in verifier.parts:
        needed = [one for one, names in zip(members, wanted, strict=True) if part.name in names]
        if needed:
            yield _round_of(part, piece, needed)


def _round_of(part: "Part[Verifier]", piece: Piece, members: Sequence[_Judging]) -> _Round:
    specification = part.verifier.model_dump_json(exclude_unset=True).encode()
    return _round(part.name, piece, specification, part.verifier, members)


def _round(
    name: str, piece: Piece, specification: bytes, verifier: Verifier, members: Sequence[_Judging]
) -> _Round:
    return _Round(name, piece, specification, members, [look_at(verifier, one.completion) for one in members])


def _completion(item: Item) -> Completion:
    return Completion(item.text, item.turns, item.steps)


def _with_second_answers(items: Sequence[Item]) -> list[Item]:
    """The items, and behind them the second answers that come with some, each as a completion of its own."""
    return [*items, *(Item(item.group, item.index, second_of(item)) for item in items if _has_second(item))]


def _has_second(item: Item) -> bool:
    return item.details is not None and item.details.second is not None


def second_of(item: Item) -> str:
    """The second answer in the letters of the first question, as a completion that holds nothing else."""
    assert item.details is not None
    assert item.details.second is not None
    second = item.details.second
    letter = second.answer.strip("()[]{}.:$* \n\t").casefold()
    return {shown.casefold(): first for shown, first in (second.options or {}).items()}.get(letter, second.answer)


def _put_together(items: Sequence[Item], verifier: Verifier, members: Sequence[_Judging]) -> list[Judged]:
    answers = [_answer(verifier, one) for one in members]
    seconds = iter(answers[len(items) :])
    return [
        judged(item, answer, next(seconds).verdict if _has_second(item) else None)
        for item, answer in zip(items, answers, strict=False)
    ]


def _answer(verifier: Verifier, one: _Judging) -> Answer:
    if not isinstance(verifier, CompositeVerifier):
        alone = one.found[_ALONE]
        return Answer(alone.verdict, alone.seconds, alone.cached)
    found = one.found
    seconds = sum(judgement.seconds for judgement in found.values())
    return Answer(merged(verifier.parts, found), seconds, all(part.cached for part in found.values()))
