"""Finding completions by their text and by everything known of them, on a real broker of each kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from redis import Redis

from services.explorer.breakdown import break_down
from services.explorer.index import Index
from services.explorer.main import Explorer
from services.explorer.model import Hit, Query, RunQuery
from services.explorer.reading import Reader
from services.explorer.rows import Prompt, Row
from services.explorer.searching import search
from services.jobs import keys
from services.jobs.worker_store import connect
from tests.dashboard.seeding import Done, done, fill, no_answer, right, wrong

MEGABYTE = 1 << 20


@pytest.fixture
def explorer(broker_url: str, redis: "Redis") -> Explorer:
    return Explorer(connect(broker_url), 64 * MEGABYTE, 86_400)


def job_id(number: int) -> str:
    return f"f{number:031x}"


def read_all(explorer: Explorer) -> None:
    while explorer.find(Query()).jobs_unread:
        pass


def places(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    return [(hit.job_id[-2:], hit.index) for hit in hits]


def jobs() -> list[Done]:
    flagged = replace(wrong(), flags=("hidden_test",))
    return [
        done(["ÉTÉ one", "two"], [right(), wrong()], job_id=job_id(1), run="a", step=1, group="half"),
        done(["two, Planted Text", "three"], [no_answer(), flagged], job_id=job_id(2), run="a", step=2),
        done(["four"], [right()], job_id=job_id(3), run="a", step=3, split="test", tags={"topic": "beams"}),
        done(["five\0two"], [right()], job_id=job_id(4), run="b", step=1, tenant="other", prompt="What is HALF?"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), [("04", 0), ("03", 0), ("02", 0), ("02", 1), ("01", 0), ("01", 1)]),
        (Query(text="planted text"), [("02", 0)]),
        (Query(text="été"), [("01", 0)]),
        (Query(text="two"), [("04", 0), ("02", 0), ("01", 1)]),
        (Query(text="two", tenant="default"), [("02", 0), ("01", 1)]),
        (Query(text="t.o"), []),
        (Query(text="two three"), []),
        (Query(prompt="half"), [("04", 0), ("01", 0), ("01", 1)]),
        (Query(run="a", from_step=2), [("03", 0), ("02", 0), ("02", 1)]),
        (Query(run="a", to_step=2, split="train"), [("02", 0), ("02", 1), ("01", 0), ("01", 1)]),
        (Query(split="test"), [("03", 0)]),
        (Query(status="no_answer"), [("02", 0)]),
        (Query(flag="hidden_test"), [("02", 1)]),
        (Query(lowest=0.5), [("04", 0), ("03", 0), ("01", 0)]),
        (Query(highest=0.5, run="a"), [("02", 0), ("02", 1), ("01", 1)]),
        (Query(check="answer"), [("02", 0), ("02", 1), ("01", 1)]),
        (Query(tag="topic:beams"), [("03", 0)]),
        (Query(verifier="code"), []),
        (Query(language="python"), []),
    ],
)
async def test_each_property_finds_what_has_it_and_nothing_else(
    broker_url: str, explorer: Explorer, query: Query, expected: list[tuple[str, int]]
) -> None:
    await fill(broker_url, jobs())
    read_all(explorer)
    found = explorer.find(query)
    assert places(found.hits) == expected
    assert (found.total, found.is_complete, found.completions) == (len(expected), True, 6)


async def test_what_is_found_stands_in_its_text_with_its_properties(broker_url: str, explorer: Explorer) -> None:
    await fill(broker_url, jobs())
    read_all(explorer)
    (hit,) = explorer.find(Query(text="planted text")).hits
    assert (hit.excerpt.before, hit.excerpt.match, hit.excerpt.after) == ("two, ", "Planted Text", "")
    assert (hit.run, hit.step, hit.status, hit.reward, hit.group_id) == ("a", 2, "no_answer", 0.0, "p1")
    (asked,) = explorer.find(Query(text="five")).hits
    assert asked.prompt == "What is HALF?"


async def test_jobs_that_end_later_are_found_and_those_gone_are_not(
    broker_url: str, explorer: Explorer, redis: "Redis"
) -> None:
    first, *others = jobs()
    await fill(broker_url, [first])
    read_all(explorer)
    await fill(broker_url, others)
    assert explorer.find(Query(text="planted")).total == 1
    redis.delete(keys.result(job_id(2)))
    assert explorer.find(Query(text="planted")).total == 0
    redis.zremrangebylex(keys.JOBS, "-", f"({job_id(3)}")
    assert places(explorer.find(Query()).hits) == [("04", 0), ("03", 0)]
    redis.flushall()
    assert explorer.find(Query()).total == 0


async def test_a_job_that_ends_again_is_read_again(broker_url: str, explorer: Explorer, redis: "Redis") -> None:
    await fill(broker_url, jobs())
    read_all(explorer)
    answer = cast("bytes", redis.get(keys.result(job_id(4))))
    redis.set(keys.result(job_id(4)), answer.replace(b'"correct"', b'"partial"'))
    redis.xadd(keys.ENDED, {"job": job_id(4)})
    assert places(explorer.find(Query(status="partial")).hits) == [("04", 0)]
    assert explorer.find(Query()).total == 6


async def test_what_cannot_be_read_keeps_nothing_else_from_being_found(
    broker_url: str, explorer: Explorer, redis: "Redis"
) -> None:
    await fill(broker_url, jobs())
    redis.set(keys.result(job_id(1)), b"\x00no answer")
    read_all(explorer)
    assert explorer.find(Query()).total == 4


async def test_more_jobs_than_the_stream_holds_are_all_read(
    broker_url: str, redis: "Redis", explorer: Explorer
) -> None:
    await fill(broker_url, [done(["0"], [right()], job_id=job_id(9))])
    read_all(explorer)
    await fill(broker_url, [done([f"{n}"], [right()], job_id=job_id(n)) for n in range(10, 130)])
    redis.xtrim(keys.ENDED, maxlen=60, approximate=False)
    read_all(explorer)
    assert explorer.find(Query()).total == 121


def row(number: int, text: str, place: int = 0) -> Row:
    return Row(
        *(job_id(number), 0, place, "a", number, None, "correct", 1.0, 1.0, "math", None),
        *(text, Prompt("default", "d", None, ""), ["f"], ["c"], ["t:v"]),
    )


def index_of(texts: Callable[[int], str], jobs: int, each: int, most_bytes: int = 64 * MEGABYTE) -> Index:
    index = Index(most_bytes)
    for number in range(jobs):
        index.add(row(number, texts(number), place) for place in range(each))
    return index


@pytest.mark.parametrize("budget", [0.0, 60.0])
def test_every_page_leads_on_until_all_is_found_once_however_short_the_time(budget: float) -> None:
    index = index_of(lambda number: "even" if number % 2 == 0 else "odd", 40, 3)
    for text, total in (("even", 60), (None, 120)):
        seen: list[tuple[str, int]] = []
        cursor = None
        while True:
            found = search(index, Query(text=text, limit=7, after=cursor), budget_seconds=budget)
            seen += [(hit.job_id, hit.index) for hit in found.hits]
            cursor = found.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == total
        assert seen == sorted(seen, key=lambda one: (-int(one[0], 16), one[1]))


def test_the_oldest_jobs_leave_when_there_are_too_many_bytes() -> None:
    index = index_of(lambda number: f"text {number}", 1_000, 1, MEGABYTE // 4)
    assert index.used_bytes > MEGABYTE // 4
    index.bound()
    assert index.used_bytes <= MEGABYTE // 4
    kept = search(index, Query(limit=200)).hits
    assert kept[0].job_id == job_id(999)
    assert 50 < index.completions < 1_000
    assert search(index, Query(flag="f")).total == search(index, Query(tag="t:v")).total == index.completions
    assert search(index, Query(text="text 1 ")).total == search(index, Query(text="text 0")).total == 0


def test_a_single_job_larger_than_all_room_leaves_nothing_behind() -> None:
    index = Index(100)
    index.add([row(1, "x")])
    index.bound()
    assert index.completions == 0


async def test_the_stream_holds_each_job_that_was_done_once(broker_url: str, redis: "Redis") -> None:
    await fill(broker_url, jobs())
    ended = [fields[b"job"].decode() for _, fields in cast("Any", redis.xrange(keys.ENDED))]
    assert sorted(ended) == [job_id(number) for number in range(1, 5)]


def test_nothing_to_read_is_no_work(redis: "Redis") -> None:
    reader = Reader(redis, Index(MEGABYTE), 60)
    assert [reader.step(), reader.step()] == [False, False]


async def test_an_answer_is_not_complete_while_jobs_that_ended_of_late_are_unread(
    broker_url: str, explorer: Explorer
) -> None:
    read_all(explorer)
    await fill(broker_url, [done([f"text {number}"], [right()], job_id=job_id(number)) for number in range(120)])
    found = explorer.find(Query())
    assert (found.total, found.jobs_unread, found.is_complete) == (50, 70, False)
    read_all(explorer)
    assert (explorer.find(Query()).total, explorer.find(Query()).is_complete) == (120, True)


def test_a_run_is_broken_down_by_prompt_and_check_as_counted_by_hand() -> None:
    index = Index(64 * MEGABYTE)
    for number, (run, prompt, status) in enumerate(
        [
            *[("a", "p", "incorrect"), ("a", "p", "incorrect"), ("a", "q", "correct"), ("a", "q", "incorrect")],
            *[("b", "q", "correct"), ("b", "r", "correct"), ("b", "p", "incorrect")],
        ]
    ):
        failed = [] if status == "correct" else ["answer"]
        one = replace(row(number, "text"), run=run, prompt=Prompt("default", prompt, prompt, ""), failed=failed)
        index.add([replace(one, status=status, step=number // 2)])
    index.add([replace(row(9, "text"), run="a", split="test"), replace(row(10, "x"), run="a", split="train")])
    found = break_down(index, RunQuery("default", "a"))
    assert [(one.name, one.failed) for one in found.checks] == [("answer", 3), ("c", 1)]
    assert [(one.group_id, one.right, one.n) for one in found.prompts] == [("p", 0, 2), ("q", 1, 2), (None, 1, 1)]
    assert found.classes == {"none_right": 1, "mixed": 1, "all_right": 1}
    assert [(one.step, one.right, one.n) for one in found.prompts[1].steps] == [(1, 1, 2)]
    beside = break_down(index, RunQuery("default", "a", "b"))
    assert [(one.group_id, one.beside_right, one.beside_n) for one in beside.prompts] == [("q", 1, 1), ("p", 0, 1)]
    assert [one.group_id for one in break_down(index, RunQuery("default", "a", only="none_right")).prompts] == [
        "p"
    ]
    assert break_down(index, RunQuery("other", "a")).prompts == []
