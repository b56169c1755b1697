"""A test that must fail, hidden among others: where it is said to pass, the report was forged."""

import secrets
from dataclasses import dataclass

from sandbox.sandbox import TestOutcome


@dataclass(frozen=True, slots=True)
class Canary:
    """A name that no program can know, for a test that cannot pass."""

    name: str

    @classmethod
    def new(cls) -> "Canary":
        """One that was never used before."""
        return cls(f"test_{secrets.token_hex(4)}")

    def hidden_in(self, code: str) -> str:
        """The test file with this test at its end."""
        small, large = secrets.randbelow(1000), 1000 + secrets.randbelow(1000)
        return f"{code}\n\n\ndef {self.name}():\n    assert {small} == {large}\n"

    def examine(self, outcomes: tuple[TestOutcome, ...]) -> tuple[tuple[TestOutcome, ...], tuple[str, ...]]:
        """The other tests, and what is wrong with the report; nothing passes in a report that is forged."""
        mine = [outcome for outcome in outcomes if outcome.name == self.name]
        others = tuple(outcome for outcome in outcomes if outcome.name != self.name)
        ran = [outcome.error.type for outcome in mine if outcome.error and not outcome.passed]
        if ran == ["failed"] or not any(outcome.passed for outcome in (*others, *mine)):
            return others, ()
        failed = tuple(TestOutcome(other.name, False, other.error, other.seconds) for other in others)
        return failed, ("a test that cannot pass is not reported as failed",)
