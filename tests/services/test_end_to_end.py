"""A whole running server, used as trainers use it."""

import asyncio
import concurrent.futures
import gzip
import json
import ssl
import time
from typing import Any

import httpx
import pytest

from tests.parts import Server, until

HALF = {"kind": "math", "ground_truth": "\\frac{1}{2}"}
ECHO = {"kind": "obedient", "ground_truth": "yes"}


def verify(server: Server, *groups: tuple[dict[str, Any], list[Any]], **options: Any) -> httpx.Response:
    body = {"groups": [{"verifier": v, "completions": c} for v, c in groups], **options}
    return httpx.post(f"{server.url}/v1/verify", json=body, timeout=120)


def results(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    return [result for group in response.json()["groups"] for result in group["results"]]


def rewards(response: httpx.Response) -> list[float | None]:
    return [result["reward"] for result in results(response)]


def test_right_answers_get_1_and_wrong_ones_0(server: Server) -> None:
    assert rewards(verify(server, (HALF, ["so it is \\boxed{0.5}", "it is \\boxed{2}"]))) == [1.0, 0.0]


def test_groups_of_different_verifiers_come_back_in_order_with_their_ids(server: Server) -> None:
    groups = [
        {"id": "a", "verifier": HALF, "completions": [{"text": "\\boxed{1/2}", "id": "a0", "n_tokens": 5}]},
        {"id": "b", "verifier": ECHO, "completions": ["no", "yes"]},
    ]
    body = httpx.post(f"{server.url}/v1/verify", json={"groups": groups}, timeout=60).json()
    assert [group["id"] for group in body["groups"]] == ["a", "b"]
    assert [[one["reward"] for one in group["results"]] for group in body["groups"]] == [[1.0], [0.0, 1.0]]
    assert body["groups"][0]["results"][0]["id"] == "a0"
    assert body["stats"]["run_seconds"] >= 0


def test_4096_completions_in_one_request_come_back_in_order(server: Server) -> None:
    completions = ["yes" if n % 3 else f"no {n}" for n in range(4096)]
    assert rewards(verify(server, (ECHO, completions))) == [float(bool(n % 3)) for n in range(4096)]


def test_one_more_completion_than_that_is_too_large(server: Server) -> None:
    assert verify(server, (ECHO, ["yes"] * 4097)).status_code == 413


def test_hostile_completions_cost_only_their_own_verdicts(server: Server) -> None:
    hostile = ["spin", "eat", "crash", "exit", "raise", "fail"]
    response = verify(server, (ECHO, [*["yes"] * 20, *hostile, *["yes"] * 20]), cache="off")
    found = results(response)
    assert [one["reward"] for one in found[:20] + found[26:]] == [1.0] * 40
    statuses = [one["verdict"]["status"] for one in found[20:26]]
    assert statuses == [*["undecided"] * 5, "infrastructure_error"]
    errors = [one["verdict"]["checks"][0]["error"] for one in found[20:25]]
    assert errors == ["timeout", "memory", "runtime_error", "runtime_error", "runtime_error"]
    assert [one["reward"] for one in found[20:26]] == [0.0, 0.0, 0.0, 0.0, 0.0, None]
    # A sandbox that fails costs the verdict, not the reading: the text was looked into all the same.
    unread = ["unread" in one["verdict"]["flags"] for one in found]
    assert unread == [False] * 20 + [True, True, True, True, False, False] + [False] * 20
    assert ".py" not in response.text, "a defect is told without the server's paths"


def test_bombs_among_mathematics_end_within_the_limits(server: Server) -> None:
    bombs = [r"\boxed{9^{9^{9^9}}}", "x" * 2_000_000, r"\boxed{" + "{" * 6000 + "1" + "}" * 6000 + "}", ""]
    response = verify(server, (HALF, [*[rf"\boxed{{{n}/{2 * n}}}" for n in range(1, 51)], *bombs]))
    found = results(response)
    assert [one["reward"] for one in found[:50]] == [1.0] * 50
    assert all(one["verdict"]["status"] not in ("correct", "infrastructure_error") for one in found[50:])


def test_the_same_completion_again_comes_from_the_cache(server: Server) -> None:
    text = f"by {time.time_ns()} roads it is \\boxed{{0.5}}"
    asked = [
        verify(server, (HALF, [text]), run=str(n), cache=cache) for n, cache in enumerate(["use", "use", "off"])
    ]
    assert [results(one)[0]["cached"] for one in asked] == [False, True, False]
    assert [rewards(one) for one in asked] == [[1.0]] * 3


def test_a_job_can_be_submitted_followed_and_read_later(server: Server) -> None:
    groups = [{"verifier": ECHO, "completions": ["sleep 2", "yes"]}, {"verifier": ECHO, "completions": ["no"]}]
    accepted = httpx.post(f"{server.url}/v1/jobs", json={"groups": groups, "run": "later", "step": 3})
    assert accepted.status_code == 202
    job = server.url + accepted.headers["location"]
    early = httpx.get(f"{job}/results")
    assert (early.status_code, early.headers["content-type"]) == (409, "application/problem+json")
    with httpx.stream("GET", f"{job}/events", timeout=30) as stream:
        lines = [line for line in stream.iter_lines() if line]
    events = [(lines[n].removeprefix("event: "), json.loads(lines[n + 1][6:])) for n in range(0, len(lines), 2)]
    groups_seen = {data["index"]: data["results"] for name, data in events if name == "group"}
    assert events[-1] == ("done", {"state": "done"})
    assert [[one["reward"] for one in groups_seen[n]] for n in (0, 1)] == [[1.0, 1.0], [0.0]]
    document = httpx.get(job).json()
    assert (document["state"], document["run"], document["step"], document["done"]) == ("done", "later", 3, 3)
    assert document["config"]["reward"]["sum"][0]["use"] == "binary"
    assert rewards(httpx.get(f"{job}/results")) == [1.0, 1.0, 0.0]
    listed = httpx.get(f"{server.url}/v1/jobs", params={"run": "later"}).json()["jobs"]
    assert document["job_id"] in [one["job_id"] for one in listed]


def test_partial_results_show_what_is_there_and_null_for_the_rest(server: Server) -> None:
    completions = ["sleep 0.24", "yes", *["sleep 1.5"] * 3]
    groups = [{"verifier": ECHO, "completions": completions}]
    job = server.url + httpx.post(f"{server.url}/v1/jobs", json={"groups": groups}).headers["location"]
    until(lambda: httpx.get(job).json()["done"] >= 2)
    found = results(httpx.get(f"{job}/results", params={"partial": "true"}))
    assert [one["reward"] for one in found][:2] == [1.0, 1.0]
    assert found[-1]["reward"] is None
    assert found[-1]["verdict"] is None
    httpx.delete(job)


def test_rescoring_uses_the_stored_verdicts(server: Server) -> None:
    body = verify(server, (ECHO, ["yes", "no"])).json()
    url = f"{server.url}/v1/jobs/{body['job_id']}/rescore"
    reward = {"use": "binary", "correct": 2.0, "wrong": -2.0}
    assert rewards(httpx.post(url, json={"reward": reward})) == [2.0, -2.0]
    assert httpx.post(url, json={"reward": "unheard-of"}).status_code == 422


def test_a_sync_request_past_its_deadline_names_the_job_which_goes_on(server: Server) -> None:
    response = verify(server, (ECHO, ["sleep 1.2"]), timeout_seconds=0.3)
    assert response.status_code == 504
    job = f"{server.url}/v1/jobs/{response.json()['job_id']}"
    until(lambda: httpx.get(job).json()["state"] == "done")
    assert rewards(httpx.get(f"{job}/results")) == [1.0]


def test_cancelling_drops_what_is_not_started_and_kills_what_runs(server: Server) -> None:
    groups = [{"verifier": ECHO, "completions": ["sleep 90"] * 50}]
    job = server.url + httpx.post(f"{server.url}/v1/jobs", json={"groups": groups}).headers["location"]
    until(lambda: httpx.get(job).json()["state"] == "running")
    assert httpx.delete(job).json()["state"] == "cancelled"
    body = {"groups": [{"verifier": ECHO, "completions": ["yes"]}], "cache": "off"}
    # Those that went on would sleep for longer than this client waits.
    assert rewards(httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)) == [1.0]
    assert httpx.get(f"{job}/results").status_code == 409


