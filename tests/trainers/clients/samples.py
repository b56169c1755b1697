"""Samples for the real clients: right and wrong mathematics and programs, each different from all others."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

UNJUDGED = os.environ.get("SAMPLES") == "unjudged"
"""Whether every fourth sample is one that the server fails to judge."""
BASE, COUNT = (sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else ("", 0)


def is_right(number: int) -> bool:
    """Every other sample is right."""
    return number % 2 == 0


def label(number: int) -> str:
    """A mathematical truth, or a suite for a program."""
    if _is_unjudged(number):
        return json.dumps({"kind": "obedient", "ground_truth": str(number)})
    if number % 4 < 2:
        return f"{number + 1}/7"
    tests = [{"type": "stdio", "stdin": f"{number}\n", "stdout": f"{2 * number}\n"}]
    return json.dumps({"kind": "code", "language": "python", "tests": tests})


def completion(number: int) -> str:
    """What a model might have written."""
    if _is_unjudged(number):
        return f"fail {number}"
    if number % 4 < 2:
        return f"So it is \\boxed{{{number + 1 if is_right(number) else number + 2}/7}}"
    return f"```python\n# {number}\n{program(number)}```"


def _is_unjudged(number: int) -> bool:
    return UNJUDGED and number % 4 == 3


def program(number: int) -> str:
    """Doubles its input, or does not quite."""
    return f"n = int(input())\nprint(2 * n{'' if is_right(number) else ' + 1'})\n"


def tell(rewards: Sequence[Any]) -> None:
    """Hand the rewards over to the test: one for each sample, null where there is none."""
    print("REWARDS " + json.dumps([None if one is None else float(one) for one in rewards]), flush=True)
