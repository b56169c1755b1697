"""Addresses that people type: the front page, and pages of the dashboard that are not there as asked."""

import httpx

from tests.parts import Server


def test_the_front_page_is_the_dashboard(server: Server) -> None:
    answer = httpx.get(server.url, follow_redirects=True, timeout=60)
    assert (answer.status_code, answer.url.path) == (200, "/dashboard")


def test_a_state_that_is_none_is_said_and_the_page_leads_on(server: Server) -> None:
    answer = httpx.get(f"{server.url}/dashboard/jobs?state=bogus", timeout=60)
    assert answer.status_code == 422
    assert "&#39;bogus&#39; is none of queued, running" in answer.text
    assert httpx.get(f"{server.url}/dashboard/jobs?state=", timeout=60).status_code == 200
    gone = httpx.get(f"{server.url}/dashboard/jobs/{'0' * 32}", timeout=60)
    assert gone.status_code == 404
    for page in ("/dashboard", "/dashboard/runs", "/dashboard/jobs"):
        assert f'href="{page}"' in gone.text.partition("<main")[2]
