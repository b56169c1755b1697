"""The requests of docs/papers.md, sent to a running server; their numbers stand beside them."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from tests.parts import Server

PAGE = (ROOT / "docs" / "papers.md").read_text()
SECTIONS = re.findall(r"^## (\d+)\. ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M)
WITHIN = 6e-5  # the page gives four decimals


def requests() -> list[Any]:
    found = []
    for number, name, text in SECTIONS:
        blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)\n```", text, re.S)]
        if blocks:
            request, expected = blocks
            found.append(pytest.param(request, expected, id=f"{number} {name}"))
    return found


@pytest.fixture
def server(asking: Server) -> Server:
    return asking


def test_every_paper_has_a_request_or_a_reason() -> None:
    assert [int(number) for number, _, _ in SECTIONS] == list(range(1, 67))
    assert [number for number, _, text in SECTIONS if ("```json" in text) == ("No request:" in text)] == []


@pytest.mark.parametrize(("request_body", "expected"), requests())
def test_the_request_of_a_paper_gives_its_numbers(
    server: Server, request_body: dict[str, Any], expected: dict[str, Any]
) -> None:
    answer = httpx.post(f"{server.url}/v1/verify", json=request_body, timeout=60)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    results = [one for group in found["groups"] for one in group["results"]]
    assert [one["reward"] for one in results] == pytest.approx(expected["rewards"], abs=WITHIN)
    for name in ("turn_rewards", "step_rewards"):
        for one, values in zip(results, expected.get(name, ()), strict=False):
            assert one[name] == [None if value is None else pytest.approx(value, abs=WITHIN) for value in values]
    if "false_negative_rate" in expected:
        assert found["appeals"]["false_negative_rate"] == pytest.approx(
            expected["false_negative_rate"], abs=WITHIN
        )
    if "feedback" in expected:
        assert expected["feedback"] in results[-1]["feedback"]
    if "ids" in expected:
        assert [group["id"] for group in found["groups"]] == expected["ids"]
    for name, words in [expected["evidence"]] if "evidence" in expected else ():
        checks = {one["name"]: one["evidence"] for one in results[0]["verdict"]["checks"]}
        assert words in checks[name]
    for name, error in [expected["check"]] if "check" in expected else ():
        assert [one for one in results[0]["verdict"]["checks"] if (one["name"], one["error"]) == (name, error)]
