"""The verifier of kind ``regex``: does a completion have the form that patterns describe?"""

from typing import Annotated, ClassVar, Literal

import re2
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.extraction import extract
from verifiers.reading.patterns import Pattern
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, CheckError, Verdict, from_checks
from verifiers.verifier import Verifier

_LONGEST = 1_000_000
_SHOWN = 500


class AskedPattern(BaseModel):
    """A pattern of RE2 and how often it has to match; ``whole`` asks that it match the whole text."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    pattern: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    whole: bool = False
    at_least: Annotated[int, Field(ge=0)] = 1
    at_most: Annotated[int, Field(ge=0)] | None = None
    ignore_case: bool = False
    dot_all: bool = False
    lines: bool = True
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0

    def compiled(self) -> Pattern:
        """The pattern. Raises re2.error."""
        lines = self.lines and not self.whole
        return Pattern(self.pattern, ignore_case=self.ignore_case, dot_all=self.dot_all, lines=lines)


class RegexVerifier(Verifier):
    """Does a completion match patterns, as often as is asked for each?

    One check for each pattern, in order. Patterns are RE2's: linear in the text, without look-around and back
    references; ``^`` and ``$`` are those of lines unless ``lines`` is false. ``take`` ``conclusion`` looks at the
    text behind the reasoning, ``answer`` at the final answer, ``everything`` at the whole completion.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["regex"]
    patterns: Annotated[tuple[AskedPattern, ...], Field(strict=False, min_length=1, max_length=100)]
    take: Literal["conclusion", "answer", "everything"] = "conclusion"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Match one completion."""
        text = self._text(completion)
        if not text.strip():
            check = Check("text", False, 0.0, error="missing", evidence="no text")
            return Verdict("no_answer", 0.0, checks=(check,))
        if len(text) > _LONGEST:
            check = Check("text", False, 0.0, error="output_limit", evidence=f"longer than {_LONGEST} characters")
            return Verdict("incorrect", 0.0, text[:_SHOWN], checks=(check,))
        checks = [_check(asked, number, text) for number, asked in enumerate(self.patterns, 1)]
        return from_checks(checks, text[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for what is no pattern of RE2, and for bounds that nothing meets."""
        for number, asked in enumerate(self.patterns):
            try:
                asked.compiled()
            except re2.error as error:
                raise UnusableSpec(f"patterns.{number}.pattern", f"no pattern of RE2: {error}"[:300]) from error
            if asked.at_most is not None and asked.at_most < asked.at_least:
                raise UnusableSpec(f"patterns.{number}.at_most", "is less than at_least")

    def _text(self, completion: str) -> str:
        if self.take == "everything":
            return completion
        return extract(completion) if self.take == "answer" else conclusion(completion)


def _check(asked: AskedPattern, number: int, text: str) -> Check:
    pattern = asked.compiled()
    stripped = text.strip()
    found = int(pattern.fullmatch(stripped) is not None) if asked.whole else sum(1 for _ in pattern.finditer(text))
    passed = asked.at_least <= found and (asked.at_most is None or found <= asked.at_most)
    error: CheckError | None = None if passed else "wrong_answer"
    return Check(
        asked.name or f"pattern_{number}",
        passed,
        float(passed),
        asked.weight,
        error=error,
        evidence=f"{found} times",
    )
