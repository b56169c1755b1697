"""Who may see and do what on the dashboard, on a server with keys."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.parts import Server, run_server

KEYS = {"a": ["submit", "read"], "b": ["submit", "read"], "root": ["admin", "read", "submit"], "mute": ["submit"]}


def key(tenant: str) -> str:
    return f"key-of-{tenant}-0123456789"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("access")
    lines = [json.dumps({"key": key(name), "tenant": name, "scopes": scopes}) for name, scopes in KEYS.items()]
    (folder / "keys.jsonl").write_text("\n".join(lines))
    settings = {"STEELYARD_KEYS_FILE": str(folder / "keys.jsonl"), "STEELYARD_SANDBOX": "off"}
    with run_server(folder, {**settings, "STEELYARD_WORKERS": "1"}) as running:
        yield running


@pytest.fixture(scope="module")
def job(server: Server) -> str:
    """A judged job of tenant a."""
    verifier = {"kind": "math", "ground_truth": "1"}
    body = {"run": "secret-run", "step": 1, "groups": [{"verifier": verifier, "completions": ["\\boxed{1}"]}]}
    headers = {"Authorization": f"Bearer {key('a')}"}
    answer = httpx.post(f"{server.url}/v1/verify", json=body, headers=headers, timeout=60)
    return str(answer.json()["job_id"])


@contextmanager
def visitor(server: Server, tenant: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as client:
        assert client.post("/dashboard/login", data={"key": key(tenant)}).status_code == 303
        yield client


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="(\w+)"', page.text)
    assert found is not None
    return found.group(1)


def test_without_a_key_every_page_leads_to_the_login(server: Server) -> None:
    for path in ("", "/jobs", "/runs", "/review", "/workers", "/live", "/review/labels.jsonl"):
        answer = httpx.get(f"{server.url}/dashboard{path}")
        assert (answer.status_code, answer.headers["location"][:22]) == (303, "/dashboard/login?next="), path


def test_a_wrong_key_opens_nothing(server: Server) -> None:
    answer = httpx.post(f"{server.url}/dashboard/login", data={"key": "no-such-key-0123456789"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_sessions_cookie_is_out_of_reach_of_scripts_and_other_sites(server: Server) -> None:
    answer = httpx.post(f"{server.url}/dashboard/login", data={"key": key("a")})
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/dashboard"))
    assert key("a") not in cookie


def test_a_login_leads_only_to_pages_of_the_dashboard(server: Server) -> None:
    for target in (
        "https://evil.example/",
        "//evil.example",
        "/dashboard//evil.example",
        "/dashboardx",
        "/\\evil",
    ):
        answer = httpx.post(f"{server.url}/dashboard/login", data={"key": key("a"), "next": target})
        assert answer.headers["location"] == "/dashboard", target
    answer = httpx.post(f"{server.url}/dashboard/login", data={"key": key("a"), "next": "/dashboard/jobs?q=//"})
    assert answer.headers["location"] == "/dashboard/jobs?q=//"


def test_tenants_see_their_own_jobs_and_runs_only(server: Server, job: str) -> None:
    paths = [f"/jobs/{job}", f"/jobs/{job}/0/0", f"/jobs/{job}/live", "/run?run=secret-run"]
    for tenant, status in (("a", 200), ("b", 404), ("root", 200)):
        with visitor(server, tenant) as client:
            for path in paths:
                with client.stream("GET", f"/dashboard{path}") as answer:
                    assert answer.status_code == status, path
            for path in ("/jobs", "/runs", "/jobs?q=secret", f"/jobs?q={job}", "/jobs?tenant=a"):
                shown = client.get(f"/dashboard{path}").text
                assert (f'href="/dashboard/jobs/{job}"' in shown or ">secret-run<" in shown) == (tenant != "b"), (
                    path
                )


def test_figures_of_a_tenant_are_its_own(server: Server, job: str) -> None:
    for tenant, completions in (("a", 1), ("b", 0), ("root", 1)):
        headers = {"Authorization": f"Bearer {key(tenant)}"}
        overview = httpx.get(f"{server.url}/v1/overview", headers=headers).json()
        assert overview["completions"] == completions
        runs = httpx.get(f"{server.url}/v1/runs", headers=headers).json()["runs"]
        assert [run["run"] for run in runs] == ["secret-run"] * completions
        found = httpx.get(f"{server.url}/v1/run", params={"name": "secret-run"}, headers=headers)
        assert found.status_code == (200 if completions else 404)


def test_only_admins_steer_workers(server: Server) -> None:
    with visitor(server, "a") as client:
        assert client.get("/dashboard/workers").status_code == 403
        token = token_of(client.get("/dashboard"))
        form = {"token": token, "worker": "any", "action": "drain"}
        assert client.post("/dashboard/workers", data=form).status_code == 403
    with visitor(server, "root") as client:
        token = token_of(client.get("/dashboard/workers"))
        form = {"token": token, "worker": "any", "action": "drain"}
        assert client.post("/dashboard/workers", data=form).status_code == 404


def test_a_key_without_read_sees_no_page(server: Server) -> None:
    with visitor(server, "mute") as client:
        assert client.get("/dashboard").status_code == 403


def test_forms_of_other_sites_and_sessions_do_nothing(server: Server, job: str) -> None:
    path = f"/dashboard/jobs/{job}/0/0/again"
    with visitor(server, "a") as client, visitor(server, "root") as other:
        foreign = token_of(other.get("/dashboard"))
        for form in ({}, {"token": ""}, {"token": foreign}):
            assert client.post(path, data=form).status_code == 403
        assert client.post(path, data={"token": token_of(client.get("/dashboard"))}).status_code == 303
    assert httpx.post(server.url + "/dashboard/login", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_leaving_ends_the_session_for_good(server: Server) -> None:
    with visitor(server, "a") as client:
        cookies = dict(client.cookies)
        assert (
            client.post("/dashboard/logout", data={"token": token_of(client.get("/dashboard"))}).status_code == 303
        )
        assert httpx.get(f"{server.url}/dashboard", cookies=cookies).status_code == 303


def test_every_page_forbids_what_it_does_not_need(server: Server) -> None:
    with visitor(server, "a") as client:
        for path in ("", "/jobs", "/login", "/jobs/0123", "/jobs?cursor=%00", "/static/style.css"):
            policy = client.get(f"/dashboard{path}").headers["content-security-policy"]
            assert all(part in policy for part in ("default-src 'none'", "frame-ancestors 'none'")), path
            assert "unsafe" not in policy, path
