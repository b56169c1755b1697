"""``steelyard puzzles``: the same puzzles for the same seed, each judged by the verifier beside it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from steelyard.cli.main import main

from tests.nowhere import NOWHERE
from verifiers.reasoning_tasks import ReasoningGymVerifier

pytest.importorskip("reasoning_gym")
pytestmark = pytest.mark.filterwarnings("ignore")  # the package's own: files it leaves open, old syntax


def made(path: Path, *options: str) -> str:
    assert (
        main(["puzzles", "generate", "leg_counting,chain_sum", "--count", "3", "--out", str(path), *options]) == 0
    )
    return path.read_text()


def test_each_puzzle_is_judged_by_its_verifier(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in made(tmp_path / "a.jsonl", "--seed", "5").splitlines()]
    assert [row["tags"]["dataset"] for row in rows] == ["leg_counting", "chain_sum"] * 3
    assert len({row["id"] for row in rows}) == 6
    for row in rows:
        verifier = ReasoningGymVerifier.model_validate_json(json.dumps(row["verifier"]))
        verifier.ensure_usable()
        answer = row["verifier"]["entry"]["answer"]
        assert verifier.verify(f"<answer>{answer}</answer>", NOWHERE).status == "correct"
        assert verifier.verify(f"<answer>{answer}1</answer>", NOWHERE).status != "correct"


def test_a_seed_makes_the_same_puzzles_again(tmp_path: Path) -> None:
    once = made(tmp_path / "a.jsonl", "--seed", "5")
    assert once == made(tmp_path / "b.jsonl", "--seed", "5")
    assert once != made(tmp_path / "c.jsonl", "--seed", "6")


@pytest.mark.parametrize("name", ["no_such_thing", "composite", "chain_sum,game_of_life_halting"])
def test_what_cannot_be_made_or_judged_is_wrong_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["puzzles", "generate", name]) == 2
    assert name.split(",")[-1] in capsys.readouterr().err


def test_whoever_reads_may_stop_reading() -> None:
    command = [sys.executable, "-m", "steelyard", "puzzles", "generate", "chain_sum", "--count", "2000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:
        assert printing.stdout
        assert printing.stderr
        assert json.loads(printing.stdout.readline())["id"] == "chain_sum-0-0"
        printing.stdout.close()
        assert printing.stderr.read() == b""
    assert printing.returncode == 141
