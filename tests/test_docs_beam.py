"""The examples of docs/beam.md do what the page says."""

import json
import re

import pytest

from examples.draw_beams import BEAMS, PICTURES
from rewards.feedback import feedback
from tests.conftest import ROOT
from tests.nowhere import NOWHERE
from verifiers.beam.families import FAMILIES
from verifiers.beam.verifier import BeamVerifier

PAGE = (ROOT / "docs/beam.md").read_text()
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[0])
ROWS = re.findall(r"^\| `(R_A = [^`]+)` \| `(\w+)` \| (.+) \|$", PAGE, re.M)


@pytest.mark.parametrize(("completion", "status", "words"), ROWS)
def test_feedback_is_what_the_page_shows(completion: str, status: str, words: str) -> None:
    verdict = BeamVerifier.model_validate(EXAMPLE).verify(completion, NOWHERE)
    assert verdict.status == status
    said = feedback(verdict, "full") or ""
    for part in words.split("; "):
        _, _, reason = part.rpartition(": ") if part[:5] in ("M_max", "R_B: ") else ("", "", part)
        assert reason in said, (reason, said)


def test_all_rows_of_the_page_are_looked_at() -> None:
    assert len(ROWS) == 4


def test_the_page_names_every_family() -> None:
    assert all(f"`{family}`" in PAGE for family in FAMILIES)


def test_the_pictures_are_there() -> None:
    assert {path.stem for path in PICTURES.glob("beam-*.svg")} == set(BEAMS)


def test_what_follows_from_the_beam_is_judged_as_the_page_shows() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[1])
    (answer,) = re.findall(r"^`(σ_max = [^`]+)` earns 1", PAGE, re.M)
    assert BeamVerifier.model_validate(example).verify(answer, NOWHERE).status == "correct"
