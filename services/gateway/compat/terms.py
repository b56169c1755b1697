"""What a foreign protocol has no place for rides in the query string of its URL."""

import json
import math
from typing import Annotated, Any

from fastapi import Depends, Query

from services.gateway.problems import FieldError, Problem
from services.jobs.model import Priority


class Terms:
    """How samples are to be judged, from the URL: ``?reward=dense&run=exp-42&no_verdict=0``.

    ``reward`` is a scheme's name or the JSON of a reward object. ``no_verdict`` is what to answer where we failed
    to judge: a number, or ``nan``; each protocol has its own default.
    """

    def __init__(
        self,
        reward: Annotated[str, Query(max_length=2_000)] = "binary",
        run: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
        priority: Priority = "train",
        no_verdict: Annotated[float | None, Query()] = None,
    ) -> None:
        if no_verdict is not None and math.isinf(no_verdict):
            raise Problem(422, "The request is not valid.", [FieldError(["query", "no_verdict"], "not infinite")])
        self.reward = _reward(reward)
        self.run = run
        self.priority = priority
        self.no_verdict = no_verdict


GivenTerms = Annotated[Terms, Depends()]


def _reward(text: str) -> Any:
    if not text.startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise Problem(422, "The request is not valid.", [FieldError(["query", "reward"], str(error))]) from error
