"""Query parameters of the wire contract are known ones or refused; drop-in routes take what clients add."""

import httpx
import pytest

from tests.parts import Server

_BODY = {"groups": [{"verifier": {"kind": "math", "ground_truth": "1"}, "completions": ["\\boxed{1}"]}]}


@pytest.mark.parametrize(
    ("method", "path", "unknown"),
    [
        ("GET", "/v1/jobs?stage=queued&limit=1", "stage"),
        ("GET", "/v1/overview?run=a", "run"),
        ("GET", "/v1/run?name=a&nmae=b", "nmae"),
        ("GET", "/v1/verifiers?kind=math", "kind"),
        ("POST", "/v1/verify?reward=dense", "reward"),
        ("POST", "/v1/jobs?run=a", "run"),
    ],
)
def test_an_unknown_parameter_is_named(server: Server, method: str, path: str, unknown: str) -> None:
    answer = httpx.request(method, server.url + path, json=_BODY if method == "POST" else None, timeout=60)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", unknown]]


def test_known_parameters_and_those_of_drop_in_routes_pass(server: Server) -> None:
    assert httpx.get(f"{server.url}/v1/jobs?limit=1&state=done&step=2", timeout=60).status_code == 200
    assert httpx.get(f"{server.url}/healthz?probe=3", timeout=60).status_code == 200
    slime = {"prompt": "1 + 0?", "response": "\\boxed{1}", "label": "1"}
    answer = httpx.post(f"{server.url}/compat/slime/rm?worker=7", json=slime, timeout=60)
    assert (answer.status_code, answer.json()) == (200, 1.0)
