"""The verifier of kind ``assignment``: who is what, as in knights and knaves."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.puzzles.answers import SHOWN, no_answer, tagged_answer
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_STATEMENT = re.compile(r"\b([^\W\d_]\w{0,60})\s+is\s+an?\s+([^\W\d_]\w{0,60})")
_ANNOUNCED = re.compile(r"\b(?:conclusion|final answer|answer)\b", re.I)
_LONGEST = 20_000

Word = Annotated[str, StringConstraints(pattern=r"^[^\W\d_]\w{0,60}$")]


class AssignmentVerifier(Verifier):
    """Does a completion say of everyone what they are?

    One check for each name: right where the answer says ``NAME is a ROLE`` and no other role of them, in any order
    and case. The answer is the last ``<answer>``, else what follows the last *conclusion* or *answer*.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["assignment"]
    ground_truth: Annotated[dict[Word, Word], Field(min_length=1, max_length=100)]

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Compare what one completion says of each name."""
        text = tagged_answer(completion)
        if text is None:
            text = _after_announcement(conclusion(completion))
        said: dict[str, set[str]] = {}
        for name, role in _STATEMENT.findall(text[-_LONGEST:].casefold()):
            said.setdefault(name, set()).add(role)
        if not said.keys() & {name.casefold() for name in self.ground_truth}:
            return no_answer()
        return from_checks(list(self._checks(said)), text.strip()[:SHOWN])

    def _checks(self, said: dict[str, set[str]]) -> Iterator[Check]:
        for name, role in self.ground_truth.items():
            roles = said.get(name.casefold(), set())
            if roles == {role.casefold()}:
                yield Check(name, True, 1.0)
            elif not roles:
                yield Check(name, False, 0.0, error="missing", evidence="is not named")
            else:
                error, evidence = ("ambiguous", "has several roles") if len(roles) > 1 else ("wrong_answer", None)
                yield Check(name, False, 0.0, error=error, evidence=evidence)  # type: ignore[arg-type]  # literals


def _after_announcement(text: str) -> str:
    places = [found.end() for found in _ANNOUNCED.finditer(text)]
    later = text[places[-1] :] if places else text
    return later if _STATEMENT.search(later) else text
