"""The verifier of kind ``reasoning_gym``: entries of reasoning-gym, by the package's own scorers.

Some scorers evaluate what they are given as Python or as a formula. Answers to those, and the entries' own texts,
are let through only where they are literals, or formulas of known names, so that nothing anybody says is run.
"""

import ast
import importlib.util
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from sandbox.limits import Limits
from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.announcements import tagged
from verifiers.reading.extraction import extract
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict
from verifiers.verifier import Verifier

_PACKAGE = "reasoning_gym"
_LONGEST = 20_000
_SHOWN = 500
_EVALUATE_LITERALS = frozenset({"string_insertion", "spiral_matrix", "binary_matrix", "n_queens"})
_EVALUATE_FORMULAS = frozenset(
    {"countdown", "simple_integration", "intermediate_integration", "polynomial_multiplication"}
)
_GRIDS_OF_TUPLES = frozenset({"arc_agi", "rearc"})
_REFUSED = {
    "composite": "a mixture: its entries name the dataset that they are of in their metadata",
    "puzzle24": "its scorer does not look at the numbers: send a countdown with target 24",
    "game_of_life_halting": "its scorer takes every answer for right",
}
_LIST_MARKS, _BITWISE = re.compile(r"[\[\]'\"]"), re.compile("[&|~<>]")
_NO_NUMBER = re.compile(r"[\s()+\-]{0,6}(?:nan|inf|infinity)\b.{0,40}", re.I)
_NAMES = re.compile(r"[A-Za-z]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,64}")
_FORMULA = re.compile(r"[A-Za-z0-9 +\-*/^().,]*")
_KNOWN_TEXT = "exp log ln sin cos tan sec csc cot asin acos atan sinh cosh tanh sqrt pi Abs erf"
_KNOWN = frozenset(_KNOWN_TEXT.split())
_TOWER = r"\*\*[\s(]{0,6}[A-Za-z0-9.]{1,20}[\s)]{0,6}\*\*"
_BIG_POWER = re.compile(rf"\*\*\s{{0,3}}\(?\s{{0,3}}\d{{4}}|{_TOWER}|\d{{40}}")


class Entry(BaseModel):
    """An entry of a dataset, as reasoning-gym makes it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    question: str = ""
    answer: JsonValue = None
    metadata: dict[str, JsonValue] = Field(default_factory=dict)


class ReasoningGymVerifier(Verifier):
    """What does reasoning-gym's scorer say of a completion's answer to an entry?

    One check, ``answer``, whose credit is the scorer's; only 1 is right. The answer is the last ``<answer>``, else
    the final answer. Without the package (``pip install reasoning-gym``) entries are refused.
    """

    version: ClassVar[str] = "1.0.0"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=15, wall_seconds=120, memory_mb=2048)
    preload: ClassVar[tuple[str, ...]] = ()

    kind: Literal["reasoning_gym"]
    dataset: str
    entry: Entry

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Score the answer of one completion."""
        said = tagged(conclusion(completion))
        answer = (extract(completion) if said is None else said).strip()
        if not answer:
            check = Check("answer", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, checks=(check,))
        if len(answer) > _LONGEST or not _is_harmless(answer, self.dataset):
            check = Check("answer", False, 0.0, error="unparsable", evidence="no answer that the scorer may read")
            return Verdict("incorrect", 0.0, answer[:_SHOWN], checks=(check,))
        credit = self._credit(answer)
        if credit == 1:
            return Verdict("correct", 1.0, answer[:_SHOWN], checks=(Check("answer", True, 1.0),))
        check = Check("answer", False, credit, error="wrong_answer", evidence=f"the scorer gives {credit:.4f}")
        return Verdict("partial" if credit else "incorrect", credit, answer[:_SHOWN], checks=(check,))

    def ensure_usable(self) -> None:
        """Raise UnusableSpec without the package, and for a dataset that it has not or whose scorer errs."""
        if self.dataset in _REFUSED:
            raise UnusableSpec("dataset", _REFUSED[self.dataset])
        if importlib.util.find_spec(_PACKAGE) is None:
            raise UnusableSpec("kind", "reasoning-gym is not installed on this server")
        if self.dataset not in _datasets():
            raise UnusableSpec("dataset", f"{self.dataset[:60]!r} is no dataset of reasoning-gym")
        if not all(_is_formula(text) for text in self._evaluated()):
            raise UnusableSpec(
                "entry", "holds a text that the scorer would evaluate, and that is no plain formula"
            )

    def expected_seconds(self, completion: str) -> float:  # noqa: ARG002 - the first import decides
        """Scorers take milliseconds, some of them seconds."""
        return 0.02

    def _evaluated(self) -> list[str]:
        """The texts of the entry that its scorer evaluates."""
        answer, metadata = self.entry.answer, self.entry.metadata
        texts = {
            "number_sorting": [_LIST_MARKS.sub(" ", str(answer))],
            "bitwise_arithmetic": [_BITWISE.sub("+", str(metadata.get("problem", "")))],
            "polynomial_multiplication": [str(answer)],
        }
        return texts.get(self.dataset, [str(metadata.get("integrand", ""))])

    def _credit(self, answer: str) -> float:
        """The scorer's credit in [0, 1]; 0 where it raises over the answer."""
        entry = {
            "question": self.entry.question,
            "answer": self.entry.answer,
            "metadata": dict(self.entry.metadata),
        }
        if self.dataset in _GRIDS_OF_TUPLES:
            entry["metadata"] = _with_tuples(entry["metadata"])
        try:
            credit = float(_scorer(self.dataset)(answer, entry))
        except (OSError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - the boundary to scorers that are not ours
            return 0.0
        return min(max(credit, 0.0), 1.0) if credit == credit else 0.0


@cache
def _datasets() -> Mapping[str, Any]:
    from reasoning_gym.factory import DATASETS

    found: Mapping[str, Any] = DATASETS
    return found


@cache
def _scorer(dataset: str) -> Callable[[str, Mapping[str, Any]], float]:
    from reasoning_gym import get_score_answer_fn

    scorer: Callable[[str, Mapping[str, Any]], float] = get_score_answer_fn(dataset)
    return scorer


def _is_harmless(answer: str, dataset: str) -> bool:
    """Whether a scorer may see this answer: no number that equals none, and nothing that evaluating would run."""
    if _NO_NUMBER.fullmatch(answer):
        return False
    if dataset in _EVALUATE_FORMULAS:
        return _is_formula(answer)
    if dataset not in _EVALUATE_LITERALS:
        return True
    try:
        ast.literal_eval(answer)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        # No literal: fine as text, so long as evaluating it could neither call nor compute anything.
        return not set(answer) & set("()*.%@{}=^&~/+:`")
    return True


def _is_formula(text: str) -> bool:
    """Whether a text has but numbers, signs, brackets, single letters and known functions, and no huge power."""
    text = _HEXADECIMAL.sub("0", text)
    names = {name for name in _NAMES.findall(text) if len(name) > 1}
    return bool(_FORMULA.fullmatch(text)) and names <= _KNOWN and not _BIG_POWER.search(text)


def _with_tuples(value: Any) -> Any:
    """Grids as tuples of tuples, as the scorers compare them; JSON has lists."""
    if isinstance(value, Mapping):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
