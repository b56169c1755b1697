"""The verifier of kind ``sql``."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from sandbox.limits import Limits
from sandbox.program import Call, Program
from sandbox.sandbox import CaseOutcome, Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.announcements import tagged
from verifiers.reading.fences import fenced_blocks
from verifiers.reading.patterns import Pattern
from verifiers.reading.reasoning import conclusion
from verifiers.sql.asking import PROGRAM
from verifiers.sql.comparing import same_result
from verifiers.verdict import Check, CheckError, Verdict, from_checks, infrastructure_error
from verifiers.verifier import Verifier

_LIMITS = Limits(cpu_seconds=5, wall_seconds=30, memory_mb=512, output_kb=16_384)
_LONGEST = 50_000
_SHOWN = 500
_QUERY = Pattern(r"^\s*(?:select|with|values)\b", ignore_case=True, lines=True)
_ORDER = re.compile(r"\border\s+by\b", re.I)
_ENDS: Mapping[str, CheckError] = {"timeout": "timeout", "memory": "memory", "output_limit": "output_limit"}

Script = Annotated[str, StringConstraints(min_length=1, max_length=2_000_000)]


class SqlVerifier(Verifier):
    """Does a completion's query give the result that the ground truth's query gives?

    ``databases`` are scripts of SQLite with ``create table`` and ``insert``; each is one check. Both queries
    run in the sandbox. Rows count as often as they occur; their order counts where the true query orders its
    result, or as ``order`` says. The query is the last fenced block, the last ``<answer>``, else the text.
    """

    version: ClassVar[str] = "1.0.0"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=20, wall_seconds=300, memory_mb=1024)

    kind: Literal["sql"]
    ground_truth: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST)]
    databases: Annotated[tuple[Script, ...], Field(strict=False, min_length=1, max_length=20)]
    order: Literal["auto", "matters", "ignored"] = "auto"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        """Ask the query of one completion, and the true one, of every database."""
        query = _query_of(conclusion(completion))
        if not query:
            check = Check("query", False, 0.0, error="missing", evidence="no query")
            return Verdict("no_answer", 0.0, checks=(check,))
        if len(query) > _LONGEST or "\0" in query:
            check = Check("query", False, 0.0, error="unparsable", evidence="no query of SQLite")
            return Verdict("incorrect", 0.0, query[:_SHOWN], checks=(check,))
        query = query.encode(errors="replace").decode()
        program = Program("python", PROGRAM)
        cases = [Call("ask", [script, one]) for script in self.databases for one in (self.ground_truth, query)]
        outcomes = sandbox.run(program, cases, _LIMITS)
        truths, given = outcomes[::2], outcomes[1::2]
        if any(_result(outcome) is None or "rows" not in (_result(outcome) or {}) for outcome in truths):
            return infrastructure_error("the query of the ground truth could not be run")
        return from_checks(list(self._checks(truths, given)), query[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a true query that fails, or finds nothing in any database."""
        space: dict[str, Any] = {}
        exec(compile(PROGRAM, "asking", "exec"), space)  # noqa: S102 - our own program, over the caller's truth
        found = 0
        for number, script in enumerate(self.databases):
            try:
                result = space["ask"](script, self.ground_truth)
            except Exception as error:
                raise UnusableSpec(f"databases.{number}", f"no script of SQLite: {error}"[:300]) from error
            if "rows" not in result:
                raise UnusableSpec("ground_truth", f"fails in database {number + 1}: {result['message']}")
            found += len(result["rows"])
        if not found:
            raise UnusableSpec("ground_truth", "finds nothing in any database: every empty result would be right")

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - the databases decide
        """Two queries a database, and as many beginnings of a process."""
        return 0.05 * len(self.databases)

    @property
    def _ordered(self) -> bool:
        if self.order != "auto":
            return self.order == "matters"
        return bool(_ORDER.search(_outermost(self.ground_truth)))

    def _checks(self, truths: list[CaseOutcome], given: list[CaseOutcome]) -> Iterator[Check]:
        for number, (wanted, found) in enumerate(zip(truths, given, strict=True), 1):
            name, result = f"database_{number}", _result(found)
            if result is None:
                error = _ENDS.get(found.ended, "runtime_error")
                yield Check(name, False, 0.0, error=error, evidence="the query did not end well")
            elif "error" in result:
                yield Check(name, False, 0.0, error=result["error"], evidence=str(result["message"])[:_SHOWN])
            else:
                passed = same_result(result, _result(wanted) or {}, ordered=self._ordered)
                evidence = f"{len(result['rows'])} rows of {result['columns']} columns"
                wrong: CheckError | None = None if passed else "wrong_answer"
                yield Check(name, passed, float(passed), error=wrong, evidence=evidence, seconds=found.cpu_seconds)


def _result(outcome: CaseOutcome) -> dict[str, Any] | None:
    value = outcome.values[0] if outcome.ended == "returned" and outcome.values else None
    return value if isinstance(value, dict) else None


def _query_of(text: str) -> str:
    said = tagged(text)
    source = text if said is None else said
    blocks = [content for block in fenced_blocks(source) if (content := block.content)]
    query = blocks[-1] if blocks else source
    found = _QUERY.search(query) if not blocks and said is None else None
    return (query[found.start() :] if found else query).strip().rstrip(";").strip()


def _outermost(query: str) -> str:
    """The query without what stands in brackets and in quotes."""
    kept, depth, quote = [], 0, ""
    for char in query:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif depth == 0:
            kept.append(char)
    return "".join(kept)