async def test_a_client_that_goes_away_cancels_its_job(server: Server) -> None:
    run = f"gone {time.time_ns()}"
    body = {"run": run, "groups": [{"verifier": ECHO, "completions": ["sleep 5"] * 20}]}

    def states() -> list[str]:
        jobs = httpx.get(f"{server.url}/v1/jobs", params={"run": run}).json()["jobs"]
        return [job["state"] for job in jobs]

    async with httpx.AsyncClient(timeout=60) as client:
        sent = asyncio.create_task(client.post(f"{server.url}/v1/verify", json=body))
        await asyncio.to_thread(until, lambda: states() in (["queued"], ["running"]))
        sent.cancel()
        await asyncio.to_thread(until, lambda: states() == ["cancelled"])


def test_identical_requests_in_flight_are_one_job(server: Server) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(verify, server, (ECHO, ["sleep 0.5"]), run="same") for _ in range(8)]
        bodies = [one.result().json() for one in asked]
    assert len({body["job_id"] for body in bodies}) == 1


def test_a_repeated_idempotency_key_gets_the_first_answer(server: Server) -> None:
    body = {"groups": [{"verifier": ECHO, "completions": ["yes"]}]}
    headers = {"Idempotency-Key": f"key-{time.time_ns()}"}
    first, second = (httpx.post(f"{server.url}/v1/verify", json=body, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    other = httpx.post(f"{server.url}/v1/verify", json={**body, "run": "other"}, headers=headers)
    assert other.status_code == 409


def test_a_gzipped_body_is_read(server: Server) -> None:
    body = gzip.compress(json.dumps({"groups": [{"verifier": ECHO, "completions": ["yes"]}]}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert rewards(httpx.post(f"{server.url}/v1/verify", content=body, headers=headers)) == [1.0]


def test_an_unusable_ground_truth_is_refused_at_submit_and_named(server: Server) -> None:
    response = verify(server, (ECHO, ["x"]), ({"kind": "obedient", "ground_truth": "unreadable"}, ["x"]))
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["loc"] == ["groups", 1, "verifier", "ground_truth"]
    hanging = verify(server, ({"kind": "obedient", "ground_truth": "spin"}, ["x"]))
    assert hanging.status_code == 422


def test_of_many_ground_truths_exactly_the_unusable_ones_are_named(server: Server) -> None:
    truths = ["yes", "unreadable", "spin", "no", "unreadable", "spinning"]
    groups = [({"kind": "obedient", "ground_truth": truth}, ["x"]) for truth in truths]
    mathematics = ["\\sqrt{2}", "\\frac{1}{", "x+1"]
    groups += [({"kind": "math", "ground_truth": truth}, ["x"]) for truth in mathematics]
    response = verify(server, *groups)
    assert response.status_code == 422
    # Equal verifiers are named once.
    assert [error["loc"][1] for error in response.json()["errors"]] == [1, 2, 7]
    reasons = [error["msg"] for error in response.json()["errors"]]
    assert "says so itself" in reasons[0]
    assert "CPU time" in reasons[1]


def test_an_unreadable_mathematical_ground_truth_is_refused(server: Server) -> None:
    response = verify(server, ({"kind": "math", "ground_truth": "\\frac{1}{"}, ["\\boxed{1}"]))
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"][:3] == ["groups", 0, "verifier"]


@pytest.mark.parametrize(
    ("body", "status", "loc"),
    [
        ({"groups": []}, 422, ["groups"]),
        ({"groups": [{"verifier": ECHO, "completions": []}]}, 422, ["groups", 0, "completions"]),
        ({"groups": [{"verifier": ECHO, "completions": ["x"]}], "step": "1"}, 422, ["step"]),
        ({"groups": [{"verifier": ECHO, "completions": ["x"]}], "colour": 1}, 422, ["colour"]),
        ({"groups": [{"verifier": {"kind": "none"}, "completions": ["x"]}]}, 422, ["groups", 0, "verifier"]),
        ({"groups": [{"verifier": ECHO, "completions": ["x"]}], "reward": "luck"}, 422, ["reward"]),
    ],
)
def test_invalid_requests_name_the_field(server: Server, body: Any, status: int, loc: list[Any]) -> None:
    response = httpx.post(f"{server.url}/v1/verify", json=body)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["errors"][0]["loc"] == loc


def test_unreadable_bodies_are_problems_too(server: Server) -> None:
    url = f"{server.url}/v1/verify"
    as_json = {"Content-Type": "application/json"}
    statuses = [
        httpx.post(url, content=b"{", headers=as_json).status_code,
        httpx.post(url, content=b"{}", headers={"Content-Type": "text/plain"}).status_code,
        httpx.post(url, content=b"{}", headers={**as_json, "Content-Encoding": "br"}).status_code,
        httpx.post(url, content=b"{}", headers={**as_json, "Content-Encoding": "gzip"}).status_code,
        httpx.post(url, content=b" " * (33 << 20), headers=as_json).status_code,
        httpx.post(
            url, content=gzip.compress(b" " * (64 << 20)), headers={**as_json, "Content-Encoding": "gzip"}
        ).status_code,
        httpx.get(f"{server.url}/v1/jobs/0123").status_code,
    ]
    assert statuses == [400, 415, 415, 400, 413, 413, 404]


def test_the_server_says_what_it_has(server: Server) -> None:
    kinds = {one["kind"]: one for one in httpx.get(f"{server.url}/v1/verifiers").json()}
    names = {one["name"] for one in httpx.get(f"{server.url}/v1/rewards").json()}
    assert {"math", "obedient"} <= set(kinds)
    assert "ground_truth" in kinds["obedient"]["parameters"]["properties"]
    assert {"binary", "dense", "weighted"} <= names


def test_metrics_count_verdicts_and_requests(server: Server) -> None:
    verify(server, (ECHO, ["yes", "no"]))
    text = httpx.get(f"{server.url}/metrics").text
    assert 'steelyard_verdicts{status="correct",verifier="obedient"}' in text
    assert 'steelyard_http_requests_total{route="/v1/verify",status="200"}' in text
    assert "steelyard_workers 1.0" in text


def test_a_thousand_concurrent_requests_are_all_answered_right(server: Server) -> None:
    def one(n: int) -> bool:
        body = {"groups": [{"verifier": ECHO, "completions": ["yes" if n % 2 else f"no {n}"]}], "step": n}
        # Each has a connection of its own: httpcore's pool may close an idle one that it has just handed out.
        response = httpx.post(f"{server.url}/v1/verify", json=body, timeout=120, verify=unused)
        return rewards(response) == [float(n % 2)]

    unused = ssl.create_default_context()
    with concurrent.futures.ThreadPoolExecutor(1000) as pool:
        assert all(pool.map(one, range(1000)))


def test_training_goes_before_background_work(server: Server) -> None:
    groups = [{"verifier": ECHO, "completions": ["sleep 0.3"]}] * 60
    waiting = {"groups": groups, "priority": "background", "run": str(time.time_ns()), "cache": "off"}
    job = server.url + httpx.post(f"{server.url}/v1/jobs", json=waiting).headers["location"]
    assert rewards(verify(server, (ECHO, ["yes"]), run=str(time.time_ns()))) == [1.0]
    assert httpx.get(job).json()["done"] < 60
    httpx.delete(job)
