"""Judges the samples of a foreign request as one job of ours."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from fastapi import Request

from services.gateway.auth import Tenant
from services.gateway.compat.holding import held
from services.gateway.compat.samples import verifier_of
from services.gateway.compat.terms import Terms
from services.gateway.parts import Parts
from services.gateway.problems import FieldError, Problem
from services.gateway.verify_routes import judge_now


class Sample(NamedTuple):
    """A label with a completion, and the prompt where the protocol sends it: it may list options."""

    label: Any
    completion: str
    prompt: Any = ""


async def ask(
    request: Request, parts: Parts, tenant: Tenant, samples: Sequence[Sample], terms: Terms, seconds: float
) -> list[dict[str, Any]]:
    """The results of samples, in order. Raises the problems of ``POST /v1/verify``.

    Clients of these protocols send again after a time-out, without saying so: the same work is joined while it is
    under way, and its verdicts are remembered after. A full queue or a lost broker is waited out.
    """
    document = {
        "groups": [
            {"verifier": _verifier(sample, parts, place), "completions": [sample.completion]}
            for place, sample in enumerate(samples)
        ],
        "reward": terms.reward,
        "run": terms.run,
        "priority": terms.priority,
        "timeout_seconds": seconds,
    }
    body = _encoded({name: value for name, value in document.items() if value is not None})

    async def attempt(seconds_left: float) -> bytes:
        return await judge_now(request, parts, tenant, body, at_most_seconds=seconds_left)

    answer = msgspec.json.decode(await held(request, attempt, seconds))
    return [result for group in answer["groups"] for result in group["results"]]


def _encoded(document: dict[str, Any]) -> bytes:
    """JSON, ten times faster where it has no integer beyond 64 bits and no lone surrogate."""
    try:
        return msgspec.json.encode(document)
    except (OverflowError, UnicodeEncodeError):
        return json.dumps(document).encode()


def _verifier(sample: Sample, parts: Parts, place: int) -> dict[str, Any]:
    try:
        return verifier_of(sample.label, parts.registry.kinds, sample.prompt)
    except ValueError as error:
        raise Problem(422, "The request is not valid.", [FieldError(["labels", place], str(error))]) from error
