"""Refuses verifiers that nothing can be judged against, before the job is accepted."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.children import Children
from sandbox.limits import Limits
from sandbox.outcome import Outcome
from services.gateway.problems import FieldError, Problem, unavailable
from services.jobs.work import Usable, Work
from verifiers.verifier import Verifier

_REMEMBERED = 20_000
_SECONDS_EACH = 0.05
_TEXT = "text"


class Specifications:
    """Knows which specifications are usable; looks at new ones in killable children."""

    def __init__(self, children: "Children[Work, Any]") -> None:
        self._children = children
        self._usable: OrderedDict[bytes, bool] = OrderedDict()  # whether it is compared as text

    async def ensure_usable(self, verifiers: Sequence[Verifier], specifications: Sequence[bytes]) -> list[bool]:
        """Whether each has a ground truth that is compared as text only.

        Raises a 422 problem that names each group whose verifier cannot judge anything.
        """
        unknown: dict[bytes, tuple[int, Verifier]] = {}
        for group, (verifier, specification) in enumerate(zip(verifiers, specifications, strict=True)):
            if specification not in self._usable and not verifier.surely_usable:
                unknown.setdefault(specification, (group, verifier))
        if unknown:
            outcomes = await asyncio.to_thread(self._look, unknown)
            self._conclude(unknown, outcomes)
        return [self._usable.get(specification, False) for specification in specifications]

    async def read(self, verifiers: Sequence[Verifier], specifications: Sequence[bytes]) -> list[Usable]:
        """Whether each is usable, and what its ground truths are read as. Raises a 503 problem where we fail."""
        distinct = {spec: (0, verifier) for spec, verifier in zip(specifications, verifiers, strict=True)}
        outcomes = await asyncio.to_thread(self._look, distinct)
        found = dict(zip(distinct, outcomes, strict=True))
        return [_usable(found[specification]) for specification in specifications]

    def _look(self, unknown: Mapping[bytes, tuple[int, Verifier]]) -> "list[Outcome[Any]]":
        """One trip to the children for all that are bounded alike; outcomes in the order of ``unknown``."""
        alike: dict[Limits, list[bytes]] = defaultdict(list)
        for specification, (_, verifier) in unknown.items():
            alike[verifier.own_limits].append(specification)
        outcomes: dict[bytes, Outcome[Any]] = {}
        for limits, specifications in alike.items():
            work = [Work(specification, None) for specification in specifications]
            looked_at = self._children.run(work, limits, _SECONDS_EACH * len(work))
            outcomes.update(zip(specifications, looked_at, strict=True))
        return [outcomes[specification] for specification in unknown]

    def _conclude(self, unknown: Mapping[bytes, tuple[int, Verifier]], outcomes: "Sequence[Outcome[Any]]") -> None:
        errors = []
        for (specification, (group, _)), outcome in zip(unknown.items(), outcomes, strict=True):
            fault = _fault(outcome)
            if fault is None:
                self._remember(specification, is_as_text(_usable(outcome)))
            else:
                field, reason = fault
                errors.append(FieldError(["groups", group, "verifier", *_place(field)], reason))
        if errors:
            raise Problem(422, "A verifier cannot judge anything as it is.", errors)

    def _remember(self, specification: bytes, as_text: bool) -> None:
        self._usable[specification] = as_text
        if len(self._usable) > _REMEMBERED:
            self._usable.popitem(last=False)


def is_as_text(usable: Usable) -> bool:
    """Whether a ground truth could not be read as anything but text."""
    return _TEXT in usable.read_as


def _usable(outcome: "Outcome[Any]") -> Usable:
    fault = _fault(outcome)
    if fault is not None:
        return Usable(False, *fault)
    assert isinstance(outcome.value, Usable)
    return outcome.value


def _fault(outcome: "Outcome[Any]") -> tuple[str, str] | None:
    """The field at fault and why, or None. Raises a 503 problem where the failure is ours."""
    if outcome.ending == "returned" and isinstance(outcome.value, Usable):
        return None if outcome.value.usable else (outcome.value.field, outcome.value.reason)
    if outcome.ending in ("timeout", "memory", "crashed"):
        return "", f"it could not be read within the limits: {outcome.detail}"
    raise unavailable("The specification could not be looked at just now.")


def _place(field: str) -> list[str | int]:
    """A field's place in the verifier: ``tests.3.code`` is a part of a part."""
    return [int(part) if part.isdecimal() else part for part in field.split(".") if part]
