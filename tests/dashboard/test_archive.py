"""Runs outlive the broker's memory of them: the same pages, figures and rows from the archive."""

import gzip
import json
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from redis import Redis

from services.archive.archive import Archive
from services.archive.files import Files
from services.asgi import build
from services.dashboard import archiving
from services.dashboard import rows as rows_module
from services.dashboard.archiving import Archivist
from services.dashboard.rows import export
from services.gateway.leading import Lead
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import new_job_id
from services.settings import Settings, SettingsError
from tests.dashboard.seeding import done, fill, right, training, wrong

RUN = "exp-42"
PAGES = ("/dashboard/run/page.html?run=exp-42", "/v1/run?name=exp-42", "/dashboard/run/page.html?run=exp-41")


@pytest.fixture(params=["folder", "bucket"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """A folder, and what is no folder: fsspec's own store in memory."""
    address = str(tmp_path / "archive") if request.param == "folder" else f"memory://{tmp_path.name}/archive"
    return Archive(Files(address))


def archivist(store: GatewayStore, archive: Archive) -> Archivist:
    return Archivist(store, archive, Lead(store.redis, keys.ARCHIVIST, "here"))


def rows_in(text: bytes) -> dict[tuple[str, int], dict[str, Any]]:
    rows = [json.loads(line) for line in text.splitlines()]
    found = {(row["job_id"], row["index"]): row for row in rows}
    assert len(found) == len(rows)
    return found


async def exported(store: GatewayStore, archive: Archive | None, run: str, tenant: str = "default") -> bytes:
    return b"".join([rows async for rows in export(store, archive, tenant, run)])


async def get(app: FastAPI, *addresses: str) -> list[bytes]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answers = [await client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [answer.content for answer in answers]


async def test_the_dashboard_shows_the_same_figures_after_the_broker_has_forgotten(
    broker_url: str, redis: "Redis", tmp_path: Path
) -> None:
    await fill(broker_url, training(60, size=3))
    folder = tmp_path / "archive"
    app = build(Settings(redis_url=broker_url, archive=str(folder)))
    async with app.router.lifespan_context(app):
        store = app.state.parts.store
        await archivist(store, app.state.parts.archive).write(app.state.parts.archive)
        before = await get(app, *PAGES)
        (rows_before,) = await get(app, f"/v1/runs/{RUN}/export")
        redis.flushall()
        after = await get(app, *PAGES)
        (rows_after,) = await get(app, f"/v1/runs/{RUN}/export")
        (listed,) = await get(app, "/dashboard/runs")
    assert before == after
    assert rows_in(rows_before) == rows_in(rows_after)
    assert b'id="archived"' in listed
    assert all(run.encode() in listed for run in ("exp-41", "exp-42"))
    shown = json.loads(after[1])
    rows = rows_in(rows_after).values()
    assert shown["shown"]["n"] == len(rows) == 90
    assert Counter(row["status"] for row in rows) == shown["statuses"]
    assert fmean(row["reward"] for row in rows if row["reward"] is not None) == pytest.approx(
        shown["shown"]["mean_reward"]
    )
    assert b"/dashboard/" not in after[0], "one file leads nowhere"


async def test_rows_have_what_a_notebook_asks_for(broker_url: str, store: GatewayStore, archive: Archive) -> None:
    job = done(["one \\boxed{1}", "two"], [right(), wrong()], run=RUN, step=3, tags={"seed": "1"})
    await fill(broker_url, [job])
    row = rows_in(await exported(store, None, RUN))[job.header.job_id, 1]
    assert {name: row[name] for name in ("run", "step", "split", "tags", "group", "verifier", "completion")} == {
        "run": RUN,
        "step": 3,
        "split": "train",
        "tags": {"seed": "1"},
        "group": 0,
        "verifier": "math",
        "completion": "two",
    }
    assert (row["ground_truth"], row["reward"], row["status"], row["answer"]) == ("1", 0.0, "incorrect", "2")
    assert row["checks"][0]["error"] == "wrong_answer"


async def test_what_ends_later_is_added_and_nothing_is_there_twice(
    broker_url: str, store: GatewayStore, archive: Archive, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "_AT_ONCE", 2)
    monkeypatch.setattr(archiving, "_MOST_BYTES", 10)
    writing = archivist(store, archive)
    for number in range(3):
        await fill(broker_url, [done(["a", "b"], [right(), wrong()], run=RUN, step=number, job_id=new_job_id())])
        await fill(broker_url, [done(["c"], [right()], job_id=new_job_id())])
        await writing.write(archive)
        await writing.write(archive)
    assert len(archive.parts("default", RUN)) == 3
    # A job that is judged again ends again.
    (again,) = cast("list[bytes]", redis.zrange(keys.jobs_where("run", RUN), 0, 0))
    redis.zadd(keys.UNARCHIVED, {again: 1.0})
    await writing.write(archive)
    assert redis.zcard(keys.UNARCHIVED) == 0
    redis.flushall()
    assert len(rows_in(await exported(store, archive, RUN))) == 6


async def test_a_job_that_ends_once_more_while_it_is_written_is_written_again(
    broker_url: str, store: GatewayStore, archive: Archive, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, written = archivist(store, archive), archive.add_completions
    marks: list[float] = [7.0]

    def add(*arguments: Any) -> None:
        written(*arguments)
        for mark in marks:
            redis.zadd(keys.UNARCHIVED, {job: mark})
        marks.clear()

    await fill(broker_url, [done(["a"], [right()], run=RUN, job_id=(job := new_job_id()))])
    monkeypatch.setattr(archive, "add_completions", add)
    await writing.write(archive)
    assert (len(archive.parts("default", RUN)), redis.zcard(keys.UNARCHIVED)) == (2, 0)


async def test_a_ground_truth_that_is_large_is_in_the_first_row_of_its_group(
    broker_url: str, store: GatewayStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(broker_url, [done(["a", "b"], [right(), wrong()], run=RUN, job_id=new_job_id())])
    rows = rows_in(await exported(store, None, RUN)).values()
    assert [row["ground_truth"] for row in rows] == ["1", "1"]
    monkeypatch.setattr(rows_module, "_MOST_REPEATED", 10)
    rows = rows_in(await exported(store, None, RUN)).values()
    assert [row["ground_truth"] for row in rows] == ["1", None]


async def test_tenants_and_runs_with_odd_names_are_kept_apart(
    broker_url: str, store: GatewayStore, archive: Archive, redis: "Redis"
) -> None:
    names = ("../up", "a/b", "a_b", "*", "run=\n")
    for name in names:
        await fill(broker_url, [done([f"text of {name}"], [right()], run=name, job_id=new_job_id())])
    await fill(broker_url, [done(["theirs"], [right()], run="a/b", tenant="..", job_id=new_job_id())])
    await archivist(store, archive).write(archive)
    redis.flushall()
    for name in names:
        (row,) = rows_in(await exported(store, archive, name)).values()
        assert row["completion"] == f"text of {name}"
    (row,) = rows_in(await exported(store, archive, "a/b", "..")).values()
    assert row["completion"] == "theirs"
    assert (archive.tenants_of("a/b"), archive.tenants_of("*")) == (["..", "default"], ["default"])
    assert (len(list(archive.summaries("default"))), len(list(archive.summaries(None)))) == (5, 6)


async def test_a_run_that_goes_on_after_it_was_forgotten_does_not_lose_its_figures(
    broker_url: str, store: GatewayStore, archive: Archive, redis: "Redis"
) -> None:
    writing = archivist(store, archive)
    for number in range(2):
        await fill(broker_url, [done(["a"], [right()], run=RUN, step=number, job_id=new_job_id())])
    await writing.write(archive)
    known = archive.figures("default", RUN)
    redis.flushall()
    await fill(broker_url, [done(["b"], [wrong()], run=RUN, step=2, job_id=new_job_id())])
    await writing.write(archive)
    assert archive.figures("default", RUN) == known
    assert len(rows_in(await exported(store, archive, RUN))) == 3


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(Files(str(tmp_path)))
    archive.set_figures("default", RUN, b"old", b"old")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("services.archive.files.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        archive.set_figures("default", RUN, b"new", b"new")
    assert archive.figures("default", RUN) == b"old"
    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == {"figures.json", "summary.json"}


def test_a_part_is_plain_json_lines_in_gzip(tmp_path: Path) -> None:
    folder = Archive(Files(str(tmp_path / "plain")))
    folder.add_completions("default", RUN, [b'{"a":1}\n', b'{"a":2}\n'], 1.5)
    (file,) = tmp_path.rglob("completions-*.jsonl.gz")
    assert gzip.decompress(file.read_bytes()) == b'{"a":1}\n{"a":2}\n'


def test_an_archive_that_cannot_be_reached_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="STEELYARD_ARCHIVE"):
        Files("nowhere://bucket/prefix")
