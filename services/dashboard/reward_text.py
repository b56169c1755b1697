"""A reward in one line that people read, from the JSON that a job keeps."""

import json
from collections.abc import Mapping
from typing import Any

_COMBINED = {"sum": " + ", "prod": " × ", "min": ", ", "logsum": ", "}


def reward_text(stored: bytes) -> str:
    """For instance ``binary``, or ``weighted + 0.1 format, only if no_tampering, then clip (max 1, min -1)``."""
    reward = json.loads(stored)
    return _combined(reward) if isinstance(reward, dict) else str(reward)


def _combined(reward: Mapping[str, Any]) -> str:
    if "use" in reward:
        return _term(reward)
    how = next((name for name in _COMBINED if name in reward), None)
    terms = [_part(one) for one in reward[how]] if how else []
    text = _COMBINED[how].join(terms) if how else "none"
    if how in ("min", "logsum") and len(terms) > 1:
        text = f"{how}({text})"
    gates = [_part(one) for one in reward.get("gate") or ()]
    transforms = [_part(one) for one in reward.get("transform") or ()]
    keep = reward.get("keep")
    return ", ".join(
        [
            text,
            *([f"only if {' and '.join(gates)}"] if gates else []),
            *(f"then {one}" for one in transforms),
            *([f"keeping {_values(keep) or 'groups that differ'}"] if keep is not None else []),
        ]
    )


def _part(one: object) -> str:
    return _combined(one) if isinstance(one, dict) else str(one)


def _term(term: Mapping[str, Any]) -> str:
    coefficient = term.get("coef")
    factor = f"{coefficient:g} " if isinstance(coefficient, int | float) and coefficient != 1 else ""
    others = {name: value for name, value in term.items() if name not in ("use", "coef")}
    return f"{factor}{term['use']}{f' ({_values(others)})' if others else ''}"


def _values(given: Mapping[str, Any]) -> str:
    named = [(name, value) for name, value in given.items() if value is not None]
    return ", ".join(f"{name} {value if isinstance(value, str) else json.dumps(value)}" for name, value in named)
