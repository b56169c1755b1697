import json
import os
import subprocess
import sys
import time

from redis import Redis

from services.jobs import keys
from tests.parts import ROOT


def consult(**settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")}
    return subprocess.run(
        [sys.executable, "-m", "services", "doctor"],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_doctor_says_which_isolation_works() -> None:
    told = consult(STEELYARD_SANDBOX="local")
    assert told.returncode == 0, told.stdout
    assert "programs run in 'local'" in told.stdout
    assert "languages: python, bash" in told.stdout


def test_the_doctor_says_what_to_do_where_the_one_asked_for_does_not_work() -> None:
    told = consult(STEELYARD_SANDBOX="docker", STEELYARD_SANDBOX_IMAGE="steelyard-none:none")
    assert told.returncode == 1
    assert "deploy/sandbox/build.sh" in told.stdout


def test_the_doctor_respects_that_none_is_wanted() -> None:
    assert consult(STEELYARD_SANDBOX="off").returncode == 0


def test_the_doctor_sees_a_broker_that_is_not_there() -> None:
    told = consult(STEELYARD_SANDBOX="off", STEELYARD_REDIS_URL="unix:///nowhere/broker.sock")
    assert told.returncode == 1
    assert "for broker: start it" in told.stdout


def test_the_doctor_sees_broker_workers_and_clocks(broker_url: str) -> None:
    with Redis.from_url(broker_url) as redis:
        redis.flushall()
        settings = {"STEELYARD_SANDBOX": "off", "STEELYARD_REDIS_URL": broker_url}
        told = consult(**settings)
        assert told.returncode == 0, told.stdout
        assert "for workers: start one" in told.stdout
        report = {
            "seen": time.time() + 600,
            "host": "here",
            "draining": False,
        }  # not stale, however long this takes
        redis.hset(keys.WORKERS, "one", json.dumps(report))
        assert "1 report, 0 of them drained" in consult(**settings).stdout
        redis.flushall()


def test_the_doctor_sees_a_broker_that_may_throw_jobs_away(broker_url: str) -> None:
    with Redis.from_url(broker_url) as redis:
        redis.config_set("maxmemory-policy", "allkeys-lru")
        told = consult(STEELYARD_SANDBOX="off", STEELYARD_REDIS_URL=broker_url)
        redis.config_set("maxmemory-policy", "noeviction")
    assert told.returncode == 1
    assert "evicted keys are lost jobs" in told.stdout
