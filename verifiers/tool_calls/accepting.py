"""Calls of which several values per argument will do.

Rules of the Berkeley Function-Calling Leaderboard (its AST checker): each argument has a list of accepted values;
an empty text among them means that the argument may be left out; a dot in a name may
be an underscore, as models are told whose interface has no dots; texts are compared without case, spaces and
``,./-_*^``, and with one kind of quotes; a whole number passes for a float. Other types have to be equal.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from verifiers.tool_calls.notations import Spelled
from verifiers.tool_calls.reading import Call

_DROPPED = str.maketrans("'", '"', " ,./-_*^")

Accepted = Mapping[str, Sequence[Any]]


def accepted_similarity(call: Call, name: str, accepted: Accepted) -> float:
    """How alike a call is to the accepted ones, in [0, 1]: MatchTIR's S, where any accepted value is equal."""
    if call.arguments is None or _name(call.name) != _name(name):
        return 0.0
    given = call.arguments
    wanted = {key: values for key, values in accepted.items() if key in given or "" not in values}
    either = given.keys() | wanted.keys()
    names = len(given.keys() & wanted.keys()) / len(either) if either else 1.0
    values = sum(key in given and _is_accepted(given[key], values) for key, values in wanted.items())
    return (1 + names + values) / (2 + len(wanted))


def _name(name: str) -> str:
    return name.casefold().replace(".", "_")


def _is_accepted(value: Any, values: Sequence[Any]) -> bool:
    return any(_will_do(value, one) for one in values)


def _will_do(value: Any, accepted: Any) -> bool:
    if isinstance(value, Spelled):
        return any(_will_do(reading, accepted) for reading in value.readings)
    if isinstance(value, str) and isinstance(accepted, str):
        return _plain(value) == _plain(accepted)
    if isinstance(value, list) and isinstance(accepted, list):
        return len(value) == len(accepted) and all(map(_will_do, value, accepted))
    if isinstance(value, Mapping) and isinstance(accepted, Mapping):
        return _same_members(value, accepted)
    if isinstance(accepted, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) == accepted
    return type(value) is type(accepted) and bool(value == accepted)


def _same_members(value: Mapping[str, Any], accepted: Mapping[str, Any]) -> bool:
    """Per key: within objects, too, a list holds the values that will do."""
    lists = {key: one if isinstance(one, list) else [one] for key, one in accepted.items()}
    needed = {key for key, one in lists.items() if "" not in one}
    return needed <= value.keys() <= lists.keys() and all(
        _is_accepted(one, lists[key]) or _will_do(one, accepted[key]) for key, one in value.items()
    )


def _plain(text: str) -> str:
    return text.translate(_DROPPED).lower()
