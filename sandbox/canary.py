"""A test that must fail, hidden among others: where it is said to pass, the report was forged."""

import ast
import secrets
from dataclasses import dataclass

from sandbox.sandbox import TestOutcome
from sandbox.test_names import names_of

_ENDINGS = (
    "again",
    "basic",
    "case",
    "edge",
    "first",
    "last",
    "more",
    "other",
    "simple",
    "small",
    "special",
    "twice",
)


@dataclass(frozen=True, slots=True)
class Canary:
    """A test that cannot pass, with a name like those of the others."""

    name: str

    @classmethod
    def for_tests(cls, code: str) -> "Canary":
        """One that goes with the tests of a file."""
        names = [name.rpartition("::")[2] for name in names_of(code)] or ["test_it"]
        taken = {node.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)}
        while True:
            name = f"{secrets.choice(names)}_{secrets.choice(_ENDINGS)}"
            if secrets.randbelow(2):
                name += f"_{secrets.randbelow(9) + 2}"
            if name not in taken:
                return cls(name)

    def hidden_in(self, code: str) -> str:
        """The test file with this test at a place where another statement of its ends."""
        small, large = secrets.randbelow(1000), 1000 + secrets.randbelow(1000)
        body = ast.parse(code).body
        ends = [node.end_lineno or 0 for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        lines = code.split("\n")
        place = secrets.choice(ends) if ends else len(lines)
        test = f"\n\ndef {self.name}():\n    assert {small} == {large}\n"
        return "\n".join([*lines[:place], test, *lines[place:]])

    def examine(self, outcomes: tuple[TestOutcome, ...]) -> tuple[tuple[TestOutcome, ...], tuple[str, ...]]:
        """The other tests, and what is wrong with the report; nothing passes in a report that is forged."""
        mine = [outcome for outcome in outcomes if outcome.name == self.name]
        others = tuple(outcome for outcome in outcomes if outcome.name != self.name)
        ran = [outcome.error.type for outcome in mine if outcome.error and not outcome.passed]
        if ran == ["failed"] or not any(outcome.passed for outcome in (*others, *mine)):
            return others, ()
        failed = tuple(TestOutcome(other.name, False, other.error, other.seconds) for other in others)
        return failed, ("a test that cannot pass is not reported as failed",)
