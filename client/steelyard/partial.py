"""Judging around what is refused: bad groups are named, and the rest is judged without them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from steelyard.errors import FieldError, Refused, TooLarge
from steelyard.results import GroupResult, Result, VerifyResult, moved

Verify = Callable[[Sequence[Mapping[str, object]]], Awaitable[VerifyResult]]


async def verify_around(
    groups: Sequence[Mapping[str, object]], refusals: Mapping[int, str], verify: Verify
) -> VerifyResult:
    """The result of all groups; those refused have results without a reward, and with the reason."""
    known = dict(refusals)
    while True:
        places = [place for place in range(len(groups)) if place not in known]
        if not places:
            return VerifyResult(
                (), tuple(_refused(group, known[place]) for place, group in enumerate(groups)), None
            )
        try:
            result = await verify([groups[place] for place in places])
        except (Refused, TooLarge) as error:
            found = {places[place]: reason for place, reason in faults(error).items()}
            if not found:
                raise
            known |= found
        else:
            judged = dict(zip(places, result.groups, strict=True))
            merged = [
                judged[place] if place in judged else _refused(group, known[place])
                for place, group in enumerate(groups)
            ]
            warnings = tuple(moved(result.warnings, places))
            return VerifyResult(result.job_ids, tuple(merged), result.stats, warnings)


def faults(error: Refused | TooLarge) -> dict[int, str]:
    """The groups at fault by their place, if it is groups that are at fault and nothing else."""
    if isinstance(error, TooLarge):
        return {error.group: str(error)}
    found: dict[int, list[FieldError]] = defaultdict(list)
    for fault in error.errors if error.status == 422 else ():
        match fault.loc:
            case ("groups", int(place), *rest):
                found[place].append(FieldError(tuple(rest), fault.msg))
            case _:
                return {}
    return {place: "; ".join(map(str, reasons)) for place, reasons in found.items()}


def _refused(group: Mapping[str, object], reason: str) -> GroupResult:
    completions = group.get("completions")
    count = len(completions) if isinstance(completions, list) else 1
    result = Result(None, {}, 0.0, None, None, None, False, 0.0, None, reason)
    name = group.get("id")
    return GroupResult(name if isinstance(name, str) else None, (result,) * count)
