"""Addresses that people type: the front page, and pages of the dashboard that are not there as asked."""

import httpx

from tests.parts import Server


def test_the_front_page_says_how_the_server_is_and_leads_on(server: Server) -> None:
    answer = httpx.get(server.url, timeout=60)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for address in ("/dashboard", "/docs", "/openapi.json", "/readyz"):
        assert f'href="{address}"' in answer.text
    assert '<strong id="state">ready</strong>' in answer.text


def test_an_address_that_no_page_has_leads_on(server: Server) -> None:
    answer = httpx.get(f"{server.url}/dashboard/rnus", timeout=60)
    assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")
    assert 'href="/dashboard/runs"' in answer.text.partition("<main")[2]


def test_a_filter_that_a_page_does_not_know_is_said(server: Server) -> None:
    answer = httpx.get(f"{server.url}/dashboard/jobs?sate=done", timeout=60)
    assert answer.status_code == 200
    assert "knows no filter called <bdi>sate</bdi>" in answer.text
    assert "knows no filter" not in httpx.get(f"{server.url}/dashboard/jobs?state=done&step=2", timeout=60).text
    assert httpx.get(f"{server.url}/dashboard/jobs?step=two", timeout=60).status_code == 422


def test_a_state_that_is_none_is_said_and_the_page_leads_on(server: Server) -> None:
    answer = httpx.get(f"{server.url}/dashboard/jobs?state=bogus", timeout=60)
    assert answer.status_code == 422
    assert "&#39;bogus&#39; is none of queued, running" in answer.text
    assert httpx.get(f"{server.url}/dashboard/jobs?state=", timeout=60).status_code == 200
    gone = httpx.get(f"{server.url}/dashboard/jobs/{'0' * 32}", timeout=60)
    assert gone.status_code == 404
    for page in ("/dashboard", "/dashboard/runs", "/dashboard/jobs"):
        assert f'href="{page}"' in gone.text.partition("<main")[2]


def test_files_of_the_pages_are_served_and_others_are_not(server: Server) -> None:
    for name in (
        "style.css",
        "uplot.min.js",
        "katex.min.js",
        "highlight.min.js",
        "fonts/KaTeX_Main-Regular.woff2",
    ):
        assert httpx.get(f"{server.url}/dashboard/static/{name}", timeout=60).status_code == 200, name
    for name in ("LICENSE.katex", "../pages.py", "none.js"):
        assert httpx.get(f"{server.url}/dashboard/static/{name}", timeout=60).status_code == 404, name
