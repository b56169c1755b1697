"""The client in front of the whole real server: what a scripted one could get wrong in the same way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow
import pytest
from steelyard import AsyncClient, Client, DeadlineExceeded, Finished, GroupDone, JobEnded, Refused
from steelyard.beams import BeamOptions
from steelyard.cli.main import main

from tests.conftest import ROOT
from tests.parts import Server

SLOW = [{"verifier": {"kind": "obedient", "ground_truth": "a"}, "completions": ["sleep 0.5", "a", "b"]}]


async def test_after_a_504_the_rewards_still_come(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        result = await client.verify(SLOW, timeout_seconds=0.1, cache="off")
    assert result.rewards == [1.0, 1.0, 0.0]


async def test_past_the_deadline_the_job_can_be_waited_for_again(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        with pytest.raises(DeadlineExceeded) as caught:
            await client.verify(SLOW, timeout_seconds=0.1, cache="off", deadline_seconds=0.3)
        assert caught.value.job_id is not None
        assert (await client.wait(caught.value.job_id)).rewards == [1.0, 1.0, 0.0]


async def test_a_job_is_followed_listed_and_scored_anew(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        job = await client.submit(SLOW * 2, cache="off", run="followed", step=3)
        events = [event async for event in client.events(job.job_id)]
        assert {event.index for event in events if isinstance(event, GroupDone)} == {0, 1}
        assert events[-1] == Finished("done")
        assert [(one.job_id, one.step) async for one in client.jobs(run="followed")] == [(job.job_id, 3)]
        assert (await client.rescore(job.job_id, "dense")).rewards == [1.0, 1.0, 0.0] * 2


async def test_a_test_set_is_a_part_of_its_run(server: Server) -> None:
    tagged = [{**SLOW[0], "completions": ["a", "b"], "tags": {"layout": "moved"}}]
    async with AsyncClient(server.url) as client:
        await client.verify(SLOW, run="with a test set", step=4)
        await client.verify(tagged, run="with a test set", step=4, split="test", tags={"seed": "7"})
        (first, second) = [one async for one in client.jobs(run="with a test set")]
        assert (first.split, first.tags, second.split, second.tags) == ("test", {"seed": "7"}, None, {})
        run = await client.run("with a test set")
    assert (run.shown.n, run.steps[4].n) == (3, 3)
    parts = [(part.split, part.tag, part.value, part.steps[4].mean_reward) for part in run.parts]
    assert parts == [("test", None, None, 0.5), ("test", "layout", "moved", 0.5), ("test", "seed", "7", 0.5)]


async def test_a_cancelled_job_ends_the_waiting(server: Server) -> None:
    async with AsyncClient(server.url) as client:
        job = await client.submit(SLOW * 8, cache="off")
        assert (await client.cancel(job.job_id)).is_over
        with pytest.raises(JobEnded):
            await client.wait(job.job_id)


async def test_a_group_that_cannot_be_judged_is_named(server: Server) -> None:
    unusable = {"verifier": {"kind": "obedient", "ground_truth": "unreadable"}, "completions": ["a"]}
    async with AsyncClient(server.url) as client:
        with pytest.raises(Refused) as caught:
            await client.verify([*SLOW, unusable])
    assert caught.value.errors[0].loc == ("groups", 1, "verifier", "ground_truth")


def test_the_catalogue_names_what_there_is(server: Server) -> None:
    with Client(server.url) as client:
        assert "math" in {verifier.kind for verifier in client.verifiers()}
        assert "binary" in {reward.name for reward in client.rewards()}


def test_generated_beams_are_written_judged_and_drawn(server: Server, tmp_path: Path) -> None:
    made = tmp_path / "made.jsonl"
    command = ["beam", "generate", "--family", "hinged", "--seed", "4", "--count", "3", "--url", server.url]
    assert main([*command, "--out", str(made)]) == 0
    rows = [json.loads(line) for line in made.read_text().splitlines()]
    assert [row["id"] for row in rows] == ["hinged-4-0", "hinged-4-1", "hinged-4-2"]
    drawn = tmp_path / "beam.png"
    assert main(["beam", "plot", str(made), "--out", str(drawn), "--url", server.url]) == 0
    assert drawn.read_bytes().startswith(b"\x89PNG")
    with Client(server.url) as client:
        problems = client.generate_beams("hinged", seed=4, count=3)
        assert [problem.prompt for problem in problems] == [row["prompt"] for row in rows]
        groups = [{"verifier": problem.verifier, "completions": ["R_A = 1"]} for problem in problems]
        assert client.verify(groups).rewards == [0.0, 0.0, 0.0]


def test_rows_of_several_families_are_kept_by_arrow_as_they_are(server: Server, tmp_path: Path) -> None:
    made = tmp_path / "rows.jsonl"
    families = "reactions-2,propped,truss"
    command = ["beam", "generate", "--family", families, "--count", "3", "--format", "hf", "--url", server.url]
    assert main([*command, "--out", str(made)]) == 0
    rows = [json.loads(line) for line in made.read_text().splitlines()]
    assert [row["id"].split("-")[0] for row in rows[:4]] == ["reactions", "propped", "truss", "reactions"]
    assert pyarrow.Table.from_pylist(rows).to_pylist() == rows
    with Client(server.url) as client:
        groups = [{"verifier": json.loads(row["verifier"]), "completions": ["R_A = 0.5"]} for row in rows]
        assert client.verify(groups).rewards == [0.0] * 9
        options = BeamOptions(split="test", moved_supports="right", prompt_style="short")
        (problem,) = client.generate_beams("reactions-1", count=1, **options)
        assert (problem.tags["split"], problem.tags["moved"]) == ("test", "right")
    scored = tmp_path / "scored.jsonl"
    scored.write_text("".join(json.dumps({**row, "reward": 1.0}) + "\n" for row in rows))
    assert main(["eval", str(scored), "--slice", "family"]) == 0


def test_a_beam_that_cannot_be_drawn_is_refused(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "beam.json"
    file.write_text('{"length": 4, "supports": []}')
    assert main(["beam", "plot", str(file), "--out", str(tmp_path / "x.svg"), "--url", server.url]) == 2
    assert "unstable" in capsys.readouterr().err
    file.write_text("[]")
    assert main(["beam", "plot", str(file), "--url", server.url]) == 2
    assert main(["beam", "generate", "--family", "arches", "--url", server.url]) == 2
    assert "cantilever" in capsys.readouterr().err


def test_the_example_file_is_judged(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["verify", str(ROOT / "examples/groups.jsonl"), "--url", server.url, "--out", str(out)]) == 0
    assert len(out.read_text().splitlines()) == 6


def test_the_policy_of_the_grpo_example_learns(server: Server) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "examples/grpo_loop.py", "--steps", "12", "--url", server.url],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "client"},
    )
    assert ended.stderr == ""
    means = [float(line.split()[4]) for line in ended.stdout.splitlines() if line.startswith("step")]
    assert len(means) == 12
    assert means[0] < 0.4
    assert means[-1] > 0.8
