"""Answers for completions without a verdict: counted, logged, and as harmless as the protocol allows."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError

from services.gateway.compat.terms import Terms
from services.gateway.parts import Parts

log = logging.getLogger(__name__)


class Answers:
    """The numbers that one door answers to one tenant."""

    def __init__(self, door: str, parts: Parts, tenant: str, terms: Terms) -> None:
        self._door = door
        self._parts = parts
        self._tenant = tenant
        self._terms = terms

    async def number(self, result: Mapping[str, Any], question: Any) -> float:
        """The reward, or what stands for it: the URL's ``no_verdict``, else a number that teaches nothing.

        That is the mean reward of the prompt or of the run as this gateway has seen them, else of the run as the
        store has it: gateways restart, and there may be several. Only where nothing is known it is 0.
        """
        reward = result["reward"]
        self.count(result)
        if reward is not None:
            self._parts.neutral.add(self._tenant, self._terms.run, question, reward)
            return float(reward)
        if self._terms.no_verdict is not None:
            return self._terms.no_verdict
        guess = self._parts.neutral.guess(self._tenant, self._terms.run, question)
        if guess is None and self._terms.run is not None:
            with suppress(RedisError):
                guess = await self._parts.store.mean_reward(self._tenant, self._terms.run)
        return guess or 0.0

    def count(self, result: Mapping[str, Any]) -> None:
        """Note one answer, and say why where it has no verdict."""
        self._parts.metrics.answered(self._door, has_verdict=result["reward"] is not None)
        if result["reward"] is None:
            log.warning("%s is answered without a verdict: %s", self._door, reason(result))

    def lost(self, why: str) -> None:
        """Note one answer for work that came to no end."""
        self._parts.metrics.answered(self._door, has_verdict=False)
        log.warning("%s is answered without a verdict: %s", self._door, why)


def reason(result: Mapping[str, Any]) -> str:
    """Why a result has no reward."""
    words = [check["evidence"] for check in result["verdict"]["checks"] if check["evidence"]]
    return "; ".join(words)[:500] or "the completion could not be judged"
