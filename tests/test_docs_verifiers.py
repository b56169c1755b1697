"""Every kind has its place in the docs, and the examples there are specifications that are accepted."""

import json
import re

import pytest

from tests.conftest import ROOT
from verifiers.registry import Registry

REGISTRY = Registry()
PAGE = (ROOT / "docs/verifiers.md").read_text()
ELSEWHERE = {"math": "math.md", "code": "code.md", "beam": "beam.md", "structure": "structure.md"}
ELSEWHERE |= {"judge": "judges.md", "reward_model": "judges.md", "run": "api.md"}
SHOWN = [text for text in re.findall(r"```json\n(.*?)```", PAGE, re.S) if '"kind"' in text]


@pytest.mark.parametrize("kind", sorted(REGISTRY.kinds))
def test_every_kind_has_its_place_in_the_docs(kind: str) -> None:
    if kind in ELSEWHERE:
        assert kind in (ROOT / "docs" / ELSEWHERE[kind]).read_text()
        return
    headings = " ".join(re.findall(r"^## (.+)$", PAGE, re.M))
    assert re.search(rf"\b{kind}\b", headings), headings


@pytest.mark.parametrize("text", SHOWN)
def test_an_example_is_accepted(text: str) -> None:
    decoder, place = json.JSONDecoder(), 0
    while place < len(text.strip()):
        document, place = decoder.raw_decode(text, place)
        verifier = REGISTRY.parse(json.dumps(document).encode())
        assert verifier.kind == document["kind"]
        while place < len(text) and text[place].isspace():
            place += 1
