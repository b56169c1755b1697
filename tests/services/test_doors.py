"""What stands in front of the routes of trainers: keys where a client can put them, and patience."""

import gzip
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.parts import Server, free_port, run_server

KEY = "a-secret-of-32-characters-000001"
BODY = {"prompt": "?", "response": "\\boxed{3}", "label": "3"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with keys and a queue of eight completions."""
    folder = tmp_path_factory.mktemp("doors")
    (folder / "keys").write_text(json.dumps({"key": KEY, "tenant": "trainer"}))
    settings = {"STEELYARD_KEYS_FILE": str(folder / "keys"), "STEELYARD_MAX_QUEUED": "8"}
    with run_server(folder, settings) as server:
        yield server


def address(server: Server, user: str = "", path: str = "") -> str:
    return f"http://{user}{server.url.removeprefix('http://')}{path}/compat/slime/rm"


@pytest.mark.parametrize(
    ("user", "path"), [("", f"/k/{KEY}"), (f"{KEY}@", ""), (f"x:{KEY}@", ""), (f"{KEY}:x@", "")]
)
def test_a_key_may_stand_in_the_address(guarded: Server, user: str, path: str) -> None:
    assert httpx.post(address(guarded, user, path), json=BODY, timeout=60).json() == 1.0


@pytest.mark.parametrize(
    ("user", "path"), [("", ""), ("", "/k/wrong-wrong-wrong-wrong"), ("x:y@", ""), ("", "/k/")]
)
def test_without_a_good_key_nothing_is_judged(guarded: Server, user: str, path: str) -> None:
    assert httpx.post(address(guarded, user, path), json=BODY).status_code in (401, 404)


def test_a_key_in_the_address_shows_nowhere(guarded: Server) -> None:
    refused = httpx.post(f"{guarded.url}/k/{KEY}/compat/slime/rm", json={"response": 5})
    lost = httpx.get(f"{guarded.url}/k/{KEY}/no/such/route")
    figures = httpx.get(f"{guarded.url}/k/{KEY}/metrics")
    assert [answer.status_code for answer in (refused, lost, figures)] == [422, 404, 200]
    shown = refused.text + lost.text + figures.text + guarded.log.read_text()
    assert KEY not in shown


def test_a_full_queue_is_waited_out(guarded: Server) -> None:
    """48 programs at once on a queue of eight: every one gets its reward, none a refusal."""
    label = {"kind": "code", "language": "python", "tests": [{"type": "stdio", "stdin": "", "stdout": "7"}]}

    def ask(number: int) -> float:
        right = number % 2 == 0
        program = f"```python\n# {number}\nprint({7 if right else 8})\n```"
        answer = httpx.post(
            address(guarded, path=f"/k/{KEY}"), json={"response": program, "label": label}, timeout=120
        )
        return float(answer.json()) if answer.status_code == 200 else float("nan")

    with ThreadPoolExecutor(48) as pool:
        rewards = list(pool.map(ask, range(48)))
    assert rewards == [1.0, 0.0] * 24


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, int]]]:
    """A server with keys, its queue of eight, and a door for each of some trainers."""
    folder = tmp_path_factory.mktemp("ports")
    (folder / "keys").write_text(json.dumps({"key": KEY, "tenant": "trainer"}))
    ports = {name: free_port() for name in ("nemo-gym", "sandbox-fusion", "api")}
    settings = {
        "STEELYARD_KEYS_FILE": str(folder / "keys"),
        "STEELYARD_DOORS": ",".join(f"{name}:{port}" for name, port in ports.items()),
    }
    with run_server(folder, settings) as server:
        yield server, ports


def test_a_door_is_a_service_at_the_root_of_a_port(doors: tuple[Server, dict[str, int]]) -> None:
    _, ports = doors
    url = f"http://127.0.0.1:{ports['nemo-gym']}"
    assert httpx.get(f"{url}/reverify_mode", headers={"Authorization": f"Bearer {KEY}"}).json() == "stateless"
    assert httpx.get(f"{url}/k/{KEY}/health").json() == {"status": "ok"}
    assert httpx.post(f"{url}/seed_session", json={}).status_code == 401
    api = f"http://{KEY}@127.0.0.1:{ports['api']}"
    body = {"groups": [{"verifier": {"kind": "math", "ground_truth": "3"}, "completions": ["\\boxed{3}"]}]}
    packed = gzip.compress(json.dumps(body).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = httpx.post(f"{api}/v1/verify", content=packed, headers=headers, timeout=60).json()
    assert answer["groups"][0]["results"][0]["reward"] == 1.0
    events = httpx.get(f"{api}/v1/jobs/{answer['job_id']}/events", timeout=60)
    assert "event: " in events.text


def hammer(url: str, requests: int, during: Callable[[], None]) -> list[str]:
    """What clients like verl's, which ask again after 504 alone, make of a server while something happens."""

    def ask(number: int) -> str:
        time.sleep(number * 0.05)
        code = f"import time\ntime.sleep(0.2)\nprint({number})"
        try:
            for _ in range(5):
                answer = httpx.post(url, json={"code": code, "language": "python"}, timeout=60)
                if answer.status_code != 504:
                    break
            return str(answer.json()["run_result"]["stdout"].strip())
        except (httpx.HTTPError, KeyError, ValueError) as error:
            return repr(error)

    with ThreadPoolExecutor(requests + 1) as pool:
        answers = [pool.submit(ask, number) for number in range(requests)]
        pool.submit(during).result()
        return [answer.result() for answer in answers]


@pytest.mark.parametrize(
    ("number", "through_door"), [(signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGKILL, True)]
)
def test_a_restart_is_not_seen(
    doors: tuple[Server, dict[str, int]], number: signal.Signals, through_door: bool
) -> None:
    server, ports = doors
    base = f"http://127.0.0.1:{ports['sandbox-fusion']}" if through_door else f"{server.url}/compat/sandbox-fusion"
    base = base.replace("127.0.0.1", f"{KEY}@127.0.0.1")

    def restart() -> None:
        time.sleep(1.5)
        for pid in server.descendants("services gateway"):
            os.kill(pid, number)

    assert hammer(f"{base}/run_code", 40, restart) == [str(number) for number in range(40)]
