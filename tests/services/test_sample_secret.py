"""Workers of one deployment sample expressions at the same points."""

from pydantic import SecretStr

from services.jobs.worker_store import connect
from services.judging.sample_secret import sample_secret


def test_workers_share_what_the_first_of_them_made(broker_url: str) -> None:
    first, second = (sample_secret(connect(broker_url), None) for _ in range(2))
    assert first == second
    assert len(first) == 32


def test_a_deployment_s_own_secret_comes_first(broker_url: str) -> None:
    given = SecretStr("a secret of thirty-two characters, at least")
    assert sample_secret(connect(broker_url), given) == given.get_secret_value().encode()
