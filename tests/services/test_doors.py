"""What stands in front of the routes of trainers: keys where a client can put them, and patience."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.parts import Server, run_server

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
