"""Beams through a whole server: judged, drawn, generated."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.parts import Server
from tests.verifiers import beam_wordings as w

_SPEC: dict[str, Any] = w.SIMPLE


def post(server: Server, path: str, body: object) -> httpx.Response:
    return httpx.post(f"{server.url}{path}", json=body, timeout=60)


def judged(server: Server, completions: list[str], **request: Any) -> list[dict[str, Any]]:
    verifier = {"kind": "beam", "spec": _SPEC, "asked": w.REACTIONS}
    body = {"groups": [{"verifier": verifier, "completions": completions}], **request}
    results: list[dict[str, Any]] = (
        post(server, "/v1/verify", body).raise_for_status().json()["groups"][0]["results"]
    )
    return results


def test_feedback_says_what_is_violated(server: Server) -> None:
    right, swapped = judged(server, ["R_A = 6 kN, R_B = 3 kN", "R_A = 3 kN, R_B = 6 kN"], feedback="full")
    assert (right["reward"], right["feedback"]) == (1.0, "correct: 2 of 2 checks passed")
    assert swapped["reward"] == 0
    assert "R_A and R_B are swapped" in swapped["feedback"]


def test_a_beam_that_cannot_be_solved_is_refused_with_its_code(server: Server) -> None:
    verifier = {"kind": "beam", "spec": {**_SPEC, "supports": _SPEC["supports"][1:]}, "asked": w.REACTIONS[1:]}
    refused = post(server, "/v1/verify", {"groups": [{"verifier": verifier, "completions": ["x"]}]})
    assert refused.status_code == 422
    assert "unstable" in refused.json()["errors"][0]["msg"]


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_beam_is_drawn(server: Server, form: str, start: bytes) -> None:
    asked = httpx.get(
        f"{server.url}/v1/beams/plot", params={"spec": json.dumps(_SPEC), "format": form}, timeout=60
    )
    sent = post(server, "/v1/beams/plot", {"spec": _SPEC, "format": form})
    assert asked.status_code == sent.status_code == 200
    assert asked.headers["content-type"] == {"svg": "image/svg+xml", "png": "image/png"}[form]
    assert asked.content.startswith(start)
    assert asked.content == sent.content


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"spec": {**_SPEC, "supports": []}}, 422, "unstable"),
        ({"spec": {**_SPEC, "length": -1}}, 422, "bad_spec"),
        ({"spec": _SPEC, "format": "pdf"}, 422, "svg"),
        ({"spec": {**_SPEC, "loads": [{"type": "point", "x": 1, "Fy": -1}] * 150}}, 422, "too_large"),
        ({"spec": {**_SPEC, "length": "L" * 300_000}}, 413, "larger"),
    ],
)
def test_what_cannot_be_drawn_is_refused(server: Server, body: dict[str, Any], status: int, words: str) -> None:
    refused = post(server, "/v1/beams/plot", body)
    assert refused.status_code == status
    assert words in refused.text


async def test_what_was_drawn_is_remembered(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=250) as client:
        body = {"spec": {**_SPEC, "E": 210_000_000}, "format": "svg"}
        first = await client.post("/v1/beams/plot", json=body)
        assert first.status_code == 200
        again = await client.post("/v1/beams/plot", json=body)
        assert again.content == first.content  # matplotlib gives each drawing ids of its own


async def test_the_gateway_answers_while_beams_are_drawn(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=250) as client:
        bodies = [{"spec": {**_SPEC, "E": 200_000_000 + place}, "format": "png"} for place in range(5)]
        await client.post("/v1/beams/plot", json=bodies[0])
        drawing = [asyncio.create_task(client.post("/v1/beams/plot", json=body)) for body in bodies[1:]]
        answered = 0
        while not all(task.done() for task in drawing):
            assert (await client.get("/healthz")).status_code == 200
            answered += 1
            await asyncio.sleep(0.05)
        assert {task.result().status_code for task in drawing} == {200}
        assert answered > 1


def test_generated_problems_can_be_sent_as_they_are(server: Server) -> None:
    body = {"family": "propped", "seed": 5, "count": 3}
    made = post(server, "/v1/beams/generate", body).raise_for_status().json()["problems"]
    assert made == post(server, "/v1/beams/generate", body).json()["problems"]
    groups = [{"id": one["id"], "verifier": one["verifier"], "completions": ["R_A = 1 kN"]} for one in made]
    answer = post(server, "/v1/verify", {"groups": groups, "reward": "dense"}).raise_for_status().json()
    assert [len(group["results"][0]["verdict"]["checks"]) for group in answer["groups"]] == [5, 5, 5]
    assert {one["tags"]["indeterminate"] for one in made} == {1}


def test_structures_are_generated_drawn_and_judged(server: Server) -> None:
    made = post(server, "/v1/beams/generate", {"family": "truss", "seed": 5, "count": 1}).raise_for_status()
    (problem,) = made.json()["problems"]
    verifier = problem["verifier"]
    answer = post(server, "/v1/verify", {"groups": [{"verifier": verifier, "completions": ["N = 1 kN"]}]})
    assert len(answer.raise_for_status().json()["groups"][0]["results"][0]["verdict"]["checks"]) == 3
    drawn = post(server, "/v1/beams/plot", {"spec": verifier["spec"]}).raise_for_status()
    assert drawn.content.startswith(b"<?xml")
    loose = {**verifier["spec"], "supports": verifier["spec"]["supports"][1:]}
    refused = post(server, "/v1/beams/plot", {"spec": loose})
    assert refused.status_code == 422
    assert "unstable" in refused.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"family": "simple", "moved_supports": "left"}, "reactions-1"),
        ({"family": "beamperl-train", "split": "test"}, "at random"),
        ({"family": "truss", "split": "test"}, "at random"),
        ({"family": "truss", "prompt_style": "short"}, "beams"),
    ],
)
def test_options_that_a_family_does_not_have_are_refused(server: Server, body: dict[str, Any], words: str) -> None:
    refused = post(server, "/v1/beams/generate", body)
    assert refused.status_code == 422
    assert words in refused.text


def test_an_unknown_family_is_refused(server: Server) -> None:
    refused = post(server, "/v1/beams/generate", {"family": "arches"})
    assert refused.status_code == 422
    assert "cantilever" in refused.json()["errors"][0]["msg"]


@pytest.mark.shared
def test_labelled_completions_get_their_labels_through_the_server(server: Server, shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/beam/dev.jsonl").read_text().splitlines()][:80]
    groups = [
        {
            "verifier": {"kind": "beam", **{name: row[name] for name in ("spec", "asked", "tolerance")}},
            "completions": [row["completion"]],
        }
        for row in rows
    ]
    answer = post(server, "/v1/verify", {"groups": groups, "cache": "off"}).raise_for_status().json()
    rewards = [group["results"][0]["reward"] for group in answer["groups"]]
    assert rewards == [float(row["expected"]["binary"]) for row in rows]
