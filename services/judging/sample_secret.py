"""The seed of sample points that all workers of a deployment share, so that no two of them ever disagree."""

import secrets

from pydantic import SecretStr
from redis import Redis

from services.jobs import keys
from verifiers.math.evaluate.secret import BYTES


def sample_secret(redis: "Redis", given: SecretStr | None) -> bytes:
    """The deployment's own secret if it has one, else the one that the first worker left with the broker.

    A broker that lost its data gets another one from the next worker: rotating it changes no honest verdict.
    """
    if given is not None:
        return given.get_secret_value().encode()
    redis.set(keys.SAMPLE_SECRET, secrets.token_hex(BYTES), nx=True)
    return bytes.fromhex(str(_text(redis.get(keys.SAMPLE_SECRET))))


def _text(kept: object) -> object:
    return kept.decode() if isinstance(kept, bytes) else kept
