"""The extension point: what a verifier is."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.limits import Limits
from sandbox.sandbox import Sandbox
from verifiers.audit.program import AuditedProgram
from verifiers.trajectory import LooksAt, Turn, joined
from verifiers.verdict import PieceVerdict, Verdict


class Verifier(BaseModel, ABC):
    """Judges one completion at a time.

    A subclass is the wire format of its kind: it declares ``kind: Literal["<name>"]`` without a default and
    its fields, which arrive strictly typed. Instances travel to workers as data, so they hold nothing else.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    version: ClassVar[str]
    """Changes whenever a verdict could: finished verdicts are cached under it."""
    needs: ClassVar[str] = "sample"
    stands_in: ClassVar[bool] = False
    """Whether a plugin of the same kind takes its place."""
    own_limits: ClassVar[Limits] = Limits()
    """What judging one completion may use in our own process."""
    preload: ClassVar[tuple[str, ...]] = ()
    """Modules that ``verify`` may import and that are large: only the children that run it hold them."""

    looks_at_unless_said: ClassVar[LooksAt] = "last_turn"

    kind: str
    looks_at: LooksAt | None = Field(
        None,
        description="What of a completion with turns or steps is judged: the last turn, each turn, the whole, or "
        "each step; if null, what suits the kind.",
    )

    @abstractmethod
    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        """Judge one completion; what is in it runs in ``sandbox`` only.

        Raises only for defects of ours; whatever the completion does is a verdict.
        """

    def verify_lightly(self, completion: str, sandbox: Sandbox) -> Verdict | None:
        """Judge as ``verify`` would, without the modules of ``preload``; ``None`` where it takes them."""
        return None if self.preload else self.verify(completion, sandbox)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec where nothing could be judged. Runs in a killable child, once per submission."""

    def read_as(self) -> tuple[str, ...]:
        """What each ground truth is read as, ``text`` where it is compared as text only; empty without any."""
        return ()

    @property
    def versions(self) -> tuple[str, ...]:
        """Its version, and those of what else its verdicts hang on."""
        return (self.version,)

    @property
    def surely_usable(self) -> bool:
        """Whether a glance shows that ``ensure_usable`` would pass, so that it need not be run."""
        return False

    @property
    def looking_at(self) -> LooksAt:
        """What of a trajectory is judged."""
        return self.looks_at or self.looks_at_unless_said

    def text_of(self, turns: Sequence[Turn]) -> str:
        """The text that a verifier of the whole judges of a trajectory."""
        return joined(turns)

    def step_text(self, steps: Sequence[str], place: int) -> str:
        """The text that a verifier of each step judges of one step."""
        return steps[place]

    def pieces(self, verdict: Verdict, turns: Sequence[Turn]) -> tuple[PieceVerdict, ...]:  # noqa: ARG002
        """What a verdict on the whole says of single turns."""
        return ()

    def step_pieces(self, verdict: Verdict, steps: Sequence[str]) -> tuple[PieceVerdict, ...]:  # noqa: ARG002
        """What a verdict on the whole says of single steps."""
        return ()

    def tells(self, what: Literal["turns", "steps"]) -> bool:
        """Whether its verdicts say something of each turn, or of each step."""
        return self.looking_at == {"turns": "each_turn", "steps": "each_step"}[what]

    @property
    def asks(self) -> bool:
        """Whether judging waits for a model that runs elsewhere."""
        return False

    def leaves(self) -> "Sequence[tuple[tuple[str | int, ...], Verifier]]":
        """The verifiers that judge, each with its place in this one's fields."""
        return [((), self)]

    @property
    def compares(self) -> bool:
        """Whether a completion's verdict depends on the others of its group: they are then judged in one go."""
        return False

    def program_of(self, completion: str) -> AuditedProgram | None:  # noqa: ARG002 - subclasses use it
        """The Python program in a completion, where it is one: the audit then looks for signs in it too."""
        return None

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - subclasses use it
        """A guess of the CPU seconds that ``verify`` will take: decides how a job is cut into slices."""
        return 0.001
