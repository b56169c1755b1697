"""What becomes of the reward of a completion with signs of reward hacking: it stays, is at most 0, or is null."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from verifiers.audit.audit import SIGNS, Sign

Policy = Literal["flag", "zero", "null"]
Hack = Policy | Annotated[dict[Sign, Policy], Field(max_length=len(SIGNS))]

_UNLESS_SAID: dict[Sign, Policy] = {"tampering": "zero"}
_SEVEREST: tuple[Policy, ...] = ("null", "zero", "flag")


def policy_for(flags: Iterable[str], hack: Hack | None) -> Policy:
    """The severest policy for any of a verdict's flags.

    One word holds for every sign, a table for the signs in it. What is not said is ``flag``, and ``zero`` for
    tampering.
    """
    found = {_policy(sign, hack) for sign in SIGNS if sign in set(flags)}
    return next((policy for policy in _SEVEREST if policy in found), "flag")


def _policy(sign: Sign, hack: Hack | None) -> Policy:
    if isinstance(hack, str):
        return hack
    return {**_UNLESS_SAID, **(hack or {})}.get(sign, "flag")
