"""The verifier of kind ``instructions``."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.instructions import bench_formats, bench_sentences, bench_tasks, bench_words, ifeval, ifevalg, tulu
from verifiers.instructions.rule import Rule
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

Benchmark = Literal["any", "ifeval", "ifbench", "ifevalg", "tulu"]

_IFBENCH = {**bench_words.RULES, **bench_sentences.RULES, **bench_formats.RULES, **bench_tasks.RULES}
RULES: Mapping[Benchmark, Mapping[str, Rule]] = {
    "any": {**ifeval.RULES, **_IFBENCH, **ifevalg.RULES, **tulu.RULES},
    "ifeval": ifeval.RULES,
    "ifbench": {**ifeval.RULES, **_IFBENCH},
    "ifevalg": {**ifeval.RULES, **ifevalg.RULES},
    "tulu": tulu.RULES,
}
"""The rules by the benchmark that has them. No id has different rules in two of them."""
_LONGEST = 200_000
_SHOWN = 500


class Instruction(BaseModel):
    """One instruction by its id in the benchmark that named it, with its arguments."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: str
    kwargs: dict[str, JsonValue] | None = None

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments by their names in lower case, without those that are null."""
        return {name.lower(): value for name, value in (self.kwargs or {}).items() if value is not None}


class InstructionsVerifier(Verifier):
    """Does a completion follow instructions that a rule can check?

    A check for each instruction, named by its id; the credit is the share that is followed. ``strict`` looks at
    the text behind the reasoning as it stands; ``loose`` also without its first line, its last, both, and each of
    these without asterisks (IFEval's eight versions). ``benchmark`` names the set that the ids have to be of:
    IFEval, IFBench or IFEvalG (both with IFEval's), or Tulu 3's functions.
    """

    version: ClassVar[str] = "2.1.0"

    kind: Literal["instructions"]
    instructions: Annotated[tuple[Instruction, ...], Field(strict=False, min_length=1, max_length=100)]
    mode: Literal["strict", "loose"] = "strict"
    benchmark: Benchmark = "any"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Check each instruction on one completion."""
        text = conclusion(completion)
        if not text.strip():
            check = Check("text", False, 0.0, error="missing", evidence="no text")
            return Verdict("no_answer", 0.0, checks=(check,))
        if len(text) > _LONGEST:
            check = Check("text", False, 0.0, error="output_limit", evidence=f"longer than {_LONGEST} characters")
            return Verdict("incorrect", 0.0, text[:_SHOWN], checks=(check,))
        texts = [text] if self.mode == "strict" else list(dict.fromkeys(_versions(text)))
        return from_checks([self._check(one, texts) for one in self.instructions], text[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for an id that is not known, and for arguments that a rule cannot do with."""
        rules = RULES[self.benchmark]
        for number, one in enumerate(self.instructions):
            if one.id not in rules:
                raise UnusableSpec(
                    f"instructions.{number}.id", f"{one.id[:80]!r} is no instruction with a rule here"
                )
            defect = rules[one.id].defect(one.arguments)
            if defect:
                raise UnusableSpec(f"instructions.{number}.kwargs", defect)

    def _check(self, instruction: Instruction, texts: list[str]) -> Check:
        holds, arguments = RULES[self.benchmark][instruction.id].holds, instruction.arguments
        followed = any(text.strip() and bool(holds(text, arguments)) for text in texts)
        return Check(instruction.id, followed, float(followed), error=None if followed else "wrong_answer")


def _versions(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for cut in (lines, lines[1:], lines[:-1], lines[1:-1]):
        version = "\n".join(cut) if cut is lines else "\n".join(cut).strip()
        yield version
        yield version.replace("*", "")
