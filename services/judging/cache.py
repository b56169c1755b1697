"""Finished verdicts by content: the same completion against the same verifier is not judged twice."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from redis import Redis

from services.jobs import keys, packing
from services.jobs.model import CacheUse
from verifiers.audit.audit import VERSION
from verifiers.verdict import Status, Verdict
from verifiers.verifier import Verifier

WORTH_SECONDS = 0.0005
"""A verdict cheaper than this is judged again rather than looked up."""

_LASTING: frozenset[Status] = frozenset({"correct", "partial", "incorrect", "no_answer"})


def digest(tenant: str, verifier: Verifier, specification: bytes, completion: str) -> str:
    """A name for exactly this judgement, including the versions of the verifier's rules and of the audit's.

    The tenant is part of it: whether somebody else has sent the same would show in what is cached, and how fast.
    """
    work = hashlib.blake2b(digest_size=20)
    names = (tenant, verifier.kind, *verifier.versions, VERSION)
    for part in (*(name.encode() for name in names), specification):
        work.update(len(part).to_bytes(8, "big") + part)
    work.update(completion.encode("utf-8", "surrogatepass"))
    return work.hexdigest()


class VerdictCache:
    """Verdicts kept in the store for ``seconds``; 0 keeps none."""

    def __init__(self, redis: "Redis", seconds: int) -> None:
        self._redis = redis
        self._seconds = seconds

    def find(self, use: CacheUse, digests: Sequence[str]) -> dict[str, Verdict]:
        """Those of the judgements that are known."""
        if use != "use" or not self._seconds or not digests:
            return {}
        found = self._redis.mget([keys.cached_verdict(one) for one in digests])
        known = zip(digests, cast("list[bytes | None]", found), strict=True)
        return {one: packing.unpack_verdict(packed) for one, packed in known if packed is not None}

    def keep(self, use: CacheUse, verdicts: Mapping[str, Verdict]) -> None:
        """Remember verdicts that would come out the same again; not those that our limits decided."""
        if use == "off" or not self._seconds:
            return
        lasting = {one: verdict for one, verdict in verdicts.items() if verdict.status in _LASTING}
        if not lasting:
            return
        with self._redis.pipeline(transaction=False) as pipeline:
            for one, verdict in lasting.items():
                pipeline.set(keys.cached_verdict(one), packing.pack(verdict), ex=self._seconds)
            pipeline.execute()


def worth_keeping(verifier: Verifier, completions: Iterable[str]) -> bool:
    """Whether looking these verdicts up is cheaper than making them, and what they were is what they would be."""
    return not verifier.compares and any(
        verifier.expected_seconds(completion) >= WORTH_SECONDS for completion in completions
    )
