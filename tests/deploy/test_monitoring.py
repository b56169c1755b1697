"""Prometheus rules and the Grafana dashboard: they parse, alarm when they should, ask for metrics that exist."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.parts import ROOT, Server, free_port, run_server

PROMETHEUS = ROOT / "deploy" / "prometheus"
GRAFANA = ROOT / "deploy" / "grafana" / "steelyard.json"
_SUFFIXES = ("_bucket", "_sum", "_count", "_total")


def promtool(*arguments: str) -> str:
    ended = subprocess.run(
        ["promtool", *arguments], cwd=PROMETHEUS, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.promtool
def test_promtool_accepts_the_configuration_and_the_rules() -> None:
    assert "10 rules found" in promtool("check", "config", "prometheus.yml")


@pytest.mark.promtool
def test_the_rules_alarm_when_they_should_and_not_before() -> None:
    assert "SUCCESS" in promtool("test", "rules", "steelyard.test.yml")


def expressions() -> list[str]:
    panels = json.loads(GRAFANA.read_text())["panels"]
    rules = re.findall(
        r"expr: (?:>\n)?((?:.|\n)+?)\n        for:", (PROMETHEUS / "steelyard.rules.yml").read_text()
    )
    assert len(rules) == 10
    return [*(target["expr"] for panel in panels for target in panel["targets"]), *rules]


@pytest.mark.promtool
@pytest.mark.parametrize("expression", expressions())
def test_every_expression_is_one(expression: str, tmp_path: Path) -> None:
    asked = expression.replace("$__rate_interval", "5m")
    rules = tmp_path / "rules.yml"
    rules.write_text(json.dumps({"groups": [{"name": "g", "rules": [{"record": "a:b", "expr": asked}]}]}))
    promtool("check", "rules", str(rules))


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The metrics of a gateway and of a worker after some work."""
    port = free_port()
    settings = {"STEELYARD_METRICS_PORT": str(port), "STEELYARD_SANDBOX": "off", "STEELYARD_WORKERS": "1"}
    with run_server(tmp_path_factory.mktemp("metrics"), settings) as server:
        for _ in range(2):
            judge(server)
        yield {
            "gateway": httpx.get(f"{server.url}/metrics").text,
            "worker": httpx.get(f"http://127.0.0.1:{port}/metrics").text,
        }


def judge(server: Server) -> None:
    math = {"verifier": {"kind": "math", "ground_truth": "x^2-1"}, "completions": ["\\boxed{(x-1)(x+1)}", "?"]}
    spin = {"verifier": {"kind": "obedient", "ground_truth": "yes"}, "completions": ["spin", "yes", "no"]}
    answer = httpx.post(f"{server.url}/v1/verify", json={"run": "r", "groups": [math, spin]}, timeout=120)
    assert answer.status_code == 200, answer.text


def test_every_metric_that_is_asked_for_exists(scraped: dict[str, str]) -> None:
    text = scraped["gateway"] + scraped["worker"]
    exported = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    known = exported | {name + suffix for name in exported for suffix in _SUFFIXES}
    asked = {name for one in expressions() for name in re.findall(r"(?:steelyard|process)_\w+", one)}
    assert asked
    assert asked - known == set()


def test_the_gateway_tells_queues_times_causes_caches_and_outcomes(scraped: dict[str, str]) -> None:
    for line in (
        'steelyard_queue_completions{priority="train"} 0.0',
        'steelyard_queue_oldest_seconds{priority="train"} 0.0',
        'steelyard_wait_seconds_count{priority="train"} 2.0',
        'steelyard_run_seconds_count{priority="train"} 2.0',
        'steelyard_no_verdict_total{cause="timeout",verifier="obedient"} 2.0',
        'steelyard_check_outcomes_total{outcome="timeout",verifier="obedient"} 2.0',
        "steelyard_pool_processes 1.0",
    ):
        assert line in scraped["gateway"], line
    assert re.search(r'steelyard_cache_hits_total\{verifier="\w+"\} [1-9]', scraped["gateway"])
    assert re.search(
        r'steelyard_verify_seconds_bucket\{le="\+Inf",verifier="obedient"\} [1-9]', scraped["gateway"]
    )


def test_a_worker_tells_its_pool_slices_and_outcomes(scraped: dict[str, str]) -> None:
    for start in (
        'steelyard_worker_pool_processes{sandbox="none"} 1.0',
        'steelyard_worker_verdicts_total{status="undecided",verifier="obedient"} 2.0',
        'steelyard_worker_check_outcomes_total{outcome="timeout",verifier="obedient"} 2.0',
        "steelyard_worker_slices_in_hand 0.0",
        "steelyard_worker_slice_seconds_count",
        "process_resident_memory_bytes",
    ):
        assert start in scraped["worker"], start


def test_no_name_is_exported_twice(scraped: dict[str, str]) -> None:
    names = re.findall(r"^# TYPE (\S+)", scraped["gateway"], re.MULTILINE)
    assert sorted(set(names)) == sorted(names)
