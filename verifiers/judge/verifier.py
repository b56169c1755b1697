"""The verifiers of kind ``judge`` and ``reward_model``: they ask models that run elsewhere."""

import logging
from abc import abstractmethod
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, create_model, model_validator

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.judge import prompts
from verifiers.judge.asking import Conversing, JudgeFailed, Judges
from verifiers.judge.comparing import Comparing, Listwise, PairwiseGroup, SideBySide
from verifiers.judge.guard import says_nothing
from verifiers.judge.illustrated import Illustrated, Images
from verifiers.judge.modes import Case, Nuggets, Ordinal, Pairwise, Principle, Reference, Rubric
from verifiers.judge.piecewise import Aspects, Critique, Faithful, FirstError, step_pieces
from verifiers.judge.tools import MOST_TOOLS, Checking, Tooled, ToolName
from verifiers.reading.extraction import extract
from verifiers.reading.reasoning import conclusion
from verifiers.trajectory import Turn, transcript
from verifiers.verdict import Check, PieceVerdict, Verdict, from_checks, infrastructure_error
from verifiers.verifier import Verifier

How = Annotated[
    Reference
    | Principle
    | Rubric
    | Nuggets
    | Ordinal
    | Aspects
    | Faithful
    | Critique
    | FirstError
    | Pairwise
    | Listwise
    | PairwiseGroup,
    Field(discriminator="mode"),
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]

log = logging.getLogger(__name__)

_MOST_SHOWN = 60_000


class AskingVerifier(Verifier):
    """A verifier that waits for a model rather than computes: it is given ``Judges`` in place of a sandbox.

    ``judge`` is a name in the server's settings, never an address. A model that fails, or whose reply means
    nothing, gives no verdict: the reward is null.
    """

    needs: ClassVar[str] = "judge"

    judge: Name
    question: str = Field("", max_length=100_000)

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nobody is there to ask
        """Only ``ask`` can judge."""
        return infrastructure_error("no judge can be asked from here")

    def ask(self, case: Case, judges: Judges) -> Verdict:
        """The verdict, or an infrastructure error that says what failed. Raises CancelledError."""
        try:
            return self._ask(case, judges)
        except CancelledError:
            raise
        except JudgeFailed as error:
            return infrastructure_error(f"{self.judge}: {error}")
        except Exception as error:
            # The boundary to what a model said: a reply that cannot be read costs one verdict, not the slice.
            log.exception("a reply of %s could not be read", self.judge)
            return infrastructure_error(f"{self.judge}: its reply raised {type(error).__name__}")

    def equipped(self, judges: Conversing, check: Checking) -> Judges:  # noqa: ARG002 - subclasses use it
        """The judges as they are asked about one completion, or about those of a group together."""
        return judges

    def read(self, completion: str) -> Case | Verdict:
        """What to ask about; the verdict itself, where there is nothing to ask about. Runs in a killable child."""
        text = (completion if self.shows_reasoning else conclusion(completion))[-_MOST_SHOWN:].strip()
        answer = extract(completion)[:_MOST_SHOWN] or text
        if says_nothing(answer):
            check = Check(self.kind, False, 0.0, error="missing", evidence="no answer that says anything")
            return Verdict("no_answer", 0.0, checks=(check,))
        return Case(judge=self.judge, question=self.question, answer=answer, text=text)

    @property
    def shows_reasoning(self) -> bool:
        """Whether the model is shown the completion with its reasoning."""
        return False

    @abstractmethod
    def _ask(self, case: Case, judges: Judges) -> Verdict:
        """The verdict. Raises JudgeFailed."""

    @property
    def asks(self) -> bool:
        """It does."""
        return True

    def text_of(self, turns: Sequence[Turn]) -> str:
        """The turns as a transcript, without reasoning."""
        return transcript(turns)

    def step_text(self, steps: Sequence[str], place: int) -> str:
        """All that leads to the step, and the step: a model judges it by what came before."""
        return "\n\n".join(steps[: place + 1])[-_MOST_SHOWN:]

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - a model's time is not ours
        """Next to nothing of our own; slices of about fifty, so that several workers can wait at once."""
        return 0.005


