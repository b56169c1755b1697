"""Thumbs for trainers of KTO and BCO: each completion with whether it is wanted."""

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.results import VerifyResult


def thumbs(
    groups: Sequence[Mapping[str, Any]], result: VerifyResult, *, above: float = 0.5
) -> list[dict[str, Any]]:
    """Rows of ``prompt``, ``completion`` and ``label``, as TRL reads unpaired preferences.

    ``label`` is true where the reward is greater than ``above``. Completions without a reward give no row: that
    the server failed to judge says nothing of them. ``groups`` are those that were sent; a group's ``prompt`` is
    taken as it is, and is empty where none was sent. Raises ValueError for a result of other groups.
    """
    rows = []
    for group, judged in zip(groups, result.groups, strict=True):
        for completion, one in zip(group["completions"], judged.results, strict=True):
            if one.reward is not None:
                rows.append(
                    {
                        "prompt": group.get("prompt", ""),
                        "completion": _said(completion),
                        "label": one.reward > above,
                    }
                )
    return rows


def _said(completion: Any) -> Any:
    """The text of a completion, or its messages."""
    if not isinstance(completion, Mapping):
        return completion
    if "turns" in completion:
        return completion["turns"]
    return completion["text"] if "text" in completion else "\n\n".join(completion["steps"])
