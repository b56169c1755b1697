"""Every scorer of reasoning-gym: its own answer is right, another's is not, and nothing makes it raise or run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from verifiers.contract import HOSTILE
from verifiers.errors import UnusableSpec
from verifiers.reasoning_tasks import Entry, ReasoningGymVerifier

gym: Any = pytest.importorskip("reasoning_gym")
factory: Any = pytest.importorskip("reasoning_gym.factory")

pytestmark = pytest.mark.filterwarnings("ignore")  # the package's own: files it leaves open, old syntax

REFUSED = {"composite", "puzzle24", "game_of_life_halting"}
WITHOUT_ANSWER = {"boxnet", "rush_hour"}
"""Their entries have no answer, and no example of one."""
EXAMPLES: dict[str, Callable[[Any], str]] = {
    "graph_color": lambda entry: json.dumps(entry["metadata"]["possible_answer"]),
    "rubiks_cube": lambda entry: entry["metadata"]["example_correct_answer"],
    "propositional_logic": lambda entry: entry["metadata"]["example_answer"],
}
TEXTS = ("", "{", "NaN", "9" * 400, HOSTILE[-1])
SLOW = {"sokoban"}  # its generator takes many seconds
NAMES = sorted(set(factory.DATASETS) - REFUSED - SLOW)
RUNS = ("__import__('pathlib').Path('{mark}').touch()", "[__import__('pathlib').Path('{mark}').touch()]")


def verifier(name: str, entry: Any) -> ReasoningGymVerifier:
    plain = json.loads(json.dumps(entry))
    made = ReasoningGymVerifier(kind="reasoning_gym", dataset=name, entry=Entry(**plain))
    made.ensure_usable()
    return made


def answer_of(name: str, entry: Any) -> str:
    return str(EXAMPLES[name](entry) if name in EXAMPLES else entry["answer"])


@pytest.mark.parametrize("name", NAMES)
def test_a_scorer_knows_its_own_answer(name: str, tmp_path: Path) -> None:
    entries = list(gym.create_dataset(name, size=2, seed=11))
    first = verifier(name, entries[0])
    if name not in WITHOUT_ANSWER:
        own, other = (f"<answer>{answer_of(name, entry)}</answer>" for entry in entries)
        assert first.verify(own, NOWHERE).status == "correct"
        assert own == other or first.verify(other, NOWHERE).status != "correct"
    mark = tmp_path / "ran"
    for text in (*TEXTS, *(run.format(mark=mark) for run in RUNS)):
        verdict = first.verify(f"<answer>{text}</answer>", NOWHERE)
        assert verdict.score is not None
        assert 0 <= verdict.score < 1, text[:60]
    assert not mark.exists()


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_scorers_that_err_are_refused(name: str) -> None:
    with pytest.raises(UnusableSpec):
        verifier(name, {"answer": "1", "metadata": {}})


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("bitwise_arithmetic", {"metadata": {"problem": "__import__('os').getpid()"}}),
        ("number_sorting", {"answer": "[open('x')]"}),
        ("polynomial_multiplication", {"answer": "().__class__"}),
        ("simple_integration", {"metadata": {"integrand": "exec('1')"}}),
        ("no_such_thing", {}),
    ],
)
def test_an_entry_that_would_be_run_is_refused(name: str, entry: dict[str, Any]) -> None:
    with pytest.raises(UnusableSpec):
        verifier(name, entry)