class JudgeVerifier(AskingVerifier):
    """What does a language model say of a completion?

    ``how`` has the mode: ``reference``, ``principle``, ``rubric``, ``nuggets``, ``ordinal`` or ``pairwise``;
    ``aspects``, ``faithful``, ``critique`` and ``first_error`` go through a completion piece by piece;
    ``listwise`` and ``pairwise_group`` judge the completions of a group against each other. An answer that only
    opens one, or is punctuation, is refused before the judge sees it. ``thinking``: the judge is shown the
    reasoning too. ``images``: it is shown these as well. ``tools``: verifiers by name, of any kind that asks no
    model, which the judge may call with texts of its own before it answers. ``docs/judges.md`` has all.
    """

    model_config = ConfigDict(ser_json_inf_nan="constants")

    version: ClassVar[str] = f"1.3.{prompts.VERSION}"

    kind: Literal["judge"]
    how: How
    thinking: bool = False
    images: Images = ()
    tools: dict[ToolName, Any] = Field({}, max_length=MOST_TOOLS)

    @model_validator(mode="after")
    def _compares_completions(self) -> "JudgeVerifier":
        if self.compares and self.looks_at in ("each_turn", "each_step"):
            raise ValueError(f"{self.how.mode} compares completions, not their turns or steps")
        return self

    @property
    def versions(self) -> tuple[str, ...]:
        """Its own and those of its tools."""
        return (self.version, *(f"{tool.kind} {tool.version}" for tool in self.tools.values()))

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for the first tool that cannot judge anything."""
        for name, tool in self.tools.items():
            try:
                tool.ensure_usable()
            except UnusableSpec as unusable:
                raise UnusableSpec(f"tools.{name}.{unusable.field}".rstrip("."), unusable.reason) from unusable

    def read_as(self) -> tuple[str, ...]:
        """What the ground truths of the tools are read as."""
        return tuple(one for tool in self.tools.values() for one in tool.read_as())

    def equipped(self, judges: Conversing, check: Checking) -> Judges:
        """With the tools, where there are any."""
        return Tooled(judges, self.tools, check) if self.tools else judges

    @property
    def shows_reasoning(self) -> bool:
        """Where it is asked for, and where every step counts."""
        return self.thinking or isinstance(self.how, FirstError)

    def tells(self, what: Literal["turns", "steps"]) -> bool:
        """Of the whole, which step is the first wrong one."""
        return super().tells(what) or (what == "steps" and isinstance(self.how, FirstError))

    def step_pieces(self, verdict: Verdict, steps: Sequence[str]) -> tuple[PieceVerdict, ...]:
        """The steps before the first wrong one, and those from there on."""
        return step_pieces(verdict, steps) if isinstance(self.how, FirstError) else ()

    @property
    def compares(self) -> bool:
        """Whether the mode is one of those over a group."""
        return isinstance(self.how, Comparing)

    def ask_together(self, cases: Sequence[Case], judges: Judges, side_by_side: SideBySide) -> list[Verdict]:
        """Judge the different completions of a group against each other, if the verifier ``compares``."""
        assert isinstance(self.how, Comparing)
        try:
            return self.how.compare(cases, self._seeing(judges), side_by_side) if cases else []
        except JudgeFailed as error:
            return [infrastructure_error(f"{self.judge}: {error}")] * len(cases)

    def _ask(self, case: Case, judges: Judges) -> Verdict:
        verdict = self.how.judge(case, self._seeing(judges))
        return judges.witnessed(verdict) if isinstance(judges, Tooled) else verdict

    def _seeing(self, judges: Judges) -> Judges:
        return Illustrated(judges, self.images) if self.images else judges


class RewardModelVerifier(AskingVerifier):
    """What does a learned reward model say of a completion?

    The score is the model's number, mapped to [0, 1] as the server's settings say, or as it is where they say
    ``raw``; above ``threshold`` it passes.
    """

    version: ClassVar[str] = "1.3.0"

    kind: Literal["reward_model"]
    threshold: float = Field(0.5, allow_inf_nan=False)

    def _ask(self, case: Case, judges: Judges) -> Verdict:
        score = judges.score(case.judge, case.question, case.text)
        passed = score > self.threshold
        check = Check("reward_model", passed, score, error=None if passed else "wrong_answer")
        return from_checks([check])


def judge_of(any_tool: Any) -> type[JudgeVerifier]:
    """The judge whose tools are of these kinds."""
    return create_model(
        "JudgeVerifier",
        __base__=JudgeVerifier,
        __doc__=JudgeVerifier.__doc__,
        tools=(dict[ToolName, any_tool], Field({}, max_length=MOST_TOOLS)),
    )
