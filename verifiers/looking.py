"""Which texts of a completion a verifier judges, and one verdict of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifiers.trajectory import Turn, judged_places, of_steps, of_turns
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion as it came: a text (of several turns, the last one that counts), turns, steps."""

    text: str
    turns: Sequence[Turn] | None = None
    steps: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one verifier judges of one completion: ``texts``, each by itself."""

    verifier: Verifier
    completion: Completion
    texts: Sequence[str]

    def verdict(self, verdicts: Sequence[Verdict]) -> Verdict:
        """The verdict on the completion, of those on its texts."""
        looking_at, turns = self.verifier.looking_at, self.completion.turns
        if looking_at == "each_turn" and turns:
            return of_turns(judged_places(turns), verdicts)
        if looking_at == "each_step" and self.completion.steps:
            return of_steps(verdicts)
        (verdict,) = verdicts
        if looking_at == "whole" and turns:
            return replace(verdict, turns=self.verifier.pieces(verdict, turns))
        pieces = self.verifier.step_pieces(verdict, self.completion.steps) if self.completion.steps else ()
        return replace(verdict, steps=pieces) if pieces else verdict

    @property
    def expected_seconds(self) -> float:
        """A guess of the CPU seconds that it will take."""
        return sum(map(self.verifier.expected_seconds, self.texts))


def look_at(verifier: Verifier, completion: Completion) -> Look:
    """What a verifier that judges by itself looks at."""
    return Look(verifier, completion, _texts(verifier, completion))


def _texts(verifier: Verifier, completion: Completion) -> Sequence[str]:
    looking_at, turns, steps = verifier.looking_at, completion.turns, completion.steps
    if turns and looking_at == "each_turn":
        return [turns[place].text for place in judged_places(turns)]
    if turns and looking_at == "whole":
        return [verifier.text_of(turns)]
    if steps and looking_at == "each_step":
        return [verifier.step_text(steps, place) for place in range(len(steps))]
    return [completion.text]
