"""Which verifiers there are, and how one is read from its specification."""

import importlib
from collections.abc import Sequence
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter

from verifiers.beam.verifier import BeamVerifier
from verifiers.choice import ChoiceVerifier
from verifiers.code.verifier import CodeVerifier
from verifiers.composite.verifier import composite_of
from verifiers.instructions.verifier import InstructionsVerifier
from verifiers.json_documents import JsonVerifier
from verifiers.judge.verifier import AskingVerifier, JudgeVerifier, RewardModelVerifier, judge_of
from verifiers.math.verifier import MathVerifier
from verifiers.pattern_match import RegexVerifier
from verifiers.plugins import BrokenPlugin, installed
from verifiers.program_run import RunVerifier
from verifiers.proof import ProofVerifier
from verifiers.puzzles.assignment import AssignmentVerifier
from verifiers.puzzles.countdown import CountdownVerifier
from verifiers.puzzles.grid import GridVerifier
from verifiers.puzzles.sudoku import SudokuVerifier
from verifiers.qa.verifier import QaVerifier
from verifiers.quantity.verifier import QuantityVerifier
from verifiers.reasoning_tasks import ReasoningGymVerifier
from verifiers.sql.verifier import SqlVerifier
from verifiers.structure.verifier import StructureVerifier
from verifiers.text_overlap.verifier import TextOverlapVerifier
from verifiers.tool_calls.verifier import ToolCallsVerifier
from verifiers.verifier import Verifier

BUILT_IN: tuple[type[Verifier], ...] = (
    MathVerifier,
    CodeVerifier,
    BeamVerifier,
    StructureVerifier,
    ChoiceVerifier,
    TextOverlapVerifier,
    ToolCallsVerifier,
    QaVerifier,
    InstructionsVerifier,
    JsonVerifier,
    CountdownVerifier,
    AssignmentVerifier,
    GridVerifier,
    SudokuVerifier,
    ReasoningGymVerifier,
    RegexVerifier,
    QuantityVerifier,
    SqlVerifier,
    ProofVerifier,
    JudgeVerifier,
    RewardModelVerifier,
    RunVerifier,
)


COMPOSITE = "composite"
JUDGE = "judge"


class Registry:
    """The verifiers of one server, by kind."""

    def __init__(self, verifiers: Sequence[type[Verifier]] = BUILT_IN) -> None:
        self.kinds = {_kind_of(verifier): verifier for verifier in verifiers}
        if len(self.kinds) < len(verifiers):
            raise ValueError("two verifiers declare the same kind")
        if COMPOSITE in self.kinds:
            raise ValueError(f"two verifiers declare the same kind: {COMPOSITE} is built in")
        computing = tuple(kind for kind in self.kinds.values() if not issubclass(kind, AskingVerifier))
        if computing and self.kinds.get(JUDGE) is JudgeVerifier:
            self.kinds[JUDGE] = judge_of(_union_of(computing))
        composite = composite_of(_union_of(tuple(self.kinds.values())))
        self.kinds[COMPOSITE] = composite
        self.any_verifier = _union_of(tuple(self.kinds.values()))
        self._adapter: TypeAdapter[Verifier] = TypeAdapter(self.any_verifier)

    @classmethod
    def with_plugins(cls, names: Sequence[str]) -> "Registry":
        """The built-in verifiers, those of installed plugins, and those named as ``package.module:Class``.

        Raises BrokenPlugin for one that cannot be imported or is no verifier.
        """
        plugged = [_ensured(found, "an entry point") for found in installed("steelyard.verifiers")]
        plugged += [_load(name) for name in names]
        taken = {_kind_of(verifier) for verifier in plugged}
        own = [verifier for verifier in BUILT_IN if not (verifier.stands_in and _kind_of(verifier) in taken)]
        return cls(tuple(dict.fromkeys((*own, *plugged))))

    def parse(self, specification: bytes) -> Verifier:
        """Read a verifier from its JSON specification."""
        return self._adapter.validate_json(specification)

    @property
    def preload(self) -> tuple[str, ...]:
        """Modules worth importing once, before child processes are forked."""
        return tuple(module for verifier in self.kinds.values() for module in verifier.preload)


def _kind_of(verifier: type[Verifier]) -> str:
    (kind,) = verifier.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]  # Literal["<name>"]
    return str(kind)


def _union_of(verifiers: tuple[type[Verifier], ...]) -> Any:
    """The type pydantic validates against: built at run time, since plugins may add to it."""
    if len(verifiers) == 1:
        return verifiers[0]
    return Annotated[Union[verifiers], Field(discriminator="kind")]  # noqa: UP007 - a union of a tuple


def _load(name: str) -> type[Verifier]:
    module, _, attribute = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute, None)
    except Exception as error:
        # The boundary of code that is not ours: whatever its import raises is told with its name.
        raise BrokenPlugin(f"plugin {name!r} cannot be loaded: {error}") from error
    return _ensured(found, repr(name))


def _ensured(verifier: Any, name: str) -> type[Verifier]:
    if not (isinstance(verifier, type) and issubclass(verifier, Verifier)):
        raise BrokenPlugin(f"{name} is no verifier: expected 'package.module:VerifierClass'")
    return verifier
