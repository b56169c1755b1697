"""A sample: one completion's verdict and what else is known of the completion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rewards.details import NO_DETAILS, Details
from rewards.history import NO_HISTORY, History
from verifiers.verdict import Status, Verdict

CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Features:
    """What the trainer said of a completion, and what we know of it besides its verdict.

    Ours are ``n_characters``, the length of its text; ``second_status``, the verdict on ``details.second``;
    ``n_turns``; and ``prefixes``, names for its first k steps.
    """

    n_tokens: int | None = None
    confidence: float | None = None
    logprobs: Sequence[float] | None = None
    n_characters: int | None = None
    details: Details = NO_DETAILS
    second_status: Status | None = None
    n_turns: int | None = None
    prefixes: Sequence[bytes] | None = None


NO_FEATURES = Features()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a reward scheme sees of one completion. ``prompt`` names its group's prompt."""

    verdict: Verdict
    features: Features = NO_FEATURES
    history: History = NO_HISTORY
    prompt: str = ""

    @property
    def unscored(self) -> bool:
        """We failed to judge it: whatever the scheme, its reward is ``None``."""
        return self.verdict.status == "infrastructure_error"

    @property
    def correct(self) -> bool:
        """Every check passed."""
        return self.verdict.status == "correct"

    @property
    def answered(self) -> bool:
        """Something that could be judged was found in the completion."""
        return self.verdict.status != "no_answer"

    @property
    def turn_places(self) -> list[int]:
        """Where the turns stand that were judged one by one."""
        return [turn.place for turn in self.verdict.turns]

    def by_turn(self, values: Mapping[int, float | None]) -> list[float | None]:
        """One entry for each turn of the completion: the values where they belong, ``None`` elsewhere."""
        count = self.features.n_turns or max(values, default=-1) + 1
        return [values.get(place) for place in range(count)]

    @property
    def turn_scores(self) -> Mapping[int, float | None]:
        """The score of each turn that has one: as the trainer sent it, else as it was judged."""
        sent = self.details.turn_scores
        if sent is not None:
            return {place: score for place, score in enumerate(sent) if score is not None}
        return {turn.place: turn.score for turn in self.verdict.turns}

    @property
    def step_scores(self) -> Sequence[float | None] | None:
        """The score of each step: as the trainer sent it, else as it was judged; ``None`` without steps."""
        sent = self.details.step_scores
        if sent is not None:
            return sent
        return [step.score for step in self.verdict.steps] if self.verdict.steps else None

    @property
    def details(self) -> Details:
        """What the trainer said for the few schemes that ask for it."""
        return self.features.details

    @property
    def length(self) -> float | None:
        """Tokens as the trainer counted them, else a quarter of the characters, else unknown."""
        if self.features.n_tokens is not None:
            return float(self.features.n_tokens)
        characters = self.features.n_characters
        return None if characters is None else characters / CHARACTERS_PER_TOKEN

    @property
    def length_estimated(self) -> bool:
        """The length is a guess from the characters."""
        return self.features.n_tokens is None and self.features.n_characters is not None
